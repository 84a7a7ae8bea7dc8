"""How did people answer one question: middle, spread, boxes and net promoter score, weighted or not.

Formulas and worked tables: docs/algorithms/survey_scores.md. With weights every error is the linearised one of a
sample drawn with those weights (Woodruff 1971), which is the plain one when all weights are equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from hearten.engines.psychometrics.inputs import (
    Vector,
    chosen_from,
    share_of,
    tally,
    vector,
    weights_for,
)
from hearten.engines.satisfaction.scores import (
    CONFIDENCE,
    DETRACTOR_MOST,
    PROMOTER_LEAST,
    normal_quantile,
    nps,
    share,
    t_quantile,
)
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Proportion = Literal["wilson", "clopper_pearson"]

_POINTS = 100.0
_NPS_TOP = 10
# Sums of weights are compared with half the total; what is closer than this is the half itself.
_TIE = 1e-12


@dataclass(frozen=True)
class Estimate:
    """One figure: how many answers, value, standard error and interval; NaN where there is nothing to say."""

    n: int
    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class Distribution:
    """Each answer that was given (or could be): how often, with what weight, and its share."""

    levels: Vector
    counts: Vector
    weights: Vector
    shares: Vector


@dataclass(frozen=True)
class Description:
    """One question. `modes` has several answers when they are equally frequent, none when nobody answered."""

    n: int
    missing: int
    effective_n: float
    mean: Estimate
    median: float
    modes: tuple[float, ...]
    sd: float
    least: float
    most: float
    distribution: Distribution


@dataclass(frozen=True)
class NetPromoter:
    """Counts of answers (weighted when weights are given) and the score in points; `adjusted` has Rocks' interval."""

    n: int
    promoters: float
    passives: float
    detractors: float
    score: Estimate
    adjusted_low: float
    adjusted_high: float


@dataclass(frozen=True)
class Difference:
    """First minus second with its interval, the z statistic and its two-sided p (both NaN where neither side has any
    spread that its difference could be measured by).
    """

    value: float
    error: float
    low: float
    high: float
    z: float
    p: float


