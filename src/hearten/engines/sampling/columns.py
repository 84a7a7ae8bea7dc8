"""What every estimate needs of its columns: the rows that count, their weights, the spread of a simple draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from hearten.engines.sampling.checks import Column, Mask, marks_of, numbers_of, same_length, share_between
from hearten.engines.sampling.design import Design, Lonely
from hearten.engines.sampling.variance import Matrix
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

CONFIDENCE = 0.95


def t_quantile(confidence: float, degrees: float) -> float:
    """Student's two-sided quantile; normal for endless degrees, NaN without one."""
    share_between(confidence, "confidence")
    if np.isinf(degrees):
        return float(ndtri(0.5 + confidence / 2))
    return float(stdtrit(degrees, 0.5 + confidence / 2)) if degrees >= 1 else float("nan")


def rows_of(design: Design, table: Matrix, domain: ArrayLike | None) -> Mask:
    """Rows of the domain in which no column is missing."""
    rows: Mask = np.atleast_1d(~np.isnan(table).any(axis=1))
    if domain is not None:
        rows &= marks_of(domain, len(design))
    return rows


def one_column(values: ArrayLike) -> Column:
    """`values` as numbers in one column, NaN where missing."""
    column = numbers_of(values, "values")
    if column.ndim != 1:
        raise Invalid(N_("One column is needed here, not a table."), field="values")
    if np.isinf(column).any():
        raise _endless()
    return column


def prepared(design: Design, values: ArrayLike, domain: ArrayLike | None) -> tuple[Matrix, Mask, Column]:
    table = numbers_of(values, "values")
    table = table[:, None] if table.ndim == 1 else table
    same_length(table, len(design), "values")
    if np.isinf(table).any():
        raise _endless()
    rows = rows_of(design, table, domain)
    own = np.array(table)
    own[~rows] = 0.0
    return own, rows, np.where(rows, design.weights, 0.0)


def _endless() -> Invalid:
    return Invalid(N_("An answer is endless."), field="values", hint=N_("Mark it as missing."))


def left_out(people: float, n: int, *, replaced: bool) -> float:
    """What a simple draw of n leaves of its variance: nothing off when a person could be drawn twice."""
    return 1.0 if replaced else max(people - n, 0.0) / people


def spread(apart: Matrix, weights: Column) -> Column:
    """The weighted variance with n ÷ (n − 1), as if the draw had been simple; `apart` are distances from the mean."""
    n = int((weights > 0).sum())
    if n <= 1:
        return np.full(apart.shape[1], np.nan)
    squares = np.einsum("i,ij,ij->j", weights, apart, apart)
    variance: Column = squares / weights.sum() * n / (n - 1)
    return variance


def sure(design: Design, rows: Mask) -> bool:
    """Whether these rows leave nothing to chance: their strata were asked whole, or their clusters were sure to be drawn."""
    first = design.stages[0]
    return design.lonely is Lonely.CERTAINTY or not first.left_out[first.unit[rows]].any()
