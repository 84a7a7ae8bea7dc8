"""Is it getting better: trends over time and what changed with a measure (docs/algorithms/survey_scores.md).

Control limits are in `control`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, stdtr, stdtrit

from hearten.engines.psychometrics.descriptives import Estimate, mean, statistic_of
from hearten.engines.psychometrics.inputs import Vector, same_length, share_of, too_few, vector
from hearten.engines.psychometrics.regression import Coefficients, linear, prepare, settled, table
from hearten.engines.satisfaction.scores import CONFIDENCE, normal_quantile
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_TREND_LEAST = 3
_SEGMENTS_LEAST = 6
_TWO = 2
# As R's t.test: an error so small against the means is the noise of answers that don't differ.
_NOISE = 10 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class MonotoneTrend:
    """Mann (1945) and Kendall: S, its variance with ties, z with continuity correction, two-sided p, τ-b.

    `slope` is Sen's (1968) median of all pairwise slopes with its interval, per unit of time.
    """

    n: int
    s: float
    variance: float
    z: float
    p: float
    tau: float
    slope: Estimate


@dataclass(frozen=True)
class Change:
    """After less before: value with interval, t with its degrees of freedom, p, and size in standard deviations.

    t, p and size are NaN where all answers of both sides are alike: nothing says how much chance alone would change.
    """

    n_before: int
    n_after: int
    value: float
    error: float
    low: float
    high: float
    t: float
    df: float
    p: float
    effect: float


@dataclass(frozen=True)
class Interrupted:
    """A series cut by a measure: terms level, trend, step (at the measure) and bend (change of trend after it)."""

    coefficients: Coefficients
    n: int
    lags: int


def mann_kendall(
    values: ArrayLike, times: ArrayLike | None = None, *, confidence: float = CONFIDENCE
) -> MonotoneTrend:
    """Does the series rise or fall, whatever its shape; three values or more, ties allowed."""
    y, t = _series(values, times)
    n = len(y)
    if n < _TREND_LEAST:
        raise too_few(n, _TREND_LEAST, field="values")
    late, early = np.tril_indices(n, -1)
    rise, span = y[late] - y[early], t[late] - t[early]
    s = float(np.sign(rise).sum())
    ties = np.unique(y, return_counts=True)[1].astype(np.float64)
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    z = (s - np.sign(s)) / np.sqrt(variance) if variance > 0 else 0.0
    pairs = n * (n - 1) / 2
    untied = pairs - float((ties * (ties - 1)).sum()) / 2
    slopes = np.sort(rise / span)
    half = normal_quantile(share_of(confidence)) * np.sqrt(variance)
    limits = np.interp([(pairs - half) / 2 - 1, (pairs + half) / 2], np.arange(len(slopes)), slopes)
    slope = Estimate(n, float(np.median(slopes)), np.nan, float(limits[0]), float(limits[1]))
    tau = s / np.sqrt(untied * pairs) if untied > 0 else np.nan
    return MonotoneTrend(n, s, variance, float(z), float(2 * ndtr(-abs(z))), float(tau), slope)


def linear_trend(
    values: ArrayLike,
    times: ArrayLike | None = None,
    *,
    weights: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> tuple[Estimate, float]:
    """The change for one unit of time by least squares (weights: how much each point is worth), and its p."""
    y = vector(values, field="values")
    t = np.arange(len(y), dtype=np.float64) if times is None else vector(times, field="times")
    same_length(y, t, field="times")
    fit = linear(y, t, names=["time"], weights=weights, errors="model", confidence=confidence)
    c = fit.coefficients
    slope = Estimate(fit.n, float(c.value[1]), float(c.error[1]), float(c.low[1]), float(c.high[1]))
    return slope, float(c.p[1])


def before_after(
    before: ArrayLike, after: ArrayLike, *, paired: bool = False, confidence: float = CONFIDENCE
) -> Change:
    """Did the mean change: Welch's test for different people, the paired one for the same people in the same order."""
    first, second = vector(before, field="before"), vector(after, field="after")
    if paired:
        same_length(first, second, field="after")
        step = mean(second - first, confidence=confidence)
        if step.n < _TWO:
            raise too_few(step.n, _TWO, field="after")
        size = max(float(np.nanmax(np.abs(side))) for side in (first, second))
        error = _without_noise(step.error, size)
        spread = float(error * np.sqrt(step.n))
        return _change(
            (step.n, step.n), step.value, error, df=step.n - 1.0, spread=spread, confidence=confidence
        )
    one, two = mean(first, confidence=confidence), mean(second, confidence=confidence)
    least = min(one.n, two.n)
    if least < _TWO:
        raise too_few(least, _TWO, field="before")
    size = max(abs(one.value), abs(two.value))
    one, two = (replace(side, error=_without_noise(side.error, size)) for side in (one, two))
    error = float(np.hypot(one.error, two.error))
    inner = one.error**4 / (one.n - 1) + two.error**4 / (two.n - 1)
    df = error**4 / inner if inner > 0 else float(one.n + two.n - 2)
    pooled = (one.n - 1) * one.n * one.error**2 + (two.n - 1) * two.n * two.error**2
    spread = float(np.sqrt(pooled / (one.n + two.n - 2)))
    return _change((one.n, two.n), two.value - one.value, error, df=df, spread=spread, confidence=confidence)