def describe(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    levels: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> Description:
    """Everything usual about one question."""
    answers, weight, missing = _usable(values, weights)
    spread = distribution(values, weights, levels=levels)
    most = spread.weights.max(initial=0.0)
    modes = spread.levels[(spread.weights >= most * (1 - _TIE)) & (spread.weights > 0)]
    n = len(answers)
    return Description(
        n=n,
        missing=missing,
        effective_n=effective_size(weight),
        mean=mean(values, weights, confidence=confidence),
        median=median(values, weights),
        modes=tuple(float(mode) for mode in modes),
        sd=standard_deviation(values, weights),
        least=float(answers.min()) if n else np.nan,
        most=float(answers.max()) if n else np.nan,
        distribution=spread,
    )


def mean(values: ArrayLike, weights: ArrayLike | None = None, *, confidence: float = CONFIDENCE) -> Estimate:
    """The mean with Student's interval, n − 1 degrees of freedom; one answer has a value and no interval."""
    share_of(confidence)
    answers, weight, _ = _usable(values, weights)
    n = len(answers)
    if n == 0:
        return Estimate(0, np.nan, np.nan, np.nan, np.nan)
    value = float(weight @ answers / weight.sum())
    if n == 1:
        return Estimate(1, value, np.nan, np.nan, np.nan)
    error = float(np.sqrt(n / (n - 1) * (weight**2 @ (answers - value) ** 2)) / weight.sum())
    half = float(t_quantile(confidence, np.array([n - 1.0]))[0]) * error
    return Estimate(n, value, error, value - half, value + half)


def standard_deviation(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The spread of one answer, with n ÷ (n − 1); NaN for fewer than two."""
    answers, weight, _ = _usable(values, weights)
    n = len(answers)
    if n <= 1:
        return float("nan")
    middle = weight @ answers / weight.sum()
    return float(np.sqrt(n / (n - 1) * (weight @ (answers - middle) ** 2) / weight.sum()))


def median(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The answer with half the weight on each side; the middle of two when the half falls between them."""
    answers, weight, _ = _usable(values, weights)
    if len(answers) == 0:
        return float("nan")
    order = np.argsort(answers, kind="stable")
    answers, running = answers[order], np.cumsum(weight[order])
    half = running[-1] / 2
    at = int(np.searchsorted(running, half * (1 - _TIE)))
    if abs(running[at] - half) <= half * _TIE and at + 1 < len(answers):
        return float((answers[at] + answers[at + 1]) / 2)
    return float(answers[at])


def distribution(
    values: ArrayLike, weights: ArrayLike | None = None, *, levels: ArrayLike | None = None
) -> Distribution:
    """How often each answer was given; `levels` names all that could be, so that an empty one is seen."""
    answers, weight, _ = _usable(values, weights)
    steps = np.unique(answers if levels is None else vector(levels, field="levels"))
    at = np.searchsorted(steps, answers)
    if np.isnan(steps).any() or (at >= len(steps)).any() or (steps[at] != answers).any():
        raise Invalid(
            N_("An answer is not one of the steps of the scale."),
            field="levels",
            hint=N_("Name every step that was offered."),
        )
    counts = tally(at, len(steps))
    weighed = tally(at, len(steps), weight)
    total = weighed.sum()
    return Distribution(steps, counts, weighed, weighed / total if total else np.full(len(steps), np.nan))


def box(
    values: ArrayLike,
    lowest: float,
    highest: float,
    weights: ArrayLike | None = None,
    *,
    confidence: float = CONFIDENCE,
    method: Proportion = "wilson",
) -> Estimate:
    """The share that answered from `lowest` to `highest` (top box, bottom box); the error of a single answer is NaN.

    With weights the interval is that of the effective number of answers (Kish), as Korn and Graubard propose.
    """
    share_of(confidence)
    chosen_from(method, get_args(Proportion), field="method")
    answers, weight, _ = _usable(values, weights)
    n = len(answers)
    if n == 0:
        return Estimate(0, np.nan, np.nan, np.nan, np.nan)
    inside = (answers >= lowest) & (answers <= highest)
    value = min(float(weight[inside].sum() / weight.sum()), 1.0)
    counted = effective_size(weight)
    limits = share(value * counted, counted, confidence=confidence, method=method)
    error = float(np.sqrt(weight**2 @ (inside - value) ** 2) / weight.sum()) if n > 1 else np.nan
    return Estimate(n, value, error, float(limits.low[0]), float(limits.high[0]))


def net_promoter(
    values: ArrayLike, weights: ArrayLike | None = None, *, confidence: float = CONFIDENCE
) -> NetPromoter:
    """The net promoter score of answers 0–10 in points, with its error, the Wald interval and the adjusted one.

    A single answer has a score and an adjusted interval, but no error.
    """
    share_of(confidence)
    answers, weight, _ = _usable(values, weights)
    if ((answers < 0) | (answers > _NPS_TOP)).any():
        raise Invalid(
            N_("A recommendation is a number from 0 to 10."), field="values", hint=N_("Check the scale.")
        )
    up, down = answers >= PROMOTER_LEAST, answers <= DETRACTOR_MOST
    counts = [float(weight[side].sum()) for side in (up, ~up & ~down, down)]
    effective, total = effective_size(weight), weight.sum()
    shown = [count * effective / total if total else 0.0 for count in counts]
    adjusted = nps(*shown, confidence=confidence)
    value = float(adjusted.value[0])
    mark = up.astype(np.float64) - down
    alone = len(answers) <= 1
    error = np.nan if alone else _POINTS * float(np.sqrt(weight**2 @ (mark - value / _POINTS) ** 2) / total)
    half = normal_quantile(confidence) * error
    score = Estimate(len(answers), value, error, value - half, value + half)
    return NetPromoter(
        n=len(answers),
        promoters=counts[0],
        passives=counts[1],
        detractors=counts[2],
        score=score,
        adjusted_low=float(adjusted.low[0]),
        adjusted_high=float(adjusted.high[0]),
    )


def net_promoter_difference(
    first: NetPromoter, second: NetPromoter, *, confidence: float = CONFIDENCE
) -> Difference:
    """Two scores of different people against each other."""
    return difference(first.score, second.score, confidence=confidence)


def difference(first: Estimate, second: Estimate, *, confidence: float = CONFIDENCE) -> Difference:
    """Two figures of different people against each other, by the normal distribution."""
    value = first.value - second.value
    error = float(np.hypot(first.error, second.error))
    z = statistic_of(value, error)
    half = normal_quantile(share_of(confidence)) * error
    return Difference(value, error, value - half, value + half, z, float(2 * ndtr(-abs(z))))


def statistic_of(value: float, error: float) -> float:
    """`value` in standard errors. Without any error nothing can be tested: 0 for no difference at all, else NaN."""
    if error > 0:
        return value / error
    return 0.0 if value == 0 and error == 0 else float("nan")


def effective_size(weights: Vector) -> float:
    """How many equally weighted answers would say as much: (Σw)² ÷ Σw² (Kish 1965)."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def _usable(values: ArrayLike, weights: ArrayLike | None) -> tuple[Vector, Vector, int]:
    """Answers that were given and weigh something, their weights, and how many are missing."""
    answers = vector(values, field="values")
    weight = weights_for(weights, len(answers))
    gone, weighs = np.isnan(answers), weight > 0
    return answers[~gone & weighs], weight[~gone & weighs], int((gone & weighs).sum())
