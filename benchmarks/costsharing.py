"""How fast does the columnar engine decide, how does it grow, and is it right to the fen?

A portfolio of all product families mixed, one fifth of it events of benefits that look at no bill, is decided by the
engine, and a sample of whole policies in it by the plain loops that the tests call referees; every step of every line of
the sample is compared. `hearten bench costsharing` prints the figures.

Lines a second are by the clock on the wall. Ratio and slope compare processor time, and the latency of a claim is
processor time, so that what else the machine does does not count; `…_wall_us` is the same latency on the wall.
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from hearten.engines.costsharing import Line, adjudicate, compile_rules, explain, lines_of
from hearten.engines.costsharing.decision import TRACE
from hearten.engines.costsharing.engine import Executor, compiled
from hearten.engines.costsharing.families import decide

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.engines.costsharing import mixed, referee
from tests.engines.costsharing.families import portfolios
from tests.engines.costsharing.families import test_against_referee as events_held
from tests.engines.costsharing.plans import PLANS

LINES = 1_000_000
# The group of illnesses d0 to d4 in the first plan of events.
_GROUP_OF = np.array([0, 1, -1, 0, 1])
SAMPLES = 10
SAMPLE = 20_000


def run(lines: int = LINES) -> dict[str, float | bool]:
    """The figures. `lines` is for a quick look; what is published is a million and ten million."""
    figures, quick = _once(lines)
    large = Portfolio(10 * lines)
    slow = _best(large.decide, times=3)
    return figures | {
        "slope_10x": round(slow.processor / quick.processor, 2),
        "lines_per_second_10x": round(10 * lines / slow.wall),
        "equal_to_referee_10x": _loops(large).equal,
        "peak_over_input": round(_peak(large), 2),
    }


def _once(lines: int) -> tuple[dict[str, float | bool], Time]:
    """The figures of the smaller table, and the time that its decision takes."""
    small = Portfolio(lines)
    small.decide()
    quick = _best(small.decide, times=7)
    bills = _best(small.decide_bills, times=5)
    traced = _best(lambda: small.decide_bills().steps, times=3)
    numpy = _best(lambda: small.decide_bills(Executor.NUMPY), times=3)
    loop = _loops(small)
    (p50, p99), (_, wall) = _single_claim(time.thread_time), _single_claim(time.perf_counter)
    return {
        "lines": lines,
        "lines_per_second": round(lines / quick.wall),
        "loop_lines_per_second": round(lines / loop.seconds),
        "loop_ratio": round(loop.seconds / quick.processor, 1),
        "loop_ratio_bills": round(loop.bill_seconds / bills.processor, 1),
        "bills_per_second": round(len(small.bills) / bills.wall),
        "bills_traced_per_second": round(len(small.bills) / traced.wall),
        "bills_per_second_numpy": round(len(small.bills) / numpy.wall),
        "numba": compiled.present(),
        "equal_to_referee": loop.equal,
        "single_claim_p50_us": round(p50, 1),
        "single_claim_p99_us": round(p99, 1),
        "single_claim_p99_wall_us": round(wall, 1),
        "single_claim_explained_p50_us": round(_explained(), 1),
    }, quick


class Portfolio:
    """`n` lines: four fifths bills, one fifth events."""

    def __init__(self, n: int) -> None:
        self.bills = mixed.portfolio(n - n // 5)
        self.rules = mixed.rules_of()
        events = portfolios.portfolio(n // 5)
        # An illness belongs to the group that the first plan's rules say; what no benefit is was not paid before.
        grouped = np.where(events.plan == 0, _GROUP_OF[events.disease], events.group).astype(np.int32)
        decided = np.where(events.benefit < 0, -1, events.decided)
        self.events = events._replace(group=grouped, decided=decided)
        self.family_rules = [compile_rules(section, {}) for section in portfolios.SECTIONS]

    @property
    def nbytes(self) -> int:
        return self.bills.nbytes + self.events.nbytes

    def decide(self) -> tuple[Any, Any]:
        return self.decide_bills(), decide(self.events, self.family_rules)

    def decide_bills(self, executor: Executor | None = None) -> Any:
        return adjudicate(self.bills, self.rules, executor=executor)


class Time(NamedTuple):
    """Seconds on the wall and of the processor, each the least of several runs."""

    wall: float
    processor: float


def _best(work: Callable[[], object], times: int) -> Time:
    taken = []
    for _ in range(times):
        gc.collect()
        wall, processor = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - wall, time.process_time() - processor))
    return Time(min(wall for wall, _ in taken), min(processor for _, processor in taken))


class Loops(NamedTuple):
    """What the plain loops would take for all lines, by the quickest of their samples, and whether all they said is the engine's."""

    bill_seconds: float
    event_seconds: float
    equal: bool

    @property
    def seconds(self) -> float:
        return self.bill_seconds + self.event_seconds


