"""Correlations of the kind an analysis asks for; factors and omega start from them."""

from __future__ import annotations

import numpy as np

from hearten.doors.api.analyse.analysis import MISSING
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import AMOUNT, Number, choice
from hearten.doors.api.analyse.options import Asked, Option
from hearten.engines.psychometrics.correlation import (
    Correlations,
    kendall,
    pearson,
    rank_correlations,
    spearman,
)
from hearten.engines.psychometrics.inputs import Matrix
from hearten.engines.psychometrics.moments import Moments, gather
from hearten.engines.psychometrics.polychoric import polychoric
from hearten.engines.psychometrics.tables import Tables, tabulate
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_MOST_LEVELS = 101
_FEWEST = 3

CORRELATION = (
    Option(
        "correlation",
        choice("pearson", "spearman", "kendall", "polychoric"),
        N_("Which correlations."),
        "pearson",
    ),
    MISSING,
    Option(
        "zero_cell",
        AMOUNT,
        N_("Polychoric: what an empty cell of a table counts as; 0 leaves it empty."),
        0.5,
    ),
)
OBSERVATIONS = Option(
    "observations",
    Number(_FEWEST),
    N_("How many respondents stand behind tests; those who answered unless given."),
    None,
)


def moments_of(question: Question, asked: Asked, items: list[str]) -> Moments:
    answers, weights = question.matrix(items), question.weights(asked)
    return gather([(answers, weights)], items, missing=asked.missing)


def correlations_of(question: Question, asked: Asked, items: list[str]) -> Correlations:
    """The correlations that `asked` names, for these columns."""
    if asked.correlation == "pearson":
        return pearson(moments_of(question, asked, items))
    values = question.matrix(items)
    if not _in_steps(values):
        return _of_measures(question, asked, items, values)
    tables = tables_of(question, asked, items)
    if asked.correlation == "polychoric":
        return polychoric(tables, zero_cell=asked.zero_cell)
    return kendall(tables) if asked.correlation == "kendall" else spearman(tables)


def tables_of(question: Question, asked: Asked, items: list[str]) -> Tables:
    values = question.matrix(items)
    return tabulate(
        [(values, question.weights(asked))],
        items,
        lowest=int(np.nanmin(values)),
        highest=int(np.nanmax(values)),
        missing=asked.missing,
    )


def _of_measures(question: Question, asked: Asked, items: list[str], values: Matrix) -> Correlations:
    if asked.correlation == "polychoric" or question.weights(asked) is not None:
        raise Invalid(
            N_("These correlations need answers in whole steps, at most %(most)s of them."),
            field="items",
            hint=N_("Use pearson, or spearman or kendall with weighted: false."),
            most=_MOST_LEVELS,
        )
    if asked.missing == "listwise":
        values = values[~np.isnan(values).any(axis=1)]
    return rank_correlations(values, items, method=asked.correlation)


def _in_steps(values: Matrix) -> bool:
    known = values[~np.isnan(values)]
    if not known.size:
        return False
    return bool((known == np.round(known)).all()) and known.max() - known.min() < _MOST_LEVELS
