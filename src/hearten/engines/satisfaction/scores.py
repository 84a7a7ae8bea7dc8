"""One group at a time in each row: NPS, shares and means, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri, stdtrit

Column = NDArray[np.float64]

CONFIDENCE = 0.95
PROMOTER_LEAST = 9
DETRACTOR_MOST = 6
SATISFIED_LEAST = 4
# Rocks (2016): three answers added before the interval is computed.
_ADDED_EACH_SIDE, _ADDED_TOTAL = 0.75, 3.0
_POINTS = 100.0


@dataclass(frozen=True)
class Estimates:
    """One row for each group: how many answers, the value, and the interval; NaN where there is nothing to say."""

    n: Column
    value: Column
    low: Column
    high: Column

    def __len__(self) -> int:
        return len(self.n)


def normal_quantile(confidence: float) -> float:
    """The z of a two-sided interval (1.96 at 0.95). Raises ValueError outside 0…1."""
    if not 0 < confidence < 1:
        raise ValueError("confidence lies between 0 and 1")
    return float(ndtri(0.5 + confidence / 2))


def column(values: ArrayLike) -> Column:
    """`values` as a column of finite numbers, none below zero."""
    result = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if not np.isfinite(result).all() or (result < 0).any():
        raise ValueError("counts are finite and not negative")
    return result


def nps(
    promoters: ArrayLike,
    passives: ArrayLike,
    detractors: ArrayLike,
    *,
    confidence: float = CONFIDENCE,
    method: Literal["adjusted", "wald"] = "adjusted",
) -> Estimates:
    """Net promoter scores in points (−100 … 100) from counts of answers."""
    for_us, between, against = column(promoters), column(passives), column(detractors)
    n = for_us + between + against
    value = _POINTS * divide(for_us - against, n)
    z = normal_quantile(confidence)
    if method == "wald":
        centre, variance = net_moments(for_us, against, n)
        half = _POINTS * z * np.sqrt(divide(variance, n))
        return Estimates(n, value, value - half, value + half)
    weight = n + _ADDED_TOTAL
    centre, variance = net_moments(for_us + _ADDED_EACH_SIDE, against + _ADDED_EACH_SIDE, weight)
    half = z * np.sqrt(variance / weight)
    # The interval is pulled towards zero; with one or two answers the value itself would lie outside.
    low = np.minimum(_POINTS * np.maximum(centre - half, -1.0), value)
    high = np.maximum(_POINTS * np.minimum(centre + half, 1.0), value)
    return Estimates(n, value, low, high)


def share(
    successes: ArrayLike,
    n: ArrayLike,
    *,
    confidence: float = CONFIDENCE,
    method: Literal["wilson", "clopper_pearson"] = "wilson",
) -> Estimates:
    """Shares with the Wilson score interval, or the exact one of Clopper and Pearson (1934)."""
    hits, total = column(successes), column(n)
    if (hits > total).any():
        raise ValueError("there can't be more hits than trials")
    low, high = (_wilson if method == "wilson" else _clopper_pearson)(hits, total, confidence)
    # At the ends the limit is the end itself; arithmetic would leave it a hair away.
    low, high = np.where(hits == 0, 0.0, low), np.where(hits == total, 1.0, high)
    empty = total == 0
    return Estimates(total, divide(hits, total), np.where(empty, np.nan, low), np.where(empty, np.nan, high))


def _wilson(hits: Column, total: Column, confidence: float) -> tuple[Column, Column]:
    square = normal_quantile(confidence) ** 2
    spread = np.sqrt(square) * np.sqrt(divide(hits * (total - hits), total) + square / 4)
    return (hits + square / 2 - spread) / (total + square), (hits + square / 2 + spread) / (total + square)


def _clopper_pearson(hits: Column, total: Column, confidence: float) -> tuple[Column, Column]:
    normal_quantile(confidence)
    tail, misses = (1 - confidence) / 2, total - hits
    low: Column = betaincinv(np.maximum(hits, 1e-300), misses + 1, tail)
    high: Column = betaincinv(hits + 1, np.maximum(misses, 1e-300), 1 - tail)
    return low, high


def mean(
    n: ArrayLike, total: ArrayLike, total_of_squares: ArrayLike, *, confidence: float = CONFIDENCE
) -> Estimates:
    """Means with Student's interval, from sums; a single answer has a value but no interval."""
    count = column(n)
    sums, squares = np.asarray(total, dtype=np.float64), np.asarray(total_of_squares, dtype=np.float64)
    value = divide(np.atleast_1d(sums), count)
    variance = sample_variance(count, np.atleast_1d(sums), np.atleast_1d(squares))
    half = t_quantile(confidence, count - 1) * np.sqrt(divide(variance, count))
    return Estimates(count, value, value - half, value + half)


def divide(numerator: Column, denominator: Column) -> Column:
    """Element by element; NaN where the denominator is zero."""
    result = np.full(np.broadcast(numerator, denominator).shape, np.nan)
    quotient: Column = np.divide(numerator, denominator, out=result, where=denominator != 0)
    return quotient


def net_moments(promoters: Column, detractors: Column, n: Column) -> tuple[Column, Column]:
    """Mean and variance of an answer that counts +1, 0 or −1."""
    for_us, against = divide(promoters, n), divide(detractors, n)
    net = for_us - against
    return net, np.maximum(for_us + against - net**2, 0.0)


def sample_variance(n: Column, total: Column, total_of_squares: Column) -> Column:
    """The variance with n − 1; NaN for fewer than two."""
    inner = np.maximum(total_of_squares - divide(total**2, n), 0.0)
    result: Column = np.where(n > 1, divide(inner, n - 1), np.nan)
    return result


def t_quantile(confidence: float, degrees: Column) -> Column:
    """Student's two-sided quantile for each row; NaN without a degree of freedom."""
    normal_quantile(confidence)
    quantiles: Column = stdtrit(np.maximum(degrees, 1.0), 0.5 + confidence / 2)
    result: Column = np.where(degrees >= 1, quantiles, np.nan)
    return result