def _loops(portfolio: Portfolio) -> Loops:
    decision, answer = portfolio.decide()
    bill, bills_equal = _bill_loop(portfolio, decision)
    event, events_equal = _event_loop(portfolio, answer)
    return Loops(bill * len(portfolio.bills), event * portfolio.events.rows, bills_equal and events_equal)


def _bill_loop(portfolio: Portfolio, decision: Any) -> tuple[float, bool]:
    """Processor seconds for a line, and whether every step of every line of the samples, and their totals, are equal."""
    plans = [referee.read(section, {}) for section in PLANS.values()]
    quickest, equal = float("inf"), True
    for start, stop in _samples(portfolio.bills.policy_year):
        rows = mixed.rows_of(portfolio.bills.cut(start, stop))
        taken, answers = _timed(lambda rows=rows: referee.settle(rows, plans))
        quickest = min(quickest, taken / len(rows))
        found = np.array(answers, np.int64)
        equal &= all(
            (found[:, i] == getattr(decision, name)[start:stop]).all() for i, name in enumerate(TRACE)
        )
        equal &= int(found[:, -1].sum()) == int(decision.paid[start:stop].sum())
    return quickest, bool(equal)


def _event_loop(portfolio: Portfolio, answer: Any) -> tuple[float, bool]:
    """The same for events: paid, reason and balance of every event of the samples."""
    quickest, equal = float("inf"), True
    for start, stop in _samples(portfolio.events.policy):
        events = portfolio.events.cut(start, stop)
        named = zip(events_held.rows_of(events), events.disease.tolist(), strict=True)
        rows = [replace(row, disease=f"d{disease}") for row, disease in named]
        taken, plain = _timed(lambda rows=rows: events_held.plain(rows))
        quickest = min(quickest, taken / len(rows))
        equal &= events_held.answers(answer.cut(start, stop)) == plain
    return quickest, equal


def _samples(years: Any) -> list[tuple[int, int]]:
    """Stretches of whole policies, spread over the table."""
    n, several = len(years), min(SAMPLES, max(1, len(years) // SAMPLE))
    starts = [int(np.searchsorted(years, years[n * i // several])) for i in range(several)]
    ends = [int(np.searchsorted(years, years[min(start + SAMPLE, n - 1)])) for start in starts]
    return [(start, end if end > start else n) for start, end in zip(starts, ends, strict=True)]


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    gc.disable()
    began = time.process_time()
    found = work()
    taken = time.process_time() - began
    gc.enable()
    return taken, found


def _claim() -> list[Line]:
    days = {"cover_from": date(2026, 1, 1), "cover_until": date(2027, 1, 1), "waiting_from": date(2026, 1, 1)}
    kinds = ("inpatient", "outpatient", "drug", "outpatient", "emergency")
    return [
        Line(category=kind, day=date(2026, 3, 1 + i), billed=123_456 * (i + 1), settled=i % 2 == 0,
             social_fund_paid=40_000 * (i % 2 == 0), **days)
        for i, kind in enumerate(kinds)
    ]  # fmt: skip


def _one_plan() -> list[Any]:
    return [compile_rules(PLANS["group_before"], {})]


def _single_claim(clock: Callable[[], float]) -> tuple[float, float]:
    """Median and 99th percentile, in microseconds, of deciding five lines: the quietest of ten times a thousand claims."""
    one = _one_plan()
    lines = lines_of(_claim(), one)
    batches = [_each(lambda: adjudicate(lines, one), 1_000, clock) for _ in range(10)]
    quietest = min(batches, key=lambda batch: float(np.percentile(batch, 99)))
    return float(np.percentile(quietest, 50)), float(np.percentile(quietest, 99))


def _explained() -> float:
    """Median microseconds from five rows of a claim form to the printed steps of each."""
    one, claim = _one_plan(), _claim()

    def work() -> object:
        decision = adjudicate(lines_of(claim, one), one)
        return [explain(decision, index) for index in range(len(claim))]

    return float(np.percentile(_each(work, 1_000, time.thread_time), 50))


def _each(work: Callable[[], object], times: int, clock: Callable[[], float]) -> list[float]:
    for _ in range(200):
        work()
    taken = []
    for _ in range(times):
        start = clock()
        work()
        taken.append((clock() - start) * 1e6)
    return taken


def _peak(portfolio: Portfolio) -> float:
    """Memory at the highest point, input and answer included, over the memory of the input."""
    gc.collect()
    tracemalloc.start()
    held = portfolio.decide()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del held
    return (portfolio.nbytes + peak) / portfolio.nbytes
