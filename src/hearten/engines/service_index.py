"""From figures to points and from points to an index, with how sure each is (docs/algorithms/service_quality_index.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FULL = 100.0
# An index speaks only when figures with at least this share of its weight are there.
ENOUGH = 0.5
# Where the order of the values is looked up for medians: finer around the middle, where the interval of many rows ends.
QUANTILES = tuple(sorted({*(i / 40 for i in range(41)), 0.48, 0.49, 0.495, 0.505, 0.51, 0.52}))

Column = NDArray[np.float64]


@dataclass(frozen=True)
class Points:
    """0 … 100 with its interval; NaN where nothing was measured. `covered` is the share of the weight that was measured."""

    value: float
    low: float
    high: float
    covered: float = 1.0

    @property
    def known(self) -> bool:
        return bool(np.isfinite(self.value))


NOTHING = Points(np.nan, np.nan, np.nan, 0.0)


def points(value: float, low: float, high: float, *, target: float, floor: float) -> Points:
    """The figure along the straight line from `floor` (0) to `target` (100), cut off at both ends; so are its limits.

    A figure without an interval that comes from counting everything has `low` = `high` = `value`. Raises ValueError
    when target and floor are the same.
    """
    if target == floor:
        raise ValueError("target and floor must differ")
    if not np.isfinite(value):
        return NOTHING
    at = [
        _on_line(x if np.isfinite(x) else end, target, floor)
        for x, end in _ends(value, low, high, target, floor)
    ]
    return Points(at[0], min(at), max(at))


def combine(parts: Sequence[Points], weights: ArrayLike) -> Points:
    """The weighted mean of points; parts that are not known leave their weight to the others.

    Limits by recovering each part's distance to its own limits and adding the squares (MOVER, Zou and Donner 2008),
    which takes the parts as independent. NaN when less than half of the weight was measured.
    """
    weight = np.asarray(weights, dtype=np.float64)
    if weight.shape != (len(parts),) or not (weight >= 0).all() or weight.sum() <= 0:
        raise ValueError("one weight of zero or more for each part, not all zero")
    known = np.array([part.known for part in parts])
    covered = float(weight @ [part.covered if part.known else 0.0 for part in parts] / weight.sum())
    if covered < ENOUGH:
        return Points(np.nan, np.nan, np.nan, covered)
    share = weight[known] / weight[known].sum()
    value, low, high = (
        np.array([getattr(part, name) for part in parts])[known] for name in ("value", "low", "high")
    )
    whole = float(share @ value)
    below = float(np.sqrt(((share * (value - low)) ** 2).sum()))
    above = float(np.sqrt(((share * (high - value)) ** 2).sum()))
    return Points(whole, max(0.0, whole - below), min(FULL, whole + above), covered)


def median_interval(
    n: int, quantiles: ArrayLike, *, z: float = 1.959963984540054
) -> tuple[float, float, float]:
    """The median and the interval that the sign test leaves: the values at the shares ½ ± z ÷ (2√n).

    `quantiles` are the values at the shares QUANTILES; between two of them the line is straight. Fewer than six values
    can't bound a median with 95 % (2 × ½⁵ > 0.05): the limits are NaN.
    """
    at = np.asarray(quantiles, dtype=np.float64)
    half = z / (2 * np.sqrt(max(n, 1)))
    low, middle, high = np.interp([0.5 - half, 0.5, 0.5 + half], QUANTILES, at)
    return (float(middle), float(low), float(high)) if n >= _LEAST else (float(middle), np.nan, np.nan)


_LEAST = 6


def _ends(
    value: float, low: float, high: float, target: float, floor: float
) -> tuple[tuple[float, float], ...]:
    """The three figures, each with what stands for it when it is not known: nothing is known about the other end."""
    least, most = min(target, floor), max(target, floor)
    return (value, value), (low, min(least, value)), (high, max(most, value))


def _on_line(value: float, target: float, floor: float) -> float:
    return float(min(FULL, max(0.0, FULL * (value - floor) / (target - floor))))
