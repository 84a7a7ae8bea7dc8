"""Random rules and random lines: the engine and the plain loop must agree on every step of every line, to the fen (L3)."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten.engines.costsharing import (
    Bucket,
    Used,
    adjudicate,
    balances_of,
    closing,
    compile_rules,
    compiled,
)
from hearten.engines.costsharing.engine import Executor
from tests.engines.costsharing import mixed
from tests.engines.costsharing.plans import PLANS
from tests.engines.costsharing.portfolios import (
    DAY_ZERO,
    answers,
    any_benefits,
    any_rows,
    benefits,
    columns,
    deductible,
)
from tests.engines.costsharing.referee import Row, read, settle

# Numba is optional: where it is not installed, NumPy alone is held against the referee.
EXECUTORS = [Executor.NUMPY, *([Executor.NUMBA] if compiled.present() else [])]
SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def any_portfolio(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[Row]]:
    sections = draw(st.lists(any_benefits(), min_size=1, max_size=3))
    return sections, draw(any_rows(len(sections)))


@SLOW
@given(any_portfolio(), st.integers(1, 9))
def test_engine_equals_referee(portfolio: tuple[list[dict[str, Any]], list[Row]], chunk: int) -> None:
    sections, rows = portfolio
    rules = [compile_rules(section, {}) for section in sections]
    expected = settle(rows, [read(section, {}) for section in sections])
    for executor in EXECUTORS:
        assert answers(adjudicate(columns(rows, rules), rules, executor=executor)) == expected
        assert answers(adjudicate(columns(rows, rules), rules, chunk=chunk, executor=executor)) == expected


@SLOW
@given(any_portfolio(), st.data())
def test_closing_balances_continue_a_policy_year(
    portfolio: tuple[list[dict[str, Any]], list[Row]], data: st.DataObject
) -> None:
    """Two halves, the second with the balances of the first, are the whole; wherever the cut is."""
    sections, rows = portfolio
    cut = data.draw(st.integers(0, len(rows)))
    rules = [compile_rules(section, {}) for section in sections]
    whole = adjudicate(columns(rows, rules), rules)
    first = adjudicate(columns(rows[:cut], rules), rules)
    second = adjudicate(columns(rows[cut:], rules), rules, closing(first), chunk=3)
    assert answers(first) + answers(second) == answers(whole)
    once, twice = closing(whole), closing(second)
    for name in ("policy_year", "bucket", "person", "category", "day", "event", "used"):
        assert getattr(once, name).tolist() == getattr(twice, name).tolist()


_KINDS = {
    "deductible": Bucket.DEDUCTIBLE,
    "family deductible": Bucket.FAMILY_DEDUCTIBLE,
    "event": Bucket.EVENT_DEDUCTIBLE,
    "day": Bucket.DAILY_LIMIT,
    "sub": Bucket.SUB_LIMIT,
    "annual": Bucket.ANNUAL_LIMIT,
    "copay": Bucket.COPAY,
    "own": Bucket.OUT_OF_POCKET,
    "group": Bucket.GROUP_LIMIT,
    "lifetime": Bucket.LIFETIME_LIMIT,
}


@SLOW
@given(any_portfolio(), st.data())
def test_opening_balances_equal_the_referees(
    portfolio: tuple[list[dict[str, Any]], list[Row]], data: st.DataObject
) -> None:
    """Any balances, also of years and kinds that no line has, also given in two rows, mean the same to both."""
    sections, rows = portfolio
    years = [*range(rows[0].policy_year - 1, rows[-1].policy_year + 2), 99]
    amount = st.integers(0, 60_000)
    used: dict[tuple[Any, ...], int] = {}
    for year in years:
        used |= {
            (year, "deductible", 0): data.draw(amount),
            (year, "family deductible"): data.draw(amount),
            (year, "annual", 1): data.draw(amount),
            (year, "sub", 0, "drug"): data.draw(amount),
            (year, "event", 7, 1): data.draw(amount),
            (year, "day", 0, "inpatient", rows[0].day): data.draw(amount),
            (year, "copay", 0, "drug", ("visit", -1)): data.draw(amount),
            (year, "copay", 0, "drug", ("day", rows[0].day)): data.draw(amount),
            (year, "bands", 0, "usual"): data.draw(amount),
            (year, "bands", 0, "other", 2): data.draw(amount),
            (year, "own", 0): data.draw(amount),
            (year, "group", 0, "listed"): data.draw(amount),
            (year, "lifetime", 1): data.draw(amount),
        }
    rules = [compile_rules(section, {}) for section in sections]
    opening = balances_of([half for key, sum_ in used.items() for half in _halves(key, sum_)], rules)
    expected = settle(rows, [read(section, {}) for section in sections], used)
    for executor in EXECUTORS:
        assert answers(adjudicate(columns(rows, rules), rules, opening, executor=executor)) == expected


def test_all_kinds_of_plans_equal_the_referee() -> None:
    """A small sample of the portfolio that the benchmark decides: every kind of plan, several persons, visits, tiers."""
    lines, rules = mixed.portfolio(6_000), mixed.rules_of()
    expected = settle(mixed.rows_of(lines), [read(section, {}) for section in PLANS.values()])
    for executor in EXECUTORS:
        decision = adjudicate(lines, rules, executor=executor, chunk=1_000)
        assert answers(decision) == expected
        assert set(decision.stop.tolist()) == set(range(9))
        assert all(column.any() for column in decision.steps.values())


@pytest.mark.parametrize("seed", range(3))
def test_many_lines_equal_the_referees(seed: int) -> None:
    """Long policy years, days and events far apart, several chunks, balances for every second year."""
    rng = random.Random(seed)
    kinds = {
        "inpatient": {"sub_limit": "900.00"},
        "outpatient": {"daily_limit": "80.00"},
        "drug": {"sub_limit": "100.00"},
    }
    sections = [
        benefits(kinds, deductible=deductible("50.00", per, position), sub_limit_position=sub_limits)
        for per in ("policy_year", "event")
        for position in ("before_rate", "after_rate")
        for sub_limits in ("before_deductible", "after_rate")
    ]
    rows = [_some_row(rng, year) for year in range(200) for _ in range(rng.choice((1, 5, 40, 200)))]
    used: dict[tuple[Any, ...], int] = {}
    for year in range(-1, 203, 2):
        used[year, "deductible", 0] = rng.randrange(6_000)
        used[year, "sub", 0, "drug"] = rng.randrange(10_000)
        used[year, "event", 0, 2**31 - 1] = rng.randrange(6_000)
        used[year, "day", 0, "outpatient", DAY_ZERO + 1] = rng.randrange(9_000)
    rules = [compile_rules(section, {}) for section in sections]
    opening = balances_of([half for key, sum_ in used.items() for half in _halves(key, sum_)], rules)
    expected = settle(rows, [read(section, {}) for section in sections], used)
    for executor in EXECUTORS:
        for chunk in (1_000, 100_000):
            found = adjudicate(columns(rows, rules), rules, opening, chunk=chunk, executor=executor)
            assert answers(found) == expected


def _some_row(rng: random.Random, year: int) -> Row:
    return Row(
        policy_year=year,
        plan=year % 8,
        category=rng.choice(["inpatient", "outpatient", "drug"]),
        day=DAY_ZERO + rng.choice((1, 2, 300, 400_000)),
        cover_from=DAY_ZERO,
        cover_until=DAY_ZERO + 500_000,
        waiting_from=DAY_ZERO,
        cause=1,
        event=rng.choice((-(2**31), -1, 0, 1, 256, 65_537, 2**31 - 1)),
        billed=rng.randrange(10_000),
        settled=rng.random() < 0.5,
    )


def _halves(key: tuple[Any, ...], amount: int) -> list[Used]:
    """The referee's balance as two rows for the engine."""
    year, kind, *rest = key
    told: dict[str, Any] = {"policy_year": year, "person": rest[0] if rest else 0}
    if kind == "bands":
        told["bucket"] = Bucket.EVENT_BANDS if len(rest) > 2 else Bucket.BANDS
        told |= {"category": rest[1]} | ({"event": rest[2]} if len(rest) > 2 else {})
    else:
        told["bucket"] = _KINDS[kind]
        told |= {"event": rest[1]} if kind == "event" else {"category": rest[1]} if len(rest) > 1 else {}
        told |= {"day": rest[2]} if kind == "day" else {}
    if kind == "copay":
        told["event" if rest[2][0] == "visit" else "day"] = rest[2][1]
    return [Used(**told, used=amount // 2), Used(**told, used=amount - amount // 2)]
