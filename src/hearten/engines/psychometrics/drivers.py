"""Which of several things moves satisfaction most: shares of R² and their intervals (docs/algorithms/key_drivers.md).

All from the correlation matrix, so a million answers cost what a thousand do once it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hearten.engines.psychometrics import shapley
from hearten.engines.psychometrics.inputs import Matrix, Vector, per, share_of, too_few
from hearten.engines.psychometrics.matrices import require_regular
from hearten.engines.psychometrics.moments import Moments, gather
from hearten.engines.psychometrics.regression import prepare, variance_inflation
from hearten.engines.satisfaction.scores import CONFIDENCE, Estimates

_OUTCOME = "(outcome)"
_BLOCKS = 2000
_AT_ONCE = 64
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
    columns = np.column_stack([design.y, design.x[:, 1:]])
    moments = gather([(columns, design.weights)], [_OUTCOME, *design.names[1:]], missing="listwise")
    parts = _blocks(columns, design.weights, np.random.default_rng(seed)) if resamples > 0 else None
    return _found(moments, design.left_out, parts, resamples=resamples, seed=seed, confidence=confidence)


def drivers_of(
    moments: Moments,
    outcome: str,
    drivers: Sequence[str] | None = None,
    *,
    parts: Sequence[Moments] = (),
    resamples: int = 0,
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> Drivers:
    """The same from moments gathered in one pass, so that it costs the same for any number of answers.

    `parts` are the moments of a few hundred or more blocks into which the people were dealt at random; intervals come
    from drawing blocks again. Moments should be listwise: pairwise ones may contradict each other and are then refused.
    """
    chosen = [outcome, *(drivers or [name for name in moments.names if name != outcome])]
    stack = _stacked([part.select(chosen) for part in parts]) if parts and resamples > 0 else None
    asked = moments.select(chosen)
    left_out = asked.rows - round(float(asked.n.min()))
    return _found(asked, left_out, stack, resamples=resamples, seed=seed, confidence=confidence)


def _found(
    moments: Moments,
    left_out: int,
    parts: NDArray[np.float64] | None,
    *,
    resamples: int,
    seed: int,
    confidence: float,
) -> Drivers:
    # People, not the fewer that unequal weights leave of what they say.
    n, p = round(float(moments.n.min())), len(moments.names) - 1
    if p < 1 or n <= p + 1:
        raise too_few(n, p + 2, field="y")
    correlation = moments.correlation
    names = moments.names[1:]
    require_regular(correlation[1:, 1:], names)
    rng = np.random.default_rng(seed)
    shares, error = shapley.lmg(correlation[None], rng)
    forms = _closed_forms(correlation)
    scale = moments.deviations
    slopes = forms["standardised"] * scale[0] / scale[1:]
    if parts is None:
        low, high = np.full(p, np.nan), np.full(p, np.nan)
    else:
        low, high = _limits(_rescaled(parts, moments), rng, resamples, confidence)
    return Drivers(
        names=names,
        n=n,
        left_out=left_out,
        r_squared=float(forms["pratt"].sum()),
        intercept=float(moments.means[0] - slopes @ moments.means[1:]),
        coefficients=slopes,
        lmg=shares[0],
        lmg_error=error,
        lmg_share=Estimates(np.full(p, float(n)), per(shares[0], np.full(p, shares[0].sum())), low, high),
        **forms,
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


def _blocks(columns: Matrix, weights: Vector, rng: np.random.Generator) -> NDArray[np.float64]:
    """Sums of products of (1, y, x …) of each row, or of blocks of rows dealt at random when there are many."""
    # Around the middle, where sums of products keep their digits.
    rows = np.column_stack([np.ones(len(columns)), columns - columns.mean(axis=0)])
    if len(rows) <= _BLOCKS:
        stack = weights[:, None, None] * rows[:, :, None] * rows[:, None, :]
    else:
        dealt = np.array_split(rng.permutation(len(rows)), _BLOCKS)
        stack = np.stack([(rows[part] * weights[part, None]).T @ rows[part] for part in dealt])
    return np.asarray(stack, dtype=np.float64)


def _stacked(parts: Sequence[Moments]) -> NDArray[np.float64]:
    """Sums of products of (1, y, x …) from moments, one sheet for each part."""
    sheets = []
    for part in parts:
        total, means = float(part.weight.flat[0]), part.means
        sheet = np.empty((len(means) + 1, len(means) + 1))
        sheet[0, 0] = total
        sheet[0, 1:] = sheet[1:, 0] = total * means
        sheet[1:, 1:] = part.cross + total * np.outer(means, means)
        sheets.append(sheet)
    return np.stack(sheets)


def _rescaled(stack: NDArray[np.float64], moments: Moments) -> NDArray[np.float64]:
    """Every column by its standard deviation, so that none is small for its unit alone."""
    scale = np.concatenate([[1.0], moments.deviations])
    result: NDArray[np.float64] = stack / scale[:, None] / scale[None, :]
    return result


def _limits(
    stack: NDArray[np.float64], rng: np.random.Generator, resamples: int, confidence: float
) -> tuple[Vector, Vector]:
    """Percentile limits of lmg ÷ R² when the sheets of the stack are drawn again, as many as there are."""
    found = []
    for start in range(0, resamples, _AT_ONCE):
        size = min(_AT_ONCE, resamples - start)
        drawn = rng.multinomial(len(stack), np.full(len(stack), 1 / len(stack)), size=size)
        shares, _ = shapley.lmg(_correlations(np.tensordot(drawn.astype(np.float64), stack, axes=1)), rng)
        found.append(per(shares, np.broadcast_to(shares.sum(axis=1, keepdims=True), shares.shape)))
    tail = (1 - share_of(confidence)) / 2
    low, high = np.nanquantile(np.concatenate(found), [tail, 1 - tail], axis=0)
    return low, high


def _correlations(stack: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlations of (y, x …) from sums of products of (1, y, x …); 0 with what does not vary."""
    total = stack[:, :1, :1]
    means = stack[:, :1, 1:] / total
    spread = stack[:, 1:, 1:] / total - means.transpose(0, 2, 1) * means
    size = np.sqrt(np.maximum(np.diagonal(spread, axis1=1, axis2=2), 0.0))
    scale = size[:, :, None] * size[:, None, :]
    result: NDArray[np.float64] = np.divide(spread, scale, out=np.zeros_like(spread), where=scale > _STILL)
    diagonal = np.arange(result.shape[1])
    result[:, diagonal, diagonal] = 1.0
    return result
