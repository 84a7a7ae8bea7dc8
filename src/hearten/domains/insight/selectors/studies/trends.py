"""How does a figure move over months or weeks, and is any of it more than wandering?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hearten.domains.insight.selectors.studies.questions import label_for
from hearten.domains.insight.study_types import StudyFrame
from hearten.domains.surveys.questionnaire import ItemKind, Words
from hearten.engines.disclosure import hide_small
from hearten.engines.psychometrics.control import ControlChart, share_chart
from hearten.engines.psychometrics.descriptives import Estimate, mean, net_promoter
from hearten.engines.psychometrics.trends import MonotoneTrend, mann_kendall
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_TWO = 2
_THREE = 3
_PROMOTER = 9


@dataclass(frozen=True)
class Stretch:
    """A month or a week; `estimate` is None where too few answered."""

    start: date
    estimate: Estimate | None


@dataclass(frozen=True)
class Trend:
    """A figure by stretches. `moves` tests for any steady rise or fall; `control` is the share at the top of the scale
    with its limits, over `control_starts`.
    """

    key: str
    label: Words
    stretches: tuple[Stretch, ...]
    moves: MonotoneTrend | None
    control: ControlChart | None
    control_starts: tuple[date, ...]


def trend(frame: StudyFrame, key: str, bounds: Sequence[date]) -> Trend:
    """Field `key` between the days of `bounds` (see `period_bounds`). Raises Invalid."""
    values = frame.columns.values.get(key)
    if values is None:
        raise Invalid(N_("This survey has no such question."), field=key[:40])
    if len(bounds) < _TWO:
        raise Invalid(
            N_("The answers lie too close together to follow them over time."),
            field="key",
            hint=N_("Look at the survey over all its studies, or wait for more answers."),
        )
    field = frame.columns.survey.field(key)
    item = frame.columns.survey.item(field.item) if field else None
    is_nps = item is not None and item.kind is ItemKind.NPS
    starts = np.array(bounds, dtype="datetime64[D]")
    places = np.clip(np.searchsorted(starts, frame.columns.submitted, side="right") - 1, 0, None)
    given = ~np.isnan(values)
    counts = np.bincount(places[given], minlength=len(bounds))
    hidden = hide_small(counts).cells
    stretches = []
    for number, start in enumerate(bounds):
        mask = given & (places == number)
        figure = None
        if counts[number] and not hidden[number]:
            figure = _figure(values[mask], frame.weights[mask], is_nps=is_nps)
        stretches.append(Stretch(start, figure))
    shown = [number for number in range(len(bounds)) if stretches[number].estimate is not None]
    top = _PROMOTER if is_nps else field.highest - 1 if field and field.highest else np.inf
    return Trend(
        key=key,
        label=label_for(frame, key),
        stretches=tuple(stretches),
        moves=_moves(stretches),
        control=_control(values >= top, given, places, shown),
        control_starts=tuple(bounds[number] for number in shown),
    )


def _figure(values: NDArray[np.float64], weights: NDArray[np.float64], *, is_nps: bool) -> Estimate:
    return net_promoter(values, weights).score if is_nps else mean(values, weights)


def _moves(stretches: Sequence[Stretch]) -> MonotoneTrend | None:
    known = [one.estimate.value for one in stretches if one.estimate is not None]
    return mann_kendall(known) if len(known) > _THREE else None


def _control(
    top: NDArray[np.bool_], given: NDArray[np.bool_], places: NDArray[np.int64], shown: Sequence[int]
) -> ControlChart | None:
    if len(shown) <= _THREE:
        return None
    hits = [int((top & given & (places == number)).sum()) for number in shown]
    totals = [int((given & (places == number)).sum()) for number in shown]
    return share_chart(hits, totals)
