"""What would members say in the three large studies? Answers drawn from rules that are written down, so that analyses can be
held against them: what drives recommendation, which kinds of members there are, where service falls short, which class each
wish belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hearten.domains.surveys.questionnaire import Item, ItemKind, Survey
from hearten.doors.demo.words import STUDY_WORDS

# Drivers of recommendation, strongest first, in steps of opinion for each standard deviation of the rating.
DRIVERS = {"claims": 0.80, "clarity": 0.52, "service": 0.33, "trust": 0.15}
DRIVER_SPREAD, OPINION_NOISE = 1.3, 0.55
# Ratings (1–10) on which kinds of members differ; the ratings that drive recommendation do not depend on the kind.
KINDS = {
    "carefree": {"price": 7.6, "app": 4.0, "health": 4.2, "products": 8.2},
    "thrifty": {"price": 3.4, "app": 7.8, "health": 4.6, "products": 4.6},
    "healthy": {"price": 6.0, "app": 8.0, "health": 8.6, "products": 7.4},
}
KIND_SPREAD = 0.75
DRIVER_MIDDLE = {"claims": 6.4, "clarity": 5.4, "service": 7.4, "trust": 7.2}

# Perceived service (1–7) by dimension; expectations lie at EXPECTED. The widest gap comes first.
PERCEIVED = {
    "responsiveness": 4.5,
    "empathy": 5.0,
    "reliability": 5.4,
    "assurance": 5.7,
    "tangibles": 5.95,
}
EXPECTED = 6.3
POINTS = {"tangibles": 10, "reliability": 30, "responsiveness": 28, "assurance": 18, "empathy": 14}

# Kano classes of the wishes; CERTAIN of ten answer as their class says, the others anyhow.
CLASSES = {
    "upload": "O", "progress": "M", "fast_small": "O", "direct": "A", "plain": "M", "doctor": "A",
    "checkup": "O", "coach": "I", "wearable": "I", "family": "A", "person": "M", "reminder": "I",
}  # fmt: skip
CERTAIN = 0.72
PAIRS = {
    "M": ((2, 5), (3, 5), (4, 5)),
    "O": ((1, 5),),
    "A": ((1, 2), (1, 3), (1, 4)),
    "I": ((3, 3), (2, 3), (3, 4)),
}
IMPORTANCE = {
    "progress": 1.4,
    "fast_small": 1.1,
    "direct": 0.9,
    "doctor": 0.3,
    "person": 0.0,
    "upload": -0.6,
    "coach": -1.2,
}

# Who answers without reading: this share runs through the pages, mostly down one column.
CARELESS = 0.07
SECONDS = {
    ItemKind.MATRIX: 26,
    ItemKind.SERVQUAL: 42,
    ItemKind.KANO: 48,
    ItemKind.MAXDIFF: 55,
    ItemKind.TEXT: 24,
}
USUAL_SECONDS = 7
WORDS_SHARE = 0.35


@dataclass(frozen=True)
class Opinions:
    """One entry for each who answers: values by field key, seconds by question; the kind of member and who was careless."""

    answers: list[dict[str, Any]]
    seconds: list[dict[str, int]]
    kind: list[str]
    careless: list[bool]


def make_opinions(survey: Survey, people: int, rng: np.random.Generator) -> Opinions:
    """The answers of `people` to `survey`, one of the three that the demo asks."""
    kinds = [list(KINDS)[i] for i in rng.integers(0, len(KINDS), people)]
    careless = rng.random(people) < CARELESS
    maker = {"relationship": _relationship, "servqual_health": _service, "kano_needs": _wishes}[survey.code]
    values = maker(survey, kinds, rng)
    for person in np.flatnonzero(careless):
        values[person] = _run_through(survey, values[person], rng)
    seconds = [_seconds(survey, bool(hasty), rng) for hasty in careless]
    return Opinions(values, seconds, kinds, careless.tolist())


def _relationship(survey: Survey, kinds: list[str], rng: np.random.Generator) -> list[dict[str, Any]]:
    n = len(kinds)
    ratings, opinion = {}, rng.normal(0, OPINION_NOISE, n)
    for name, pull in DRIVERS.items():
        felt = rng.normal(0, 1, n)
        opinion += pull * felt
        ratings[name] = _on(1, 10, DRIVER_MIDDLE[name] + DRIVER_SPREAD * felt)
    for name in ("price", "app", "health", "products"):
        middle = np.array([KINDS[kind][name] for kind in kinds])
        ratings[name] = _on(1, 10, middle + rng.normal(0, KIND_SPREAD, n))
    spread = {
        "nps": _on(0, 10, 8.1 + 1.6 * opinion),
        "csat": _on(1, 5, 3.6 + 0.72 * opinion + rng.normal(0, 0.25, n)),
        "expected": _on(1, 10, 6.2 + 1.3 * opinion + rng.normal(0, 0.6, n)),
        "ideal": _on(1, 10, 5.6 + 1.3 * opinion + rng.normal(0, 0.7, n)),
        "renew": _on(0, 10, 7.0 + 1.6 * opinion + rng.normal(0, 0.9, n)),
    }
    looked = np.array(["no", "thought", "compared"])[np.clip(np.round(0.8 - opinion), 0, 2).astype(int)]
    rows = []
    for i in range(n):
        row: dict[str, Any] = {key: int(column[i]) for key, column in spread.items()}
        row |= {f"drivers.{name}": int(column[i]) for name, column in ratings.items()}
        row["looked"] = str(looked[i])
        row |= _said(survey, "good" if opinion[i] > 0 else "poor", rng)
        rows.append(row)
    return rows


def _service(survey: Survey, kinds: list[str], rng: np.random.Generator) -> list[dict[str, Any]]:
    n = len(kinds)
    person, strict = rng.normal(0, 0.45, n), rng.normal(0, 0.3, n)
    columns: dict[str, np.ndarray] = {}
    felt = np.zeros(n)
    for item in survey.items:
        if item.kind is not ItemKind.SERVQUAL:
            continue
        dimension = item.rows[0].dimension
        own = rng.normal(0, 0.7, n)
        felt += (PERCEIVED[dimension] + person + own) * POINTS[dimension] / 100
        for statement in item.rows:
            key = f"{item.code}.{statement.code}"
            columns[f"{key}.e"] = _on(1, 7, EXPECTED + strict + rng.normal(0, 0.5, n))
            columns[f"{key}.p"] = _on(1, 7, PERCEIVED[dimension] + person + own + rng.normal(0, 0.7, n))
    columns["overall"] = _on(1, 7, felt + rng.normal(0, 0.5, n))
    rows = []
    for i in range(n):
        row: dict[str, Any] = {key: int(column[i]) for key, column in columns.items()}
        row |= {f"weights.{name}": points for name, points in _shared_out(rng).items()}
        row |= _said(survey, "good" if felt[i] > 5.3 else "slow", rng)
        rows.append(row)
    return rows


def _wishes(survey: Survey, kinds: list[str], rng: np.random.Generator) -> list[dict[str, Any]]:
    features = [(item, row.code) for item in survey.items if item.kind is ItemKind.KANO for row in item.rows]
    best = next(item for item in survey.items if item.kind is ItemKind.MAXDIFF)
    rows = []
    for _ in kinds:
        row: dict[str, Any] = {}
        for item, code in features:
            pairs = PAIRS[CLASSES[code]]
            sure = rng.random() < CERTAIN
            pair = (
                pairs[int(rng.integers(len(pairs)))] if sure else tuple(int(v) for v in rng.integers(1, 6, 2))
            )
            row |= {f"{item.code}.{code}.f": pair[0], f"{item.code}.{code}.d": pair[1]}
        row |= _best_and_worst(best, rng)
        row["consent_situation"] = False
        row |= _said(survey, "wish", rng)
        rows.append(row)
    return rows


def _best_and_worst(item: Item, rng: np.random.Generator) -> dict[str, str]:
    chosen = {}
    for number, task in enumerate(item.tasks, start=1):
        # Gumbel noise makes the choice a logit of the importances (McFadden 1974).
        worth = [IMPORTANCE[code] + rng.gumbel() for code in task]
        chosen[f"{item.code}.{number}.best"] = task[int(np.argmax(worth))]
        worst = [-IMPORTANCE[code] + rng.gumbel() for code in task]
        worst[int(np.argmax(worth))] = -np.inf
        chosen[f"{item.code}.{number}.worst"] = task[int(np.argmax(worst))]
    return chosen


def _shared_out(rng: np.random.Generator) -> dict[str, int]:
    """100 points among the dimensions, about as POINTS says."""
    drawn = rng.dirichlet(np.array(list(POINTS.values())) * 0.6)
    whole = np.floor(drawn * 100).astype(int)
    whole[int(np.argmax(drawn))] += 100 - whole.sum()
    return {name: int(points) for name, points in zip(POINTS, whole, strict=True)}


def _said(survey: Survey, mood: str, rng: np.random.Generator) -> dict[str, str]:
    """Own words of some."""
    fields = [item.code for item in survey.items if item.kind is ItemKind.TEXT]
    phrases = [STUDY_WORDS[mood][i] for i in rng.permutation(len(STUDY_WORDS[mood]))]
    return {code: phrase for code, phrase in zip(fields, phrases, strict=False) if rng.random() < WORDS_SHARE}


def _run_through(survey: Survey, given: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """The same step down every scale; everything else stays."""
    step = int(rng.integers(2, 5))
    numbers = {
        field.key for item in survey.items if item.kind is not ItemKind.ALLOCATION for field in item.fields()
        if field.kind.value == "number"
    }  # fmt: skip
    return {key: step if key in numbers else value for key, value in given.items()}


def _seconds(survey: Survey, hasty: bool, rng: np.random.Generator) -> dict[str, int]:
    pace = rng.lognormal(0, 0.28) * (0.13 if hasty else 1)
    return {
        item.code: max(1, round(SECONDS.get(item.kind, USUAL_SECONDS) * pace * rng.lognormal(0, 0.2)))
        for item in survey.items
        if item.kind is not ItemKind.NOTE
    }


def _on(lowest: int, highest: int, opinion: np.ndarray) -> np.ndarray:
    return np.clip(np.round(opinion), lowest, highest).astype(int)
