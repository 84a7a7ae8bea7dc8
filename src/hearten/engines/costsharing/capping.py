"""How much of each amount a cap still takes, for all groups at once: diff(min(cap, cumsum)), exact in int64."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.balances import Accumulators, Bucket
from hearten.engines.costsharing.lines import Ints, Lines
from hearten.engines.costsharing.portfolio import BucketCaps

_ZERO = np.zeros(1, np.intp)
_BITS_OF_DAY = 23
_BITS_OF_BUCKET = 40
_BYTE = 2**8
_TWO_BYTES = 2**16


@dataclass(frozen=True, slots=True)
class Groups:
    """Where each group of adjacent lines begins, and which group each line is in."""

    starts: NDArray[np.intp]
    index: NDArray[np.intp]

    @staticmethod
    def of(key: Ints) -> Groups:
        """Groups of equal, adjacent keys."""
        return Groups.between(key[1:] != key[:-1])

    @staticmethod
    def between(change: NDArray[np.bool_]) -> Groups:
        """Groups from whether each line but the first begins one."""
        begins = change.nonzero()[0]
        index = np.zeros(len(change) + 1, np.intp)
        if not len(begins):
            return Groups(_ZERO, index)
        np.cumsum(change, out=index[1:])
        begins += 1
        return Groups(np.concatenate((_ZERO, begins)), index)

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
    opening: Accumulators | None

    def take(
        self, amounts: Ints, caps: BucketCaps, key: NDArray[np.intp], lines: Lines
    ) -> tuple[NDArray[np.intp], Ints]:
        """The places of the lines that have such a cap, and what each takes of it. `key` looks caps up."""
        picked = caps.picks.take(key).nonzero()[0]
        if not len(picked):
            return picked, amounts[:0]
        fine = self._fine(lines, picked)
        # Years are in order already: sorting by what tells buckets apart, stably, brings each bucket together.
        order = fine.argsort(kind="stable")
        picked, fine = picked[order], fine[order]
        year = self.years.index[picked]
        change = fine[1:] != fine[:-1]
        change |= year[1:] != year[:-1]
        groups = Groups.between(change)
        first = picked[groups.starts]
        used = self._used(lines, first) if self.opening is not None else None
        return picked, groups.take(amounts[picked], caps.caps[key[first]], used)

    def _fine(self, table: Lines | Accumulators, places: NDArray[np.intp]) -> NDArray[np.integer[Any]]:
        """What tells the buckets of one policy year apart, in few bits: small numbers are sorted by radix."""
        match self.bucket:
            case Bucket.EVENT_DEDUCTIBLE:
                return _narrow(table.event[places])
            case Bucket.DAILY_LIMIT:
                day = table.day[places]
                day -= day.min()
                days = int(day.max()) + 1
                return _narrow(table.category[places].astype(np.int64) * days + day)
            case _:
                return _narrow(table.category[places])

    def _used(self, lines: Lines, first: NDArray[np.intp]) -> Ints | None:
        """The opening balance of the bucket of each line in `first`."""
        if self.opening is None or not len(rows := self.opening.of(self.bucket)):
            return None
        years = self.opening.policy_year[rows]
        place = np.searchsorted(self.policy_years, years)
        place[place == len(self.policy_years)] = 0
        known = self.policy_years[place] == years
        rows, place = rows[known], place[known]
        opened = self._key(self.opening, rows, place)
        order = opened.argsort(kind="stable")
        wanted = self._key(lines, first, self.years.index[first])
        return _sum_by_key(opened[order], self.opening.used[rows[order]], wanted)

    def _key(self, table: Lines | Accumulators, places: NDArray[np.intp], year: NDArray[np.intp]) -> Ints:
        """The bucket as one number that is the same for lines and for balances."""
        key = year.astype(np.int64) << _BITS_OF_BUCKET
        match self.bucket:
            case Bucket.EVENT_DEDUCTIBLE:
                key |= table.event[places].view(np.uint32)
            case Bucket.DAILY_LIMIT:
                key |= (table.category[places].astype(np.int64) << _BITS_OF_DAY) | table.day[places]
            case _:
                key |= table.category[places]
        return key


def _narrow(code: NDArray[np.signedinteger[Any]]) -> NDArray[np.integer[Any]]:
    """The same order in as few bits as it needs."""
    least = int(code.min())
    span = int(code.max()) - least
    if span >= _TWO_BYTES:
        return code
    code = code - code.dtype.type(least)
    return code.astype(np.uint8 if span < _BYTE else np.uint16)


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
