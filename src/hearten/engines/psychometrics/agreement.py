"""Do the experts agree: Kendall's W and intraclass correlations (docs/algorithms/agreement.md).

Rows are the things judged, columns the judges. A row with a missing rating is left out, and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, fdtrc, fdtri
from scipy.stats import rankdata

from hearten.engines.psychometrics.inputs import Matrix, matrix, share_of, too_few
from hearten.engines.satisfaction.scores import CONFIDENCE

_TWO = 2
_NOTHING = 1e-12


@dataclass(frozen=True)
class Concordance:
    """W 0 … 1 with its χ² test (n − 1 degrees); NaN when no judge tells any two things apart."""

    w: float
    chi_square: float
    df: int
    p: float
    things: int
    judges: int
    left_out: int


@dataclass(frozen=True)
class Intraclass:
    """One coefficient in McGraw and Wong's name: value, interval, F with its degrees of freedom and p."""

    name: str
    value: float
    low: float
    high: float
    f: float
    df1: float
    df2: float
    p: float


@dataclass(frozen=True)
class _Squares:
    """Mean squares of the two-way table: rows, columns, error, and within rows."""

    n: int
    k: int
    rows: float
    columns: float
    error: float
    within: float


def kendalls_w(ratings: ArrayLike) -> Concordance:
    """Kendall and Babington Smith (1939) with the correction for ties."""
    table, left_out = _complete(ratings)
    n, m = table.shape
    ranks = np.apply_along_axis(rankdata, 0, table)
    sums = ranks.sum(axis=1)
    spread = float(((sums - sums.mean()) ** 2).sum())
    ties = sum(float((t.astype(np.float64) ** 3 - t).sum()) for t in (_repeats(c) for c in table.T))
    room = m**2 * (n**3 - n) - m * ties
    if room <= 0:
        return Concordance(np.nan, np.nan, n - 1, np.nan, n, m, left_out)
    w = 12 * spread / room
    statistic = m * (n - 1) * w
    return Concordance(w, statistic, n - 1, float(chdtrc(n - 1, statistic)), n, m, left_out)


def intraclass(ratings: ArrayLike, *, confidence: float = CONFIDENCE) -> Mapping[str, Intraclass]:
    """ICC(1), ICC(A,1), ICC(C,1) of one judge and ICC(k), ICC(A,k), ICC(C,k) of the mean of all (McGraw, Wong 1996).

    1: judges are interchangeable; A: they must give the same figure; C: the same order and distances are enough.
    Ratings that are all equal have no coefficient (NaN). Where judges agree less than by chance a single coefficient is below
    zero; when it is so low that the formula for the mean divides by nothing or less, that of the mean is NaN.
    """
    table, _ = _complete(ratings)
    squares = _mean_squares(table)
    tail = (1 - share_of(confidence)) / 2
    single = {
        "ICC(1)": _one_way(squares, tail),
        "ICC(A,1)": _agreement(squares, tail),
        "ICC(C,1)": _consistency(squares, tail),
    }
    together = {"ICC(1)": "ICC(k)", "ICC(A,1)": "ICC(A,k)", "ICC(C,1)": "ICC(C,k)"}
    averaged = {
        together[name]: Intraclass(
            together[name],
            _spearman_brown(one.value, squares.k),
            _spearman_brown(one.low, squares.k),
            _spearman_brown(one.high, squares.k),
            one.f,
            one.df1,
            one.df2,
            one.p,
        )
        for name, one in single.items()
    }
    return {**single, **averaged}


def _one_way(s: _Squares, tail: float) -> Intraclass:
    df1, df2 = s.n - 1, s.n * (s.k - 1)
    return _from_f("ICC(1)", s.rows, s.within, df=(df1, df2), k=s.k, tail=tail)


def _consistency(s: _Squares, tail: float) -> Intraclass:
    df1, df2 = s.n - 1, (s.n - 1) * (s.k - 1)
    return _from_f("ICC(C,1)", s.rows, s.error, df=(df1, df2), k=s.k, tail=tail)


