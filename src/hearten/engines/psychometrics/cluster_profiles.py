"""What stands out in a group of people, as reasons that a page can put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.psychometrics.inputs import (
    Mask,
    Matrix,
    Vector,
    matrix,
    names_for,
    same_length,
    weights_for,
)

# Cohen (1988): from 0.2 a difference is small, from 0.5 medium, from 0.8 large.
Strength = Literal["much", "clearly", "somewhat"]
_STEPS: tuple[tuple[float, Strength], ...] = ((0.8, "much"), (0.5, "clearly"), (0.2, "somewhat"))


@dataclass(frozen=True)
class Reason:
    """In this group `name` is `strength` higher or lower than among all others, by `difference` standard deviations."""

    name: str
    direction: Literal["higher", "lower"]
    strength: Strength
    difference: float
    inside: float
    outside: float


@dataclass(frozen=True)
class Profile:
    """One group: how many rows, their share (weighted), and its reasons, the strongest first (none: near the mean)."""

    label: int
    n: int
    share: float
    reasons: tuple[Reason, ...]


def profiles(
    rows: ArrayLike,
    labels: ArrayLike,
    names: Sequence[str] | None = None,
    *,
    weights: ArrayLike | None = None,
    most_reasons: int = 5,
) -> tuple[Profile, ...]:
    """What sets each group apart from all others; a missing answer is left out of its column only."""
    values, given = matrix(rows, field="rows"), np.asarray(labels)
    same_length(values, given, field="labels")
    titles = names_for(tuple(names) if names is not None else None, values.shape[1])
    weight = weights_for(weights, len(values)) * (given >= 0)
    total = weight.sum()
    result = []
    for label in np.unique(given[weight > 0]):
        inside = (given == label) & (weight > 0)
        reasons = _reasons(values, inside, weight, titles)
        share = float(weight[inside].sum() / total)
        result.append(Profile(int(label), int(inside.sum()), share, reasons[:most_reasons]))
    return tuple(result)


def _reasons(values: Matrix, inside: Mask, weight: Vector, titles: tuple[str, ...]) -> tuple[Reason, ...]:
    here, _ = _middle(values, weight * inside)
    there, _ = _middle(values, weight * ~inside)
    _, spread = _middle(values, weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.where(spread > 0, (here - there) / spread, np.nan)
    found = []
    for name, difference, own, others in zip(titles, apart, here, there, strict=True):
        strength = next((word for least, word in _STEPS if abs(difference) >= least), None)
        if strength is not None:
            direction: Literal["higher", "lower"] = "higher" if difference > 0 else "lower"
            found.append(Reason(name, direction, strength, float(difference), float(own), float(others)))
    return tuple(sorted(found, key=lambda reason: -abs(reason.difference)))


def _middle(values: Matrix, weight: Vector) -> tuple[Vector, Vector]:
    """Weighted mean and standard deviation of each column over its answers; NaN where there is none."""
    mass = weight[:, None] * ~np.isnan(values)
    filled = np.nan_to_num(values)
    total = mass.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (mass * filled).sum(axis=0) / total
        spread = np.sqrt((mass * (filled - mean) ** 2).sum(axis=0) / total)
    return mean, spread
