"""How much of each amount a cap still takes, for all groups at once: diff(min(cap, cumsum)), exact in int64."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.balances import Accumulators, Bucket
from hearten.engines.costsharing.lines import Codes, Ints
from hearten.engines.costsharing.portfolio import NO_CAP

_ZERO = np.zeros(1, np.intp)
_BITS_OF_DAY = 23


@dataclass(frozen=True, slots=True)
class Groups:
    """Where each group of adjacent lines begins, and which group each line is in."""

    starts: NDArray[np.intp]
    index: NDArray[np.intp]

    @staticmethod
    def of(key: Ints) -> Groups:
        """Groups of equal, adjacent keys."""
        begins = np.flatnonzero(key[1:] != key[:-1])
        if not len(begins):
            return Groups(_ZERO, np.zeros(len(key), np.intp))
        starts = np.concatenate((_ZERO, begins + 1))
        lengths = np.diff(starts, append=len(key))
        return Groups(starts, np.repeat(np.arange(len(starts)), lengths))

    def take(self, amounts: Ints, caps: Ints, used: Ints | None) -> Ints:
        """What each line takes of its group's cap, `used` of which is gone; lines are served in their order."""
        upper = amounts.cumsum()
        shift = upper[self.starts]
        shift -= amounts[self.starts]
        shift += caps
        if used is not None:
            shift -= used
        # Measured from the cap, the running sum takes until it reaches zero.
        upper -= shift if len(shift) == 1 else shift.take(self.index)
        lower = upper - amounts
        np.minimum(upper, 0, out=upper)
        np.minimum(lower, 0, out=lower)
        upper -= lower
        return upper


@dataclass(frozen=True, slots=True)
class Buckets:
    """Caps that belong to something finer than a policy year: a category, a day of it, an event."""

    bucket: Bucket
    years: Groups
    policy_years: Ints
    width: int
    opening: Accumulators | None

    def take(self, amounts: Ints, caps: Ints, *, category: Ints, day: Codes, event: Codes) -> Ints:
        """What each line takes of the cap of its bucket; where `caps` is NO_CAP, all. `category` counts from 1."""
        picked = np.flatnonzero((caps < NO_CAP) & (amounts > 0))
        if not len(picked):
            return amounts
        year, kind = self.years.index[picked], category[picked]
        key = self._key(year, kind, day[picked], event[picked])
        # Years are in order already: for a category alone, a radix sort of small numbers brings equal keys together.
        by = kind.astype(np.uint16) if self.bucket is Bucket.SUB_LIMIT else key
        order = by.argsort(kind="stable")
        key, picked = key[order], picked[order]
        groups = Groups.of(key)
        taken = amounts.copy()
        first = groups.starts
        taken[picked] = groups.take(amounts[picked], caps[picked[first]], self._used(key[first]))
        return taken

    def _key(self, year: NDArray[np.intp], category: Ints, day: Codes, event: Codes) -> Ints:
        match self.bucket:
            case Bucket.EVENT_DEDUCTIBLE:
                return (year.astype(np.int64) << 32) | event.view(np.uint32).astype(np.int64)
            case Bucket.DAILY_LIMIT:
                return ((year * self.width + category) << _BITS_OF_DAY) | day
            case _:
                return year * self.width + category

    def _used(self, keys: Ints) -> Ints | None:
        """The opening balance of each key."""
        if self.opening is None or not len(rows := self.opening.of(self.bucket)):
            return None
        years = self.opening.policy_year[rows]
        year = np.searchsorted(self.policy_years, years)
        year[year == len(self.policy_years)] = 0
        rows, year = rows[self.policy_years[year] == years], year[self.policy_years[year] == years]
        category = self.opening.category[rows].astype(np.int64) + 1
        opened = self._key(year, category, self.opening.day[rows], self.opening.event[rows])
        order = opened.argsort(kind="stable")
        return _sum_by_key(opened[order], self.opening.used[rows[order]], keys)


def used_in_years(opening: Accumulators | None, bucket: Bucket, policy_years: Ints) -> Ints | None:
    """The opening balance of each policy year for a bucket that a whole year shares."""
    if opening is None or not len(rows := opening.of(bucket)):
        return None
    return _sum_by_key(opening.policy_year[rows], opening.used[rows], policy_years)


def _sum_by_key(sorted_keys: Ints, amounts: Ints, wanted: Ints) -> Ints:
    """The sum of `amounts` of each wanted key; zero for a key that is not there."""
    sums = np.zeros(len(amounts) + 1, np.int64)
    np.cumsum(amounts, out=sums[1:])
    first, last = np.searchsorted(sorted_keys, wanted, "left"), np.searchsorted(sorted_keys, wanted, "right")
    difference: Ints = sums[last] - sums[first]
    return difference
