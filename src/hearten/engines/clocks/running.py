"""When is it due, and how does it stand? One clock for many things at once, and for one.

How a period of days is counted (Civil Code art. 200-204): the day of the event is not counted; a last day that is a legal
rest day gives way to the next working day; it ends at 24:00. The days of a pause, from the day on which the request
reached the member to the day on which the papers reached us, are not counted either (Interpretation II of the Insurance
Law, art. 15), and the day on which the pause begins is treated as the law treats the day of an event: it still counts.
Hours run from the moment itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearten.engines.clocks.calendar import MICRO, Calendar, Days, Moments
from hearten.engines.clocks.model import Clock, ClockState, Counting, Origin
from hearten.engines.clocks.timeline import NEVER, Events, Index, Pauses, Rounds, pauses_of, rounds_of

STATES = tuple(ClockState)
_CODE = {state: code for code, state in enumerate(STATES)}
_HOUR = 3600 * MICRO
_BASIS_POINTS = 10_000


@dataclass(frozen=True)
class Calendars:
    """The law's working days, which no insurer can shorten, and the house's own, with its closures."""

    state: Calendar
    house: Calendar

    def of(self, clock: Clock) -> Calendar:
        return self.state if clock.source.origin is Origin.LAW else self.house


@dataclass(frozen=True)
class Readings:
    """How each round stands, as columns; moments in microseconds since 1970, durations in whole seconds.

    `due` is the first moment that is too late (`NEVER` where acts are counted); `next_warn` is `NEVER` when nothing is to
    be said; `late_s` is nothing while in time; `known` is false where the due day rests on weekends alone.
    """

    thing: Index
    number: Index
    started: Moments
    stopped: Moments
    due: Moments
    state: Index
    elapsed_s: Index
    paused_s: Index
    remaining_s: Index
    late_s: Index
    paused_since: Moments
    warns: NDArray[np.int64]  # one row for each point at which to warn
    next_warn: Moments
    known: NDArray[np.bool_]

    def state_of(self, row: int) -> ClockState:
        return STATES[int(self.state[row])]


def read_clock(clock: Clock, events: Events, *, now: int, calendars: Calendars) -> Readings:
    """Every round of `clock` for all things in `events`, as it stands at `now`. What lies after `now` has not happened."""
    past = _until(events, now)
    rounds = rounds_of(clock, past)
    if clock.at_most:
        return _counted(clock, past, rounds, now)
    pauses = pauses_of(clock.pauses, past)
    measure = _Measure(clock, calendars.of(clock), calendars.state)
    until = np.minimum(np.minimum(rounds.stop, rounds.ended), now)
    due, last = _due(measure, rounds, pauses, until)
    plain, _ = _due(measure, rounds, _no_pauses(events.things), until)
    warns = _warns(clock, rounds.start, due, plain)
    known = measure.calendar.is_known(last)
    return _standing(rounds, _Found(until, due, warns, known, *_paused(rounds, pauses, until)), now)


def read_clocks(
    clocks: Mapping[str, Clock], events: Events, *, now: int, calendars: Calendars
) -> dict[str, Readings]:
    """`read_clock` for each of the clocks."""
    return {code: read_clock(clock, events, now=now, calendars=calendars) for code, clock in clocks.items()}


def _until(events: Events, now: int) -> Events:
    keep = events.at <= now
    return Events(events.things, events.thing[keep], events.kind[keep], events.at[keep], events.kinds)


def _due(measure: _Measure, rounds: Rounds, pauses: Pauses, until: Moments) -> tuple[Moments, Days]:
    """The first moment too late, and the last day in time, for each round."""
    start = measure.position(rounds.start)
    target = measure.units(start) + measure.length
    for begin, end, has in _each_pause(rounds, pauses, until):
        inside = has & measure.before_end(begin, target)
        low = np.maximum(measure.position(np.where(inside, begin, rounds.start)), start)
        high = np.maximum(measure.position(np.where(inside, end, rounds.start)), low)
        moved = target + measure.units(high) - measure.units(low)
        # a period never ends while it stands still, not even when its last day had moved behind a holiday
        target = np.where(inside, np.maximum(moved, measure.least_after(high)), target)
    return measure.moment(target), measure.last_day(target)


class _Measure:
    """Counts what a clock counts: days or hours, all or those of business; and finds the moment where a count is full."""

    def __init__(self, clock: Clock, calendar: Calendar, state: Calendar) -> None:
        self.clock, self.calendar, self.state = clock, calendar, state
        self.business = clock.counting is Counting.BUSINESS
        self.length = clock.length if clock.whole_days else clock.length * _HOUR

    def position(self, moments: Moments) -> Days:
        """Where a moment stands: its day where whole days count, else the moment itself."""
        return self.calendar.local_day(moments) if self.clock.whole_days else moments

    def units(self, position: Days) -> Days:
        """How much has been counted up to a position, from an origin that does not matter."""
        if not self.business:
            return position
        if self.clock.whole_days:
            return self.calendar.count[self.calendar.place(position)]
        day = self.calendar.local_day(position)
        place = self.calendar.place(day)
        full, opens = self.calendar.open_seconds * MICRO, _opening(self.calendar)
        today = np.clip(self.calendar.local_second(position) - opens, 0, full) * self.calendar.works[place]
        return (self.calendar.count[place] - self.calendar.works[place]) * full + today

    def least_after(self, position: Days) -> Days:
        """The count below which a period must not end that stood still until `position`."""
        if self.business and self.clock.whole_days:
            position = self.calendar.next_working[self.calendar.place(position)]
        return self.units(position)

    def last_day(self, target: Days) -> Days:
        """The day on which the count is full; moved behind rest days where the law moves it."""
        if not self.clock.whole_days:
            return self.calendar.local_day(self._full(target) - 1)
        day = self.calendar.working[target - 1] if self.business else target
        return self.state.next_working[self.state.place(day)] if self.clock.last_day_moves else day

    def moment(self, target: Days) -> Moments:
        """The first moment after the count is full."""
        return self.calendar.day_end(self.last_day(target)) if self.clock.whole_days else self._full(target)

    def before_end(self, begin: Moments, target: Days) -> NDArray[np.bool_]:
        """Whether a pause begins in time to stop the clock: on the last day at the latest."""
        return begin < self.moment(target)

    def _full(self, target: Days) -> Moments:
        if not self.business:
            return target
        full = self.calendar.open_seconds * MICRO
        nth = -(-target // full)  # a count that is full at closing time is full today, not tomorrow
        rest = target - (nth - 1) * full
        return self.calendar.moment_of(self.calendar.working[nth - 1], rest + _opening(self.calendar))


def _each_pause(
    rounds: Rounds, pauses: Pauses, until: Moments
) -> Iterator[tuple[Moments, Moments, NDArray[np.bool_]]]:
    """The first pause of every round, then the second …; cut to the round, and to now where it goes on."""
    most = int(pauses.count.max()) if len(pauses.count) else 0
    for turn in range(most):
        has = pauses.count[rounds.thing] > turn
        place = np.where(has, pauses.offset[rounds.thing] + turn, 0)
        begin = np.maximum(pauses.begin[place], rounds.start)
        end = np.minimum(pauses.end[place], until)
        yield begin, end, has & (end >= begin)


def _paused(rounds: Rounds, pauses: Pauses, until: Moments) -> tuple[Index, Moments]:
    """How long each round stood still so far, and since when it does now (`NEVER`: it does not)."""
    total, since = np.zeros(len(rounds.start), dtype=np.int64), np.full(len(rounds.start), NEVER)
    place_open = pauses.end == NEVER
    for turn, (begin, end, has) in enumerate(_each_pause(rounds, pauses, until)):
        total += np.where(has, end - begin, 0)
        place = np.where(has, pauses.offset[rounds.thing] + turn, 0)
        since = np.where(has & place_open[place], begin, since)
    return total, since


@dataclass(frozen=True)
class _Found:
    """What is known of each round: until when it is looked at, when it is due, when to warn, how it stood still."""

    until: Moments
    due: Moments
    warns: NDArray[np.int64]
    known: NDArray[np.bool_]
    paused: Index
    since: Moments


def _standing(rounds: Rounds, found: _Found, now: int) -> Readings:
    """The columns of all rounds that run against time."""
    until, due, since = found.until, found.due, found.since
    open_now = (rounds.stop == NEVER) & (rounds.ended == NEVER)
    late = until >= due
    state = np.select(
        [late, rounds.stop < NEVER, rounds.ended < NEVER, open_now & (since < NEVER)],
        [_CODE[s] for s in (ClockState.BREACHED, ClockState.MET, ClockState.ENDED, ClockState.PAUSED)],
        _CODE[ClockState.RUNNING],
    )
    running = open_now & ~late & (since == NEVER)
    coming = np.where((found.warns > now) & running, found.warns, NEVER)
    return Readings(
        thing=rounds.thing,
        number=rounds.number,
        started=rounds.start,
        stopped=np.minimum(rounds.stop, rounds.ended),
        due=due,
        state=state.astype(np.int64),
        elapsed_s=(until - rounds.start - found.paused) // MICRO,
        paused_s=found.paused // MICRO,
        remaining_s=(due - now) // MICRO,
        late_s=np.maximum(until - due, 0) // MICRO,
        paused_since=np.where(open_now, since, NEVER),
        warns=found.warns,
        next_warn=coming.min(axis=0) if len(coming) else np.full(len(due), NEVER),
        known=found.known,
    )


def _warns(clock: Clock, start: Moments, due: Moments, plain: Moments) -> NDArray[np.int64]:
    """The points at which to warn, all before `due`; those that would lie before the start are left out (`NEVER`)."""
    length = plain - start
    rows = [due - length * (_BASIS_POINTS - share) // _BASIS_POINTS for share in clock.warn.after_bp]
    rows += [due - seconds * MICRO for seconds in clock.warn.before_s]
    if not rows:
        return np.zeros((0, len(due)), dtype=np.int64)
    table = np.stack(rows)
    return np.where(table > start, table, NEVER)


def _counted(clock: Clock, events: Events, rounds: Rounds, now: int) -> Readings:
    """A clock that counts acts: more than `at_most` of them in a round is a breach, at the moment of the one too many."""
    acts = events.of(clock.counts)
    until = np.minimum(np.minimum(rounds.stop, rounds.ended), now)
    key = events.thing[acts]
    too_many = np.full(len(rounds.start), NEVER)
    often = np.bincount(key, minlength=events.things)[rounds.thing] > clock.at_most
    for row in np.flatnonzero(often):  # few: a second request is a mistake
        low, high = np.searchsorted(key, rounds.thing[row]), np.searchsorted(key, rounds.thing[row], "right")
        moments = events.at[acts][low:high]
        moments = moments[(moments >= rounds.start[row]) & (moments <= until[row])]
        if len(moments) > clock.at_most:
            too_many[row] = moments[clock.at_most]
    late = too_many < NEVER
    state = np.select(
        [late, rounds.stop < NEVER, rounds.ended < NEVER],
        [_CODE[s] for s in (ClockState.BREACHED, ClockState.MET, ClockState.ENDED)],
        _CODE[ClockState.RUNNING],
    )
    none, never = np.zeros(len(until), dtype=np.int64), np.full(len(until), NEVER)
    return Readings(
        thing=rounds.thing,
        number=rounds.number,
        started=rounds.start,
        stopped=np.minimum(rounds.stop, rounds.ended),
        due=too_many,
        state=state.astype(np.int64),
        elapsed_s=(until - rounds.start) // MICRO,
        paused_s=none,
        remaining_s=np.where(late, (too_many - now) // MICRO, NEVER),
        late_s=none,
        paused_since=never,
        warns=np.zeros((0, len(until)), dtype=np.int64),
        next_warn=never,
        known=np.ones(len(until), dtype=bool),
    )


def _no_pauses(things: int) -> Pauses:
    none = np.zeros(0, dtype=np.int64)
    zero = np.zeros(things, dtype=np.int64)
    return Pauses(none, none, zero, zero)


def _opening(calendar: Calendar) -> int:
    return (calendar.opens.hour * 3600 + calendar.opens.minute * 60 + calendar.opens.second) * MICRO