def interrupted(
    values: ArrayLike,
    starts: float,
    times: ArrayLike | None = None,
    *,
    lags: int | None = None,
    confidence: float = CONFIDENCE,
) -> Interrupted:
    """Segmented regression (Wagner et al. 2002) with errors that allow for neighbours that resemble each other.

    `starts` is the time of the first point after the measure. Newey and West (1987), `lags` 4 (n ÷ 100)^(2⁄9) unless
    given. Two points or more on each side, six in all.
    """
    y, t = _series(values, times)
    after = t >= starts
    n = len(y)
    if n < _SEGMENTS_LEAST or min(int(after.sum()), int((~after).sum())) < _TWO:
        raise Invalid(
            N_("There are too few points before or after the change."),
            field="starts",
            hint=N_("Two points on each side and six in all are the least."),
        )
    x = np.column_stack([t - t[0], after, np.where(after, t - starts, 0.0)])
    design = prepare(y, x, names=["trend", "step", "bend"])
    value = np.asarray(np.linalg.lstsq(design.x, y, rcond=None)[0], dtype=np.float64)
    reach = int(4 * (n / 100) ** (2 / 9)) if lags is None else max(lags, 0)
    scores = design.x * settled(y - design.x @ value, y)[:, None]
    middle = scores.T @ scores
    for lag in range(1, min(reach, n - 1) + 1):
        cross = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (reach + 1)) * (cross + cross.T)
    bread = np.asarray(np.linalg.inv(design.x.T @ design.x), dtype=np.float64)
    names = ("level", *design.names[1:])
    return Interrupted(table(names, value, bread @ middle @ bread, confidence, df=n - 4), n, reach)


def _change(
    sizes: tuple[int, int], value: float, error: float, *, df: float, spread: float, confidence: float
) -> Change:
    t = statistic_of(value, error)
    half = float(stdtrit(df, 0.5 + confidence / 2)) * error
    p = float(2 * stdtr(df, -abs(t)))
    effect = statistic_of(value, spread)
    return Change(*sizes, value, error, value - half, value + half, t, df, p, effect)


def _without_noise(error: float, size: float) -> float:
    return error if error > _NOISE * size else 0.0


def _series(values: ArrayLike, times: ArrayLike | None) -> tuple[Vector, Vector]:
    """Points in the order of time without missing ones; each time only once."""
    y = vector(values, field="values")
    t = np.arange(len(y), dtype=np.float64) if times is None else vector(times, field="times")
    same_length(y, t, field="times")
    known = ~np.isnan(y) & ~np.isnan(t)
    y, t = y[known], t[known]
    if len(np.unique(t)) < len(t):
        raise Invalid(
            N_("Two points have the same time."), field="times", hint=N_("Join the points of one time first.")
        )
    order = np.argsort(t)
    return y[order], t[order]
