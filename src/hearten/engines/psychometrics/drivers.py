"""Which of several things moves satisfaction most: shares of R² and their intervals (docs/algorithms/key_drivers.md).

All from the correlation matrix, so a million answers cost what a thousand do once it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hearten.engines.psychometrics.inputs import Matrix, Vector, too_few
from hearten.engines.psychometrics.regression import Design, linear, prepare, variance_inflation
from hearten.engines.satisfaction.scores import CONFIDENCE, Estimates
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# Up to here every one of the 2^p models is computed; above, orders of entry are sampled.
EXACT_MOST = 15
_ORDERS = 2000
_BLOCKS = 2000
_AT_ONCE = 64
# A bootstrap sample in which a driver hardly varies gives it nothing.
_STILL = 1e-12


@dataclass(frozen=True)
class Drivers:
    """One row for each driver; shares of R² add up to R² for lmg, pratt, johnson and car.

    `first` is the driver alone, `last` what it adds to all others, `lmg_error` the chance error of sampled orders
    (zero when all models were computed), `lmg_share` is lmg ÷ R² with its bootstrap interval (NaN limits without).
    """

    names: tuple[str, ...]
    n: int
    left_out: int
    r_squared: float
    intercept: float
    coefficients: Vector
    standardised: Vector
    vif: Vector
    lmg: Vector
    lmg_error: Vector
    lmg_share: Estimates
    first: Vector
    last: Vector
    betasq: Vector
    pratt: Vector
    johnson: Vector
    car: Vector

    @property
    def genizi(self) -> Vector:
        """Genizi's (1993) decomposition is the same arithmetic as Johnson's (2000) relative weights."""
        return self.johnson

    @property
    def order(self) -> tuple[str, ...]:
        """Names from the strongest driver to the weakest, by lmg."""
        return tuple(self.names[i] for i in np.argsort(-self.lmg, kind="stable"))


def key_drivers(
    y: ArrayLike,
    x: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    weights: ArrayLike | None = None,
    resamples: int = 0,
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> Drivers:
    """How much of the differences in `y` goes with each column of `x`.

    `resamples` > 0 adds percentile intervals of the lmg shares; `seed` makes them (and sampled orders) repeatable.
    Raises Invalid for too few rows, a constant or redundant driver, or an outcome that never changes.
    """
    design = prepare(y, x, names=names, weights=weights)
    p = design.x.shape[1] - 1
    if p < 1 or len(design.y) <= p + 1:
        raise too_few(len(design.y), p + 2, field="y")
    if np.ptp(design.y) == 0:
        raise Invalid(
            N_("All usable answers are the same."),
            field="y",
            hint=N_("Choose a question that people answered differently."),
        )
    fit = linear(design.y, design.x[:, 1:], weights=design.weights, errors="model")
    correlation = _correlation(_moments(design)[None])[0]
    rng = np.random.default_rng(seed)
    lmg, lmg_error = _lmg(correlation[None], rng)
    limits = _share_limits(design, rng, resamples, confidence)
    parts = _closed_forms(correlation)
    return Drivers(
        names=design.names[1:],
        n=len(design.y),
        left_out=design.left_out,
        r_squared=fit.r_squared,
        intercept=float(fit.coefficients.value[0]),
        coefficients=fit.coefficients.value[1:],
        lmg=lmg[0],
        lmg_error=lmg_error,
        lmg_share=Estimates(np.full(p, float(len(design.y))), lmg[0] / lmg[0].sum(), *limits),
        **parts,
    )


def _closed_forms(correlation: Matrix) -> dict[str, Vector]:
    among, with_y = correlation[1:, 1:], correlation[1:, 0]
    standardised = np.linalg.solve(among, with_y)
    vif = variance_inflation(among)
    values, vectors = np.linalg.eigh(among)
    root = (vectors * np.sqrt(values)) @ vectors.T
    # Orthogonal twins of the drivers, as near to them as can be: y on the twins, then the twins on the drivers.
    on_twins = np.linalg.solve(root, with_y)
    return {
        "standardised": standardised,
        "vif": vif,
        "first": with_y**2,
        "last": standardised**2 / vif,
        "betasq": standardised**2,
        "pratt": standardised * with_y,
        "johnson": root**2 @ on_twins**2,
        "car": on_twins**2,
    }


def _moments(design: Design) -> Matrix:
    """Weighted sums of products of (1, y, x …)."""
    rows = np.column_stack([np.ones(len(design.y)), _standardised(design)])
    return (rows * design.weights[:, None]).T @ rows


def _standardised(design: Design) -> Matrix:
    columns = np.column_stack([design.y, design.x[:, 1:]])
    total = design.weights.sum()
    columns = columns - design.weights @ columns / total
    result: Matrix = columns / np.sqrt(design.weights @ columns**2 / total)
    return result


def _correlation(moments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlations of (y, x …) from stacks of sums of products of (1, y, x …)."""
    total = moments[:, :1, :1]
    means = moments[:, :1, 1:] / total
    spread = moments[:, 1:, 1:] / total - means.transpose(0, 2, 1) * means
    size = np.sqrt(np.maximum(np.diagonal(spread, axis1=1, axis2=2), 0.0))
    scale = size[:, :, None] * size[:, None, :]
    result: NDArray[np.float64] = np.divide(spread, scale, out=np.zeros_like(spread), where=scale > _STILL)
    diagonal = np.arange(result.shape[1])
    result[:, diagonal, diagonal] = 1.0
    return result


