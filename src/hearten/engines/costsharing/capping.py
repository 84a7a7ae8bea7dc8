"""How much of each amount a cap still takes, for all groups at once: diff(min(cap, cumsum)), exact in int64."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.lines import Ints

_ZERO = np.zeros(1, np.intp)
_BYTE = 2**8
_TWO_BYTES = 2**16
_LARGEST_KEY = 2**62

Places = NDArray[np.intp]
Whole = NDArray[np.integer[Any]]


class Taken(NamedTuple):
    """What each line takes of its group's cap, what credits before it took, and what is left of the cap afterwards."""

    amounts: Ints
    credits: Ints | None
    left: Ints


@dataclass(frozen=True, slots=True)
class Groups:
    """Where each group of adjacent lines begins, and which group each line is in."""

    starts: Places
    index: Places

    @staticmethod
    def of(key: Whole) -> Groups:
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

    def sums(self, amounts: Ints) -> Ints:
        """The running sum of each group."""
        total = amounts.cumsum()
        before = total[self.starts] - amounts[self.starts]
        total -= before if len(before) == 1 else before.take(self.index)
        return total

    def take(self, amounts: Ints, credit: Ints | None, caps: Ints, used: Ints | None) -> Taken:
        """What each line takes of its group's cap, `used` of which is gone; a line's credit is served before its amount."""
        upper = self.sums(amounts if credit is None else amounts + credit)
        room = caps if used is None else caps - used
        # Measured from the cap, the running sum takes until it reaches zero.
        upper -= room if len(room) == 1 else room.take(self.index)
        lower = upper - amounts
        credited = None
        if credit is not None:
            lowest = lower - credit
            credited = np.minimum(lower, 0) - np.minimum(lowest, 0)
        np.minimum(upper, 0, out=upper)
        np.minimum(lower, 0, out=lower)
        return Taken(upper - lower, credited, -upper)


class Sorted(NamedTuple):
    """Lines brought together by bucket: their new order (None: as they stand) and the groups in it."""

    order: Places | None
    groups: Groups


def grouped(year: Places, parts: Sequence[Whole]) -> Sorted:
    """Lines of one year and equal `parts` together, each group in the order of its lines. Years stand in order already."""
    if not parts:
        return Sorted(None, Groups.of(year))
    key = _joined(parts)
    # Sorting by what tells buckets apart, stably, keeps the years of one bucket in order.
    order = key.argsort(kind="stable")
    key, year = key[order], year[order]
    change = key[1:] != key[:-1]
    change |= year[1:] != year[:-1]
    return Sorted(order, Groups.between(change))


def _joined(parts: Sequence[Whole]) -> Whole:
    """One number for each combination, in few bits: small numbers are sorted by radix."""
    key, span = _from_zero(parts[0])
    for part in parts[1:]:
        other, width = _from_zero(part)
        if span * width >= _LARGEST_KEY:
            key, span = _compressed(key)
            other, width = _compressed(other)
        key, span = key * width + other, span * width
    if span <= _BYTE:
        return key.astype(np.uint8)
    return key.astype(np.uint16) if span <= _TWO_BYTES else key


def _from_zero(code: Whole) -> tuple[Ints, int]:
    least = int(code.min())
    return code.astype(np.int64) - least, int(code.max()) - least + 1


def _compressed(key: Ints) -> tuple[Ints, int]:
    values, places = np.unique(key, return_inverse=True)
    return places.astype(np.int64), len(values)


def sums_of(known: Sequence[Whole], amounts: Ints, wanted: Sequence[Whole]) -> Ints:
    """The sum of `amounts` whose keys `known` equal each of the `wanted` keys; zero where there are none."""
    split = len(amounts)
    key = np.zeros(split + len(wanted[0]), np.int64)
    for mine, theirs in zip(known, wanted, strict=True):
        place, span = _compressed(np.concatenate((mine.astype(np.int64), theirs.astype(np.int64))))
        key, _ = _compressed(key * span + place)
    sums = np.zeros(int(key.max()) + 1 if len(key) else 0, np.int64)
    np.add.at(sums, key[:split], amounts)
    return sums[key[split:]]
