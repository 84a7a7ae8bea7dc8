"""How fast does the columnar engine decide, how does it grow, and is it right to the fen?

One million lines of a mixed portfolio are decided by the engine and by the plain loop that the tests call the referee;
every step of every line is compared. `hearten bench costsharing` prints the figures.

Everything runs on one core. Lines a second and the latency of a claim are by the clock on the wall; ratio and slope
compare processor time, so that what else the machine does weighs on both sides alike.
"""

from __future__ import annotations

import gc
import importlib.util
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from hearten.engines.costsharing import Line, Lines, adjudicate, compile_rules, explain, lines_of
from hearten.engines.costsharing.lines import AMOUNTS

LINES = 1_000_000
PIECES = 5
SEED = 20_260_101
LABEL = {"zh": "责任", "en": "Benefit"}
FIRST_DAY = date(2026, 1, 1).toordinal()
REFEREE = Path(__file__).resolve().parents[1] / "tests" / "engines" / "costsharing" / "referee.py"
TRACE = (
    "stop",
    "eligible",
    "over_daily",
    "over_sub_limit",
    "deductible",
    "rated",
    "over_indemnity",
    "over_annual",
    "paid",
)


def run(lines: int = LINES) -> dict[str, float | bool]:
    """The figures. `lines` is for a quick look; what is published is a million."""
    referee = _referee()
    sections = [_section(*plan) for plan in PLANS]
    rules = [compile_rules(section, {}) for section in sections]
    small = portfolio(lines)
    decide = _best(lambda: adjudicate(small, rules), times=10)
    loop, equal = _loop(referee, [referee.read(section, {}) for section in sections], small, rules)
    p50, p99 = _single_claim(rules)
    large = portfolio(10 * lines)
    decide_large = _best(lambda: adjudicate(large, rules), times=5)
    return {
        "lines": lines,
        "lines_per_second": round(lines / decide.wall),
        "loop_lines_per_second": round(1 / loop),
        "loop_ratio": round(loop * lines / decide.processor, 1),
        "equal_to_referee": equal,
        "slope_10x": round(decide_large.processor / decide.processor, 2),
        "lines_per_second_10x": round(10 * lines / decide_large.wall),
        "single_claim_p50_us": round(p50, 1),
        "single_claim_p99_us": round(p99, 1),
        "single_claim_explained_p50_us": round(_explained(rules), 1),
        "peak_over_input": round(_peak(large, rules), 2),
    }


def _category(rates: str, **rest: Any) -> dict[str, Any]:
    settled, unsettled = rates.split()
    return {
        "clause": "2.3", "label": LABEL, "covered": True, "covers_out_of_catalogue": False, "rate_settled": settled,
        "rate_unsettled": unsettled, **rest,
    }  # fmt: skip


_HOSPITAL = {
    "inpatient": _category("100% 60%", covers_out_of_catalogue=True),
    "special_outpatient": _category("100% 60%", covers_out_of_catalogue=True),
    "pre_post_hospital": _category("100% 60%", sub_limit="50000.00"),
}
_VISITS = {
    "outpatient": _category("90% 70%", sub_limit="8000.00", daily_limit="600.00"),
    "emergency": _category("85% 65%", daily_limit="1000.00"),
    "drug": _category("75% 50%", sub_limit="2000.00", covers_class_self_paid=False),
    "dental": {"clause": "2.3", "label": LABEL, "covered": False},
}
# deductible, per, position, position of sub-limits, annual limit, subtract the fund, categories
PLANS: list[tuple[Any, ...]] = [
    ("10000.00", "policy_year", "before_rate", "before_deductible", "2000000.00", True, _HOSPITAL),
    ("5000.00", "policy_year", "before_rate", "before_deductible", "1000000.00", True, _HOSPITAL),
    (None, "", "", "before_deductible", "20000.00", True, _VISITS),
    ("300.00", "policy_year", "before_rate", "before_deductible", "30000.00", True, _HOSPITAL | _VISITS),
    ("500.00", "policy_year", "after_rate", "after_rate", "50000.00", True, _HOSPITAL | _VISITS),
    ("100.00", "event", "before_rate", "before_deductible", "20000.00", True, _VISITS),
    ("200.00", "event", "after_rate", "after_rate", None, True, _VISITS),
    (None, "", "", "before_deductible", "100000.00", False, _HOSPITAL | _VISITS),
]
_NAMES = tuple(dict.fromkeys(name for plan in PLANS for name in plan[-1]))


def _section(  # noqa: PLR0917 -- a row of PLANS
    amount: str | None,
    per: str,
    position: str,
    sub_limits: str,
    annual: str | None,
    fund: bool,
    categories: dict[str, Any],
) -> dict[str, Any]:
    section: dict[str, Any] = {
        "kind": "indemnity",
        "param_date": "service",
        "waiting": {"illness_days": 30, "accident_days": 0, "clause": "2.2"},
        "social_insurance": {"subtract_fund": fund, "clause": "2.5"},
        "categories": categories,
        "sub_limit_position": sub_limits,
        "rounding": "half_up_per_line",
    }
    if amount is not None:
        section["deductible"] = {"amount": amount, "per": per, "position": position, "clause": "2.6"}
    if annual is not None:
        section["annual_limit"] = {"amount": annual, "clause": "2.7"}
    return section


