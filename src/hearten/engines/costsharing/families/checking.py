"""Is this table of events such that columns give the right answer? If not: what is wrong, and in which row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from hearten.engines.costsharing.families.common import FamilyRules
from hearten.engines.costsharing.families.elementwise import FIRST_DAY, LAST_DAY
from hearten.engines.costsharing.families.events import AMOUNTS, DTYPES, Events
from hearten.kernel.errors import Invalid
from hearten.kernel.money import LARGEST_MINOR
from hearten.kernel.text import N_

GRADES = 10
ALL_ACTIVITIES = 63
ALL_FACTS = 7
LONGEST_STAY = 36_600
_RANGES = {
    "day": (FIRST_DAY, LAST_DAY),
    "until": (FIRST_DAY, LAST_DAY),
    "cause": (0, 1),
    "group": (-1, 29),
    "grade": (0, GRADES),
    "earlier_grade": (0, GRADES),
    "equal_grades": (0, 1000),
    "activities": (0, ALL_ACTIVITIES),
    "later_activities": (-1, ALL_ACTIVITIES),
    "intensive_days": (0, LONGEST_STAY),
    "facts": (0, ALL_FACTS),
    "assessed": (0, LAST_DAY),
    "born": (0, LAST_DAY),
    "decided": (-1, LARGEST_MINOR),
    **dict.fromkeys(AMOUNTS, (0, LARGEST_MINOR)),
}


def check_events(events: Events, rules: Sequence[FamilyRules]) -> None:
    """Raises Invalid for a column of the wrong kind or length, a value out of range, or rows out of order."""
    for name, column in zip(Events._fields, events, strict=True):
        _check_column(name, column, events.rows)
    _check_range("plan", events.plan, 0, len(rules) - 1)
    benefits = np.array([len(rule.benefits) for rule in rules])
    _complain("benefit", (events.benefit < -1) | (events.benefit >= benefits[events.plan]))
    for name, (lowest, highest) in _RANGES.items():
        _check_range(name, getattr(events, name), lowest, highest)
    _complain("until", events.until < events.day)
    _check_policies(events)


def _check_column(name: str, column: Any, rows: int) -> None:
    if not isinstance(column, np.ndarray) or column.ndim != 1 or column.dtype != DTYPES[name]:
        raise Invalid(
            N_("This column is %(given)s, not one row of %(wanted)s."),
            field=name,
            hint=N_("Amounts and policies are int64, codes and days int32."),
            given=str(getattr(column, "dtype", type(column).__name__)),
            wanted=str(np.dtype(DTYPES[name])),
        )
    if len(column) != rows:
        raise Invalid(
            N_("This column has %(given)s lines where others have %(wanted)s."),
            field=name,
            hint=N_("Give every column one value for each line."),
            given=len(column),
            wanted=rows,
        )


def _check_range(name: str, column: Any, lowest: int, highest: int) -> None:
    if int(column.min()) < lowest or int(column.max()) > highest:
        _complain(name, (column < lowest) | (column > highest))


def _complain(name: str, wrong: Any) -> None:
    if wrong.any():
        raise Invalid(
            N_("Row %(row)s has a value that can't be."),
            field=name,
            hint=N_("See docs/algorithms/fixed_benefits.md for what the column holds."),
            row=int(np.argmax(wrong)),
        )


def _check_policies(events: Events) -> None:
    """Policies rise, each has one plan, and what is numbered within a policy is below the number of its rows."""
    new = np.r_[True, events.policy[1:] != events.policy[:-1]]
    _complain("policy", np.r_[False, events.policy[1:] < events.policy[:-1]])
    _complain("plan", np.r_[False, (events.plan[1:] != events.plan[:-1])] & ~new)
    starts = np.flatnonzero(new)
    rows = np.diff(np.r_[starts, events.rows])
    for name in ("event", "year", "disease"):
        column = getattr(events, name)
        if int(column.min()) < 0 or int(column.max()) >= int(rows.min()):
            _complain(name, (column < 0) | (column >= np.repeat(rows, rows)))