def _lmg(stack: NDArray[np.float64], rng: np.random.Generator) -> tuple[Matrix, Vector]:
    """Lindeman, Merenda and Gold (1980): each driver's gain in R², averaged over all orders of entry."""
    p = stack.shape[1] - 1
    if p > EXACT_MOST:
        return _lmg_sampled(stack, rng)
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


def _lmg_sampled(stack: NDArray[np.float64], rng: np.random.Generator) -> tuple[Matrix, Vector]:
    """Average over sampled orders: in the triangle of a Cholesky factor the gains of one order are squares."""
    p = stack.shape[1] - 1
    gains = np.empty((len(stack), _ORDERS, p))
    for at in range(_ORDERS):
        order = rng.permutation(p)
        entered = stack[:, 1 + order][:, :, 1 + order]
        triangle = np.linalg.cholesky(entered + _STILL * np.eye(p))
        gains[:, at, order] = np.linalg.solve(triangle, stack[:, 1 + order, :1])[:, :, 0] ** 2
    return gains.mean(axis=1), gains[0].std(axis=0, ddof=1) / np.sqrt(_ORDERS)


def _share_limits(
    design: Design, rng: np.random.Generator, resamples: int, confidence: float
) -> tuple[Vector, Vector]:
    """Percentile limits of lmg ÷ R²; rows (blocks of rows drawn at random when there are many) are drawn again."""
    p = design.x.shape[1] - 1
    if resamples < 1:
        return np.full(p, np.nan), np.full(p, np.nan)
    blocks = _block_moments(design, rng)
    shares = []
    for start in range(0, resamples, _AT_ONCE):
        size = min(_AT_ONCE, resamples - start)
        drawn = rng.multinomial(len(blocks), np.full(len(blocks), 1 / len(blocks)), size=size)
        moments = np.tensordot(drawn.astype(np.float64), blocks, axes=1)
        lmg, _ = _lmg(_correlation(moments), rng)
        shares.append(lmg / lmg.sum(axis=1, keepdims=True))
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(np.concatenate(shares), [tail, 1 - tail], axis=0)
    return low, high


def _block_moments(design: Design, rng: np.random.Generator) -> NDArray[np.float64]:
    rows = np.column_stack([np.ones(len(design.y)), _standardised(design)])
    weight = design.weights
    if len(rows) <= _BLOCKS:
        return weight[:, None, None] * rows[:, :, None] * rows[:, None, :]
    parts = np.array_split(rng.permutation(len(rows)), _BLOCKS)
    return np.stack([(rows[part] * weight[part, None]).T @ rows[part] for part in parts])
