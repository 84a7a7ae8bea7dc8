"""What a designed sample says of everybody: means, totals, shares, ratios, quantiles, and the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten.doors.api.analyse.analysis import CONFIDENCE, EACH_ROW, Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import SHARE, Column, Columns, Label, ListOf, choice
from hearten.doors.api.analyse.labels import coded, label_of, written
from hearten.doors.api.analyse.options import Asked, Option
from hearten.doors.api.analyse.plain import table, without
from hearten.engines.sampling import estimates, quantiles, weighting
from hearten.engines.sampling.checks import Mask
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def means(question: Question, asked: Asked) -> Result:
    found = estimates.mean(
        question.design, _table(question, asked.columns), domain=question.domain, confidence=asked.confidence
    )
    return _figures(found, column=asked.columns)


def totals(question: Question, asked: Asked) -> Result:
    found = estimates.total(
        question.design, _table(question, asked.columns), domain=question.domain, confidence=asked.confidence
    )
    return _figures(found, column=asked.columns)


def ratio(question: Question, asked: Asked) -> Result:
    found = estimates.ratio(
        question.design,
        question.whole(asked.numerator),
        question.whole(asked.denominator),
        domain=question.domain,
        confidence=asked.confidence,
    )
    return _figures(found, numerator=[asked.numerator], denominator=[asked.denominator])


def proportion(question: Question, asked: Asked) -> Result:
    values = question.whole(asked.column)
    if asked.yes is not None:
        values = _marked(values, asked.yes)
    elif values.dtype.kind != "f":
        raise Invalid(
            N_("The column “%(name)s” holds words."),
            field="column",
            hint=N_("Say with yes: which answer counts."),
            name=asked.column,
        )
    found = estimates.proportion(
        question.design,
        values,
        domain=question.domain,
        confidence=asked.confidence,
        interval=estimates.Interval(asked.interval),
    )
    return _figures(found, column=[asked.column])


def shares(question: Question, asked: Asked) -> Result:
    values = question.whole(asked.column)
    if asked.of == "share":
        found = estimates.shares(question.design, values, domain=question.domain, confidence=asked.confidence)
        return _figures(found.estimates, answer=[label_of(label) for label in found.labels])
    labels, codes, domain = grouped(question, asked.column)
    marks = (codes[:, None] == np.arange(len(labels))).astype(np.float64)
    people = estimates.total(question.design, marks, domain=domain, confidence=asked.confidence)
    return _figures(people, answer=labels)


def groups(question: Question, asked: Asked) -> Result:
    labels, codes, domain = grouped(question, asked.groups)
    found = estimates.by_group(
        question.design, question.whole(asked.column), codes, domain=domain, confidence=asked.confidence
    )
    places = [int(label) for label in found.labels]
    rows = zip(places, _figures(found.estimates, group=places)["figures"], strict=True)
    return {"figures": [{**row, "group": labels[place]} for place, row in rows if place >= 0]}


def quantile(question: Question, asked: Asked) -> Result:
    found = quantiles.quantiles(
        question.design,
        question.whole(asked.column),
        asked.at,
        domain=question.domain,
        confidence=asked.confidence,
    )
    return {
        "n": found.n,
        "figures": table(share=found.share, value=found.value, se=found.se, low=found.low, high=found.high),
    }


def weights(question: Question, asked: Asked) -> Result:
    drawn = question.design
    found = drawn.weights
    report = weighting.describe(found)
    result = {
        "degrees": drawn.degrees(),
        "design_effect": report.deff,
        **without(report, "deff", "trimmed", "passes", "off"),
        "steps": [{"step": step, **without(one)} for step, one in question.shared.drawn.steps],
    }
    if asked.groups is not None:
        labels, codes = coded(question.whole(asked.groups))
        known = codes >= 0
        sums = np.bincount(codes[known], found[known], minlength=len(labels))
        result["groups"] = table(
            group=labels, n=np.bincount(codes[known], minlength=len(labels)), weight=sums
        )
    return {**result, "each_row": found} if asked.each_row else result


def _table(question: Question, names: Sequence[str]) -> NDArray[np.float64]:
    return np.column_stack([question.whole(name) for name in names])


def _figures(found: estimates.Estimates, **labels: Sequence[Any]) -> dict[str, Any]:
    columns = {name: getattr(found, name) for name in ("n", "value", "se", "low", "high", "deff", "degrees")}
    result: dict[str, Any] = {"figures": table(**labels, **columns)}
    return {**result, "covariance": found.covariance} if len(found) > 1 else result


def grouped(question: Question, name: str) -> tuple[list[Any], NDArray[np.int64], Mask | None]:
    """Labels, each row's place among them (−1 without one), and the domain of the rows that have one."""
    labels, codes = coded(question.whole(name))
    known = (codes >= 0) & question.chosen
    return labels, codes, None if known.all() else known


