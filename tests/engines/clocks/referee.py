"""The plain referee: one claim, one clock, one day after the other, written from the law and not from the engine.

Civil Code art. 201: the day of the event is not counted. Art. 203: a last day that is a rest day gives way to the next day
that is none; the day ends at 24:00. Interpretation II art. 15: the days from the request's arrival to the papers' arrival
are taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hearten.engines.clocks import Clock, ClockState
from hearten.engines.clocks.model import Counting

DAY = timedelta(days=1)
Event = tuple[str, datetime]
Works = Callable[[date], bool]


@dataclass
class Verdict:
    """How a round stands, in plain datetimes."""

    start: datetime
    due: datetime
    state: ClockState
    late: timedelta
    paused: timedelta


def judge(
    clock: Clock, events: Sequence[Event], now: datetime, *, works: Works, law_works: Works, zone: ZoneInfo
) -> list[Verdict]:
    """Every round of the clock for one claim."""
    past = [(kind, at) for kind, at in events if at <= now]
    found = []
    for start, stop, ended in _rounds(clock, past):
        until = min(moment for moment in (stop, ended, now) if moment is not None)
        pauses = [
            (max(begin, start), min(end or until, until), end)
            for begin, end in _pauses(clock, past)
            if begin <= until and (end is None or end >= start)
        ]
        due = _due(clock, start, pauses, works, law_works, zone)
        found.append(_verdict(start, stop, ended, until, due, pauses))
    return found


def _rounds(clock: Clock, events: Sequence[Event]):
    rounds, start = [], None
    for kind, at in events:
        if start is None and kind in clock.starts:
            start = at
        elif start is not None and kind in clock.stops:
            rounds.append((start, at, None))
            start = None
        elif start is not None and kind in clock.ends:
            rounds.append((start, None, at))
            start = None
    return [*rounds, (start, None, None)] if start is not None else rounds


def _pauses(clock: Clock, events: Sequence[Event]):
    """Stretches of standing still, those that touch or overlap made one."""
    spans = []
    for pause in clock.pauses:
        begin = None
        for kind, at in events:
            if begin is None and kind in pause.begins:
                begin = at
            elif begin is not None and kind in pause.ends:
                spans.append((begin, at))
                begin = None
        if begin is not None:
            spans.append((begin, None))
    merged: list[tuple[datetime, datetime | None]] = []
    for begin, end in sorted(spans, key=lambda span: span[0]):
        if merged and (merged[-1][1] is None or begin <= merged[-1][1]):
            last = merged[-1]
            merged[-1] = (last[0], None if last[1] is None or end is None else max(last[1], end))
        else:
            merged.append((begin, end))
    return merged


def _due(clock, start, pauses, works, law_works, zone):
    if not clock.whole_days:
        return _exact(clock, start, pauses, works, zone)
    business = clock.counting is Counting.BUSINESS
    days = [(begin.astimezone(zone).date(), end.astimezone(zone).date()) for begin, end, _ in pauses]
    day, used = start.astimezone(zone).date(), 0
    while used < clock.length:
        day += DAY
        taken_out = any(begin < day <= end for begin, end in days)
        if (works(day) or not business) and not taken_out:
            used += 1
    settled = False
    while not settled:  # the last day moves behind rest days, and behind a pause that covers it
        settled = True
        while (clock.last_day_moves and not law_works(day)) or (business and not works(day)):
            day += DAY
        for begin, end in days:
            if begin <= day < end:
                day, settled = end, False
    return datetime.combine(day + DAY, time(), zone)


def _exact(clock, start, pauses, works, zone):
    """Minute for minute: hours run from the moment; business hours only between opening and closing."""
    assert clock.counting is Counting.CALENDAR
    due = start + timedelta(hours=clock.length)
    for begin, end, _ in pauses:
        if begin < due:
            due += end - begin
    return due


def _verdict(start, stop, ended, until, due, pauses):
    paused = sum((end - begin for begin, end, _ in pauses if end > begin), timedelta())
    if until >= due:
        state = ClockState.BREACHED
    elif stop is not None:
        state = ClockState.MET
    elif ended is not None:
        state = ClockState.ENDED
    else:
        still = any(end is None for _, _, end in pauses)
        state = ClockState.PAUSED if still else ClockState.RUNNING
    return Verdict(start, due, state, max(until - due, timedelta()), paused)
