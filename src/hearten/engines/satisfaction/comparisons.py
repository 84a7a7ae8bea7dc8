"""Two groups against each other, and the slope of one figure on another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hearten.engines.satisfaction.scores import (
    CONFIDENCE,
    Column,
    Estimates,
    column,
    divide,
    net_moments,
    normal_quantile,
    sample_variance,
    share,
    t_quantile,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_POINTS = 100.0
_CONTINUITY = 0.5
_LINE_PARAMETERS = 2


def share_difference(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, *, confidence: float = CONFIDENCE
) -> Estimates:
    """First share minus second, with Newcombe's interval (method 10 of 1998)."""
    first, second = share(k1, n1, confidence=confidence), share(k2, n2, confidence=confidence)
    value = first.value - second.value
    below = np.hypot(first.value - first.low, second.high - second.value)
    above = np.hypot(first.high - first.value, second.value - second.low)
    return Estimates(first.n + second.n, value, value - below, value + above)


def share_ratio(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, *, confidence: float = CONFIDENCE
) -> Estimates:
    """First share as a multiple of the second, with Katz's interval on the logarithm."""
    hits1, total1, hits2, total2 = column(k1), column(n1), column(k2), column(n2)
    shift = np.where((hits1 == 0) | (hits2 == 0), _CONTINUITY, 0.0)
    a, m, b, n = hits1 + shift, total1 + 2 * shift, hits2 + shift, total2 + 2 * shift
    usable = (total1 > 0) & (total2 > 0)
    ratio = np.where(usable, divide(divide(a, m), divide(b, n)), np.nan)
    error = np.sqrt(
        np.maximum(divide(1.0 + 0 * a, a) - divide(1.0 + 0 * m, m), 0)
        + np.maximum(divide(1.0 + 0 * b, b) - divide(1.0 + 0 * n, n), 0)
    )
    factor = np.exp(normal_quantile(confidence) * error)
    return Estimates(total1 + total2, ratio, ratio / factor, ratio * factor)


def nps_difference(
    first: tuple[ArrayLike, ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike, ArrayLike],
    *,
    confidence: float = CONFIDENCE,
) -> Estimates:
    """First NPS minus second in points; each side is (promoters, passives, detractors)."""
    sides = []
    for counts in (first, second):
        promoters, passives, detractors = (column(count) for count in counts)
        n = promoters + passives + detractors
        net, variance = net_moments(promoters, detractors, n)
        sides.append((n, net, divide(variance, n)))
    (n1, net1, error1), (n2, net2, error2) = sides
    value = _POINTS * (net1 - net2)
    half = _POINTS * normal_quantile(confidence) * np.sqrt(error1 + error2)
    return Estimates(n1 + n2, value, value - half, value + half)


def welch_difference(
    first: tuple[ArrayLike, ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike, ArrayLike],
    *,
    confidence: float = CONFIDENCE,
) -> Estimates:
    """First mean minus second (Welch 1947); each side is (n, sum, sum of squares)."""
    sides = []
    for counts in (first, second):
        n, total, squares = (np.atleast_1d(np.asarray(c, dtype=np.float64)) for c in counts)
        sides.append((n, divide(total, n), divide(sample_variance(n, total, squares), n)))
    (n1, mean1, error1), (n2, mean2, error2) = sides
    error = error1 + error2
    degrees = divide(error**2, divide(error1**2, n1 - 1) + divide(error2**2, n2 - 1))
    value = mean1 - mean2
    half = t_quantile(confidence, np.nan_to_num(degrees)) * np.sqrt(error)
    return Estimates(n1 + n2, value, value - half, value + half)


def slope(
    *,
    n: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    xx: ArrayLike,
    xy: ArrayLike,
    yy: ArrayLike,
    confidence: float = CONFIDENCE,
) -> Estimates:
    """By how much y changes for one unit of x: least squares from the sums of x, y, x², xy and y²."""
    count = column(n)
    sum_x, sum_y, sum_xx, sum_xy, sum_yy = (
        np.atleast_1d(np.asarray(s, dtype=np.float64)) for s in (x, y, xx, xy, yy)
    )
    inner_xx = sum_xx - divide(sum_x**2, count)
    inner_xy = sum_xy - divide(sum_x * sum_y, count)
    inner_yy = sum_yy - divide(sum_y**2, count)
    # A column that never changes has no slope; what is left of its square sum is noise of the last digit.
    still = inner_xx <= np.abs(sum_xx) * np.finfo(np.float64).eps * np.maximum(count, 1)
    value: Column = np.where(still, np.nan, divide(inner_xy, inner_xx))
    rest = np.maximum(inner_yy - value * inner_xy, 0.0)
    error = np.sqrt(divide(divide(rest, count - _LINE_PARAMETERS), inner_xx))
    half = np.where(
        count > _LINE_PARAMETERS, t_quantile(confidence, count - _LINE_PARAMETERS) * error, np.nan
    )
    return Estimates(count, value, value - half, value + half)
