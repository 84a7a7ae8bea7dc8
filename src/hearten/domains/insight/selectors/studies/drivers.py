"""What moves satisfaction, and where to act first?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hearten.domains.insight.selectors.studies.needs import dimensions_of
from hearten.domains.insight.selectors.studies.questions import label_for
from hearten.domains.insight.study_types import DIMENSION_KEY, Driver, DriverAnalysis, StudyFrame
from hearten.domains.surveys.questionnaire import Field, FieldKind, ItemKind
from hearten.engines.disclosure import THRESHOLD
from hearten.engines.psychometrics.drivers import Drivers, key_drivers
from hearten.engines.psychometrics.priorities import priority_map
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

RESAMPLES = 200
# Outcomes by preference: the overall score of a survey is what is to be explained.
_OUTCOMES = (ItemKind.CSAT, ItemKind.NPS, ItemKind.EFFORT)
_DRIVERS = {ItemKind.MATRIX, ItemKind.SCALE, ItemKind.SERVQUAL}
_MOST = 25
_SEED = 20_260_101


def possible_outcomes(frame: StudyFrame) -> tuple[str, ...]:
    """Fields that can be explained: measures first, then single scales."""
    kinds = (*_OUTCOMES, ItemKind.SCALE)
    return tuple(item.code for kind in kinds for item in frame.items if item.kind is kind)


def possible_drivers(frame: StudyFrame) -> tuple[str, ...]:
    """Fields that can explain: rows of matrices, perceptions of SERVQUAL pairs, scales. Dimensions come beside them."""
    return tuple(
        field.key
        for item in frame.items
        if item.kind in _DRIVERS
        for field in item.fields()
        if field.kind is FieldKind.NUMBER and field.part in {"", "p"} and field.key in frame.columns.values
    )


def driver_analysis(
    frame: StudyFrame, *, outcome: str | None = None, drivers: Sequence[str] | None = None
) -> DriverAnalysis:
    """Each driver's share of what is explained of `outcome` (LMG), with its interval, and its place on the map.

    Raises Invalid where the survey has nothing to explain or to explain it with, or too few answered.
    """
    target = outcome or next(iter(possible_outcomes(frame)), None)
    chosen = tuple(key for key in (drivers or usual_drivers(frame)) if key != target)
    if target is None or target not in frame.columns.values or not chosen:
        raise Invalid(
            N_("This survey has no overall score together with ratings of single points."),
            field="outcome",
            hint=N_("Add an overall question and a matrix of what may matter."),
        )
    _refuse_unknown(frame, chosen)
    y, x = frame.columns.values[target], np.column_stack([_rating(frame, key) for key in chosen])
    if int((~np.isnan(y) & ~np.isnan(x).any(axis=1)).sum()) < max(THRESHOLD, 3 * len(chosen)):
        raise Invalid(
            N_("Too few people answered all of these questions."),
            field="drivers",
            hint=N_("Choose fewer drivers, or wait for more answers."),
        )
    found = key_drivers(y, x, names=chosen, weights=frame.weights, resamples=RESAMPLES, seed=_SEED)
    return _told(frame, target, chosen, found, x)


def usual_drivers(frame: StudyFrame) -> tuple[str, ...]:
    """Rows of matrices when there are any, else dimensions of service, else all that could explain."""
    every = possible_drivers(frame)
    rows = tuple(k for k in every if (f := frame.columns.survey.field(k)) and f.row and not f.part)
    return (rows or _dimension_keys(frame) or every)[:_MOST]


def _dimension_keys(frame: StudyFrame) -> tuple[str, ...]:
    return tuple(f"{DIMENSION_KEY}{dimension}" for dimension in dimensions_of(frame))


def _rating(frame: StudyFrame, key: str) -> NDArray[np.float64]:
    """A field's values, or each person's mean of a dimension; missing where one of its statements was not rated."""
    if not key.startswith(DIMENSION_KEY):
        return frame.columns.values[key]
    rows: NDArray[np.float64] = frame.columns.matrix(dimensions_of(frame)[key.removeprefix(DIMENSION_KEY)])
    return np.asarray(rows.mean(axis=1))


def _refuse_unknown(frame: StudyFrame, chosen: Sequence[str]) -> None:
    known = {*frame.columns.values, *_dimension_keys(frame)}
    unknown = next((key for key in chosen if key not in known), None)
    if unknown is not None:
        raise Invalid(N_("This survey has no such question."), field=unknown[:40])


def _told(
    frame: StudyFrame, target: str, chosen: Sequence[str], found: Drivers, x: NDArray[np.float64]
) -> DriverAnalysis:
    fields = [_field(frame, key) for key in chosen]
    performance = [_hundred(x[:, i], frame.weights, field) for i, field in enumerate(fields)]
    shares = found.lmg_share
    places = priority_map(shares.value, performance, chosen)
    told = [
        Driver(
            key=key,
            label=label_for(frame, key),
            share=float(shares.value[i]),
            low=float(shares.low[i]),
            high=float(shares.high[i]),
            coefficient=float(found.coefficients[i]),
            johnson=float(found.johnson[i] / found.r_squared) if found.r_squared else 0.0,
            performance=performance[i],
            quadrant=places.places[i].quadrant,
        )
        for i, (key, field) in enumerate(zip(chosen, fields, strict=True))
    ]
    return DriverAnalysis(
        outcome=target,
        outcome_label=label_for(frame, target),
        n=found.n,
        left_out=found.left_out,
        r_squared=found.r_squared,
        drivers=tuple(sorted(told, key=lambda driver: -driver.share)),
        importance_cut=places.importance_cut,
        performance_cut=places.performance_cut,
    )


def _field(frame: StudyFrame, key: str) -> Field:
    """The field behind a key; of a dimension its first statement, all of which share a scale."""
    if key.startswith(DIMENSION_KEY):
        key = dimensions_of(frame)[key.removeprefix(DIMENSION_KEY)][0]
    field = frame.columns.survey.field(key)
    assert field is not None  # noqa: S101 -- columns are made of the survey's fields
    return field


def _hundred(values: NDArray[np.float64], weights: NDArray[np.float64], field: Field) -> float:
    """The mean on a scale from 0 to 100, so that scales of different length stand side by side."""
    given = ~np.isnan(values)
    middle = float(weights[given] @ values[given] / weights[given].sum())
    low, high = field.lowest or 0.0, field.highest or 1.0
    return 100 * (middle - low) / (high - low)
