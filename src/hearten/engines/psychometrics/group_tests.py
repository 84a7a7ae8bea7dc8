"""Do groups answer differently: analysis of variance (Fisher, Welch), Kruskal–Wallis, χ² with Cramér's V."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, fdtrc
from scipy.stats import rankdata

from hearten.engines.psychometrics.inputs import (
    Vector,
    Whole,
    groups_of,
    matrix,
    people,
    same_length,
    too_few,
    vector,
    weights_for,
)
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_SIDES = 2
_SMALL_EXPECTED = 5.0


@dataclass(frozen=True)
class FTest:
    """F with its two degrees of freedom, p, and the share of the spread that lies between the groups (η²)."""

    f: float
    df1: float
    df2: float
    p: float
    eta_squared: float
    n: int


@dataclass(frozen=True)
class ChiSquare:
    """χ² with degrees of freedom and p; `effect` is Cramér's V (tables) or ε² (ranks)."""

    statistic: float
    df: int
    p: float
    effect: float
    n: float
    least_expected: float

    @property
    def thin(self) -> bool:
        """Whether a cell is expected below five, where the χ² distribution is a poor guide (Cochran 1954)."""
        return self.least_expected < _SMALL_EXPECTED


def anova(values: ArrayLike, groups: ArrayLike) -> FTest:
    """Fisher's F: do the means of the groups differ, given the same spread in all."""
    answers, codes, counts = _grouped(values, groups)
    n, k = len(answers), len(counts)
    means = np.bincount(codes, weights=answers) / counts
    between = float(counts @ (means - answers.mean()) ** 2)
    within = float(((answers - means[codes]) ** 2).sum())
    df1, df2 = k - 1, n - k
    if df2 < 1:
        raise too_few(n, k + 1, field="values")
    f = _ratio(between / df1, within / df2)
    total = between + within
    return FTest(f, df1, df2, float(fdtrc(df1, df2, f)), between / total if total else np.nan, n)


def welch_anova(values: ArrayLike, groups: ArrayLike) -> FTest:
    """Welch's F (1951): do the means differ when the spreads may differ; every group has two answers or more."""
    answers, codes, counts = _grouped(values, groups)
    if (counts <= 1).any():
        raise too_few(int(counts.min()), _SIDES, field="groups")
    k = len(counts)
    means = np.bincount(codes, weights=answers) / counts
    variances = np.bincount(codes, weights=(answers - means[codes]) ** 2) / (counts - 1)
    if (variances == 0).any():
        raise Invalid(
            N_("All answers of a group are the same, so Welch's test can't weigh it."),
            field="groups",
            hint=N_("Use the plain analysis of variance or the rank test."),
        )
    weights = counts / variances
    centre = weights @ means / weights.sum()
    slack = float((((1 - weights / weights.sum()) ** 2) / (counts - 1)).sum())
    f = float(weights @ (means - centre) ** 2 / (k - 1)) / (1 + 2 * (k - 2) / (k**2 - 1) * slack)
    df2 = (k**2 - 1) / (3 * slack)
    return FTest(f, k - 1, df2, float(fdtrc(k - 1, df2, f)), anova(values, groups).eta_squared, len(answers))


def kruskal_wallis(values: ArrayLike, groups: ArrayLike) -> ChiSquare:
    """Kruskal and Wallis (1952) with the correction for ties; all answers equal is no difference at all."""
    answers, codes, counts = _grouped(values, groups)
    n = len(answers)
    ranks = rankdata(answers)
    sums = np.bincount(codes, weights=ranks)
    _, repeats = np.unique(answers, return_counts=True)
    ties = 1 - float((repeats.astype(np.float64) ** 3 - repeats).sum()) / (float(n) ** 3 - n)
    df, expected = len(counts) - 1, float(counts.min())
    if ties <= 0:
        return ChiSquare(0.0, df, 1.0, 0.0, n, expected)
    h = (12 / (n * (n + 1)) * float((sums**2 / counts).sum()) - 3 * (n + 1)) / ties
    return ChiSquare(h, df, float(chdtrc(df, h)), h / (n - 1), n, expected)


def chi_square(table: ArrayLike, *, effective_n: float | None = None) -> ChiSquare:
    """Pearson's χ² of a table of counts with Cramér's V; rows and columns without a count are left out.

    When the cells are sums of weights, `effective_n` says how many answers they are worth; the table is scaled to it.
    """
    counts = matrix(table, field="table")
    if np.isnan(counts).any() or (counts < 0).any():
        raise Invalid(
            N_("A table of counts has no missing and no negative cells."),
            field="table",
            hint=N_("Write 0 where there is none."),
        )
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if effective_n is not None and counts.sum() > 0:
        counts *= people(effective_n) / counts.sum()
    rows, columns = counts.shape
    if min(rows, columns) < _SIDES:
        raise Invalid(
            N_("A comparison needs two rows and two columns with answers."),
            field="table",
            hint=N_("Join the table with one that has other answers."),
        )
    n = float(counts.sum())
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
    statistic = float(((counts - expected) ** 2 / expected).sum())
    df = (rows - 1) * (columns - 1)
    effect = float(np.sqrt(statistic / (n * (min(rows, columns) - 1))))
    return ChiSquare(statistic, df, float(chdtrc(df, statistic)), effect, n, float(expected.min()))


def cross_table(rows: ArrayLike, columns: ArrayLike, weights: ArrayLike | None = None) -> Vector:
    """Counts (or weights) of pairs of codes; rows of the table are the sorted codes of `rows`."""
    first, second = np.asarray(rows), np.asarray(columns)
    same_length(first, second, field="columns")
    ups, up = groups_of(first, field="rows")
    acrosses, across = groups_of(second, field="columns")
    weight = weights_for(weights, len(first))
    cells = np.bincount(up * len(acrosses) + across, weights=weight, minlength=len(ups) * len(acrosses))
    return cells.reshape(len(ups), len(acrosses)).astype(np.float64)


def _grouped(values: ArrayLike, groups: ArrayLike) -> tuple[Vector, Whole, Vector]:
    """Answers that were given, the group of each as 0 …, and the number in each group."""
    answers, labels = vector(values, field="values"), np.asarray(groups)
    same_length(answers, labels, field="groups")
    given = ~np.isnan(answers)
    _, codes = groups_of(labels[given], field="groups")
    counts = np.bincount(codes)
    if len(counts) < _SIDES:
        raise Invalid(
            N_("A comparison needs at least two groups with answers."),
            field="groups",
            hint=N_("Choose a division into two groups or more."),
        )
    return answers[given], codes, counts.astype(np.float64)


def _ratio(above: float, below: float) -> float:
    if below > 0:
        return above / below
    return float("inf") if above > 0 else float("nan")
