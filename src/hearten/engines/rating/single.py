"""What does this plan cost this one person, step by step?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hearten.engines.rating.tariff import (
    LARGEST_AMOUNT,
    LARGEST_LOADING,
    LARGEST_SCALE_VALUE,
    Rounding,
    Tariff,
)
from hearten.kernel.errors import Invalid
from hearten.kernel.money import BASIS_POINTS, MINOR_PER_MAJOR, half_up, largest_remainder
from hearten.kernel.text import N_

Facts = Mapping[str, int | str]
MONTHS = 12


class StepKind(StrEnum):
    BASE = "base"
    SCALE = "scale"
    FACTOR = "factor"
    LOADING = "loading"
    ROUNDING = "rounding"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a price: which factor, the value that chose it, its basis points, and the amount after it."""

    kind: StepKind
    code: str
    key: str
    rate_bp: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Price:
    total: int
    steps: tuple[Step, ...]


def price_one(tariff: Tariff, facts: Facts, *, loading_bp: int = 0) -> Price:
    """The price for `facts`. Raises Invalid naming the fact that has no price."""
    if not 0 <= loading_bp <= LARGEST_LOADING:
        raise Invalid(N_("A loading must be between 0 and 90000 basis points."), field="loading_bp")
    steps = [_base(tariff, facts)]
    if tariff.scale:
        value = _scale_value(tariff.scale.by, facts)
        amount = half_up(steps[-1].amount * value, tariff.scale.unit)
        steps.append(Step(StepKind.SCALE, tariff.scale.by, str(value), None, _checked(amount)))
    for factor in tariff.factors:
        value_text = str(facts.get(factor.by, ""))
        rate = factor.rate(value_text)
        if rate is None:
            raise _no_price(factor.by, value_text)
        amount = _checked(half_up(steps[-1].amount * rate, BASIS_POINTS))
        steps.append(Step(StepKind.FACTOR, factor.code, factor.key(value_text), rate, amount))
    if loading_bp:
        rate = BASIS_POINTS + loading_bp
        amount = _checked(half_up(steps[-1].amount * rate, BASIS_POINTS))
        steps.append(Step(StepKind.LOADING, "loading", "", rate, amount))
    if tariff.rounding is Rounding.HALF_UP_YUAN:
        amount = half_up(steps[-1].amount, MINOR_PER_MAJOR) * MINOR_PER_MAJOR
        steps.append(Step(StepKind.ROUNDING, tariff.rounding.value, "", None, amount))
    return Price(steps[-1].amount, tuple(steps))


def instalments(total: int, count: int = MONTHS) -> list[int]:
    """`total` in `count` equal parts that add up to it; the odd fen come first (largest remainder)."""
    return largest_remainder(total, [1] * count)


def _base(tariff: Tariff, facts: Facts) -> Step:
    age, sex = int(facts["age"]), str(facts.get("sex", ""))
    band = tariff.band(age)
    if band is None:
        raise Invalid(
            N_("There is no price for age %(age)s."),
            field="age",
            hint=N_("This plan is priced for ages %(first)s to %(last)s."),
            age=age,
            first=tariff.ages[0],
            last=tariff.until - 1,
        )
    return Step(StepKind.BASE, "base", str(tariff.ages[band]), None, tariff.column(sex)[band])


def _scale_value(by: str, facts: Facts) -> int:
    value = facts.get(by)
    if not isinstance(value, int) or not 0 < value <= LARGEST_SCALE_VALUE:
        raise _no_price(by, str(value))
    return value


def _no_price(fact: str, value: str) -> Invalid:
    return Invalid(
        N_("There is no price for “%(value)s”."),
        field=fact,
        hint=N_("Choose one of the values offered."),
        value=value,
    )


def _checked(amount: int) -> int:
    if amount > LARGEST_AMOUNT:
        raise Invalid(N_("The price is larger than any we can take."), field="amount")
    return amount
