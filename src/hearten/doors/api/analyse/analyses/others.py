"""Against others, and by experts: case-mix adjusted comparison, peers, ranks, agreement, AHP weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hearten.doors.api.analyse.analysis import CONFIDENCE, WEIGHTED, Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import (
    AMOUNT,
    ANY_NUMBER,
    POSITIVE,
    SHARE,
    Column,
    Columns,
    Flag,
    ListOf,
    Text,
)
from hearten.doors.api.analyse.options import Asked, Option, Record
from hearten.doors.api.analyse.plain import named, without
from hearten.engines.psychometrics import agreement, casemix, hierarchy, peers
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def case_mix(question: Question, asked: Asked) -> Result:
    labels, codes = question.groups(asked.entities)
    known = codes >= 0
    names = np.array([*map(str, labels), ""])[codes][known]
    weights = question.weights(asked)
    given: dict[str, Any] = {
        "answers": question.matrix(asked.items)[known],
        "entities": names,
        "adjusters": question.matrix(asked.adjusters)[known] if asked.adjusters else None,
        "weights": None if weights is None else weights[known],
        "valid": None if asked.valid is None else tuple(asked.valid),
    }
    if asked.cuts is not None:
        shares = casemix.category_shares(
            given.pop("answers"), given.pop("entities"), [tuple(cut) for cut in asked.cuts], **given
        )
        return {
            "categories": [
                {"lowest": low, "highest": high, **_compared(asked, one)}
                for (low, high), one in zip(asked.cuts, shares, strict=True)
            ]
        }
    found = casemix.compare(
        **given, item_weights=asked.item_weights, alpha=asked.alpha, unbiased=asked.unbiased
    )
    return _compared(asked, found)


def _compared(asked: Asked, found: casemix.CaseMix) -> dict[str, Any]:
    return {
        **without(found, "entities", "items", "residuals"),
        "entities": [
            {**without(one, "missing"), "missing": named(asked.items, one.missing)} for one in found.entities
        ],
        "items": [
            {
                **without(one, "coefficients"),
                "item": item,
                "coefficients": named(asked.adjusters, one.coefficients),
            }
            for item, one in zip(asked.items, found.items, strict=False)
        ],
    }


def agree(question: Question, asked: Asked) -> Result:
    ratings = question.matrix(asked.judges)
    return {
        "kendalls_w": agreement.kendalls_w(ratings),
        "intraclass": list(agreement.intraclass(ratings, confidence=asked.confidence).values()),
    }


def ahp(asked: Asked) -> Result:
    size = len(asked.names)
    tables = []
    for number, one in enumerate(asked.judgements):
        if len(one) != size * (size - 1) // 2:
            raise Invalid(
                N_("Person %(person)s compared %(have)s pairs; %(names)s things make %(need)s."),
                field="judgements",
                hint=N_("Give the cells above the diagonal, row by row."),
                person=number + 1,
                have=len(one),
                names=size,
                need=size * (size - 1) // 2,
            )
        tables.append(hierarchy.from_upper(one, size))
    found = hierarchy.weigh(hierarchy.together(tables, asked.say))
    return {
        **_weighed(asked, found),
        "people": [_weighed(asked, hierarchy.weigh(one)) for one in tables] if len(tables) > 1 else [],
    }


def _weighed(asked: Asked, found: hierarchy.Weights) -> dict[str, Any]:
    worst = None if found.worst is None else [asked.names[place] for place in found.worst]
    return {
        **without(found, "weights", "worst"),
        "consistent": found.consistent,
        "worst": worst,
        "weights": named(asked.names, found.weights),
    }


def standing(asked: Asked) -> Result:
    return without(peers.standing(asked.value, asked.peers, higher_is_better=asked.higher_is_better))


def ranks(asked: Asked) -> Result:
    found = peers.rank_intervals(
        [one.value for one in asked.figures],
        [one.error for one in asked.figures],
        higher_is_better=asked.higher_is_better,
        confidence=asked.confidence,
    )
    return {
        "figures": [
            {"name": one.name, "value": one.value, "error": one.error, **without(rank)}
            for one, rank in zip(asked.figures, found, strict=True)
        ]
    }


_HIGHER = Option("higher_is_better", Flag(), N_("More is better."), True)
_TWO = ListOf(ANY_NUMBER, 2, 2)

ANALYSES = (
    Analysis(
        "case-mix",
        N_(
            "Products or insurers compared by one item or a composite, adjusted for who answers (CAHPS): means, tests, stars, reliability."
        ),
        (
            Option("items", Columns(), N_("The item, or the items of the composite.")),
            Option(
                "entities",
                Column(numbers=False),
                N_("The column that says whom each answer judges; rows without one are left out."),
            ),
            Option(
                "adjusters", Columns(least=0), N_("What is evened out, as numbers (age, general health)."), []
            ),
            Option("valid", _TWO, N_("[lowest, highest] answer; outside is no answer."), None),
            Option(
                "item_weights", ListOf(POSITIVE), N_("How much each item counts; alike unless given."), None
            ),
            Option("cuts", ListOf(_TWO), N_("Instead of means the share in each [lowest, highest]."), None),
            Option(
                "unbiased",
                Flag(),
                N_("Variances with n ÷ (n − 1), as the program's manual prints them."),
                False,
            ),
            WEIGHTED,
            Option("alpha", SHARE, N_("The level of the tests behind the stars."), 0.05),
        ),
        case_mix,
    ),
    Analysis(
        "agreement",
        N_("Do judges agree: Kendall’s W, and intraclass correlations of one judge and of their mean?"),
        (
            Option("judges", Columns(least=2), N_("A column for each judge; a row for each thing judged.")),
            CONFIDENCE,
        ),
        agree,
    ),
    Analysis(
        "ahp",
        N_("Weights out of comparisons in pairs (AHP), with consistency; several people are joined."),
        (
            Option("names", ListOf(Text(), 2), N_("The things compared.")),
            Option(
                "judgements",
                ListOf(ListOf(POSITIVE)),
                N_(
                    "For each person the cells above the diagonal, row by row: how many times more the first matters."
                ),
            ),
            Option(
                "say", ListOf(AMOUNT), N_("How much each person's word counts; alike unless given."), None
            ),
        ),
        ahp,
        data=False,
    ),
    Analysis(
        "peers",
        N_("One figure against those of others: distance, percentile, rank."),
        (
            Option("value", ANY_NUMBER, N_("Our figure.")),
            Option("peers", ListOf(ANY_NUMBER), N_("The figures of the others.")),
            _HIGHER,
        ),
        standing,
        data=False,
    ),
    Analysis(
        "ranks",
        N_("Ranks of several figures, with joint intervals of all ranks."),
        (
            Option(
                "figures",
                ListOf(
                    Record(
                        "figures",
                        (
                            Option("name", Text(), N_("Whose figure.")),
                            Option("value", ANY_NUMBER, N_("The figure.")),
                            Option("error", AMOUNT, N_("Its standard error.")),
                        ),
                    ),
                    2,
                ),
                N_("The figures with their errors."),
            ),
            _HIGHER,
            CONFIDENCE,
        ),
        ranks,
        data=False,
    ),
)