def _from_f(name: str, rows: float, rest: float, *, df: tuple[int, int], k: int, tail: float) -> Intraclass:
    df1, df2 = df
    f = _ratio(rows, rest)
    if np.isnan(f):
        return Intraclass(name, np.nan, np.nan, np.nan, np.nan, df1, df2, np.nan)
    low, high = f / _f_quantile(tail, df1, df2), f * _f_quantile(tail, df2, df1)
    value, low, high = ((x - 1) / (x + k - 1) if np.isfinite(x) else 1.0 for x in (f, low, high))
    return Intraclass(name, value, low, high, f, df1, df2, float(fdtrc(df1, df2, f)))


def _agreement(s: _Squares, tail: float) -> Intraclass:
    """Two-way, absolute agreement; the interval with Satterthwaite's degrees of freedom."""
    n, k = s.n, s.k
    df1, df2 = n - 1, (n - 1) * (k - 1)
    f = _ratio(s.rows, s.error)
    whole = s.rows + (k - 1) * s.error + k / n * (s.columns - s.error)
    if np.isnan(f) or whole == 0:
        return Intraclass("ICC(A,1)", np.nan, np.nan, np.nan, np.nan, df1, df2, np.nan)
    value = (s.rows - s.error) / whole
    p = float(fdtrc(df1, df2, f)) if np.isfinite(f) else 0.0
    if value >= 1:
        return Intraclass("ICC(A,1)", 1.0, 1.0, 1.0, f, df1, df2, p)
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    inner = (a * s.columns) ** 2 / (k - 1) + (b * s.error) ** 2 / df2
    v = (a * s.columns + b * s.error) ** 2 / inner if inner > 0 else float(df2)
    rest = k * s.columns + (k * n - k - n) * s.error
    lower, upper = _f_quantile(tail, df1, v), _f_quantile(tail, v, df1)
    low = n * (s.rows - lower * s.error) / (lower * rest + n * s.rows)
    high = n * (upper * s.rows - s.error) / (rest + n * upper * s.rows)
    return Intraclass("ICC(A,1)", value, low, high, f, df1, df2, p)


def _mean_squares(table: Matrix) -> _Squares:
    n, k = table.shape
    middle = table.mean()
    by_row, by_column = table.mean(axis=1), table.mean(axis=0)
    rows = k * float(((by_row - middle) ** 2).sum())
    columns = n * float(((by_column - middle) ** 2).sum())
    rest = table - by_row[:, None] - by_column[None, :] + middle
    noise = np.finfo(np.float64).eps ** 2 * float((table**2).sum()) * table.size
    error = float((rest**2).sum())
    error = error if error > noise else 0.0
    within = (columns + error) / (n * (k - 1))
    return _Squares(n, k, rows / (n - 1), columns / (k - 1), error / ((n - 1) * (k - 1)), within)


def _spearman_brown(value: float, k: int) -> float:
    below = 1 + (k - 1) * value
    return k * value / below if below > _NOTHING else float("nan")


def _f_quantile(tail: float, df1: float, df2: float) -> float:
    return float(fdtri(df1, df2, 1 - tail))


def _ratio(above: float, below: float) -> float:
    if below > 0:
        return above / below
    return float("inf") if above > 0 else float("nan")


def _repeats(column: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.unique(column, return_counts=True)[1].astype(np.int64)


def _complete(ratings: ArrayLike) -> tuple[Matrix, int]:
    table = matrix(ratings, field="ratings")
    whole = ~np.isnan(table).any(axis=1)
    kept = table[whole]
    if kept.shape[0] < _TWO:
        raise too_few(kept.shape[0], _TWO, field="ratings")
    if kept.shape[1] < _TWO:
        raise too_few(kept.shape[1], _TWO, field="judges")
    return kept, int((~whole).sum())
