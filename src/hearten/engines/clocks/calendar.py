"""Which days count, and when does a day end? Working days, rest days and hours of business, as tables of whole days.

Days are numbers since 1970-01-01, moments are microseconds since then (UTC). The table of holidays is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Days = NDArray[np.int64]
Moments = NDArray[np.int64]

EPOCH = date(1970, 1, 1)
MICRO = 1_000_000
DAY_SECONDS = 86_400
_SATURDAY = 5
_EPOCH_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
# No zone has moved its clock within a quarter of an hour since 1970.
_BUCKET = 900 * MICRO


@dataclass(frozen=True)
class Holidays:
    """A country's days off and its make-up working days, whole for the years `first_year` to `last_year`."""

    off: frozenset[date]
    made_up: frozenset[date]
    first_year: int
    last_year: int


@dataclass(frozen=True)
class Calendar:
    """Working days of one insurer or of the law, from the first to the last day of the table.

    Outside the years that `holidays` knows, only weekends rest: `is_known` says so for a day. `closures` are days on
    which the insurer rests besides. Raises Invalid for a day outside the table.
    """

    holidays: Holidays
    zone: ZoneInfo
    closures: frozenset[date] = frozenset()
    opens: time = time(9)
    closes: time = time(18)
    from_year: int = 2004
    to_year: int = 2060
    _offsets: dict[int, int] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise Invalid(
                N_("Business hours end at %(closes)s, before they begin."),
                field="hours",
                hint=N_("Write the hour of opening first, such as 09:00 to 18:00."),
                closes=self.closes.isoformat("minutes"),
            )

    @cached_property
    def first(self) -> int:
        return day_number(date(self.from_year, 1, 1))

    @cached_property
    def works(self) -> NDArray[np.bool_]:
        """For each day of the table: whether it is a working day."""
        days = np.arange(self.first, day_number(date(self.to_year, 12, 31)) + 1)
        works: NDArray[np.bool_] = (days + 3) % 7 < _SATURDAY
        for off in (self.holidays.off, self.closures):
            works[self._places(off)] = False
        works[self._places(self.holidays.made_up - self.closures)] = True
        return works

    @cached_property
    def count(self) -> Days:
        """For each day of the table: how many working days there are up to and including it."""
        return np.cumsum(self.works, dtype=np.int64)

    @cached_property
    def working(self) -> Days:
        """The working days themselves, so that the n-th is at place n − 1."""
        return np.flatnonzero(self.works).astype(np.int64) + self.first

    @cached_property
    def next_working(self) -> Days:
        """For each day of the table: the day itself when it is worked, else the next that is."""
        places = np.minimum(self.count - self.works, len(self.working) - 1)
        return self.working[places]

    @property
    def open_seconds(self) -> int:
        """How long a working day lasts."""
        return _seconds(self.closes) - _seconds(self.opens)

    def is_known(self, days: Days) -> NDArray[np.bool_]:
        """Whether the holidays of these days are known, so that an answer resting on them is more than weekends."""
        first = day_number(date(self.holidays.first_year, 1, 1))
        last = day_number(date(self.holidays.last_year, 12, 31))
        return (days >= first) & (days <= last)

    def place(self, days: Days) -> Days:
        """Where these days stand in the table."""
        places = days - self.first
        if places.size and (places.min() < 0 or places.max() >= len(self.works)):
            wrong = int(days[np.argmax((places < 0) | (places >= len(self.works)))])
            raise Invalid(
                N_("The calendar knows the years %(first)s to %(last)s; %(day)s lies outside."),
                field="calendar",
                hint=N_("Check the date, or widen the calendar."),
                first=self.from_year,
                last=self.to_year,
                day=str(np.datetime64(wrong, "D")),
            )
        return places

    def local_day(self, moments: Moments) -> Days:
        """The day on the wall when these moments come."""
        return (moments + self._offset(moments)) // (DAY_SECONDS * MICRO)

    def local_second(self, moments: Moments) -> Days:
        """How far into its day each moment is, by the wall clock, in microseconds."""
        return (moments + self._offset(moments)) % (DAY_SECONDS * MICRO)

    def moment_of(self, days: Days, micros: Days | int) -> Moments:
        """The moment at which these days are `micros` microseconds old by the wall clock."""
        wall = days * (DAY_SECONDS * MICRO) + micros
        unique, inverse = np.unique(wall // _BUCKET, return_inverse=True)
        offsets = np.array([self._wall_offset(int(bucket)) for bucket in unique], dtype=np.int64)
        return wall - offsets[inverse] if len(unique) else wall

    def day_end(self, days: Days) -> Moments:
        """24:00 of these days: the first moment of the next."""
        return self.moment_of(days + 1, 0)

    def _places(self, days: Iterable[date]) -> list[int]:
        size = (date(self.to_year, 12, 31) - date(self.from_year, 1, 1)).days + 1
        places = (day_number(day) - self.first for day in days)
        return [place for place in places if 0 <= place < size]

    def _offset(self, moments: Moments) -> Days:
        unique, inverse = np.unique(moments // _BUCKET, return_inverse=True)
        found = np.array([self._bucket_offset(int(bucket)) for bucket in unique], dtype=np.int64)
        return found[inverse] if len(unique) else np.zeros(0, dtype=np.int64)

    def _bucket_offset(self, bucket: int) -> int:
        if bucket not in self._offsets:
            moment = to_datetime(bucket * _BUCKET).astimezone(self.zone)
            self._offsets[bucket] = int((moment.utcoffset() or timedelta()).total_seconds()) * MICRO
        return self._offsets[bucket]

    def _wall_offset(self, bucket: int) -> int:
        wall = to_datetime(bucket * _BUCKET).replace(tzinfo=self.zone)
        return int((wall.utcoffset() or timedelta()).total_seconds()) * MICRO


def day_number(day: date) -> int:
    return (day - EPOCH).days


def to_moment(moment: datetime) -> int:
    """An aware datetime as microseconds since 1970."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return (moment - _EPOCH_MOMENT) // timedelta(microseconds=1)


def to_datetime(micros: int) -> datetime:
    return _EPOCH_MOMENT + timedelta(microseconds=int(micros))


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
