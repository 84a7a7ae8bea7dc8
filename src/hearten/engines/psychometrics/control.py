"""Is a figure just wandering, or has something happened: control charts (docs/algorithms/survey_scores.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.psychometrics.inputs import Mask, Vector, same_length, too_few, vector
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_SIGMAS = 3.0
_RUN = 8
# 3 ÷ d₂ for moving ranges of two (Shewhart; Wheeler 1993).
_RANGE_TO_LIMIT = 3 / 1.1283791670955126
_TWO = 2


@dataclass(frozen=True)
class ControlChart:
    """Each point with its limits. `outside`: beyond them; `run`: part of eight or more on one side of the centre."""

    values: Vector
    centre: float
    low: Vector
    high: Vector
    outside: Mask
    run: Mask


@dataclass(frozen=True)
class Cusum:
    """Page's (1954) sums of what lies above and below the target by more than the slack; `signal` beyond the limit."""

    above: Vector
    below: Vector
    limit: float
    signal: Mask


def share_chart(hits: ArrayLike, totals: ArrayLike) -> ControlChart:
    """A p-chart: shares of groups of different size around their common share, three standard errors wide."""
    k, n = vector(hits, field="hits"), vector(totals, field="totals")
    same_length(k, n, field="totals")
    if len(k) < _TWO:
        raise too_few(len(k), _TWO, field="hits")
    if np.isnan(k).any() or np.isnan(n).any() or (k < 0).any() or (n < k).any() or n.sum() == 0:
        raise Invalid(
            N_("Hits must lie between zero and the number of answers."),
            field="hits",
            hint=N_("Leave out times without answers."),
        )
    centre = float(k.sum() / n.sum())
    counted = np.where(n > 0, n, np.nan)
    half = _SIGMAS * np.sqrt(centre * (1 - centre) / counted)
    return _chart(k / counted, centre, np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0))


def individuals_chart(values: ArrayLike) -> ControlChart:
    """An XmR chart: single figures, limits from the mean step between neighbours; missing points are left out."""
    y = vector(values, field="values")
    y = y[~np.isnan(y)]
    if len(y) < _TWO:
        raise too_few(len(y), _TWO, field="values")
    centre = float(y.mean())
    half = _RANGE_TO_LIMIT * float(np.abs(np.diff(y)).mean())
    return _chart(y, centre, np.full(len(y), centre - half), np.full(len(y), centre + half))


def cusum(values: ArrayLike, target: float, sd: float, *, slack: float = 0.5, limit: float = 5.0) -> Cusum:
    """Small lasting shifts from `target`; slack and limit in standard deviations (half the shift to find; 4 or 5)."""
    y = vector(values, field="values")
    if np.isnan(y).any() or not np.isfinite(target) or not 0 < sd < np.inf:
        raise Invalid(
            N_("A running sum needs figures without gaps and a spread above zero."),
            field="sd",
            hint=N_("Take the spread of a calm period."),
        )
    above, below = np.zeros(len(y)), np.zeros(len(y))
    up = down = 0.0
    for i, z in enumerate((y - target) / sd):
        up, down = max(0.0, up + z - slack), max(0.0, down - z - slack)
        above[i], below[i] = up, down
    return Cusum(above, below, limit, (above > limit) | (below > limit))


def _chart(values: Vector, centre: float, low: Vector, high: Vector) -> ControlChart:
    slack = 1e-12 * max(abs(centre), 1.0)
    outside = (values > high + slack) | (values < low - slack)
    return ControlChart(values, centre, low, high, outside, _runs(np.nan_to_num(np.sign(values - centre))))


def _runs(sides: Vector) -> Mask:
    result = np.zeros(len(sides), dtype=np.bool_)
    start = 0
    for end in range(1, len(sides) + 1):
        if end == len(sides) or sides[end] != sides[start]:
            if sides[start] != 0 and end - start >= _RUN:
                result[start:end] = True
            start = end
    return result
