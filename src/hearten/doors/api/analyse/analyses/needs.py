"""What people want and what they get: Kano, SERVQUAL, best–worst choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hearten.doors.api.analyse.analysis import CONFIDENCE, WEIGHTED, Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import AMOUNT, SHARE, Column, Columns, Flag, ListOf, MapOf, Text, choice
from hearten.doors.api.analyse.options import Asked, Option, Record
from hearten.doors.api.analyse.plain import named, without
from hearten.engines.psychometrics import kano, maxdiff, servqual
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def kano_pairs(question: Question, asked: Asked) -> Result:
    weights = question.weights(asked)
    return {
        "features": [
            _feature(
                asked,
                one.name or one.functional,
                kano.classify(
                    question.column(one.functional),
                    question.column(one.dysfunctional),
                    table=asked.table,
                    weights=weights,
                ),
            )
            for one in asked.features
        ]
    }


def kano_counts(asked: Asked) -> Result:
    return {
        "features": [
            _feature(
                asked, one.name, kano.counted({letter: getattr(one, letter) for letter in kano.CATEGORIES})
            )
            for one in asked.features
        ]
    }


def _feature(asked: Asked, name: str, counts: kano.KanoCounts) -> dict[str, Any]:
    found = kano.evaluate(counts, rule=asked.rule, close=asked.close, confidence=asked.confidence)
    return {
        "name": name,
        "category": found.category,
        "n": counts.n,
        "missing": counts.missing,
        **named(kano.CATEGORIES, counts.counts),
        **without(found, "counts", "better", "worse", "fong"),
        "better": found.better,
        "worse": found.worse,
        "fong": {**without(found.fong), "clear": found.fong.clear},
    }


def servqual_gaps(question: Question, asked: Asked) -> Result:
    items = asked.items
    dimensions = [one.dimension for one in items]
    points = None
    if asked.points is not None:
        wanted = list(dict.fromkeys(dimensions))
        if set(asked.points) != set(wanted):
            raise Invalid(
                N_("Points are needed for each dimension: %(dimensions)s."),
                field="points",
                hint=N_("Name one column for each."),
                dimensions=", ".join(wanted),
            )
        points = question.matrix([asked.points[dimension] for dimension in wanted])
    found = servqual.gaps(
        question.matrix([one.perception for one in items]),
        question.matrix([one.expectation for one in items]),
        dimensions,
        names=[one.name or one.perception for one in items],
        points=points,
        weights=question.weights(asked),
        confidence=asked.confidence,
    )
    return {**without(found), "radar": found.radar}


def best_worst(question: Question, asked: Asked) -> Result:
    place = {name: number for number, name in enumerate(asked.items)}
    weights = question.weights(asked)
    widest = max(len(task.shown or task.shown_in or []) for task in asked.tasks)
    parts = [_task(question, task, place, widest) for task in asked.tasks]
    shown, best, worst = (np.concatenate(part) for part in zip(*parts, strict=True))
    repeated = None if weights is None else np.tile(weights, len(asked.tasks))
    counts = maxdiff.count(shown, best, worst, len(place), weights=repeated)
    result: dict[str, Any] = {
        "counts": [
            {
                "item": name,
                **{what: getattr(counts, what)[at] for what in ("shown", "best", "worst", "score")},
            }
            for name, at in place.items()
        ]
    }
    if not asked.utilities:
        return result
    liked = maxdiff.preferences(shown, best, worst, len(place), weights=repeated, confidence=asked.confidence)
    return {
        **result,
        "utilities": [
            {"item": name, **without(liked.utilities[at]), "share": liked.shares[at]}
            for name, at in place.items()
        ],
        "log_likelihood": liked.log_likelihood,
        "answers": liked.answers,
    }


def _task(question: Question, task: Asked, place: Mapping[str, int], widest: int) -> tuple[Any, Any, Any]:
    if (task.shown is None) == (task.shown_in is None):
        raise Invalid(
            N_("A task needs to say which items were shown."),
            field="tasks",
            hint=N_("Give shown or shown_in, not both."),
        )
    best, worst = (_numbers(question, name, place) for name in (task.best, task.worst))
    table = np.full((len(best), widest), np.nan)
    if task.shown_in is not None:
        for at, name in enumerate(task.shown_in):
            table[:, at] = _numbers(question, name, place)
        return table, best, worst
    for at, item in enumerate(task.shown):
        table[:, at] = _known(item, place)
    return table, best, worst


def _numbers(question: Question, name: str, place: Mapping[str, int]) -> Any:
    labels, codes = question.groups(name)
    numbers = np.array([*(_known(str(label), place) for label in labels), np.nan])
    return numbers[codes]


def _known(item: str, place: Mapping[str, int]) -> float:
    if item not in place:
        raise Invalid(
            N_("“%(item)s” is not among the items."),
            field="items",
            hint=N_("The items are: %(items)s."),
            item=item,
            items=", ".join(place),
        )
    return float(place[item])


_RULES = (
    Option(
        "rule",
        choice("mode", "strong_first", "order"),
        N_(
            "How a feature's class is found: most named, O+A+M before I+R+Q, or M > O > A > I where two are close."
        ),
        "strong_first",
    ),
    Option("close", SHARE, N_("For order: how near two classes (as shares) count as equal."), 0.05),
    CONFIDENCE,
)
_NAME = Option("name", Text(), N_("What to call it."), None)

ANALYSES = (
    Analysis(
        "kano",
        N_("Kano classes from pairs of answers 1–5, Better and Worse with intervals, Fong’s test."),
        (
            Option(
                "features",
                ListOf(
                    Record(
                        "features",
                        (
                            _NAME,
                            Option("functional", Column(), N_("“How would you feel if it were there?”")),
                            Option("dysfunctional", Column(), N_("“How would you feel if it were not?”")),
                        ),
                    )
                ),
                N_("The features with the columns of their two questions."),
            ),
            Option(
                "table",
                choice("classic", "pouliot"),
                N_("Which published table makes classes of pairs."),
                "classic",
            ),
            *_RULES,
            WEIGHTED,
        ),
        kano_pairs,
    ),
    Analysis(
        "kano-counts",
        N_("The same from counts made elsewhere."),
        (
            Option(
                "features",
                ListOf(
                    Record(
                        "features",
                        (
                            Option("name", Text(), N_("What to call it.")),
                            *(
                                Option(letter, AMOUNT, N_("How many people fell into this class."), 0)
                                for letter in kano.CATEGORIES
                            ),
                        ),
                    )
                ),
                N_("The features with their counts."),
            ),
            *_RULES,
        ),
        kano_counts,
        data=False,
    ),
    Analysis(
        "servqual",
        N_(
            "SERVQUAL gaps of items and dimensions: perceived less expected, plain and weighted by importance."
        ),
        (
            Option(
                "items",
                ListOf(
                    Record(
                        "items",
                        (
                            _NAME,
                            Option("dimension", Text(), N_("The dimension it belongs to.")),
                            Option("perception", Column(), N_("What people got.")),
                            Option("expectation", Column(), N_("What people expected.")),
                        ),
                    )
                ),
                N_("The items with the columns of their two halves."),
            ),
            Option("points", MapOf(Column()), N_("Dimension → the column of its points out of 100."), None),
            WEIGHTED,
            CONFIDENCE,
        ),
        servqual_gaps,
    ),
    Analysis(
        "maxdiff",
        N_("Best–worst choices: counts, and how much each item is preferred (conditional logit)."),
        (
            Option("items", ListOf(Text(), 2), N_("All items, as the answers call them.")),
            Option(
                "tasks",
                ListOf(
                    Record(
                        "tasks",
                        (
                            Option(
                                "shown", ListOf(Text(), 2), N_("The items that everybody was shown."), None
                            ),
                            Option(
                                "shown_in",
                                Columns(least=2, numbers=False),
                                N_("Or the columns that hold what was shown."),
                                None,
                            ),
                            Option("best", Column(numbers=False), N_("The column of the best.")),
                            Option("worst", Column(numbers=False), N_("The column of the worst.")),
                        ),
                    )
                ),
                N_("The tasks."),
            ),
            Option("utilities", Flag(), N_("Also estimate preferences, not only counts."), True),
            WEIGHTED,
            CONFIDENCE,
        ),
        best_worst,
    ),
)
