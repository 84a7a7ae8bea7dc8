"""The loop compiled by Numba, where Numba is installed: the same answers as NumPy gives, several times as fast."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing import loop
from hearten.engines.costsharing.balances import Accumulators
from hearten.engines.costsharing.buckets import SHAPES, Bucket, Coded, Fine
from hearten.engines.costsharing.capping import Groups
from hearten.engines.costsharing.cells import NO_CAP
from hearten.engines.costsharing.checking import check_lines
from hearten.engines.costsharing.decision import STEP_COLUMNS, TRACE, Decision
from hearten.engines.costsharing.lines import COLUMNS, Ints, given
from hearten.engines.costsharing.portfolio import Portfolio
from hearten.engines.costsharing.program import Effect

THREADS = 2
_COUNTERS = {Bucket.DAYS, Bucket.VISITS, Bucket.EVENTS}


def present() -> bool:
    """Whether Numba is installed."""
    return find_spec("numba") is not None


@cache
def _compiled() -> Callable[..., int]:
    """The loop as machine code; translated once, then read from Numba's cache on disk."""
    import numba

    # No array is made or kept inside, so none needs its references counted.
    how: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
    for helper in loop.HELPERS:
        numba.extending.register_jitable(forceinline=True, **how)(helper)
    compiled: Callable[..., int] = numba.njit(nogil=True, cache=True, **how)(loop.decide)
    return compiled


def warm_up(portfolio: Portfolio) -> None:
    """Translate, or read from the cache, before the first claim waits for it."""
    empty = {name: np.zeros(0, dtype) for name, dtype in COLUMNS}
    columns, memory = Columns(**empty), _memory(portfolio, 0, 0)
    _compiled()(columns, tables_of(portfolio), memory, _opened(None), _room(portfolio, 0))


_named: Any = namedtuple  # noqa: PYI024 -- its fields are those of Lines
Columns = _named("Columns", [name for name, _ in COLUMNS])


def decide_all(decision: Decision, cuts: list[tuple[int, int]], room: Mapping[str, Ints]) -> None:
    """Decide stretches of lines, on two threads where there are several; what steps took is written where there is `room`.

    Raises Invalid for the first line that is wrong.
    """
    work = _compiled()
    zeros = np.zeros(max((stop - start for start, stop in cuts), default=0), np.int64)

    def decide(cut: tuple[int, int]) -> int:
        return _decide(work, decision, room, *cut, zeros)

    if len(cuts) > 1:
        with ThreadPoolExecutor(THREADS) as threads:
            found = list(threads.map(decide, cuts))
    else:
        found = [decide(cut) for cut in cuts]
    for (start, stop), place in zip(cuts, found, strict=True):
        if place >= 0:
            check_lines(decision.lines.cut(start, stop), decision.portfolio, start)
            raise AssertionError(f"the loop stopped at line {start + place}, in which nothing is wrong")


def _decide(  # noqa: PLR0917 -- one stretch of the work
    work: Callable[..., int], decision: Decision, room: Mapping[str, Ints], start: int, stop: int, zeros: Any
) -> int:
    lines, n = decision.lines, stop - start
    columns = Columns(*(_plain(getattr(lines, name)[start:stop], zeros) for name, _ in COLUMNS))
    opening = decision.opening
    if opening is not None:
        opening = opening.within(int(lines.policy_year[start]), int(lines.policy_year[stop - 1]))
    memory = _memory(
        decision.portfolio, _longest(columns.policy_year), 0 if opening is None else len(opening)
    )
    where = slice(start, stop)
    spare = np.empty(n if room else 0, np.int64)
    steps = (
        room[name][where] if name in room and (given(room[name]) or not n) else spare for name in STEP_COLUMNS
    )
    answer: list[Any] = [decision.stop[where], decision.eligible[where], *steps, decision.paid[where]]
    tables, opened = tables_of(decision.portfolio), _opened(opening)
    return work(columns, tables, memory, opened, loop.Answer(bool(room), *answer))


def _plain(column: NDArray[Any], zeros: NDArray[np.int64]) -> NDArray[Any]:
    """The column as the loop was compiled for: in one piece, and not locked. One left out is a stretch of zeros."""
    if not given(column) and len(column) and not column[0]:
        return zeros.view(column.dtype)[: len(column)]
    if column.flags.c_contiguous and column.flags.writeable:
        return column
    return np.array(column)


def _longest(policy_year: NDArray[np.int64]) -> int:
    """How many lines the longest policy year has."""
    if not len(policy_year):
        return 0
    starts = Groups.of(policy_year).starts
    return int(np.diff(starts, append=len(policy_year)).max())


def _memory(portfolio: Portfolio, longest: int, opened: int) -> loop.Memory:
    tables = tables_of(portfolio)
    rows = longest + opened + 2
    # Each line looks a person and its finer buckets up, in two shares at most.
    keys = (longest * (_finer(portfolio) * portfolio.parts + 1) + 2 * opened + 1) * 2
    size = 1 << keys.bit_length()
    hashed: list[Any] = [np.zeros(size, np.int64) for _ in range(4)]
    state = np.zeros(5, np.int64)
    used = np.zeros((rows, int(tables.slots.max()) + 1), np.int64)
    return loop.Memory(*[used, *hashed, state, np.zeros(len(STEP_COLUMNS), np.int64)])


