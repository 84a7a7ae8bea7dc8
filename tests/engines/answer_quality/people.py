"""Made-up respondents: attentive ones with opinions, and careless ones whose kind is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hearten.engines.answer_quality.check import Answers
from hearten.engines.answer_quality.contradictions import Pair, Rule
from hearten.engines.answer_quality.types import Battery

ITEMS, POINTS = 24, 7
REVERSED = (3, 9, 15, 21)
PAIRS = ((2, 3), (8, 9), (14, 15), (20, 21))  # each reversed item has a twin before it


@dataclass(frozen=True)
class People:
    answers: Answers
    careless: np.ndarray  # anybody planted
    planted: dict[str, np.ndarray]


def attentive(rng, people):
    """Opinions with a common core, correlated within one person; reversed items answered the other way round."""
    mood = rng.normal(4.6, 0.9, (people, 1))
    theme = np.repeat(rng.normal(0, 0.6, (people, ITEMS // 6)), 6, axis=1)
    given = np.clip(np.rint(mood + theme + rng.normal(0, 0.8, (people, ITEMS))), 1, POINTS)
    for first, second in PAIRS:
        near = np.clip(given[:, first] + rng.integers(-1, 2, people), 1, POINTS)
        given[:, second] = POINTS + 1 - near
    return given


def crowd(seed=7, people=2000, each=40):
    rng = np.random.default_rng(seed)
    given, seconds = (
        attentive(rng, people),
        np.exp(rng.normal(1.5, 0.35, (people, 1)) + rng.normal(0, 0.35, (people, ITEMS))),
    )
    planted = {
        name: np.zeros(people, dtype=bool)
        for name in ("speeding", "straight_lining", "random", "twin", "bot")
    }
    for place, hit in enumerate(planted.values()):
        hit[place * each : (place + 1) * each] = True
    seconds[planted["speeding"]] = rng.uniform(0.7, 1.5, (each, ITEMS))
    given[planted["straight_lining"]] = rng.choice([1, 2, 5, 6, 7], (each, 1))
    given[planted["random"]] = rng.integers(1, POINTS + 1, (each, ITEMS))
    given[planted["twin"]] = given[planted["random"]][0]
    seconds[planted["bot"]] = 0.1
    known = Answers(
        people=people,
        seconds=seconds,
        batteries=[Battery("service", given, 1, POINTS, REVERSED)],
        pairs=[Pair(f"pair{a}", given[:, a], given[:, b], 1, POINTS) for a, b in PAIRS],
        columns={"csat": given[:, 0], "nps": given[:, 5]},
        rules=[Rule("best_and_worst", {"all": [{"field": "csat", "op": ">=", "value": 7}, {"field": "nps", "op": "<=", "value": 1}]})],
    )  # fmt: skip
    return People(known, np.logical_or.reduce(list(planted.values())), planted)
