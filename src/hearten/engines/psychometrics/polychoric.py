"""How strongly would two items go together if their answers were cuts of normally distributed opinions?

Olsson's (1979) two-step estimate: the cuts from each item's own shares, then the correlation of most likelihood.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, owens_t

from hearten.engines.psychometrics.correlation import Correlations, require_differences
from hearten.engines.psychometrics.inputs import Matrix, Vector
from hearten.engines.psychometrics.tables import Tables

_Cells = NDArray[np.float64]
# What an empty cell of a table counts as, so that no answer is thought impossible (R psych's `correct`).
ZERO_CELL = 0.5
_LIMIT, _STEPS, _SMALL = 0.9999, 60, 1e-12
_SMALLEST_SHARE = 1e-300
# Beyond this many standard deviations nobody is left.
_FAR = 38.0


def polychoric(tables: Tables, *, zero_cell: float = ZERO_CELL) -> Correlations:
    """The polychoric correlations of all pairs. Raises Invalid that names items without any difference.

    The cuts come from all who answered an item (R psych's `global = TRUE`). `zero_cell` is put into empty cells of a
    pair's table between answers that were given; 0 leaves them empty.
    """
    require_differences(tables)
    size = len(tables.names)
    first, second = np.triu_indices(size, 1)
    counts = _without_zeros(tables.counts[first, second], zero_cell)
    cuts = _cuts(tables.shares)
    values = np.eye(size)
    if len(first):
        found = _most_likely(counts, cuts[first], cuts[second])
        values[first, second] = values[second, first] = found
    return Correlations(tables.names, values, tables.n, tables.rows)


def thresholds(tables: Tables) -> Matrix:
    """Where each item's answers are cut, in standard deviations (items × levels − 1); infinite beyond the last answer given."""
    cuts: Matrix = ndtri(_running(tables.shares))[:, :-1]
    return cuts


def bivariate_normal(h: _Cells, k: _Cells, correlation: _Cells) -> _Cells:
    """P(X < h, Y < k) for standard normals with this correlation, by Owen's (1956) T function."""
    h, k = (np.where(np.abs(x) < _SMALL, _SMALL, np.clip(x, -_FAR, _FAR)) for x in (h, k))
    spread = np.sqrt(1 - correlation**2)
    one = owens_t(h, (k - correlation * h) / (h * spread))
    two = owens_t(k, (h - correlation * k) / (k * spread))
    found: _Cells = (ndtr(h) + ndtr(k)) / 2 - one - two - np.where(h * k < 0, 0.5, 0.0)
    return np.clip(found, 0.0, 1.0)


def _without_zeros(counts: _Cells, zero_cell: float) -> _Cells:
    """Empty cells filled, but only where both answers were given by somebody of the pair."""
    given = (counts.sum(axis=2) > 0)[:, :, None] & (counts.sum(axis=1) > 0)[:, None, :]
    return np.where(given & (counts == 0), zero_cell, counts)


def _running(shares: Matrix) -> Matrix:
    total = shares.cumsum(axis=1)
    shares_so_far: Matrix = total / total[:, -1:]
    return shares_so_far


def _cuts(shares: Matrix) -> Matrix:
    """The cuts of each item between −∞ and +∞ (which stand as a far number that the arithmetic bears)."""
    inner = np.clip(ndtri(_running(shares)), -_FAR, _FAR)
    return np.hstack([np.full((len(shares), 1), -_FAR), inner])


def _most_likely(counts: _Cells, one: Matrix, two: Matrix) -> Vector:
    """Fisher scoring for all pairs at once, kept inside a shrinking bracket around the zero of the slope."""
    low, high = np.full(len(counts), -_LIMIT), np.full(len(counts), _LIMIT)
    rho, left = np.zeros(len(counts)), np.arange(len(counts))
    for _ in range(_STEPS):
        slope, information = _slope(counts[left], one[left], two[left], rho[left])
        low[left] = np.where(slope >= 0, rho[left], low[left])
        high[left] = np.where(slope <= 0, rho[left], high[left])
        step = rho[left] + slope / information
        inside = (step > low[left]) & (step < high[left])
        following = np.where(inside, step, (low[left] + high[left]) / 2)
        moving = np.abs(following - rho[left]) >= _SMALL
        rho[left] = following
        left = left[moving]
        if not len(left):
            break
    return rho


def _slope(counts: _Cells, one: Matrix, two: Matrix, rho: Vector) -> tuple[Vector, Vector]:
    """The derivative of the log-likelihood by the correlation, and its expected curvature."""
    h, k, r = one[:, :, None], two[:, None, :], rho[:, None, None]
    share = np.maximum(_cells(bivariate_normal(h, k, r)), _SMALLEST_SHARE)
    # The derivative of the normal probability by the correlation is the density (Plackett 1954).
    exponent = -(h * h - 2 * r * h * k + k * k) / (2 * (1 - r * r))
    change = _cells(np.exp(exponent) / (2 * np.pi * np.sqrt(1 - r * r)))
    ratio = np.where(share > _SMALL, change / np.maximum(share, _SMALL), 0.0)
    total = counts.sum(axis=(1, 2))
    slope: Vector = (counts * ratio).sum(axis=(1, 2))
    information: Vector = total * (change * ratio).sum(axis=(1, 2))
    return slope, np.maximum(information, _SMALL)


def _cells(corners: _Cells) -> _Cells:
    """What lies in each cell, from what lies below and left of each corner."""
    found: _Cells = np.diff(np.diff(corners, axis=1), axis=2)
    return found
