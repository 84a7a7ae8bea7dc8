"""Which kinds of people answered: k-means and Ward's tree (docs/algorithms/clusters.md).

Columns should be on one scale before they come here (`standardised`). Large tables: starts are tried on a seeded
sample and the best one is finished on all rows; Ward's tree is grown on a sample and the rest join the nearest centre.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial.distance import cdist

from hearten.engines.psychometrics.inputs import (
    Mask,
    Matrix,
    Vector,
    Whole,
    matrix,
    tally,
    too_few,
    weights_for,
)
from hearten.engines.psychometrics.tree import ward_groups
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_SAMPLE = 10_000
_TREE_MOST = 5_000
_STARTS = 100
# In a large sample only the best runs are worth the dearer exchange of single rows.
_SMALL, _FINISHED = 2_000, 8
_ROUNDS = 300
_CHUNK = 65_536
_NOTHING = 1e-12


@dataclass(frozen=True)
class Clustering:
    """`labels` (0 … k − 1) of all rows, −1 for rows with a missing answer or no weight; sums of squares weighted."""

    labels: Whole
    centres: Matrix
    sizes: Whole
    within: Vector
    total: float
    rounds: int

    @property
    def total_within(self) -> float:
        return float(self.within.sum())

    @property
    def between(self) -> float:
        return self.total - self.total_within


def standardised(rows: ArrayLike, weights: ArrayLike | None = None) -> Matrix:
    """Every column with mean 0 and standard deviation 1 (n − 1); a column that never changes becomes 0."""
    values = matrix(rows, field="rows")
    weight = weights_for(weights, len(values))[:, None] * ~np.isnan(values)
    n = (weight > 0).sum(axis=0)
    total = np.maximum(weight.sum(axis=0), np.finfo(np.float64).tiny)
    filled = np.nan_to_num(values)
    middle = (weight * filled).sum(axis=0) / total
    spread = (weight * (filled - middle) ** 2).sum(axis=0) / total * n / np.maximum(n - 1, 1)
    size = np.sqrt(spread)
    result: Matrix = (values - middle) / np.where(size > np.abs(middle) * 1e-12, size, np.inf)
    return result


def k_means(
    rows: ArrayLike,
    k: int,
    *,
    weights: ArrayLike | None = None,
    seed: int = 0,
    starts: int = _STARTS,
) -> Clustering:
    """The best of many k-means runs, each started by k-means++ (Arthur and Vassilvitskii 2007); the largest group first."""
    values, weight, usable = _usable(rows, weights, k)
    rng = np.random.default_rng(seed)
    at = np.arange(len(values)) if len(values) <= _SAMPLE else rng.choice(len(values), _SAMPLE, replace=False)
    tried = []
    for _ in range(max(starts, 1)):
        centres, labels, _ = _lloyd(values[at], weight[at], _spread_out(values[at], weight[at], k, rng))
        tried.append((_within(values[at], weight[at], centres, labels), centres, labels))
    finished = []
    for _, start, first in sorted(tried, key=lambda run: run[0])[
        : len(tried) if len(at) <= _SMALL else _FINISHED
    ]:
        centres, labels = _improve(values[at], weight[at], start, first)
        finished.append((_within(values[at], weight[at], centres, labels), centres))
    best = min(finished, key=lambda run: run[0])[1]
    centres, labels, rounds = _lloyd(values, weight, best)
    # The largest group is number 0, whatever start found it.
    order = np.argsort(-tally(labels, k, weight), kind="stable")
    place = np.argsort(order)
    return _clustering(values, weight, place[labels], centres[order], usable, rounds=rounds)


def lloyd(rows: ArrayLike, centres: ArrayLike, *, weights: ArrayLike | None = None) -> Clustering:
    """Plain k-means (Lloyd 1957) from the centres given; `rounds` counts the last one, in which nothing moved."""
    start = matrix(centres, field="centres")
    values, weight, usable = _usable(rows, weights, len(start))
    if start.shape[1] != values.shape[1] or np.isnan(start).any():
        raise Invalid(
            N_("A centre needs a number for every column."),
            field="centres",
            hint=N_("Give rows of the table as centres."),
        )
    found, labels, rounds = _lloyd(values, weight, start)
    return _clustering(values, weight, labels, found, usable, rounds=rounds)


def ward(rows: ArrayLike, k: int, *, seed: int = 0) -> Clustering:
    """Ward's (1963) tree on Euclidean distances ("ward.D2" of Murtagh and Legendre 2014), cut into k.

    Clusters are numbered in the order in which the rows meet them.
    """
    values, weight, usable = _usable(rows, None, k)
    if len(values) <= _TREE_MOST:
        labels = _in_order(ward_groups(values, k))
        centres = _centres(values, weight, labels, k)
        return _clustering(values, weight, labels, centres, usable)
    at = np.sort(np.random.default_rng(seed).choice(len(values), _TREE_MOST, replace=False))
    grown = _in_order(ward_groups(values[at], k))
    centres = _centres(values[at], weight[at], grown, k)
    labels = _in_order(_nearest(values, centres))
    return _clustering(values, weight, labels, _centres(values, weight, labels, k), usable)


def _usable(rows: ArrayLike, weights: ArrayLike | None, k: int) -> tuple[Matrix, Vector, Mask]:
    values = matrix(rows, field="rows")
    weight = weights_for(weights, len(values))
    usable = ~np.isnan(values).any(axis=1) & (weight > 0)
    if k < 1 or k % 1:
        raise Invalid(
            N_("There must be at least one group."), field="k", hint=N_("Ask for two groups or more.")
        )
    different = len(np.unique(values[usable][:_SAMPLE], axis=0)) if usable.any() else 0
    if different < k:
        raise too_few(different, k, field="rows")
    return values[usable], weight[usable], usable


def _in_order(labels: Whole) -> Whole:
    _, first, codes = np.unique(labels, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    return place[codes]


def _spread_out(values: Matrix, weight: Vector, k: int, rng: np.random.Generator) -> Matrix:
    """k-means++: each next centre is drawn in proportion to its squared distance from those drawn."""
    chosen = [int(rng.choice(len(values), p=weight / weight.sum()))]
    distance = np.full(len(values), np.inf)
    for _ in range(1, k):
        distance = np.minimum(distance, ((values - values[chosen[-1]]) ** 2).sum(axis=1))
        mass = distance * weight
        chosen.append(int(rng.choice(len(values), p=mass / mass.sum())))
    return values[chosen]


def _lloyd(values: Matrix, weight: Vector, centres: Matrix) -> tuple[Matrix, Whole, int]:
    labels = np.full(len(values), -1, dtype=np.int64)
    for rounds in range(1, _ROUNDS + 1):
        moved = _nearest(values, centres)
        if (moved == labels).all():
            return centres, labels, rounds
        labels = moved
        centres = _centres(values, weight, labels, len(centres), before=centres)
    return centres, labels, _ROUNDS


def _improve(values: Matrix, weight: Vector, centres: Matrix, labels: Whole) -> tuple[Matrix, Whole]:
    """Hartigan's (1975) exchange: a row moves when that lowers the sum of squares though its centre is nearer.

    One row at a time, until none is left; it leaves the local optima in which Lloyd's method rests.
    """
    labels, centres = labels.copy(), centres.copy()
    mass = tally(labels, len(centres), weight)
    distance = cdist(values, centres, "sqeuclidean")
    every = np.arange(len(values))
    least = _NOTHING * max(float(weight @ distance[every, labels]), np.finfo(np.float64).tiny)
    for _ in range(_ROUNDS):
        rest = mass[labels] - weight
        alone = rest <= weight * _NOTHING
        leaving = distance[every, labels] * np.where(alone, 0.0, mass[labels] / np.where(alone, 1.0, rest))
        joining = distance * mass / (mass + weight[:, None])
        joining[every, labels] = np.inf
        gain = weight * (leaving - joining.min(axis=1))
        row = int(gain.argmax())
        if gain[row] <= least:
            break
        old, new, w = int(labels[row]), int(joining[row].argmin()), weight[row]
        centres[old] += (centres[old] - values[row]) * w / (mass[old] - w)
        centres[new] += (values[row] - centres[new]) * w / (mass[new] + w)
        mass[old], mass[new], labels[row] = mass[old] - w, mass[new] + w, new
        distance[:, [old, new]] = cdist(values, centres[[old, new]], "sqeuclidean")
    return centres, labels


def _within(values: Matrix, weight: Vector, centres: Matrix, labels: Whole) -> float:
    return float(weight @ ((values - centres[labels]) ** 2).sum(axis=1))


def _nearest(values: Matrix, centres: Matrix) -> Whole:
    parts = [
        cdist(values[start : start + _CHUNK], centres, "sqeuclidean").argmin(axis=1)
        for start in range(0, len(values), _CHUNK)
    ]
    return np.concatenate(parts).astype(np.int64)


def _centres(
    values: Matrix, weight: Vector, labels: Whole, k: int, *, before: Matrix | None = None
) -> Matrix:
    """The weighted middle of each cluster; an empty one keeps its place."""
    mass = tally(labels, k, weight)
    sums = np.column_stack([tally(labels, k, weight * c) for c in values.T])
    result = sums / np.where(mass > 0, mass, 1.0)[:, None]
    if before is not None:
        result[mass == 0] = before[mass == 0]
    return result


def _clustering(
    values: Matrix, weight: Vector, labels: Whole, centres: Matrix, usable: Mask, *, rounds: int = 0
) -> Clustering:
    k = len(centres)
    squares = weight * ((values - centres[labels]) ** 2).sum(axis=1)
    middle = weight @ values / weight.sum()
    every = np.full(len(usable), -1, dtype=np.int64)
    every[usable] = labels
    return Clustering(
        labels=every,
        centres=centres,
        sizes=np.bincount(labels, minlength=k).astype(np.int64),
        within=tally(labels, k, squares),
        total=float(weight @ ((values - middle) ** 2).sum(axis=1)),
        rounds=rounds,
    )
