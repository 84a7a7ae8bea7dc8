"""Which features delight and which are taken for granted (Kano), and does service meet what is expected (SERVQUAL)?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hearten.domains.insight.selectors.studies.questions import label_of
from hearten.domains.insight.study_types import Feature, StudyFrame
from hearten.domains.surveys.questionnaire import ItemKind, Words
from hearten.engines.disclosure import THRESHOLD, hide_small
from hearten.engines.psychometrics.kano import CATEGORIES, KanoCounts, Rule, Table, classify, evaluate
from hearten.engines.psychometrics.servqual import DIMENSIONS, Servqual, gaps
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


@dataclass(frozen=True)
class KanoAnalysis:
    """Features in the questionnaire's order, by which table of evaluation and which rule of class."""

    table: Table
    rule: Rule
    features: tuple[Feature, ...]
    hidden: tuple[Words, ...]


@dataclass(frozen=True)
class ServqualAnalysis:
    """Gaps of items and dimensions; `labels` gives each item's statement by its name in the result."""

    result: Servqual
    labels: dict[str, Words]
    n: int


def has_kind(frame: StudyFrame, kind: ItemKind) -> bool:
    """Whether the survey asks such a question."""
    return any(item.kind is kind for item in frame.items)


def kano_analysis(
    frame: StudyFrame, *, table: Table = "classic", rule: Rule = "strong_first"
) -> KanoAnalysis:
    """Every feature of the survey's Kano questions. Raises Invalid where there are none."""
    rows = [(item, row) for item in frame.items if item.kind is ItemKind.KANO for row in item.rows]
    if not rows:
        raise Invalid(
            N_("This survey has no Kano questions."),
            field="kano",
            hint=N_("Add a question “with and without a feature” in the designer."),
        )
    features, hidden = [], []
    for item, row in rows:
        key = f"{item.code}.{row.code}"
        values = frame.columns.values
        counts = classify(values[f"{key}.f"], values[f"{key}.d"], table=table, weights=frame.weights)
        if counts.n < THRESHOLD:
            hidden.append(row.text)
        else:
            plain = classify(values[f"{key}.f"], values[f"{key}.d"], table=table)
            features.append(Feature(key, row.text, evaluate(counts, rule=rule), _shown_shares(counts, plain)))
    return KanoAnalysis(table, rule, tuple(features), tuple(hidden))


def _shown_shares(counts: KanoCounts, plain: KanoCounts) -> dict[str, float | None]:
    """The share of each category, None where too few people stand behind it to be shown."""
    hidden = hide_small(plain.counts).cells
    return {
        category: None if hide else float(count / counts.total)
        for category, count, hide in zip(CATEGORIES, counts.counts, hidden, strict=True)
    }


def servqual_analysis(frame: StudyFrame) -> ServqualAnalysis:
    """Perception less expectation by item and dimension. Raises Invalid where the survey has no such pairs."""
    pairs = [(item, row) for item in frame.items if item.kind is ItemKind.SERVQUAL for row in item.rows]
    if not pairs:
        raise Invalid(
            N_("This survey has no pairs of expected and perceived service."),
            field="servqual",
            hint=N_("Start from the template “Service quality (SERVQUAL)”."),
        )
    pairs.sort(key=lambda pair: DIMENSIONS.index(pair[1].dimension))
    names = [f"{item.code}.{row.code}" for item, row in pairs]
    got = frame.columns.matrix([f"{name}.p" for name in names])
    wanted = frame.columns.matrix([f"{name}.e" for name in names])
    n = int((~np.isnan(got) & ~np.isnan(wanted)).any(axis=1).sum())
    if n < THRESHOLD:
        raise Invalid(N_("Too few people answered both halves of the pairs."), field="servqual")
    dimensions = [row.dimension for _, row in pairs]
    result = gaps(
        got,
        wanted,
        dimensions,
        names=names,
        points=_points(frame, tuple(dict.fromkeys(dimensions))),
        weights=frame.weights,
    )
    labels = {
        f"{item.code}.{row.code}": label_of(item, field)
        for item, row in pairs
        for field in item.fields()
        if field.row == row.code and field.part == "p"
    }
    return ServqualAnalysis(result, labels, n)


def _points(frame: StudyFrame, dimensions: tuple[str, ...]) -> NDArray[np.float64] | None:
    """The 100 points shared out among the dimensions, where the survey asks for them."""
    for item in frame.items:
        if item.kind is ItemKind.ALLOCATION and {o.code for o in item.options} >= set(dimensions):
            return frame.columns.matrix([f"{item.code}.{dimension}" for dimension in dimensions])
    return None


# Berger et al. (1993): the plane of better and worse is cut in the middle.
_HALF = 0.5
MapPlace = Literal["must", "linear", "attractive", "indifferent"]


def kano_plane(analysis: KanoAnalysis) -> tuple[tuple[Feature, MapPlace], ...]:
    """Where each feature lies by better (0.5) and worse (−0.5): the four fields of the satisfaction plane."""

    def place(feature: Feature) -> MapPlace:
        delights = feature.result.better.value >= _HALF
        hurts = feature.result.worse.value <= -_HALF
        if hurts:
            return "linear" if delights else "must"
        return "attractive" if delights else "indifferent"

    return tuple((feature, place(feature)) for feature in analysis.features)


def dimensions_of(frame: StudyFrame) -> dict[str, tuple[str, ...]]:
    """The fields with what was perceived, by dimension; empty for a survey without such pairs."""
    found: dict[str, tuple[str, ...]] = {}
    for item in frame.items:
        for row in item.rows if item.kind is ItemKind.SERVQUAL else ():
            found[row.dimension] = (*found.get(row.dimension, ()), f"{item.code}.{row.code}.p")
    return found
