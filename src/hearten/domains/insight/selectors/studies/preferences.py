"""What matters most when people must choose (MaxDiff)?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearten.domains.insight.study_types import StudyFrame
from hearten.domains.surveys.questionnaire import Item, ItemKind, Words
from hearten.engines.disclosure import THRESHOLD
from hearten.engines.psychometrics.descriptives import Estimate
from hearten.engines.psychometrics.maxdiff import count, preferences
from hearten.kernel.errors import Invalid


@dataclass(frozen=True)
class Preference:
    """One item: (best − worst) ÷ shown, its utility on a logit scale (mean of all 0), how often it would be best of all."""

    code: str
    label: Words
    score: float
    utility: Estimate | None
    share: float | None


@dataclass(frozen=True)
class PreferenceAnalysis:
    """Items of one MaxDiff question, what matters most first. `problem` says why there are no utilities."""

    code: str
    label: Words
    people: int
    items: tuple[Preference, ...]
    problem: Invalid | None = None


def preference_analyses(frame: StudyFrame) -> tuple[PreferenceAnalysis, ...]:
    """Every MaxDiff question that enough people answered."""
    asked = [item for item in frame.items if item.kind is ItemKind.MAXDIFF]
    return tuple(found for item in asked if (found := _analysis(frame, item)) is not None)


def _analysis(frame: StudyFrame, item: Item) -> PreferenceAnalysis | None:
    shown, best, worst, person = _long(frame, item)
    usable = ~np.isnan(best) & ~np.isnan(worst)
    people = len(np.unique(person[usable]))
    if people < THRESHOLD:
        return None
    weights = frame.weights[person]
    scores = count(shown, best, worst, len(item.options), weights=weights).score
    problem, found = None, None
    try:
        found = preferences(shown, best, worst, len(item.options), weights=weights)
    except Invalid as error:
        problem = error
    items = [
        Preference(
            code=option.code,
            label=option.text,
            score=float(scores[i]),
            utility=found.utilities[i] if found else None,
            share=float(found.shares[i]) if found else None,
        )
        for i, option in enumerate(item.options)
    ]
    items.sort(key=lambda one: -(one.utility.value if one.utility else one.score))
    return PreferenceAnalysis(item.code, item.text, people, tuple(items), problem)


def _long(
    frame: StudyFrame, item: Item
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """One row for each person and task: items shown, the best, the worst (places in the question's options), and who."""
    place = {option.code: number for number, option in enumerate(item.options)}
    width = max(len(task) for task in item.tasks)
    parts = []
    for number, task in enumerate(item.tasks, start=1):
        at = np.array([place[code] for code in task], dtype=np.float64)
        offered = np.full((len(frame), width), np.nan)
        offered[:, : len(at)] = at
        chosen = [
            _translated(frame.columns.values[f"{item.code}.{number}.{part}"], at)
            for part in ("best", "worst")
        ]
        parts.append((offered, *chosen))
    who = np.tile(np.arange(len(frame)), len(item.tasks))
    shown, best, worst = (np.concatenate(column) for column in zip(*parts, strict=True))
    return shown, best, worst, who


def _translated(values: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places in the task as places in the question."""
    found = np.full(len(values), np.nan)
    given = ~np.isnan(values)
    found[given] = at[values[given].astype(np.int64)]
    return found
