"""How are so many interviews shared among the strata?

`shares_…` give exact numbers; `whole` makes people of them that add up to the total, within each stratum's limits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.sampling.checks import Codes, Column, counts_of, same_length
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_MOST_STRETCH = 1e30
_HARDLY = 1e-12
_HALVINGS = 200


def proportional(population: ArrayLike, total: float) -> Column:
    """Each stratum as its people: every person has the same chance."""
    return _shared(counts_of(population, "population"), total)


def equal(population: ArrayLike, total: float) -> Column:
    """The same number from each stratum that has people: best for comparing strata."""
    return _shared((counts_of(population, "population") > 0).astype(np.float64), total)


def neyman(population: ArrayLike, deviation: ArrayLike, total: float) -> Column:
    """N·S: the surest figure for all together at a given total (Neyman 1934). `deviation` is S of each stratum."""
    people, spread = counts_of(population, "population"), counts_of(deviation, "deviation")
    same_length(spread, len(people), "deviation")
    return _shared(people * spread, total)


def power(
    population: ArrayLike, total: float, *, exponent: float = 0.5, variation: ArrayLike | None = None
) -> Column:
    """N^q·CV (Bankier 1988): between equal (q = 0) and proportional (q = 1). `variation` is S ÷ mean, 1 when left out."""
    people = counts_of(population, "population")
    if not 0 <= exponent <= 1:
        raise Invalid(
            N_("The exponent of a power allocation lies between 0 and 1."),
            field="exponent",
            hint=N_("0 gives every stratum the same, 1 shares by people; 0.5 is usual."),
        )
    size = np.where(people > 0, people**exponent, 0.0)
    if variation is not None:
        spread = counts_of(variation, "variation")
        same_length(spread, len(people), "variation")
        size = size * spread
    return _shared(size, total)


def whole(wanted: ArrayLike, population: ArrayLike, total: int, *, least: int = 0) -> Codes:
    """Whole numbers near `wanted` that add up to `total`: none above its stratum's people, none below `least`.

    What a full stratum can't take goes to the others in the proportion of `wanted`; fractions go to the largest remainders,
    ties to the earlier stratum. A stratum with fewer than `least` people gives all it has.
    """
    shares, people = counts_of(wanted, "wanted"), np.floor(counts_of(population, "population"))
    same_length(shares, len(people), "wanted")
    floor = np.minimum(float(least), people)
    if not len(people) or total % 1:
        raise Invalid(
            N_("A sample is a whole number of people, shared among one stratum or more."),
            field="total",
            hint=N_("Give a whole number, and the people of each stratum."),
        )
    if total > people.sum():
        raise Invalid(
            N_("%(total)s people are wanted, but there are %(people)s."),
            field="total",
            hint=N_("Ask fewer, or widen the frame."),
            total=total,
            people=int(people.sum()),
        )
    if total < floor.sum():
        raise Invalid(
            N_("%(least)s from each stratum make %(needed)s, but only %(total)s are wanted."),
            field="least",
            hint=N_("Ask more people, or lower the least of a stratum."),
            least=least,
            needed=int(floor.sum()),
            total=total,
        )
    return _rounded(_fitted(shares, floor, people, float(total)), people, total)


def _fitted(shares: Column, floor: Column, people: Column, total: float) -> Column:
    """`shares` stretched by one factor and cut at floor and ceiling so that they add up: the factor by halving."""
    if shares.sum() == 0:
        shares = people.copy()
    # Strata that (nearly) nobody wanted get what is left only when all others are full.
    shares = np.maximum(shares / max(shares.max(), np.finfo(np.float64).tiny), _HARDLY)

    def cut(factor: float) -> Column:
        clipped: Column = np.clip(shares * factor, floor, people)
        return clipped

    low, high = 0.0, 1.0
    while cut(high).sum() < total and high < _MOST_STRETCH:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if cut(middle).sum() < total:
            low = middle
        else:
            high = middle
    return cut(high)


def _rounded(exact: Column, people: Column, total: int) -> Codes:
    base = np.floor(exact + 1e-9)
    left = total - int(base.sum())
    remainders = np.where(base < people, exact - base, -1.0)
    for place in np.argsort(-np.round(remainders, 9), kind="stable")[: max(left, 0)]:
        base[place] += 1
    return base.astype(np.int64)


def _shared(size: Column, total: float) -> Column:
    if not 0 <= total < np.inf:
        raise Invalid(N_("A sample can't be negative."), field="total", hint=N_("Give a number above zero."))
    whole_size = size.sum()
    if whole_size == 0:
        raise Invalid(N_("No stratum has anybody to ask."), field="population", hint=N_("Widen the frame."))
    shares: Column = total * size / whole_size
    return shares
