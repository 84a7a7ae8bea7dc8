"""Deciding a table of events of all families: cut at policies, run in rounds on columns or, where Numba is present, compiled.

Every family has a step `visit(i, e, s, r, w, o)`: event (or column of events) `i` of events `e` with places `s`, rules `r`,
remembered state `w` and answers `o`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.families import (
    care,
    critical_illness,
    daily_cash,
    disability,
    health_account,
    income,
)
from hearten.engines.costsharing.families.checking import check_events
from hearten.engines.costsharing.families.common import FamilyRules, stops, waiting_columns
from hearten.engines.costsharing.families.compiled import loop_for
from hearten.engines.costsharing.families.events import Events

# Rows of a chunk: rounds want long columns, the compiled loop wants all its columns in the processor's cache.
CHUNK, LOOP_CHUNK = 262_144, 32_768
# Below this compiling costs more than it saves.
COMPILE_FROM = 200_000

FAMILIES: dict[str, ModuleType] = {
    "fixed_tiers": critical_illness,
    "disability_grades": disability,
    "income": income,
    "care": care,
    "daily_cash": daily_cash,
    "health_account": health_account,
}


class FamilyDecision(NamedTuple):
    """What each event pays, why, and what follows; the rest is the trace that the printed formula is made of."""

    paid: NDArray[np.int64]
    reason: NDArray[np.int8]
    outcome: NDArray[np.int16]
    base: NDArray[np.int64]
    rate: NDArray[np.int32]
    months: NDArray[np.int32]
    days: NDArray[np.int32]
    length: NDArray[np.int32]
    intensive: NDArray[np.int32]
    deducted: NDArray[np.int64]
    balance: NDArray[np.int64]

    @property
    def total(self) -> int:
        return int(self.paid.sum())

    def cut(self, start: int, stop: int) -> FamilyDecision:
        columns: list[Any] = [column[start:stop] for column in self]
        return FamilyDecision(*columns)


class Places(NamedTuple):
    """Where what is remembered of an event lies (its policy within the chunk, the policy's first row), and what stops it."""

    policy: Any
    first: Any
    stop: Any


_DTYPES = (
    np.int64, np.int8, np.int16, np.int64, np.int32, np.int32, np.int32, np.int32, np.int32, np.int64, np.int64,
)  # fmt: skip


def decide(events: Events, rules: Sequence[FamilyRules], *, compiled: bool | None = None) -> FamilyDecision:
    """What every event pays. `compiled` asks for Numba or for NumPy; None leaves the choice to the size of the table.

    Raises Invalid naming column and row when the table is not what docs/algorithms/fixed_benefits.md says.
    """
    rows = events.rows
    columns: list[Any] = [np.zeros(rows, dtype) for dtype in _DTYPES]
    answer = FamilyDecision(*columns)
    if not rows:
        return answer
    check_events(events, rules)
    use_loop = rows >= COMPILE_FROM if compiled is None else compiled
    plans = _Plans(rules)
    for start, stop in _chunks(events.policy, LOOP_CHUNK if use_loop else CHUNK):
        _decide_chunk(events.cut(start, stop), plans, answer.cut(start, stop), use_loop)
    return answer


class _Plans:
    """Rules sorted by family: the family of each plan, and its place among the plans of its family."""

    def __init__(self, rules: Sequence[FamilyRules]) -> None:
        kinds = [kind for kind in FAMILIES if any(rule.kind == kind for rule in rules)]
        own = {kind: [rule for rule in rules if rule.kind == kind] for kind in kinds}
        self.modules = [FAMILIES[kind] for kind in kinds]
        self.columns = [FAMILIES[kind].columns(own[kind]) for kind in kinds]
        self.waiting = waiting_columns(rules)
        self.family = np.array([kinds.index(rule.kind) for rule in rules], np.int8)
        self.place = np.array([own[rule.kind].index(rule) for rule in rules], np.int32)


def _chunks(policy: Any, size: int) -> Iterator[tuple[int, int]]:
    start, rows = 0, len(policy)
    while start < rows:
        stop = min(start + size, rows)
        if stop < rows:
            first = int(np.searchsorted(policy, policy[stop]))
            stop = first if first > start else int(np.searchsorted(policy, policy[stop], side="right"))
        yield start, stop
        start = stop


def _decide_chunk(events: Events, plans: _Plans, answer: FamilyDecision, use_loop: bool) -> None:
    starts = np.flatnonzero(np.r_[True, events.policy[1:] != events.policy[:-1]])
    counts = np.diff(np.r_[starts, events.rows])
    stop = stops(events, plans.waiting)
    places = Places(np.repeat(np.arange(len(starts)), counts), np.repeat(starts, counts), stop)
    family = plans.family[events.plan]
    events = events._replace(plan=plans.place[events.plan])
    for code, (module, rules) in enumerate(zip(plans.modules, plans.columns, strict=True)):
        index = np.flatnonzero(family == code)
        if not len(index):
            continue
        state = module.state(rules, len(starts), events.rows)
        loop = loop_for(module) if use_loop else None
        if loop is None:
            _in_rounds(module, index, events, places, rules, state, answer)
        else:
            loop(index, events, places, rules, state, answer)


def _in_rounds(  # noqa: PLR0917 -- the step's own arguments
    module: ModuleType, index: Any, events: Events, places: Places, rules: Any, state: Any, answer: Any
) -> None:
    """The first event of every policy, then the second, and so on: within a round no policy is there twice."""
    rank = (index - places.first[index]).astype(np.int32)
    sizes = np.bincount(rank)
    order = index[np.argsort(rank, kind="stable")] if len(sizes) > 1 else index
    sorted_events, sorted_places = _InOrder(events, order), _InOrder(places, order)
    written = _Written(answer, len(order))
    start = 0
    for size in sizes.tolist():
        now = slice(start, start + size)
        module.visit(now, sorted_events, sorted_places, rules, state, written)
        start += size
    written.put(order)


class _InOrder:
    """Columns in another order, each taken when it is first asked for."""

    def __init__(self, columns: Any, order: Any) -> None:
        self._columns, self._order = columns, order

    def __getattr__(self, name: str) -> Any:
        column = getattr(self._columns, name)[self._order]
        setattr(self, name, column)
        return column


class _Written:
    """Columns to write to, each made when it is first asked for; `put` writes them to their rows."""

    def __init__(self, answer: FamilyDecision, rows: int) -> None:
        self._answer, self._rows = answer, rows
        self._made: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        column = np.empty(self._rows, getattr(self._answer, name).dtype)
        setattr(self, name, column)
        self._made[name] = column
        return column

    def put(self, order: Any) -> None:
        for name, column in self._made.items():
            getattr(self._answer, name)[order] = column
