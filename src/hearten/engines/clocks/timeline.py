"""From events to rounds and pauses: who started what when, and when did the clock stand still? Columns in, columns out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearten.engines.clocks.calendar import Moments
from hearten.engines.clocks.model import Clock, Pause

Index = NDArray[np.int64]
NEVER: int = np.iinfo(np.int64).max // 4  # a moment that has not come; adding days to it does not overflow


@dataclass(frozen=True)
class Events:
    """What happened, for many things at once: of which thing (0 … n − 1), what, when. Ordered by thing, then time."""

    things: int
    thing: Index
    kind: Index
    at: Moments
    kinds: tuple[str, ...]

    def of(self, kinds: Iterable[str]) -> NDArray[np.bool_]:
        """Which of the events are of these kinds."""
        wanted = [place for place, kind in enumerate(self.kinds) if kind in set(kinds)]
        return np.isin(self.kind, wanted)


@dataclass(frozen=True)
class Rounds:
    """Each run of a clock: of which thing, the how-manieth, from when, until when (`NEVER`: still), and for nothing?"""

    thing: Index
    number: Index
    start: Moments
    stop: Moments
    ended: Moments


@dataclass(frozen=True)
class Pauses:
    """The stretches in which a clock stands still, one after the other for each thing."""

    begin: Moments
    end: Moments
    offset: Index  # where the pauses of each thing begin
    count: Index  # how many each thing has


def events_of(rows: Sequence[Iterable[tuple[str, int]]]) -> Events:
    """Columns from one list of (kind, moment) for each thing; what happens at one moment keeps its order."""
    flat = [(thing, kind, at) for thing, row in enumerate(rows) for kind, at in row]
    return columns_of(
        len(rows),
        [row[0] for row in flat],
        [row[1] for row in flat],
        np.array([r[2] for r in flat], np.int64),
    )


def columns_of(things: int, thing: Sequence[int] | Index, kind: Sequence[str], at: Moments) -> Events:
    """Events in order from columns in any order; equal moments of one thing keep the order they came in."""
    names, codes = np.unique(np.asarray(kind, dtype=object).astype(str), return_inverse=True)
    which = np.asarray(thing, dtype=np.int64)
    order = np.lexsort((np.arange(len(which)), at, which))
    return Events(
        things=things,
        thing=which[order],
        kind=np.asarray(codes, dtype=np.int64)[order],
        at=np.asarray(at, dtype=np.int64)[order],
        kinds=tuple(str(name) for name in names),
    )


def rounds_of(clock: Clock, events: Events) -> Rounds:
    """The runs of `clock`. Once running, a second start changes nothing; once stopped, a new start begins a new round."""
    begins, ends = events.of(clock.starts), events.of(clock.ends)
    keep = begins | ends | events.of(clock.stops)
    thing, at, starting, ending = events.thing[keep], events.at[keep], begins[keep], ends[keep]
    turn = _turns(thing, starting)
    thing, at, starting, ending = thing[turn], at[turn], starting[turn], ending[turn]
    opens = np.flatnonzero(starting)
    follow = np.minimum(opens + 1, max(len(thing) - 1, 0))
    closed = (opens + 1 < len(thing)) & (thing[follow] == thing[opens])
    done, gone = closed & ~ending[follow], closed & ending[follow]
    owner = thing[opens]
    return Rounds(
        thing=owner,
        number=_running_number(owner),
        start=at[opens],
        stop=np.where(done, at[follow], NEVER),
        ended=np.where(gone, at[follow], NEVER),
    )


def pauses_of(pauses: Sequence[Pause], events: Events) -> Pauses:
    """The union of all pauses: what overlaps is one stretch; what has not ended lasts to `NEVER`."""
    thing, at, step = [_none()], [_none()], [_none()]
    for pause in pauses:
        begins, ends = events.of(pause.begins), events.of(pause.ends)
        keep = begins | ends
        rows, moments, starting = events.thing[keep], events.at[keep], begins[keep]
        turn = _turns(rows, starting)
        thing.append(rows[turn])
        at.append(moments[turn])
        step.append(np.where(starting[turn], 1, -1).astype(np.int64))
    return _stretches(events.things, np.concatenate(thing), np.concatenate(at), np.concatenate(step))


def _stretches(things: int, thing: Index, at: Moments, step: Index) -> Pauses:
    """Where the depth of pauses leaves zero, and where it comes back to it."""
    order = np.lexsort((-step, at, thing))
    thing, at, step = thing[order], at[order], step[order]
    depth, fresh = np.cumsum(step), _fresh(thing)
    if len(thing):
        depth = depth - (depth - step)[fresh][np.cumsum(fresh) - 1]
    before = depth - step
    opens = np.flatnonzero((before == 0) & (step == 1))
    closes = np.flatnonzero((depth == 0) & (step == -1))
    owner = thing[opens]
    end = np.full(len(opens), NEVER)
    if len(closes):
        place = np.minimum(np.searchsorted(closes, opens), len(closes) - 1)
        found = (closes[place] > opens) & (thing[closes[place]] == owner)
        end[found] = at[closes[place[found]]]
    count = np.bincount(owner, minlength=things).astype(np.int64)
    return Pauses(begin=at[opens], end=end, offset=np.cumsum(count) - count, count=count)


def _turns(thing: Index, starting: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of several events of one sort in a row only the first counts; what comes before the first start does not."""
    fresh = _fresh(thing)
    turn = fresh.copy()
    turn[1:] |= starting[1:] != starting[:-1]
    return turn & ~(fresh & ~starting)


def _fresh(thing: Index) -> NDArray[np.bool_]:
    """Where another thing begins."""
    fresh = np.ones(len(thing), dtype=bool)
    fresh[1:] = thing[1:] != thing[:-1]
    return fresh


def _running_number(owner: Index) -> Index:
    """1, 2, 3 … within each owner; owners stand together."""
    if not len(owner):
        return owner
    places, fresh = np.arange(len(owner), dtype=np.int64), _fresh(owner)
    numbers: Index = places - places[fresh][np.cumsum(fresh) - 1] + 1
    return numbers


def _none() -> Index:
    return np.zeros(0, dtype=np.int64)
