"""After the survey: who answered, and are they like everybody?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from hearten.doors.api.analyse.analysis import Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import AMOUNT, Column, Columns, ListOf, Number, Text
from hearten.doors.api.analyse.options import Asked, Option, Record
from hearten.doors.api.analyse.plain import table, without
from hearten.engines.sampling import outcomes, representativeness
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def response_rates(asked: Asked) -> Result:
    counts = outcomes.Dispositions(
        **{name: [getattr(one, name) for one in asked.groups] for name in _OUTCOMES}
    )
    found = outcomes.rates(counts, eligible_share=asked.eligible_share)
    names = [one.name or str(place + 1) for place, one in enumerate(asked.groups)]
    return {"groups": table(group=names, **without(found))}


def against_frame(asked: Asked) -> Result:
    groups = asked.groups
    found = representativeness.compare(
        *([getattr(one, side) for one in groups] for side in ("frame", "sample", "answers"))
    )
    sides = {
        name: column
        for side in ("sample", "answers")
        for name, column in _columns(side, getattr(found, side)).items()
    }
    names = [one.name for one in groups]
    rows = table(
        group=names, frame=found.frame, frame_share=found.frame_share, **sides, response=found.response
    )
    tests = {
        side: without(getattr(found, side), "people", "share", "difference") for side in ("sample", "answers")
    }
    return {"groups": rows, **tests}


def _columns(name: str, side: representativeness.Side) -> dict[str, Any]:
    return {name: side.people, f"{name}_share": side.share, f"{name}_difference": side.difference}


def r_indicator(question: Question, asked: Asked) -> Result:
    codes = {name: question.groups(name)[1] for name in asked.variables}
    # Without a label is a group of its own: not known is something people have in common.
    shifted = {name: np.where(code < 0, code.max() + 1, code) for name, code in codes.items()}
    return without(representativeness.r_indicator(shifted, question.column(asked.answered)))


_OUTCOMES = tuple(field.name for field in fields(outcomes.Dispositions))
_OUTCOME_SAYS = {
    "complete": N_("Whole interviews."),
    "partial": N_("Partial interviews."),
    "refused": N_("Refused or broken off."),
    "not_contacted": N_("Known to be eligible, never reached."),
    "other": N_("Eligible, no interview for another reason."),
    "unknown_household": N_("Not known whether anybody eligible lives there."),
    "unknown_other": N_("Otherwise not known whether eligible."),
    "not_eligible": N_("Not part of the population."),
}
_GROUP_NAME = Option("name", Text(), N_("What to call it."), None)
_NAME = Option("name", Text(), N_("What to call it."))

ANALYSES = (
    Analysis(
        "response-rates",
        N_("Response, cooperation, refusal and contact rates of the AAPOR Standard Definitions."),
        (
            Option(
                "groups",
                ListOf(
                    Record(
                        "groups",
                        (_GROUP_NAME, *(Option(name, AMOUNT, _OUTCOME_SAYS[name], 0) for name in _OUTCOMES)),
                    )
                ),
                N_("What became of the cases, for one group or several."),
            ),
            Option(
                "eligible_share",
                Number(0, 1),
                N_("e, the share of the unknown that is eligible; estimated unless given."),
                None,
            ),
        ),
        response_rates,
        data=False,
    ),
    Analysis(
        "against-frame",
        N_("Are the drawn and the answers like the frame: shares, standardised differences, χ²?"),
        (
            Option(
                "groups",
                ListOf(
                    Record(
                        "groups",
                        (
                            _NAME,
                            Option("frame", AMOUNT, N_("Its people in the frame.")),
                            Option("sample", AMOUNT, N_("Its people that were drawn.")),
                            Option("answers", AMOUNT, N_("Its people that answered.")),
                        ),
                    ),
                    2,
                ),
                N_("The groups of one variable."),
            ),
        ),
        against_frame,
        data=False,
    ),
    Analysis(
        "r-indicator",
        N_(
            "Does everybody drawn answer alike: the R-indicator, and how much each variable sets people apart?"
        ),
        (
            Option("variables", Columns(numbers=False), N_("What is known of everybody drawn.")),
            Option(
                "answered", Column(), N_("The column that is 1 for those who answered, 0 for the others.")
            ),
        ),
        r_indicator,
    ),
)
