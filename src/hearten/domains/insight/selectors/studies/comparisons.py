"""Do groups differ: products, channels, ages, insurers, waves? And did something change from one day on?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hearten.domains.insight.selectors.studies.questions import label_for
from hearten.domains.insight.study_types import Change, Comparison, GroupResult, StudyFrame
from hearten.domains.surveys.questionnaire import FieldKind, ItemKind
from hearten.engines.disclosure import THRESHOLD, hide_small
from hearten.engines.psychometrics.casemix import CaseMix, compare
from hearten.engines.psychometrics.descriptives import Estimate, difference, mean, net_promoter
from hearten.engines.psychometrics.group_tests import welch_anova
from hearten.engines.psychometrics.multiplicity import holm
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_TWO = 2
_ALPHA = 0.05
# Fewer in a group and a t test says nothing of use.
_LEAST_TESTED = 10


def compare_groups(frame: StudyFrame, key: str, by: str, *, adjusters: Sequence[str] = ()) -> Comparison:
    """The mean (of a recommendation: the net score) of field `key` in each group of `by`.

    With `adjusters` (fields, or `age`/`sex` groups as numbers) groups are compared as if they had the same people
    (docs/algorithms/case_mix.md). Small groups are hidden, and with them whoever would give them away.
    """
    labels, values = _column(frame, key, by)
    names = [name for name in np.unique(labels) if name != ""]
    counts = np.array([int((~np.isnan(values[labels == name])).sum()) for name in names])
    hidden = hide_small(counts).cells if names else np.zeros(0, dtype=bool)
    shown = [name for name, hide in zip(names, hidden, strict=True) if not hide]
    inside = np.isin(labels, shown) & ~np.isnan(values)
    mixed = _adjusted(frame, inside, labels, values, adjusters) if len(shown) >= _TWO else None
    tested = _tests(values, frame.weights, labels, shown, is_nps=_is_nps(frame, key))
    groups = tuple(
        GroupResult(str(name), None, None, hidden=True) if hide else _group(str(name), tested, mixed)
        for name, hide in zip(names, hidden, strict=True)
    )
    return Comparison(
        key=key,
        label=label_for(frame, key),
        by=by,
        groups=groups,
        test_p=_test(values[inside], labels[inside], shown),
        adjusters=tuple(adjusters) if mixed else (),
        reliability=mixed.reliability if mixed else None,
    )


def change_since(frame: StudyFrame, key: str, day: np.datetime64) -> Change:
    """The same figure before `day` and from then on, with the difference and its interval. Raises Invalid."""
    values = frame.columns.values.get(key)
    if values is None:
        raise Invalid(N_("This survey has no such question."), field=key[:40])
    after = frame.columns.submitted >= day
    sides = [(values[mask], frame.weights[mask]) for mask in (~after, after)]
    if min(int((~np.isnan(v)).sum()) for v, _ in sides) < THRESHOLD:
        raise Invalid(
            N_("Too few answers on one side of this day."), field="day", hint=N_("Choose another day.")
        )
    first, second = (_estimate(v, w, is_nps=_is_nps(frame, key)) for v, w in sides)
    return Change(first, second, difference(second, first))


def _column(frame: StudyFrame, key: str, by: str) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    if by not in frame.columns.groups and by not in frame.columns.values:
        raise Invalid(N_("Answers can't be filtered by “%(name)s”."), field="by", name=by[:40])
    if key not in frame.columns.values:
        raise Invalid(N_("This survey has no such question."), field=key[:40])
    if by in frame.columns.groups:
        return frame.columns.groups[by], frame.columns.values[key]
    return _as_labels(frame, by), frame.columns.values[key]


def _as_labels(frame: StudyFrame, by: str) -> NDArray[np.object_]:
    """A question's answers as names of groups: option codes, or steps."""
    values = frame.columns.values[by]
    field = frame.columns.survey.field(by)
    names = field.options if field and field.kind is FieldKind.CHOICE else ()
    labels = np.full(len(values), "", dtype=object)
    given = ~np.isnan(values)
    labels[given] = [names[int(v)] if names else f"{v:g}" for v in values[given]]
    return labels


def _is_nps(frame: StudyFrame, key: str) -> bool:
    item = frame.columns.survey.item(key)
    return item is not None and item.kind is ItemKind.NPS


def _estimate(values: NDArray[np.float64], weights: NDArray[np.float64], *, is_nps: bool) -> Estimate:
    return net_promoter(values, weights).score if is_nps else mean(values, weights)


def _tests(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    labels: NDArray[np.object_],
    shown: Sequence[str],
    *,
    is_nps: bool,
) -> dict[str, tuple[Estimate, float, bool]]:
    """Each group against all others together: estimate, p after Holm, and whether it differs."""
    figures, chances = [], []
    for name in shown:
        inside = labels == name
        own, rest = (_estimate(values[m], weights[m], is_nps=is_nps) for m in (inside, ~inside))
        figures.append(own)
        enough = min(own.n, rest.n) >= _LEAST_TESTED and own.error > 0
        chances.append(difference(own, rest).p if enough else 1.0)
    corrected = holm(chances) if chances else np.empty(0)
    return {
        str(name): (figure, float(p), bool(p < _ALPHA))
        for name, figure, p in zip(shown, figures, corrected, strict=True)
    }


def _group(name: str, tested: dict[str, tuple[Estimate, float, bool]], mixed: CaseMix | None) -> GroupResult:
    figure, p, differs = tested[name]
    entity = next((e for e in mixed.entities if e.name == name), None) if mixed else None
    return GroupResult(
        key=name,
        n=figure.n,
        estimate=figure,
        adjusted=entity.adjusted if entity else None,
        stars=entity.stars if entity else None,
        p=p,
        differs=differs,
    )


def _adjusted(
    frame: StudyFrame,
    inside: NDArray[np.bool_],
    labels: NDArray[np.object_],
    values: NDArray[np.float64],
    adjusters: Sequence[str],
) -> CaseMix | None:
    if not adjusters:
        return None
    extra = np.column_stack([_as_number(frame, name) for name in adjusters])
    return compare(values[inside], labels[inside].astype(str), extra[inside], weights=frame.weights[inside])


def _as_number(frame: StudyFrame, name: str) -> NDArray[np.float64]:
    """An adjuster as numbers: a field's values, or the place of a group in its order (ages by band)."""
    if name in frame.columns.values:
        return frame.columns.values[name]
    if name not in frame.columns.groups:
        raise Invalid(N_("Answers can't be filtered by “%(name)s”."), field="adjusters", name=name[:40])
    labels = frame.columns.groups[name].astype(str)
    steps, places = np.unique(labels, return_inverse=True)
    numbers = places.astype(np.float64)
    numbers[steps[places] == ""] = np.nan
    return numbers


def _test(values: NDArray[np.float64], labels: NDArray[np.object_], shown: Sequence[str]) -> float | None:
    """Welch's test over all groups that are shown."""
    enough = [name for name in shown if (labels == name).sum() >= _LEAST_TESTED]
    if len(enough) < _TWO:
        return None
    kept = np.isin(labels, enough)
    chance = welch_anova(values[kept], labels[kept].astype(str)).p
    return float(chance) if np.isfinite(chance) else None