def _marked(values: NDArray[Any], yes: str | float) -> NDArray[np.float64]:
    """1 where the answer is `yes`, NaN where there is none."""
    labels, codes = coded(values)
    wanted = written(yes)
    if wanted not in map(str, labels):
        raise Invalid(
            N_("Nobody answered “%(yes)s”."),
            field="yes",
            hint=N_("The answers are: %(labels)s."),
            yes=wanted,
            labels=", ".join(map(str, labels)),
        )
    found = (codes == [str(label) for label in labels].index(wanted)).astype(np.float64)
    found[codes < 0] = np.nan
    return found


_ANY = Column(numbers=False)
_COLUMN = Option("column", Column(), N_("The question."))
_COLUMNS = Option(
    "columns", Columns(), N_("The questions; a figure is made of rows that answered all of them.")
)

ANALYSES = tuple(
    Analysis(name, says, options, work, designed=True)
    for name, says, options, work in (
        (
            "survey-mean",
            N_("Means of everybody, with Taylor linearised errors and design effects."),
            (_COLUMNS, CONFIDENCE),
            means,
        ),
        ("survey-total", N_("Sums over everybody."), (_COLUMNS, CONFIDENCE), totals),
        (
            "survey-ratio",
            N_("The sum of one column over the sum of another."),
            (
                Option("numerator", Column(), N_("The column above the line.")),
                Option("denominator", Column(), N_("The column below the line.")),
                CONFIDENCE,
            ),
            ratio,
        ),
        (
            "survey-proportion",
            N_("The share of everybody that says yes, with an interval that stays between 0 and 1."),
            (
                Option("column", _ANY, N_("A column of 0 and 1, or any other with yes.")),
                Option("yes", Label(), N_("The answer that counts as yes."), None),
                Option("interval", choice(*estimates.Interval), N_("How the interval is made."), "logit"),
                CONFIDENCE,
            ),
            proportion,
        ),
        (
            "survey-shares",
            N_("The share of everybody that gives each answer, or how many people that are."),
            (
                Option("column", _ANY, N_("The question.")),
                Option("of", choice("share", "people"), N_("Shares, or numbers of people."), "share"),
                CONFIDENCE,
            ),
            shares,
        ),
        (
            "survey-groups",
            N_("The mean of each group, each a domain of the whole design."),
            (_COLUMN, Option("groups", _ANY, N_("The column of groups.")), CONFIDENCE),
            groups,
        ),
        (
            "survey-quantiles",
            N_("The answers below which given shares of everybody lie, with Woodruff’s intervals."),
            (_COLUMN, Option("at", ListOf(SHARE), N_("The shares."), [0.25, 0.5, 0.75]), CONFIDENCE),
            quantile,
        ),
        (
            "survey-weights",
            N_(
                "What the weights look like after post-stratifying, raking and trimming: spread, design effect, worth in answers."
            ),
            (Option("groups", _ANY, N_("Sum the weights by this column."), None), EACH_ROW),
            weights,
        ),
    )
)
