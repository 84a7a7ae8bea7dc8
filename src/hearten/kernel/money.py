"""Money as whole minor units with a currency, and roundings that have a name.

Half-up and largest-remainder are described in docs/algorithms/rounding.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

MINOR_PER_MAJOR = 100
BASIS_POINTS = 10_000
# Far above any claim, far below what int64 columns can multiply by a rate in basis points.
LARGEST_MINOR = 10**14

_MONEY = re.compile(r"^\s*[¥￥]?\s*(\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.(\d{1,2}))?\s*元?\s*$")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in minor units (fen, cents). Adding two currencies is refused."""

    minor: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"money is counted in whole minor units, not {type(self.minor).__name__}")

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def at_rate(self, basis_points: int) -> Money:
        """This amount times a rate in basis points, rounded half up to the minor unit."""
        return Money(half_up(self.minor * basis_points, BASIS_POINTS), self.currency)

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-2)

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(
                f"{self.currency} and {other.currency} can't be added without a rate of exchange"
            )


def half_up(numerator: int, denominator: int) -> int:
    """numerator ÷ denominator to the nearest whole; a half goes away from zero (commercial rounding)."""
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` in proportion to `weights` so that the shares add up to it exactly (Hamilton's method).

    Ties go to the earlier share. Raises ValueError when no weight is positive.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative, and at least one must be positive")
    shares = [total * weight // whole for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in remainders[: total - sum(shares)]:
        shares[i] += 1
    return shares


def parse_money(text: str, *, field: str = "amount") -> int:
    """What a person typed (`1,234.5`, `¥80`, `80元`) as minor units. Raises Invalid with how to mend it."""
    match = _MONEY.match(text)
    if not match:
        raise Invalid(
            N_("“%(text)s” is not an amount of money."),
            field=field,
            hint=N_("Write digits with at most two decimals, such as 1234.50."),
            text=text[:40],
        )
    whole, cents = match.groups()
    minor = int(whole.replace(",", "").replace("，", "")) * MINOR_PER_MAJOR + int(
        (cents or "0").ljust(2, "0")
    )
    if minor > LARGEST_MINOR:
        raise Invalid(
            N_("The amount is larger than any bill we can take."),
            field=field,
            hint=N_("Check the decimal point."),
        )
    return minor


def decimal_to_minor(amount: Decimal) -> int:
    """An exact decimal amount as minor units, half up; for figures that come from other systems."""
    sign, digits, exponent = amount.as_tuple()
    if not isinstance(exponent, int):
        raise Invalid(N_("The amount is not a number."), field="amount")
    value = int("".join(map(str, digits)) or "0") * MINOR_PER_MAJOR
    minor = value * 10**exponent if exponent >= 0 else half_up(value, 10**-exponent)
    return -minor if sign else minor
