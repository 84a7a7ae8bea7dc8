"""R² shared out among drivers: the average gain over all orders of entry (docs/algorithms/key_drivers.md).

Works on stacks of correlation matrices of (y, x₁ …), so that many bootstrap samples cost little more than one.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from hearten.engines.psychometrics.inputs import Matrix, Vector

# Up to here every one of the 2^p models is computed; above, orders of entry are sampled.
EXACT_MOST = 15
_ORDERS = 2000
# What is left of a driver's variance below this is nothing: in a resample it may hardly vary.
_STILL = 1e-12


def lmg(stack: NDArray[np.float64], rng: np.random.Generator) -> tuple[Matrix, Vector]:
    """Lindeman, Merenda and Gold (1980): each driver's gain in R², averaged over all orders of entry."""
    p = stack.shape[1] - 1
    if p > EXACT_MOST:
        return _sampled(stack, rng)
    fitted = _all_fits(stack)
    masks = np.arange(2**p)
    members = np.array([int(mask).bit_count() for mask in masks])
    share = np.array([factorial(s) * factorial(p - s - 1) / factorial(p) for s in range(p)])
    result = np.empty((len(stack), p))
    for j in range(p):
        without = masks[(masks >> j) & 1 == 0]
        result[:, j] = share[members[without]] @ (fitted[without | (1 << j)] - fitted[without])
    return result, np.zeros(p)


def _all_fits(stack: NDArray[np.float64]) -> Matrix:
    """R² of every subset of drivers: walk the tree of subsets, taking one driver out of what is left at each step."""
    p = stack.shape[1] - 1
    fitted = np.zeros((2**p, len(stack)))

    def walk(mask: int, first: int, left: NDArray[np.float64]) -> None:
        """`left` are the covariances of (y, driver first, driver first + 1, …) given the drivers in `mask`."""
        fitted[mask] = 1 - left[:, 0, 0]
        for j in range(first, p):
            at = j - first + 1
            pivot = left[:, at, at]
            keep = [0, *range(at + 1, left.shape[1])]
            column = left[:, keep, at]
            scaled = np.divide(
                column, pivot[:, None], out=np.zeros_like(column), where=pivot[:, None] > _STILL
            )
            rest = left[:, keep][:, :, keep] - column[:, :, None] * scaled[:, None, :]
            walk(mask | (1 << j), j + 1, rest)

    walk(0, 0, stack)
    return fitted


def _sampled(stack: NDArray[np.float64], rng: np.random.Generator) -> tuple[Matrix, Vector]:
    """Average over sampled orders: in the triangle of a Cholesky factor the gains of one order are squares."""
    p = stack.shape[1] - 1
    gains = np.empty((len(stack), _ORDERS, p))
    for at in range(_ORDERS):
        order = rng.permutation(p)
        entered = stack[:, 1 + order][:, :, 1 + order]
        triangle = np.linalg.cholesky(entered + _STILL * np.eye(p))
        gains[:, at, order] = np.linalg.solve(triangle, stack[:, 1 + order, :1])[:, :, 0] ** 2
    return gains.mean(axis=1), gains[0].std(axis=0, ddof=1) / np.sqrt(_ORDERS)
