"""What of each deductible and limit is used already: the opening balances of policy years, and the closing ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.buckets import SHAPES, Bucket, Coded, Fine
from hearten.engines.costsharing.lines import LATEST_DAY, Codes, Ints, check_columns
from hearten.engines.costsharing.portfolio import codes_of
from hearten.engines.costsharing.rules import Rules
from hearten.kernel.errors import Invalid
from hearten.kernel.money import LARGEST_MINOR
from hearten.kernel.text import N_

_COLUMNS: tuple[tuple[str, np.dtype[np.generic]], ...] = (
    ("policy_year", np.dtype(np.int64)),
    ("bucket", np.dtype(np.int32)),
    ("category", np.dtype(np.int32)),
    ("day", np.dtype(np.int32)),
    ("event", np.dtype(np.int32)),
    ("used", np.dtype(np.int64)),
    ("person", np.dtype(np.int32)),
)
_KEYS = ("policy_year", "bucket", "person", "category", "day", "event")
VISIT_BIT = 2**32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Accumulators:
    """A long table in the order of policy years; several rows for one bucket add up.

    `category` is the code of what the bucket belongs to: a kind of expense, a liability group or a band table. It, `day`,
    `event` (the number of the visit, for a visit's buckets) and `person` count only for the buckets that they tell apart;
    elsewhere they are 0.
    """

    policy_year: Ints
    bucket: Codes
    category: Codes
    day: Codes
    event: Codes
    used: Ints
    person: Codes = None  # type: ignore[assignment]  # everybody is person 0 where it is left out

    def __post_init__(self) -> None:
        if self.person is None:
            object.__setattr__(self, "person", np.zeros(np.shape(self.policy_year), np.int32))
        check_columns(self, _COLUMNS)
        if len(self.used) and not (self.used.min() >= 0 and self.used.max() <= 100 * LARGEST_MINOR):
            raise Invalid(N_("A balance is below zero or beyond any limit."), field="opening.used")
        if len(self.day) and not (
            self.day.min() >= 0 and self.day.max() <= LATEST_DAY and self.category.min() >= 0
        ):
            raise Invalid(
                N_("A balance belongs to a day or a kind of expense that can't be."), field="opening.day"
            )
        if (self.policy_year[1:] < self.policy_year[:-1]).any():
            raise Invalid(
                N_("Balances are not in the order of policy years."),
                field="opening.policy_year",
                hint=N_("Sort them."),
            )

    def __len__(self) -> int:
        return len(self.used)

    def within(self, first: int, last: int) -> Accumulators | None:
        """The balances of policy years `first` to `last`; None when there are none."""
        start, stop = np.searchsorted(self.policy_year, [first, last + 1])
        if start == stop:
            return None
        return Accumulators(**{name: getattr(self, name)[start:stop] for name, _ in _COLUMNS})

    def of(self, bucket: Bucket) -> NDArray[np.intp]:
        return np.flatnonzero(self.bucket == bucket)

    def total(
        self, bucket: Bucket, *, policy_year: int, category: int = 0, day: int = 0, event: int = 0, person: int = 0
    ) -> int:  # fmt: skip
        """What is used of one bucket of one policy year."""
        shape = SHAPES[bucket]
        rows = (self.bucket == bucket) & (self.policy_year == policy_year)
        if shape.by_person:
            rows &= self.person == person
        if shape.coded is not Coded.NOTHING:
            rows &= self.category == category
        if shape.fine in {Fine.DAY, Fine.VISIT}:
            rows &= self.day == day
        if shape.fine in {Fine.EVENT, Fine.VISIT}:
            rows &= self.event == event
        return int(self.used[rows].sum())

    def fine(self) -> Ints:
        """What tells the bucket of each row apart beyond person and code, as lines have it (`visit_keys`)."""
        shapes = np.array([SHAPES[bucket].fine for bucket in Bucket])[self.bucket]
        event = self.event.astype(np.int64)
        key = np.where(shapes == Fine.EVENT, event, 0)
        key = np.where(shapes == Fine.DAY, self.day, key)
        return np.where(shapes == Fine.VISIT, visit_keys(self.event, self.day), key)


def visit_keys(visit: Codes, day: Codes) -> Ints:
    """One number for each visit: its own, or the day where it has none."""
    numbered: Ints = visit.astype(np.uint32).astype(np.int64) + VISIT_BIT
    return np.where(visit == 0, day, numbered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One balance in everyday types. `day` is a date ordinal, `category` the name of a kind of expense, group or bands."""

    bucket: Bucket
    used: int
    category: str = ""
    day: int = 0
    event: int = 0
    policy_year: int = 0
    person: int = 0


def balances_of(rows: Iterable[Used], rules: Sequence[Rules]) -> Accumulators:
    """Opening balances from a few rows in any order; what belongs to something that no plan knows is left out."""
    codes = codes_of(rules)

    def code(row: Used) -> int | None:
        coded = SHAPES[row.bucket].coded
        return codes[coded].get(row.category) if row.category and coded is not Coded.NOTHING else 0

    known = sorted(
        ((row, found) for row in rows if (found := code(row)) is not None),
        key=lambda pair: pair[0].policy_year,
    )
    return Accumulators(
        policy_year=np.array([row.policy_year for row, _ in known], np.int64),
        bucket=np.array([row.bucket for row, _ in known], np.int32),
        category=np.array([found for _, found in known], np.int32),
        day=np.array([row.day for row, _ in known], np.int32),
        event=np.array([row.event for row, _ in known], np.int32),
        used=np.array([row.used for row, _ in known], np.int64),
        person=np.array([row.person for row, _ in known], np.int32),
    )


def join(tables: Sequence[Accumulators]) -> Accumulators:
    """One table of all, in the order of policy years, with one row for each bucket."""
    whole = {name: np.concatenate([getattr(table, name) for table in tables]) for name, _ in _COLUMNS}
    order = np.lexsort([whole[name] for name in reversed(_KEYS)])
    whole = {name: column[order] for name, column in whole.items()}
    new = np.ones(len(order), np.bool_)
    if len(order):
        new[1:] = False
        for name in _KEYS:
            new[1:] |= whole[name][1:] != whole[name][:-1]
    starts = np.flatnonzero(new)
    used = np.add.reduceat(whole["used"], starts) if len(starts) else whole["used"]
    return Accumulators(
        **{name: column[starts] for name, column in whole.items() if name != "used"}, used=used
    )
