"""What of each deductible and limit is used already: the opening balances of policy years, and the closing ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.lines import LATEST_DAY, Codes, Ints, check_columns
from hearten.engines.costsharing.portfolio import category_codes
from hearten.engines.costsharing.rules import Rules
from hearten.kernel.errors import Invalid
from hearten.kernel.money import LARGEST_MINOR
from hearten.kernel.text import N_


class Bucket(IntEnum):
    """What an amount has been used of."""

    DEDUCTIBLE = 0
    EVENT_DEDUCTIBLE = 1
    DAILY_LIMIT = 2
    SUB_LIMIT = 3
    ANNUAL_LIMIT = 4


_COLUMNS: tuple[tuple[str, np.dtype[np.generic]], ...] = (
    ("policy_year", np.dtype(np.int64)),
    ("bucket", np.dtype(np.int32)),
    ("category", np.dtype(np.int32)),
    ("day", np.dtype(np.int32)),
    ("event", np.dtype(np.int32)),
    ("used", np.dtype(np.int64)),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Accumulators:
    """A long table in the order of policy years; several rows for one bucket add up.

    `category`, `day` and `event` count only for the buckets that they tell apart; elsewhere they are 0.
    """

    policy_year: Ints
    bucket: Codes
    category: Codes
    day: Codes
    event: Codes
    used: Ints

    def __post_init__(self) -> None:
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
        self, bucket: Bucket, *, policy_year: int, category: int = 0, day: int = 0, event: int = 0
    ) -> int:
        """What is used of one bucket of one policy year."""
        rows = (self.bucket == bucket) & (self.policy_year == policy_year)
        if bucket in {Bucket.SUB_LIMIT, Bucket.DAILY_LIMIT}:
            rows &= self.category == category
        if bucket is Bucket.DAILY_LIMIT:
            rows &= self.day == day
        if bucket is Bucket.EVENT_DEDUCTIBLE:
            rows &= self.event == event
        return int(self.used[rows].sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One balance in everyday types. `day` is a date ordinal."""

    bucket: Bucket
    used: int
    category: str = ""
    day: int = 0
    event: int = 0
    policy_year: int = 0


def balances_of(rows: Iterable[Used], rules: Sequence[Rules]) -> Accumulators:
    """Opening balances from a few rows in any order; a kind of expense that no plan knows is left out."""
    codes = category_codes(rules)
    known = sorted(
        (row for row in rows if not row.category or row.category in codes), key=lambda row: row.policy_year
    )
    return Accumulators(
        policy_year=np.array([row.policy_year for row in known], np.int64),
        bucket=np.array([row.bucket for row in known], np.int32),
        category=np.array([codes.get(row.category, 0) for row in known], np.int32),
        day=np.array([row.day for row in known], np.int32),
        event=np.array([row.event for row in known], np.int32),
        used=np.array([row.used for row in known], np.int64),
    )


def join(tables: Sequence[Accumulators]) -> Accumulators:
    """One table of all, in the order of policy years, with one row for each bucket."""
    whole = {name: np.concatenate([getattr(table, name) for table in tables]) for name, _ in _COLUMNS}
    order = np.lexsort([whole[name] for name in ("event", "day", "category", "bucket", "policy_year")])
    whole = {name: column[order] for name, column in whole.items()}
    new = np.ones(len(order), np.bool_)
    if len(order):
        new[1:] = False
        for name in ("policy_year", "bucket", "category", "day", "event"):
            new[1:] |= whole[name][1:] != whole[name][:-1]
    starts = np.flatnonzero(new)
    used = np.add.reduceat(whole["used"], starts) if len(starts) else whole["used"]
    return Accumulators(
        **{name: column[starts] for name, column in whole.items() if name != "used"}, used=used
    )
