"""One question at a time: its distribution, its mean, boxes and net promoter score, and how groups differ in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hearten.doors.api.analyse.analysis import COLUMNS, CONFIDENCE, WEIGHTED, Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import ANY_NUMBER, SHARE, Column, ListOf, choice
from hearten.doors.api.analyse.options import Asked, Option
from hearten.doors.api.analyse.plain import table, without
from hearten.engines.psychometrics import descriptives, group_tests, multiplicity
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def describe(question: Question, asked: Asked) -> Result:
    weights = question.weights(asked)
    found = {
        name: descriptives.describe(
            question.column(name), weights, levels=asked.levels, confidence=asked.confidence
        )
        for name in asked.columns
    }
    return {
        "columns": [{"column": name, **without(one, "distribution")} for name, one in found.items()],
        "distribution": [
            {"column": name, **row}
            for name, one in found.items()
            for row in table(
                level=one.distribution.levels,
                count=one.distribution.counts,
                weight=one.distribution.weights,
                share=one.distribution.shares,
            )
        ],
    }


def box(question: Question, asked: Asked) -> Result:
    weights = question.weights(asked)
    found = [
        (
            name,
            descriptives.box(
                question.column(name),
                asked.lowest,
                asked.highest,
                weights,
                confidence=asked.confidence,
                method=asked.method,
            ),
        )
        for name in asked.columns
    ]
    return {"columns": [{"column": name, **without(one)} for name, one in found]}


def net_promoter(question: Question, asked: Asked) -> Result:
    weights = question.weights(asked)
    values = question.column(asked.column)
    whole = descriptives.net_promoter(values, weights, confidence=asked.confidence)
    if asked.groups is None:
        return without(whole)
    labels, codes = question.groups(asked.groups)
    scores = {
        label: descriptives.net_promoter(
            values[codes == place],
            None if weights is None else weights[codes == place],
            confidence=asked.confidence,
        )
        for place, label in enumerate(labels)
    }
    return {
        **without(whole),
        "groups": [{"group": label, **without(score)} for label, score in scores.items()],
        "differences": [
            {
                "first": one,
                "second": two,
                **without(
                    descriptives.net_promoter_difference(
                        scores[one], scores[two], confidence=asked.confidence
                    )
                ),
            }
            for place, one in enumerate(labels)
            for two in labels[place + 1 :]
        ],
    }


def compare_groups(question: Question, asked: Asked) -> Result:
    weights = question.weights(asked)
    values, (labels, codes) = question.column(asked.column), question.groups(asked.groups)
    means = {
        str(label): descriptives.mean(
            values[codes == place],
            None if weights is None else weights[codes == place],
            confidence=asked.confidence,
        )
        for place, label in enumerate(labels)
    }
    known = codes >= 0
    tests = {
        "anova": group_tests.anova(values[known], codes[known]),
        "welch_anova": group_tests.welch_anova(values[known], codes[known]),
        "kruskal_wallis": group_tests.kruskal_wallis(values[known], codes[known]),
    }
    return {
        "groups": [{"group": label, **without(one)} for label, one in means.items()],
        **tests,
        "pairs": [
            {**without(pair, "difference"), **without(pair.difference)}
            for pair in multiplicity.all_pairs(means)
        ],
    }


def cross_table(question: Question, asked: Asked) -> Result:
    weights = question.weights(asked)
    (rows, row_codes), (columns, column_codes) = question.groups(asked.rows), question.groups(asked.columns)
    both = (row_codes >= 0) & (column_codes >= 0)
    cells = np.zeros((len(rows), len(columns)))
    np.add.at(cells, (row_codes[both], column_codes[both]), 1.0 if weights is None else weights[both])
    worth = None if weights is None else descriptives.effective_size(weights[both])
    return {
        "rows": rows,
        "columns": columns,
        "counts": cells,
        "shares_of_row": np.divide(
            cells,
            cells.sum(axis=1, keepdims=True),
            out=np.full_like(cells, np.nan),
            where=cells.sum(axis=1, keepdims=True) > 0,
        ),
        "chi_square": group_tests.chi_square(cells, effective_n=worth),
    }


def adjust_p(asked: Asked) -> Result:
    return {
        "rows": table(
            p=asked.p,
            holm=multiplicity.holm(asked.p),
            benjamini_hochberg=multiplicity.benjamini_hochberg(asked.p),
        )
    }


_COLUMN = Option("column", Column(), N_("The question."))
_GROUPS = Column(numbers=False)

ANALYSES = (
    Analysis(
        "describe",
        N_(
            "Everything usual about each question: mean with its interval, median, mode, spread, how often each answer."
        ),
        (
            COLUMNS,
            Option(
                "levels",
                ListOf(ANY_NUMBER),
                N_("All answers that could be given, so that an empty one is seen."),
                None,
            ),
            WEIGHTED,
            CONFIDENCE,
        ),
        describe,
    ),
    Analysis(
        "box",
        N_(
            "The share that answered from the lowest to the highest number given (top box, bottom box), with its interval."
        ),
        (
            COLUMNS,
            Option("lowest", ANY_NUMBER, N_("The lowest answer that counts.")),
            Option("highest", ANY_NUMBER, N_("The highest answer that counts.")),
            Option("method", choice("wilson", "clopper_pearson"), N_("How the interval is made."), "wilson"),
            WEIGHTED,
            CONFIDENCE,
        ),
        box,
    ),
    Analysis(
        "nps",
        N_(
            "The net promoter score of answers 0–10, with its intervals; for groups also the difference of each two."
        ),
        (
            _COLUMN,
            Option("groups", _GROUPS, N_("A column of groups to set against each other."), None),
            WEIGHTED,
            CONFIDENCE,
        ),
        net_promoter,
    ),
    Analysis(
        "compare-groups",
        N_(
            "Means of groups, tests whether they differ (Fisher, Welch, Kruskal–Wallis), and each pair with p adjusted (Holm)."
        ),
        (
            _COLUMN,
            Option("groups", _GROUPS, N_("The column of groups.")),
            Option(
                "weighted",
                WEIGHTED.kind,
                N_("Means with the weights of the design; the tests count everybody alike."),
                True,
            ),
            CONFIDENCE,
        ),
        compare_groups,
    ),
    Analysis(
        "cross-table",
        N_("Counts of two questions against each other, with χ² and Cramér’s V."),
        (
            Option("rows", _GROUPS, N_("The question of the rows.")),
            Option("columns", _GROUPS, N_("The question of the columns.")),
            WEIGHTED,
        ),
        cross_table,
    ),
    Analysis(
        "adjust-p",
        N_("Several p at once: adjusted so that few findings are false (Holm, Benjamini–Hochberg)."),
        (Option("p", ListOf(SHARE), N_("The p of each test.")),),
        adjust_p,
        data=False,
    ),
)
