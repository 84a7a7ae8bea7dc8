"""How many people must answer, and how many must be asked, before a figure is as sure as it should be?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.optimize import brentq
from scipy.special import nctdtr, ndtri, stdtrit

from hearten.engines.sampling.checks import share_between
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

CONFIDENCE = 0.95
# Beyond this many answers a difference is too small to be worth a survey, and the search ends.
_MOST = 1e9


@dataclass(frozen=True)
class Size:
    """`simple` answers for an endless population and a simple draw, `exact` with all that changes it; `answers` and
    `invitations` are whole people. `enough` is False when more invitations are needed than there are people.
    """

    simple: float
    exact: float
    answers: int
    invitations: int
    enough: bool


def for_share(
    *,
    margin: float,
    share: float = 0.5,
    confidence: float = CONFIDENCE,
    population: int | None = None,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
) -> Size:
    """Answers for a share that is off by `margin` at most (Cochran 1977, 4.4): n₀ = z² p (1 − p) ÷ e².

    n₀ is multiplied by the design effect, then cut for a finite population: n = n₀ ÷ (1 + (n₀ − 1) ÷ N).
    """
    share_between(share, "share")
    share_between(margin, "margin")
    z = quantile(confidence)
    return _size(z * z * share * (1 - share) / margin**2, population, design_effect, response_rate)


def for_mean(
    *,
    margin: float,
    deviation: float,
    confidence: float = CONFIDENCE,
    population: int | None = None,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
) -> Size:
    """Answers for a mean that is off by `margin` at most, when answers spread with standard deviation `deviation`."""
    _above_zero(margin, "margin")
    _above_zero(deviation, "deviation")
    simple = (quantile(confidence) * deviation / margin) ** 2
    return _size(simple, population, design_effect, response_rate)


def margin_of_share(
    *,
    answers: float,
    share: float = 0.5,
    confidence: float = CONFIDENCE,
    population: int | None = None,
    design_effect: float = 1.0,
) -> float:
    """By how much a share from so many answers may be off: `for_share` read backwards."""
    share_between(share, "share")
    _above_zero(answers, "answers")
    _above_zero(design_effect, "design_effect")
    left = 1.0
    if population is not None:
        _above_zero(population, "population")
        left = max(population - answers, 0.0) / max(population - 1, 1)
    return quantile(confidence) * math.sqrt(design_effect * share * (1 - share) / answers * left)


def for_two_shares(
    first: float, second: float, *, power: float = 0.8, confidence: float = CONFIDENCE
) -> float:
    """Answers in each of two groups to find their shares different (two-sided, normal approximation, Fleiss 1981)."""
    share_between(first, "first")
    share_between(second, "second")
    gap = abs(first - second)
    _above_zero(gap, "second")
    middle = (first + second) / 2
    pooled = quantile(confidence) * math.sqrt(2 * middle * (1 - middle))
    apart = float(ndtri(share_between(power, "power"))) * math.sqrt(
        first * (1 - first) + second * (1 - second)
    )
    return ((pooled + apart) / gap) ** 2


def for_two_means(effect: float, *, power: float = 0.8, confidence: float = CONFIDENCE) -> float:
    """Answers in each of two groups to find a difference of `effect` standard deviations, by the noncentral t."""
    _above_zero(abs(effect), "effect")
    share_between(power, "power")
    quantile(confidence)

    def short(n: float) -> float:
        degrees = 2 * (n - 1)
        limit = stdtrit(degrees, 0.5 + confidence / 2)
        return float(1 - nctdtr(degrees, math.sqrt(n / 2) * abs(effect), limit)) - power

    if short(2.0) >= 0:
        return 2.0
    if short(_MOST) < 0:
        raise Invalid(
            N_("The difference is too small to be found."), field="effect", hint=N_("Give a larger one.")
        )
    return float(brentq(short, 2.0, _MOST, xtol=1e-10, rtol=1e-13))


def for_answers(answers: int, *, population: int | None = None, response_rate: float = 1.0) -> Size:
    """Invitations for a number of answers that was decided otherwise."""
    _above_zero(answers, "answers")
    share_between(response_rate, "response_rate", whole=True)
    invitations = _whole(answers / response_rate)
    enough = population is None or invitations <= population
    return Size(answers, answers, answers, invitations, enough)


def quantile(confidence: float) -> float:
    """The z of a two-sided interval: 1.96 at 0.95."""
    return float(ndtri(0.5 + share_between(confidence, "confidence") / 2))


def _size(simple: float, population: int | None, design_effect: float, response_rate: float) -> Size:
    _above_zero(design_effect, "design_effect")
    share_between(response_rate, "response_rate", whole=True)
    exact = simple * design_effect
    if population is not None:
        _above_zero(population, "population")
        exact = min(exact / (1 + (exact - 1) / population) if exact > 1 else exact, population)
    invitations = _whole(exact / response_rate)
    enough = population is None or invitations <= population
    return Size(simple, exact, _whole(exact), invitations, enough)


def _whole(number: float) -> int:
    """Rounded up, but not for the noise of the last digit."""
    nearest = round(number)
    return nearest if abs(number - nearest) < 1e-9 * max(nearest, 1) else math.ceil(number)


def _above_zero(value: float, field: str) -> None:
    if not (math.isfinite(value) and value > 0):
        raise Invalid(
            N_("%(value)s is not above zero."),
            field=field,
            hint=N_("Give a number above zero."),
            value=value,
        )
