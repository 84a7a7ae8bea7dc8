"""How strongly would two items go together if their answers were cuts of normally distributed opinions?

Olsson's (1979) two-step estimate: the cuts from each item's own shares, then the correlation of most likelihood. The search
stops where R psych's does, which is within 0.0001 of the likeliest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, owens_t

from hearten.engines.psychometrics.brent import least_between
from hearten.engines.psychometrics.correlation import Correlations, people_behind, require_differences
from hearten.engines.psychometrics.inputs import Matrix, Vector
from hearten.engines.psychometrics.moments import require_movement
from hearten.engines.psychometrics.tables import Tables

_Cells = NDArray[np.float64]
# What an empty cell of a table counts as, so that no answer is thought impossible (R psych's `correct`).
ZERO_CELL = 0.5
_SMALL = 1e-12
_SMALLEST_SHARE = 1e-300
# Beyond this many standard deviations nobody is left.
_FAR = 38.0


def polychoric(tables: Tables, *, zero_cell: float = ZERO_CELL) -> Correlations:
    """The polychoric correlations of all pairs. Raises Invalid that names items without any difference.

    The cuts come from all who answered an item (R psych's `global = TRUE`). `zero_cell` is put into empty cells of a
    pair's table between answers that were given; 0 leaves them empty.
    """
    require_differences(tables)
    kinds = (tables.counts.sum(axis=3) > 0).sum(axis=2)
    require_movement(tables.names, np.minimum(kinds, kinds.T) <= 1)
    size = len(tables.names)
    first, second = np.triu_indices(size, 1)
    # Half an answer of the weight that an answer has here.
    heavy = (tables.n / tables.effective)[first, second][:, None, None]
    counts = _without_zeros(tables.counts[first, second], zero_cell * heavy)
    cuts = _cuts(tables.shares)
    values = np.eye(size)
    if len(first):
        found = _most_likely(counts, cuts[first], cuts[second])
        values[first, second] = values[second, first] = found
    return Correlations(tables.names, values, tables.effective, people_behind(tables))


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


def _without_zeros(counts: _Cells, zero_cell: _Cells) -> _Cells:
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
    """The correlation of each pair under which its table is likeliest, by the search of R's `optimize`."""
    shares = counts / counts.sum(axis=(1, 2), keepdims=True)

    def surprise(pairs: NDArray[np.intp], rho: Vector) -> Vector:
        h, k, r = one[pairs][:, :, None], two[pairs][:, None, :], rho[:, None, None]
        chance = np.maximum(_cells(bivariate_normal(h, k, r)), _SMALLEST_SHARE)
        found: Vector = -(shares[pairs] * np.log(chance)).sum(axis=(1, 2))
        return found

    return least_between(surprise, len(counts), -1.0, 1.0)


def _cells(corners: _Cells) -> _Cells:
    """What lies in each cell, from what lies below and left of each corner."""
    found: _Cells = np.diff(np.diff(corners, axis=1), axis=2)
    return found
