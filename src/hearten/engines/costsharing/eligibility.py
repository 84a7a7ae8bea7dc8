"""Which lines pay nothing at all, and how much of the others counts: the steps before any deductible or limit, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.lines import Codes, Ints, Lines
from hearten.engines.costsharing.portfolio import Portfolio
from hearten.engines.costsharing.reasons import Stop

Places = NDArray[np.intp]
Flags = NDArray[np.bool_]
_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """The shares of lines: one of each, and a second where its part outside the catalogue counts by itself.

    `stop` is by line; the rest by share. `source` is the line of each share, None where shares are lines.
    """

    stop: NDArray[np.int8]
    cell: Places
    eligible: Ints
    year: Places
    source: Places | None
    second: Places

    def of(self, column: NDArray[_T]) -> NDArray[_T]:
        """A column of lines, by share."""
        return column if self.source is None else column[self.source]

    def by_line(self, column: Ints) -> Ints:
        """A column of shares added up by line."""
        if self.source is None:
            return column
        first = np.ones(len(column), np.bool_)
        first[self.second] = False
        lines = column[first]
        lines[self.source[self.second]] += column[self.second]
        return lines


def shares_of(lines: Lines, table: Portfolio) -> Shares:
    """What of each line counts, and by which row of the rules."""
    cell = _cells(lines, table)
    stop = _stops(lines, table, cell)
    eligible = _first_part(lines, table, cell)
    eligible *= stop == 0
    years = np.zeros(len(cell), np.intp)
    np.cumsum(lines.policy_year[1:] != lines.policy_year[:-1], out=years[1:])
    splits = table.switches["splits"]
    none = np.zeros(0, np.intp)
    if splits.never:
        return Shares(stop, cell, eligible, years, None, none)
    apart = splits.table.take(cell)
    apart &= stop == 0
    apart &= lines.out_of_catalogue > 0
    if not apart.any():
        return Shares(stop, cell, eligible, years, None, none)
    return _split(lines, table, Shares(stop, cell, eligible, years, None, none), apart)


def _split(lines: Lines, table: Portfolio, whole: Shares, apart: Flags) -> Shares:
    source = np.repeat(np.arange(len(apart)), 1 + apart)
    second = np.flatnonzero(source[1:] == source[:-1]) + 1
    at = source[second]
    cell, eligible = whole.cell[source], whole.eligible[source]
    cell[second] += table.width
    rest = np.maximum(lines.billed[at] - lines.refused[at], 0)
    eligible[second] = np.minimum(lines.out_of_catalogue[at], rest)
    return Shares(whole.stop, cell, eligible, whole.year[source], source, second)


def _cells(lines: Lines, table: Portfolio) -> Places:
    cell = lines.category.astype(np.intp)
    cell += 1
    block = table.tiers * table.parts * table.width
    if len(table.rules) > 1:
        cell += lines.plan * np.intp(block)
    if table.tiers > 1:
        tier = np.minimum(lines.tier, table.tier_count[lines.plan] - 1)
        tier = np.where(lines.emergency, table.emergency_tier[lines.plan], tier)
        cell += tier * np.intp(table.parts * table.width)
    return cell


def _stops(lines: Lines, table: Portfolio, cell: Places) -> NDArray[np.int8]:
    """The first reason, in the order of the page, why a line pays nothing; written last to first."""
    stop = np.zeros(len(cell), np.int8)
    event_day = np.where(lines.event_day == 0, lines.day, lines.event_day)
    for name, told, reason in (
        ("needs_listing", ~lines.unlisted, Stop.UNLISTED_HOSPITAL),
        ("needs_referral", lines.referred, Stop.NO_REFERRAL),
    ):
        switch = table.switches[name]
        if not switch.never:
            np.copyto(stop, reason.value, where=switch.table.take(cell) & ~told & ~lines.emergency)
    late = lines.day > event_day + table.within_days.take(cell)
    np.copyto(stop, Stop.TOO_LATE.value, where=late)
    np.copyto(stop, Stop.OTHER_CAUSE.value, where=(table.causes.take(cell) >> lines.cause) & 1 == 0)
    never = table.stops.take(cell)
    np.copyto(stop, never, where=never != 0)
    wait = table.waiting_days.take(lines.plan * np.intp(2) + lines.cause)
    wait += lines.waiting_from
    np.copyto(stop, Stop.WAITING.value, where=lines.day < wait)
    np.copyto(stop, Stop.NOT_IN_FORCE.value, where=_outside(lines, table, cell, event_day))
    return stop


def _outside(lines: Lines, table: Portfolio, cell: Places, event_day: Codes) -> Flags:
    """Whether a line's day is outside the cover; after it, care for an event within it may go on for some days."""
    until = lines.cover_until
    if table.after_expiry.any():
        began_within = (event_day >= lines.cover_from) & (event_day < until)
        until = until + table.after_expiry.take(cell) * began_within
    outside: Flags = (lines.day < lines.cover_from) | (lines.day >= until)
    return outside


def _first_part(lines: Lines, table: Portfolio, cell: Places) -> Ints:
    """What is left of each bill once others' parts and parts that are not covered are off; of a split bill, the listed part."""
    amount = lines.billed - lines.refused
    for name, part in (
        ("less_catalogue", lines.out_of_catalogue),
        ("less_class", lines.class_self_paid),
        ("less_fund", lines.social_fund_paid),
        ("less_other", lines.other_paid),
    ):
        if (less := table.switches[name].part(part, cell)) is not None:
            amount -= less
    np.maximum(amount, 0, out=amount)
    return amount
