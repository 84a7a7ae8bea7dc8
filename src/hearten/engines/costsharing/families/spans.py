"""How many months and days does a span of time pay? Shared by disability income and long-term care."""

from __future__ import annotations

from typing import Any

from hearten.engines.costsharing.families.elementwise import later, least, most, pick, whole_months

# Days of months begun add up: thirty of them are one month of the maximum.
MONTH = 30


def months_and_days(start: Any, until: Any, left: Any, calendar: Any) -> Any:
    """Whole months, days of the month begun, that month's days, and whether `left` (thirtieths of months) cut it."""
    end = most(until, start)
    months = whole_months(start, end, calendar)
    days = end - later(start, months, calendar)
    over = months * MONTH + days > left
    months = pick(over, left // MONTH, months)
    anchor = later(start, months, calendar)
    length = later(start, months + 1, calendar) - anchor
    days = pick(over, least(left % MONTH, length), days)
    return months, days, length, over
