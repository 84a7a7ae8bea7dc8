"""One item of a case-mix comparison: adjusters filled up, the fit within entities, means before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hearten.engines.psychometrics.inputs import Matrix, Vector, Whole, tally, too_few
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


@dataclass(frozen=True)
class ItemModel:
    """How one item goes with the adjusters within entities."""

    coefficients: Vector
    r_squared: float
    adjusted_r_squared: float


@dataclass(frozen=True)
class ItemMeans:
    """What one item gives for each entity, and each case's part in the variance."""

    raw: Vector
    adjusted: Vector
    parts: Vector
    model: ItemModel


def impute(extra: Matrix, codes: Whole, weight: Vector, p: int) -> Matrix:
    """Missing adjusters become the mean of their entity; where an entity has none, the mean of all."""
    result = extra.copy()
    for column in result.T:
        known = ~np.isnan(column)
        if not known.any():
            raise Invalid(
                N_("An adjuster has no values at all."), field="adjusters", hint=N_("Leave it out.")
            )
        mass = tally(codes[known], p, weight[known])
        sums = tally(codes[known], p, (weight * column)[known])
        means = np.where(mass > 0, sums / np.where(mass > 0, mass, 1.0), sums.sum() / mass.sum())
        column[~known] = means[codes[~known]]
    return result


def item_means(answer: Vector, extra: Matrix, codes: Whole, weight: Vector, p: int) -> ItemMeans:
    """Raw and adjusted means of one item by entity, and each case's residual over the entity's weight."""
    asked = ~np.isnan(answer)
    code, w, y, x = codes[asked], weight[asked], answer[asked], extra[asked]
    mass = tally(code, p, w)
    raw = tally(code, p, w * y) / mass
    mix = np.column_stack([tally(code, p, w * c) / mass for c in x.T] or [np.empty((p, 0))])
    rest, apart = y - raw[code], x - mix[code]
    slopes = _slopes(rest, apart, w)
    residual = rest - apart @ slopes
    shift = mix @ slopes
    parts = np.zeros(len(answer))
    parts[asked] = w * residual / mass[code]
    spread = float(w @ rest**2)
    r_squared = 1 - float(w @ residual**2) / spread if spread > 0 else np.nan
    n, k = len(y), x.shape[1]
    adjusted_r = 1 - (1 - r_squared) * (n - 1) / (n - 1 - k) if n > k + 1 else np.nan
    return ItemMeans(raw, raw - shift + shift.mean(), parts, ItemModel(slopes, r_squared, adjusted_r))


def _slopes(rest: Vector, apart: Matrix, w: Vector) -> Vector:
    k = apart.shape[1]
    if k == 0:
        return np.zeros(0)
    if len(rest) <= k:
        raise too_few(len(rest), k + 1, field="adjusters")
    root = np.sqrt(w)
    slopes, _, rank, _ = np.linalg.lstsq(apart * root[:, None], rest * root, rcond=1e-10)
    if rank < k:
        raise Invalid(
            N_("An adjuster never changes within a group, or says the same as the others."),
            field="adjusters",
            hint=N_("Leave one of them out."),
        )
    return np.asarray(slopes, dtype=np.float64)
