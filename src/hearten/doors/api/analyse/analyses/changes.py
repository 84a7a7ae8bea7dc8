"""What changed: between two moments, over time, and beyond chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hearten.doors.api.analyse.analyses.leads import coefficient_rows
from hearten.doors.api.analyse.analysis import CONFIDENCE, Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import ANY_NUMBER, POSITIVE, Column, Flag, Label, ListOf, choice, whole
from hearten.doors.api.analyse.labels import written
from hearten.doors.api.analyse.options import Asked, Option
from hearten.doors.api.analyse.plain import table, without
from hearten.engines.psychometrics import control, trends
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def before_after(question: Question, asked: Asked) -> Result:
    if asked.before is not None and asked.after is not None:
        before, after = question.column(asked.before), question.column(asked.after)
    elif asked.values is not None and asked.when is not None:
        labels, codes = question.groups(asked.when)
        order = [written(one) for one in asked.order or labels]
        if len(order) != 2 or not set(order) <= set(map(str, labels)):  # noqa: PLR2004 -- before and after
            raise Invalid(
                N_("Two moments are needed in “%(column)s”, which holds: %(labels)s."),
                field="when",
                hint=N_("Give order: [before, after]."),
                column=asked.when,
                labels=", ".join(map(str, labels)),
            )
        values = question.column(asked.values)
        before, after = (values[codes == [str(one) for one in labels].index(word)] for word in order)
    else:
        raise Invalid(
            N_("Two columns are needed, or one with the moment of each answer."),
            field="before",
            hint=N_("Give before and after, or values and when."),
        )
    return without(trends.before_after(before, after, paired=asked.paired, confidence=asked.confidence))


def trend(question: Question, asked: Asked) -> Result:
    values, times = question.column(asked.values), _times(question, asked)
    worth = None if asked.worth is None else question.column(asked.worth)
    slope, p = trends.linear_trend(values, times, weights=worth, confidence=asked.confidence)
    return {
        "mann_kendall": trends.mann_kendall(values, times, confidence=asked.confidence),
        "linear": {**without(slope), "p": p},
    }


def interrupted(question: Question, asked: Asked) -> Result:
    found = trends.interrupted(
        question.column(asked.values),
        asked.starts,
        _times(question, asked),
        lags=asked.lags,
        confidence=asked.confidence,
    )
    return {"coefficients": coefficient_rows(found.coefficients), "n": found.n, "lags": found.lags}


def control_chart(question: Question, asked: Asked) -> Result:
    values = question.column(asked.values)
    if asked.kind == "cusum":
        if asked.target is None or asked.deviation is None:
            raise Invalid(
                N_("A cusum chart needs to know what to expect."),
                field="target",
                hint=N_("Give target and deviation."),
            )
        sums = control.cusum(values, asked.target, asked.deviation, slack=asked.slack, limit=asked.limit)
        return {
            "points": table(value=values, above=sums.above, below=sums.below, signal=sums.signal),
            "limit": sums.limit,
        }
    if asked.kind == "share" and asked.totals is None:
        raise Invalid(
            N_("A chart of shares needs the totals."), field="totals", hint=N_("Name the column of totals.")
        )
    found = (
        control.share_chart(values, question.column(asked.totals))
        if asked.kind == "share"
        else control.individuals_chart(values)
    )
    return {
        "centre": found.centre,
        "points": table(
            value=found.values, low=found.low, high=found.high, outside=found.outside, run=found.run
        ),
    }


def _times(question: Question, asked: Asked) -> Any:
    return None if asked.times is None else question.column(asked.times)


_VALUES = Option("values", Column(), N_("The figures, one row for each point of time."))
_TIMES = Option("times", Column(), N_("When each was measured; 0, 1, 2 … unless given."), None)

ANALYSES = (
    Analysis(
        "before-after",
        N_("Did the mean change? Welch’s t test, or the paired one for the same people."),
        (
            Option("before", Column(), N_("The column of answers before."), None),
            Option("after", Column(), N_("The column of answers after."), None),
            Option("values", Column(), N_("Or: one column of answers …"), None),
            Option("when", Column(numbers=False), N_("… and a column that says when each was given."), None),
            Option(
                "order",
                ListOf(Label(), 2, 2),
                N_("[before, after] as `when` calls them; sorted unless given."),
                None,
            ),
            Option("paired", Flag(), N_("Each row is one person who answered twice."), False),
            CONFIDENCE,
        ),
        before_after,
    ),
    Analysis(
        "trend",
        N_("Does a series rise or fall: Mann–Kendall with Sen’s slope, and a straight line?"),
        (
            _VALUES,
            _TIMES,
            Option("worth", Column(), N_("How much each point is worth for the straight line."), None),
            CONFIDENCE,
        ),
        trend,
    ),
    Analysis(
        "interrupted",
        N_("A series cut by a measure: step and bend at its start, errors after Newey and West."),
        (
            _VALUES,
            Option("starts", ANY_NUMBER, N_("The time of the first point after the measure.")),
            _TIMES,
            Option(
                "lags",
                whole(0),
                N_("How many neighbours may resemble each other; 4 (n ÷ 100)^(2⁄9) unless given."),
                None,
            ),
            CONFIDENCE,
        ),
        interrupted,
    ),
    Analysis(
        "control-chart",
        N_(
            "Which points stand out from chance: shares (p), single figures (XmR), small lasting shifts (cusum)."
        ),
        (
            Option("values", Column(), N_("The figures; for shares the number of hits.")),
            Option("kind", choice("individuals", "share", "cusum"), N_("Which chart."), "individuals"),
            Option("totals", Column(), N_("Shares: out of how many."), None),
            Option("target", ANY_NUMBER, N_("Cusum: what is expected."), None),
            Option("deviation", POSITIVE, N_("Cusum: the usual standard deviation."), None),
            Option("slack", POSITIVE, N_("Cusum: half the shift to find, in deviations."), 0.5),
            Option("limit", POSITIVE, N_("Cusum: when to signal, in deviations."), 5.0),
        ),
        control_chart,
    ),
)
