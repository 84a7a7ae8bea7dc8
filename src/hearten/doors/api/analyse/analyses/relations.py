"""What goes together among everybody, with errors that know the design."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten.doors.api.analyse.analyses.everybody import grouped
from hearten.doors.api.analyse.analysis import CONFIDENCE, Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import Column, Columns, Label, ListOf, choice
from hearten.doors.api.analyse.labels import written
from hearten.doors.api.analyse.options import Asked, Option
from hearten.doors.api.analyse.plain import table, without
from hearten.doors.api.analyse.predicting import predictors
from hearten.engines.psychometrics.inputs import Mask
from hearten.engines.sampling import independence, regression
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def difference(question: Question, asked: Asked) -> Result:
    labels, codes, domain = grouped(question, asked.groups)
    pair = asked.pair or labels
    places = [place for place, label in enumerate(labels) if str(label) in {written(one) for one in pair}]
    if len(places) != 2:  # noqa: PLR2004 -- a difference is of two
        raise Invalid(
            N_("A difference needs two groups, and “%(name)s” has %(have)s of them."),
            field="pair",
            hint=N_("Give pair: [first, second] out of: %(labels)s."),
            name=asked.groups,
            have=len(places),
            labels=", ".join(map(str, labels)),
        )
    wanted = [written(one) for one in pair]
    first, second = sorted(places, key=lambda place: wanted.index(str(labels[place])))
    within = np.isin(codes, places) & (np.ones(len(codes), dtype=bool) if domain is None else domain)
    found = regression.difference(
        question.design,
        question.whole(asked.column),
        codes == second,
        domain=within,
        confidence=asked.confidence,
    )
    return {"first": labels[first], "second": labels[second], **without(found)}


def regress(question: Question, asked: Asked) -> Result:
    work = regression.linear if asked.kind == "linear" else regression.logistic
    names, x = predictors(question, asked.predictors, whole=True)
    found = work(
        question.design, question.whole(asked.outcome), x, domain=question.domain, confidence=asked.confidence
    )
    return {
        "n": found.n,
        "degrees": found.degrees,
        "coefficients": table(
            name=["(intercept)", *names],
            value=found.value,
            se=found.se,
            low=found.low,
            high=found.high,
            t=found.t,
            p=found.p,
        ),
        "covariance": found.covariance,
    }


def chi_square(question: Question, asked: Asked) -> Result:
    if asked.rows == asked.columns:
        raise Invalid(
            N_("A question always goes with itself."), field="columns", hint=N_("Name two different ones.")
        )
    rows, row_codes, _ = grouped(question, asked.rows)
    columns, column_codes, _ = grouped(question, asked.columns)
    within = (row_codes >= 0) & (column_codes >= 0) & question.chosen
    found = independence.chi_square(question.design, row_codes, column_codes, domain=within)
    shown = [_used(labels, codes, within) for labels, codes in ((rows, row_codes), (columns, column_codes))]
    return {"rows": shown[0], "columns": shown[1], **without(found)}


def _used(labels: list[Any], codes: NDArray[np.int64], within: Mask) -> list[Any]:
    return [labels[place] for place in np.unique(codes[within])]


_ANY = Column(numbers=False)
_COLUMN = Option("column", Column(), N_("The question."))

ANALYSES = tuple(
    Analysis(name, says, options, work, designed=True)
    for name, says, options, work in (
        (
            "survey-difference",
            N_("The means of two groups against each other: second less first."),
            (
                _COLUMN,
                Option("groups", _ANY, N_("The column of groups.")),
                Option(
                    "pair",
                    ListOf(Label(), 2, 2),
                    N_("[first, second] group, where there are more than two."),
                    None,
                ),
                CONFIDENCE,
            ),
            difference,
        ),
        (
            "survey-regression",
            N_("Linear or logistic regression with errors that know the design."),
            (
                Option("outcome", Column(), N_("What is to be explained.")),
                Option(
                    "predictors",
                    Columns(numbers=False),
                    N_("What explains it; words become one mark for each answer but the first."),
                ),
                Option(
                    "kind",
                    choice("linear", "logistic"),
                    N_("Straight line, or log odds of 0 and 1."),
                    "linear",
                ),
                CONFIDENCE,
            ),
            regress,
        ),
        (
            "survey-chi-square",
            N_("Do two questions go together among everybody (Rao and Scott)?"),
            (
                Option("rows", _ANY, N_("The question of the rows.")),
                Option("columns", _ANY, N_("The question of the columns.")),
            ),
            chi_square,
        ),
    )
)
