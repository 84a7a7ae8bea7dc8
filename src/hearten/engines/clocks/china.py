"""Mainland China's public holidays and make-up working days, as the State Council announces them each year.

The table comes from the package `chinesecalendar`; a year that it does not know yet falls back on weekends alone, and
every answer that rests on such a day says so.
"""

from __future__ import annotations

from functools import lru_cache

from hearten.engines.clocks.calendar import Holidays


@lru_cache(maxsize=1)
def chinese_holidays() -> Holidays:
    """The table with the years it is whole for."""
    from chinese_calendar.constants import holidays, workdays

    return Holidays(
        off=frozenset(holidays),
        made_up=frozenset(workdays),
        first_year=min(holidays).year,
        last_year=max(holidays).year,
    )