def portfolio(n: int) -> Lines:
    """`n` lines of about n/7 policy years: mostly small visits, some hospital bills, two thirds settled through 医保."""
    rng = np.random.default_rng(SEED)
    year = np.repeat(np.arange(n // 4 + 1), rng.geometric(1 / 7, n // 4 + 1))[:n].astype(np.int64)
    plan = rng.integers(0, len(PLANS), int(year[-1]) + 1).astype(np.int32)[year]
    settled = rng.random(n) < 2 / 3
    billed = (np.exp(rng.normal(6.2, 1.3, n)) * 100).astype(np.int64)
    first = np.full(n, FIRST_DAY, np.int32)

    def part(share: float, most: float) -> Any:
        return np.where(rng.random(n) < share, billed * rng.random(n) * most, 0).astype(np.int64)

    return Lines(
        policy_year=year,
        plan=plan,
        category=_categories(rng, plan),
        day=(FIRST_DAY + rng.integers(0, 366, n)).astype(np.int32),
        cover_from=first,
        cover_until=first + np.int32(365),
        waiting_from=first - np.where(rng.random(n) < 0.5, 365, 0).astype(np.int32),
        cause=(rng.random(n) < 0.2).astype(np.int32),
        event=rng.integers(0, 4, n).astype(np.int32),
        billed=billed,
        refused=part(0.05, 0.3),
        out_of_catalogue=part(0.3, 0.2),
        class_self_paid=part(0.15, 0.1),
        social_fund_paid=np.where(settled, part(1.0, 0.4), 0),
        other_paid=part(0.03, 0.1),
        settled=settled,
    )


def _categories(rng: np.random.Generator, plan: Any) -> Any:
    """Nearly always a kind of expense that the plan speaks of; one in fifty is another one, or unheard of."""
    category = rng.integers(-1, len(_NAMES), len(plan)).astype(np.int32)
    known = rng.random(len(plan)) < 0.98
    for code, (*_, categories) in enumerate(PLANS):
        places = np.flatnonzero(known & (plan == code))
        own = np.array([_NAMES.index(name) for name in categories if name != "dental"], np.int32)
        category[places] = rng.choice(own, len(places))
    return category


def _referee() -> ModuleType:
    spec = importlib.util.spec_from_file_location("costsharing_referee", REFEREE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


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


def _loop(referee: ModuleType, plans: list[Any], lines: Lines, rules: list[Any]) -> tuple[float, bool]:
    """Processor seconds for a line in the quickest of a few pieces of the plain loop, and whether all its answers are the engine's."""
    decision = adjudicate(lines, rules)
    cuts = [
        int(np.searchsorted(lines.policy_year, lines.policy_year[len(lines) * i // PIECES]))
        for i in range(PIECES)
    ]
    quickest, equal, total = float("inf"), True, 0
    for start, stop in zip(cuts, [*cuts[1:], len(lines)], strict=True):
        rows = _rows(referee, lines.cut(start, stop))
        gc.disable()
        began = time.process_time()
        answers = referee.settle(rows, plans)
        quickest = min(quickest, (time.process_time() - began) / len(rows))
        gc.enable()
        found = np.array(answers, np.int64)
        equal &= all(
            (found[:, i] == getattr(decision, name)[start:stop]).all() for i, name in enumerate(TRACE)
        )
        total += int(found[:, -1].sum())
    return quickest, bool(equal and total == decision.total)


def _rows(referee: ModuleType, lines: Lines) -> list[Any]:
    fields = referee.Row._fields
    columns = {name: getattr(lines, name).tolist() for name in fields}
    columns["category"] = [_NAMES[code] if code >= 0 else "" for code in columns["category"]]
    return [referee.Row(*values) for values in zip(*(columns[name] for name in fields), strict=True)]


def _claim() -> list[Line]:
    days = {"cover_from": date(2026, 1, 1), "cover_until": date(2027, 1, 1), "waiting_from": date(2026, 1, 1)}
    kinds = ("inpatient", "outpatient", "drug", "outpatient", "emergency")
    return [
        Line(category=kind, day=date(2026, 3, 1 + i), billed=123_456 * (i + 1), settled=i % 2 == 0,
             social_fund_paid=40_000 * (i % 2 == 0), **days)
        for i, kind in enumerate(kinds)
    ]  # fmt: skip


def _single_claim(rules: list[Any]) -> tuple[float, float]:
    """Median and 99th percentile, in microseconds, of deciding five lines: the quietest of ten times a thousand claims."""
    one = [rules[3]]
    lines = lines_of(_claim(), one)
    batches = [_each(lambda: adjudicate(lines, one), 1_000) for _ in range(10)]
    quietest = min(batches, key=lambda batch: float(np.percentile(batch, 99)))
    return float(np.percentile(quietest, 50)), float(np.percentile(quietest, 99))


def _explained(rules: list[Any]) -> float:
    """Median microseconds from five rows of a claim form to the printed steps of each."""
    one, claim = [rules[3]], _claim()

    def work() -> object:
        decision = adjudicate(lines_of(claim, one), one)
        return [explain(decision, index) for index in range(len(claim))]

    return float(np.percentile(_each(work, 2_000), 50))


def _each(work: Callable[[], object], times: int) -> list[float]:
    for _ in range(200):
        work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1e6)
    return taken


def _peak(lines: Lines, rules: list[Any]) -> float:
    """Memory at the highest point, input and answer included, over the memory of the input."""
    assert all(getattr(lines, name).dtype == np.int64 for name in AMOUNTS)
    gc.collect()
    tracemalloc.start()
    adjudicate(lines, rules)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (lines.nbytes + peak) / lines.nbytes
