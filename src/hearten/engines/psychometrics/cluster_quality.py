"""How good is a grouping and how many groups are there: silhouette, Calinski–Harabasz, gap, adjusted Rand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial.distance import cdist, pdist

from hearten.engines.psychometrics.clusters import k_means
from hearten.engines.psychometrics.group_tests import cross_table
from hearten.engines.psychometrics.inputs import Matrix, Vector, Whole, matrix, same_length, too_few, vector
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_SILHOUETTE_MOST = 5_000
_GAP_MOST = 1_000
_CHUNK = 512
_TWO = 2
# The answers themselves are grouped with more starts than the references: it costs little, and their figure is not averaged.
_OWN_STARTS = 20


@dataclass(frozen=True)
class Silhouette:
    """Mean width (−1 … 1) over all, and for each cluster; `n` rows were measured."""

    average: float
    clusters: Vector
    n: int


@dataclass(frozen=True)
class Gap:
    """For k = 1 …: log of the within-cluster spread, what it is where there are no groups, their gap, its error.

    `first_good` is the paper's rule: the smallest k whose gap is not below the next one's less its error. It stops too
    early when two groups are hardly better than one but three are; `best` (Dudoit and Fridlyand 2002) is the smallest k
    whose gap is not below the largest gap less its error.
    """

    log_within: Vector
    expected: Vector
    gap: Vector
    error: Vector
    first_good: int
    best: int


def silhouette(rows: ArrayLike, labels: ArrayLike, *, seed: int = 0) -> Silhouette:
    """Rousseeuw (1987); a cluster of one counts 0. Above 5,000 rows a seeded sample of them is measured."""
    values, codes, k = _labelled(rows, labels)
    if k < _TWO:
        raise Invalid(
            N_("A silhouette needs at least two groups."), field="labels", hint=N_("Use k = 2 or more.")
        )
    if len(values) > _SILHOUETTE_MOST:
        at = np.random.default_rng(seed).choice(len(values), _SILHOUETTE_MOST, replace=False)
        values, codes = values[at], codes[at]
    sizes = np.bincount(codes, minlength=k).astype(np.float64)
    member = np.eye(k)[codes]
    width = np.concatenate(
        [
            _widths(
                cdist(values[start : start + _CHUNK], values) @ member, codes[start : start + _CHUNK], sizes
            )
            for start in range(0, len(values), _CHUNK)
        ]
    )
    sums = np.bincount(codes, weights=width, minlength=k)
    by_cluster = np.divide(sums, sizes, out=np.full(k, np.nan), where=sizes > 0)
    return Silhouette(float(width.mean()), by_cluster, len(values))


def calinski_harabasz(rows: ArrayLike, labels: ArrayLike) -> float:
    """Spread between the centres against spread within, each by its degrees of freedom (1974)."""
    values, codes, k = _labelled(rows, labels)
    n = len(values)
    if k < _TWO or n <= k:
        raise too_few(n, k + 1, field="rows")
    sizes = np.bincount(codes)
    centres = np.column_stack([np.bincount(codes, weights=c) for c in values.T]) / sizes[:, None]
    within = float(((values - centres[codes]) ** 2).sum())
    between = float(sizes @ ((centres - values.mean(axis=0)) ** 2).sum(axis=1))
    return (between / (k - 1)) / (within / (n - k)) if within else float("inf")


def gap_statistic(
    rows: ArrayLike,
    most: int,
    *,
    references: int = 50,
    seed: int = 0,
    power: int = 1,
    starts: int = 3,
) -> Gap:
    """Tibshirani, Walther and Hastie (2001), k-means, references uniform in the box of the principal axes.

    `power` 1 adds plain distances within a cluster (as R's clusGap does by default), 2 their squares (as the paper).
    Above 1,000 rows a seeded sample is used.
    """
    values = matrix(rows, field="rows")
    values = values[~np.isnan(values).any(axis=1)]
    rng = np.random.default_rng(seed)
    if len(values) > _GAP_MOST:
        values = values[rng.choice(len(values), _GAP_MOST, replace=False)]
    # With as many groups as different rows nothing is left within them, and there is no logarithm of nothing.
    different = len(np.unique(values, axis=0))
    if most < 1 or different <= most:
        raise too_few(different, most + 1, field="rows")
    if references < _TWO:
        raise too_few(references, _TWO, field="references")
    own = _log_within(values, most, power, max(starts, _OWN_STARTS), rng)
    middle = values.mean(axis=0)
    axes = np.linalg.svd(values - middle, full_matrices=False)[2]
    turned = (values - middle) @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    simulated = np.stack(
        [
            _log_within(rng.uniform(low, high, size=turned.shape) @ axes, most, power, starts, rng)
            for _ in range(references)
        ]
    )
    expected = simulated.mean(axis=0)
    error = simulated.std(axis=0, ddof=1) * np.sqrt(1 + 1 / references)
    gap = expected - own
    top = int(gap.argmax())
    best = int(np.flatnonzero(gap >= gap[top] - error[top])[0]) + 1
    return Gap(own, expected, gap, error, _first_good(gap, error), best)


def adjusted_rand(first: ArrayLike, second: ArrayLike) -> float:
    """How far two groupings of the same people agree, 1 fully, 0 as by chance (Hubert and Arabie 1985)."""
    one, other = np.asarray(first), np.asarray(second)
    same_length(one, other, field="second")
    counts = cross_table(one, other)
    n = counts.sum()

    def pairs(c: Vector) -> float:
        return float((c * (c - 1) / 2).sum())

    both, rows, columns = pairs(counts.ravel()), pairs(counts.sum(axis=1)), pairs(counts.sum(axis=0))
    chance = rows * columns / (n * (n - 1) / 2) if n > 1 else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def _first_good(gap: Vector, error: Vector) -> int:
    enough = np.flatnonzero(gap[:-1] >= gap[1:] - error[1:])
    return int(enough[0]) + 1 if len(enough) else len(gap)


def _log_within(values: Matrix, most: int, power: int, starts: int, rng: np.random.Generator) -> Vector:
    result = np.empty(most)
    for k in range(1, most + 1):
        labels = (
            np.zeros(len(values), dtype=np.int64)
            if k == 1
            else k_means(values, k, seed=int(rng.integers(2**31)), starts=starts).labels
        )
        total = 0.0
        for code in range(k):
            members = values[labels == code]
            total += float((pdist(members) ** power).sum()) / max(len(members), 1)
        result[k - 1] = np.log(total / 2)
    return result


def _widths(sums: Matrix, codes: Whole, sizes: Vector) -> Vector:
    """Silhouette widths of rows, from the sums of their distances to each cluster."""
    at = np.arange(len(codes))
    inside = sums[at, codes] / np.maximum(sizes[codes] - 1, 1)
    means = np.divide(sums, sizes, out=np.full_like(sums, np.inf), where=sizes > 0)
    means[at, codes] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(inside, outside)
    width = np.divide(outside - inside, larger, out=np.zeros(len(codes)), where=larger > 0)
    return np.where(sizes[codes] > 1, width, 0.0)


def _labelled(rows: ArrayLike, labels: ArrayLike) -> tuple[Matrix, Whole, int]:
    """Rows that belong somewhere (label ≥ 0) and have no missing answer, and codes 0 … k − 1."""
    values, given = matrix(rows, field="rows"), vector(labels, field="labels")
    same_length(values, given, field="labels")
    usable = (given >= 0) & ~np.isnan(values).any(axis=1)
    if not usable.any():
        raise too_few(0, 1, field="rows")
    kinds, codes = np.unique(given[usable], return_inverse=True)
    return values[usable], codes.astype(np.int64), len(kinds)
