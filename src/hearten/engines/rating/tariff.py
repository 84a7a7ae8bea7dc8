"""What does a product's rate section say, in a form that prices quickly?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# With these, amount × rate × 2 stays below 2**63 in every step.
LARGEST_BASE = 10**8
LARGEST_FACTOR = 100_000
LARGEST_LOADING = 90_000
LARGEST_SCALE_VALUE = 10**10
LARGEST_AMOUNT = 10**13


class Rounding(StrEnum):
    HALF_UP_FEN = "half_up_fen"
    HALF_UP_YUAN = "half_up_yuan"


@dataclass(frozen=True, slots=True)
class Scale:
    """The base is for `unit` of the amount chosen as `by`."""

    by: str
    unit: int


@dataclass(frozen=True, slots=True)
class Factor:
    """Basis points by the value of one fact; with `groups`, the fact's first characters choose the value."""

    code: str
    by: str
    rates: Mapping[str, int]
    groups: Mapping[str, str] | None = None
    otherwise: str = ""
    prefix: int = 2

    def rate(self, value: str) -> int | None:
        """The basis points for `value`; None when the factor does not know it."""
        return self.rates.get(self.key(value))

    def key(self, value: str) -> str:
        return value if self.groups is None else self.groups.get(value[: self.prefix], self.otherwise)


@dataclass(frozen=True, slots=True)
class Tariff:
    ages: tuple[int, ...]
    until: int
    base: Mapping[str, tuple[int, ...]]
    either_sex: tuple[int, ...]
    scale: Scale | None
    factors: tuple[Factor, ...]
    rounding: Rounding

    def band(self, age: int) -> int | None:
        """The place of the age band that holds `age`; None outside the table."""
        if age >= self.until:
            return None
        place = bisect_right(self.ages, age) - 1
        return place if place >= 0 else None

    def column(self, sex: str) -> tuple[int, ...]:
        return self.base.get(sex, self.either_sex)

    @property
    def facts(self) -> frozenset[str]:
        """The facts this tariff asks for, besides age and sex."""
        by = {factor.by for factor in self.factors}
        return frozenset(by | ({self.scale.by} if self.scale else set()))


def compile_tariff(rates: Mapping[str, Any]) -> Tariff:
    """A tariff from a product's `rates` section. Raises Invalid saying what can't be, and where."""
    table = rates["base"]
    ages = tuple(int(age) for age in table["ages"])
    if list(ages) != sorted(set(ages)) or table["until"] <= ages[-1]:
        raise _bad("rates.base.ages", N_("Age bands must rise, and end before “until”."))
    base = {sex: tuple(table[sex]) for sex in ("female", "male")}
    for sex, column in base.items():
        if len(column) != len(ages):
            raise _bad(f"rates.base.{sex}", N_("Give one amount for each age band."))
        if not all(0 < amount <= LARGEST_BASE for amount in column):
            raise _bad(
                f"rates.base.{sex}", N_("A base amount must be above zero and at most a million yuan.")
            )
    scale = rates.get("scale")
    return Tariff(
        ages=ages,
        until=table["until"],
        base=base,
        either_sex=tuple(min(pair) for pair in zip(base["female"], base["male"], strict=True)),
        scale=Scale(scale["by"], scale["unit"]) if scale else None,
        factors=tuple(_factor(i, factor) for i, factor in enumerate(rates.get("factors", ()))),
        rounding=Rounding(rates["rounding"]),
    )


def _factor(place: int, given: Mapping[str, Any]) -> Factor:
    where = f"rates.factors[{place}]"
    rates = {str(key): rate for key, rate in given["rates"].items()}
    if not all(0 < rate <= LARGEST_FACTOR for rate in rates.values()):
        raise _bad(
            f"{where}.rates",
            N_("A factor is given in basis points, from 1 to 100000; 10000 changes nothing."),
        )
    groups = given.get("groups")
    if groups is None:
        return Factor(given["code"], given["by"], rates)
    prefixes = {str(prefix): group for group, members in groups.items() for prefix in members}
    unknown = (set(prefixes.values()) | {given["otherwise"]}) - set(rates)
    if unknown:
        raise _bad(f"{where}.groups", N_("Each group needs a rate."))
    return Factor(given["code"], given["by"], rates, prefixes, given["otherwise"])


def _bad(where: str, message: str) -> Invalid:
    return Invalid(message, field=where)
