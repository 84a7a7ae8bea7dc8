"""Dates the way insurance counts them: half-open periods, policy years, ages."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, not including, `end`; no end means for ever."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a period can't end before it starts")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last day where that month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 28 February."""
    return add_months(day, 12 * years)


def policy_year_start(inception: date, on: date) -> date:
    """The first day of the policy year that holds `on`. Raises ValueError before inception."""
    if on < inception:
        raise ValueError("the day lies before the policy began")
    years = on.year - inception.year
    start = add_years(inception, years)
    return start if start <= on else add_years(inception, years - 1)


def age_on(birth: date, on: date) -> int:
    """Completed years of life (周岁)."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
