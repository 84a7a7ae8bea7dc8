"""The columns that go in: one row is one event (docs/algorithms/fixed_benefits.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import IntEnum, IntFlag
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.families.common import FamilyRules
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


class Cause(IntEnum):
    ILLNESS = 0
    ACCIDENT = 1


class Activity(IntFlag):
    """The six activities of daily living, as bits of those that a person can't do unaided."""

    DRESSING = 1
    MOVING = 2
    TRANSFER = 4
    TOILET = 8
    FEEDING = 16
    BATHING = 32


class Facts(IntFlag):
    NONE = 0
    FINISHED = 1
    ANY_OCCUPATION = 2
    QUALIFIED = 4


NO_ASSESSMENT = -1
UNDECIDED = -1


class Events(NamedTuple):
    """Columns of one length; what each means stands in docs/algorithms/fixed_benefits.md. Days are date ordinals."""

    policy: Ints
    plan: Codes
    benefit: Codes
    day: Codes
    until: Codes
    assessed: Codes
    cover_from: Codes
    cover_until: Codes
    waiting_from: Codes
    born: Codes
    cause: Codes
    event: Codes
    year: Codes
    disease: Codes
    group: Codes
    grade: Codes
    equal_grades: Codes
    earlier_grade: Codes
    activities: Codes
    later_activities: Codes
    intensive_days: Codes
    facts: Codes
    income: Ints
    earning: Ints
    other: Ints
    amount: Ints
    decided: Ints

    @property
    def rows(self) -> int:
        return len(self.policy)

    @property
    def nbytes(self) -> int:
        return sum(column.nbytes for column in self)

    def cut(self, start: int, stop: int) -> Events:
        """The rows from `start` up to, not including, `stop`, without copying."""
        columns: list[Any] = [column[start:stop] for column in self]
        return Events(*columns)


AMOUNTS = ("income", "earning", "other", "amount")
DTYPES: dict[str, Any] = {
    name: np.int64 if name in {"policy", "decided", *AMOUNTS} else np.int32 for name in Events._fields
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event in everyday types; `events_of` turns a few of them into columns. Amounts are minor units.

    `event`, `year` and `disease` are whatever tells them apart; `decided` is what was paid, for an event of the past.
    """

    benefit: str
    day: date
    cover_from: date
    cover_until: date
    waiting_from: date
    until: date | None = None
    assessed: date | None = None
    born: date | None = None
    cause: Cause = Cause.ILLNESS
    event: object = 0
    year: object = 0
    disease: str = ""
    grade: int = 0
    equal_grades: int = 1
    earlier_grade: int = 0
    activities: int = 0
    later_activities: int = NO_ASSESSMENT
    intensive_days: int = 0
    facts: Facts = Facts.NONE
    income: int = 0
    earning: int = 0
    other: int = 0
    amount: int = 0
    decided: int | None = None
    policy: int = 0
    plan: int = 0


_DAYS = ("day", "cover_from", "cover_until", "waiting_from")
_AS_THEY_ARE = (
    "policy", "plan", "cause", "grade", "equal_grades", "earlier_grade", "activities", "later_activities",
    "intensive_days", "facts", *AMOUNTS,
)  # fmt: skip


def events_of(rows: Sequence[Event], rules: Sequence[FamilyRules]) -> Events:
    """Columns from rows that stand in the order of their policies; a benefit that the plan does not have becomes −1."""
    for row in rows:
        if not 0 <= row.plan < len(rules):
            raise Invalid(N_("There is no plan %(plan)s."), field="plan", plan=row.plan)
    given: dict[str, list[int]] = {name: [int(getattr(row, name)) for row in rows] for name in _AS_THEY_ARE}
    given |= {name: [getattr(row, name).toordinal() for row in rows] for name in _DAYS}
    given["until"] = [(row.until or row.day).toordinal() for row in rows]
    given["assessed"] = [row.assessed.toordinal() if row.assessed else 0 for row in rows]
    given["born"] = [row.born.toordinal() if row.born else 0 for row in rows]
    given["benefit"] = [rules[row.plan].code_of(row.benefit) for row in rows]
    given["group"] = [rules[row.plan].group_of(row.disease) for row in rows]
    given["decided"] = [UNDECIDED if row.decided is None else row.decided for row in rows]
    for name in ("event", "year", "disease"):
        given[name] = _numbered(rows, name)
    return Events(**{name: _column(name, given[name]) for name in Events._fields})


def _numbered(rows: Sequence[Event], name: str) -> list[int]:
    """The values of `name` numbered from 0 within each policy, in the order in which they come."""
    seen: dict[int, dict[object, int]] = {}
    numbers = []
    for row in rows:
        own = seen.setdefault(row.policy, {})
        numbers.append(own.setdefault(getattr(row, name), len(own)))
    return numbers


def _column(name: str, values: list[int]) -> Any:
    try:
        return np.array(values, DTYPES[name])
    except OverflowError:
        raise Invalid(
            N_("A value is too large to reckon with."), field=name, hint=N_("Check the digits.")
        ) from None


EVENT_FIELDS = tuple(field.name for field in fields(Event))
