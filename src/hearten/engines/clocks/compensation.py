"""What do we owe a member for being late? Interest on the money for the days it came late, and a fixed sum.

interest = half_up( money × Σ (days at a rate × the rate) ÷ days of a year ), rounded once, at the end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hearten.engines.clocks.model import Compensation
from hearten.kernel.errors import Invalid
from hearten.kernel.money import BASIS_POINTS, half_up
from hearten.kernel.text import N_


@dataclass(frozen=True)
class Reference:
    """A published rate of interest over time: from which day which rate (basis points a year)."""

    name: Mapping[str, str]
    year_days: int
    since: tuple[date, ...]
    rates_bp: tuple[int, ...]

    def rate_on(self, day: date) -> int:
        """The rate in force on a day. Raises Invalid for a day before the first."""
        place = bisect_right(self.since, day) - 1
        if place < 0:
            raise Invalid(
                N_("No reference rate is written down for %(day)s."),
                field="reference",
                hint=N_("Add the rate that was published then."),
                day=day.isoformat(),
            )
        return self.rates_bp[place]


@dataclass(frozen=True)
class Amount:
    """What is owed, in minor units, with the figures that explain it."""

    principal_minor: int
    interest_minor: int
    fixed_minor: int
    days_late: int
    parts: tuple[tuple[int, int], ...]  # days at a rate, the rate in basis points

    @property
    def total_minor(self) -> int:
        return self.interest_minor + self.fixed_minor


def amount_owed(
    rule: Compensation, *, principal_minor: int, last_day: date, paid_on: date, reference: Reference
) -> Amount:
    """What `rule` gives for a broken clock whose last day was `last_day`, when what was due came on `paid_on`.

    The first day of interest is the day after `last_day`, the last one the day of payment.
    """
    days = max((paid_on - last_day).days, 0)
    parts = _parts(last_day, days, reference) if rule.interest and principal_minor > 0 else ()
    weight = sum(count * rate for count, rate in parts)
    interest = half_up(principal_minor * weight, BASIS_POINTS * reference.year_days)
    return Amount(principal_minor, interest, rule.fixed_minor, days, parts)


def read_reference(given: Mapping[str, Any], at: str) -> Reference:
    """Raises Invalid when the days do not rise or a rate is none."""
    rows = given["rates"]
    since = tuple(row["from"] for row in rows)
    rates = tuple(row["bp"] for row in rows)
    rising = all(a < b for a, b in pairwise(since))
    if (
        not rows
        or not rising
        or not all(isinstance(rate, int) and 0 <= rate <= BASIS_POINTS for rate in rates)
    ):
        raise Invalid(
            N_("The rates need days that rise, and whole basis points from 0 to 10000."),
            field=f"{at}.rates",
            hint=N_("Write the oldest first; 3 per cent is 300."),
        )
    return Reference(given["name"], given["year_days"], since, rates)


def _parts(last_day: date, days: int, reference: Reference) -> tuple[tuple[int, int], ...]:
    """How many of the days fall under which rate, in their order."""
    found: list[tuple[int, int]] = []
    for step in range(1, days + 1):
        rate = reference.rate_on(last_day + timedelta(days=step))
        if found and found[-1][1] == rate:
            found[-1] = (found[-1][0] + 1, rate)
        else:
            found.append((1, rate))
    return tuple(found)
