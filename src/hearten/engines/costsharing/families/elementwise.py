"""Small sums that hold for one number as for a whole column, so that a rule is written once and run either way.

Every function here takes whole numbers or arrays of them. NumPy runs them on columns; where Numba is present they are also
compiled for single numbers (`compiled.py`). Nothing in them may branch on a value.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from hearten.kernel.money import BASIS_POINTS

FIRST_YEAR, LAST_YEAR = 1850, 2249
FIRST_DAY = date(FIRST_YEAR, 1, 1).toordinal()
LAST_DAY = date(LAST_YEAR, 12, 31).toordinal()
_MONTHS = (LAST_YEAR + 120 - FIRST_YEAR + 1) * 12


def _month_starts() -> Any:
    return np.array(
        [date(FIRST_YEAR + month // 12, month % 12 + 1, 1).toordinal() for month in range(_MONTHS)], np.int64
    )


# The first day of each month from January of FIRST_YEAR on, 120 years past the last, and the month of each day.
MONTH_STARTS = _month_starts()
MONTH_OF = (
    np.searchsorted(MONTH_STARTS, np.arange(FIRST_DAY, LAST_DAY + 1), side="right").astype(np.int32) - 1
)


def pick(condition: Any, yes: Any, no: Any) -> Any:
    """`yes` where the condition holds, else `no`."""
    return np.where(condition, yes, no)


def least(a: Any, b: Any) -> Any:
    return np.minimum(a, b)


def most(a: Any, b: Any) -> Any:
    return np.maximum(a, b)


def share(amount: Any, rate: Any) -> Any:
    """`amount` × `rate` in basis points, half up."""
    return (amount * rate + BASIS_POINTS // 2) // BASIS_POINTS


def part(amount: Any, days: Any, length: Any) -> Any:
    """`amount` × `days` ÷ `length`, half up. `length` is above zero."""
    return (2 * amount * days + length) // (2 * length)


def later(day: Any, months: Any, calendar: Any) -> Any:
    """The same day `months` later; the last day where that month is shorter."""
    starts, month_of = calendar
    month = month_of[day - FIRST_DAY]
    target = month + months
    length = starts[target + 1] - starts[target]
    return starts[target] + least(day - starts[month], length - 1)


def whole_months(start: Any, end: Any, calendar: Any) -> Any:
    """How many whole months lie between `start` and `end`, which is not before it."""
    starts, month_of = calendar
    first, last = month_of[start - FIRST_DAY], month_of[end - FIRST_DAY]
    length = starts[last + 1] - starts[last]
    reached = least(start - starts[first], length - 1) <= end - starts[last]
    return most(last - first - pick(reached, 0, 1), 0)


CALENDAR = (MONTH_STARTS, MONTH_OF)