@lru_cache(maxsize=256)
def _finer(portfolio: Portfolio) -> int:
    """The most caps of one cell that day, visit or event tell apart."""
    return max(
        sum(
            cap.shape.fine is not Fine.NONE and bool(cap.present[cell])
            for s in portfolio.steps
            for cap in s.caps
        )
        for cell in range(len(portfolio.cells))
    )


def _opened(opening: Accumulators | None) -> loop.Opened:
    if opening is None:
        none = np.zeros(0, np.int64)
        return loop.Opened(none, none, none, none, none, none)
    columns = (
        opening.policy_year,
        opening.bucket,
        opening.person,
        opening.category,
        opening.fine(),
        opening.used,
    )
    return loop.Opened(*(np.array(column, np.int64) for column in columns))


@lru_cache(maxsize=256)
def tables_of(portfolio: Portfolio) -> loop.Tables:
    """The rules laid out for the loop: for each cell the rows of steps that it takes."""
    cell_start, rows = [0], []
    slots = _Slots(portfolio)
    for cell in range(len(portfolio.cells)):
        rows += list(_ops(portfolio, cell, slots))
        cell_start.append(len(rows))
    switch = {name: found.table for name, found in portfolio.switches.items()}
    return loop.Tables(
        width=portfolio.width,
        tiers=portfolio.tiers,
        parts=portfolio.parts,
        plans=len(portfolio.rules),
        stops=portfolio.stops,
        causes=portfolio.causes,
        within_days=portfolio.within_days,
        after_expiry=portfolio.after_expiry,
        needs_referral=switch["needs_referral"],
        needs_listing=switch["needs_listing"],
        less_catalogue=switch["less_catalogue"],
        less_class=switch["less_class"],
        less_fund=switch["less_fund"],
        less_other=switch["less_other"],
        splits=switch["splits"],
        waiting_days=portfolio.waiting_days,
        emergency_tier=portfolio.emergency_tier,
        tier_count=portfolio.tier_count,
        rates=portfolio.rates,
        band_row=portfolio.band_row,
        band_ends=portfolio.band_ends,
        band_rates=portfolio.band_rates,
        cell_start=np.array(cell_start, np.int64),
        ops=np.array(rows or [[0] * loop.OPS_WIDTH], np.int64),
        slots=slots.counts,
        open_slot=slots.table,
        open_shape=np.array(
            [
                [shape.by_person, shape.coded is not Coded.NOTHING, shape.fine, bucket in _COUNTERS]
                for bucket, shape in SHAPES.items()
            ],
            np.int64,
        ),
    )


class _Slots:
    """The place of each bucket among those of its plan."""

    def __init__(self, portfolio: Portfolio) -> None:
        codes = max(len(known) for known in portfolio.codes_by.values()) or 1
        self.table = np.full((len(portfolio.rules), len(Bucket), codes), -1, np.int64)
        self.counts = np.zeros(len(portfolio.rules), np.int64)

    def of(self, plan: int, bucket: Bucket, code: int) -> int:
        if self.table[plan, bucket, code] < 0:
            self.table[plan, bucket, code] = self.counts[plan]
            self.counts[plan] += 1
        return int(self.table[plan, bucket, code])


def _ops(portfolio: Portfolio, cell: int, slots: _Slots) -> Iterator[list[int]]:
    """The rows of one cell, in the order of the steps."""
    plan = cell // (portfolio.tiers * portfolio.parts * portfolio.width)
    for step in portfolio.steps:
        if not step.active[cell]:
            continue
        social = step.credits_social is not None and step.credits_social[cell]
        other = step.credits_other is not None and step.credits_other[cell]
        caps = [cap for cap in step.caps if cap.present[cell]]
        row = [
            step.effect,
            STEP_COLUMNS.index(step.column),
            social * loop.SOCIAL + other * loop.OTHER,
            len(caps),
        ]
        for cap in caps:
            code = int(cap.codes[cell])
            row += [
                int(cap.amounts[cell]),
                slots.of(plan, cap.bucket, code),
                cap.shape.fine,
                cap.shape.by_person,
            ]
        yield [int(value) for value in row] + [0] * (loop.OPS_WIDTH - len(row))


def _room(portfolio: Portfolio, n: int) -> loop.Answer:
    """Room for an answer to no lines at all, of the types that real ones have."""
    column = np.zeros(n, np.int64)
    return loop.Answer(False, np.zeros(n, np.int8), *(column for _ in TRACE[1:]))


# The loop names effects and keys by number.
assert [effect.value for effect in Effect] == list(range(7))  # noqa: S101
assert [fine.value for fine in Fine] == [loop.NO_KEY, loop.BY_EVENT, loop.BY_DAY, loop.BY_VISIT]  # noqa: S101
assert loop.Answer._fields[1:] == TRACE  # noqa: S101
assert loop.LARGEST_SUM == NO_CAP  # noqa: S101
