"""Random rules and random lines: the engine and the plain loop must agree on every step of every line, to the fen (L3)."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten.engines.costsharing import Bucket, Used, adjudicate, balances_of, closing, compile_rules
from tests.engines.costsharing.portfolios import answers, any_benefits, any_rows, columns
from tests.engines.costsharing.referee import Row, read, settle

SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
    assert answers(adjudicate(columns(rows, rules), rules)) == expected
    assert answers(adjudicate(columns(rows, rules), rules, chunk=chunk)) == expected


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
    for name in ("policy_year", "bucket", "category", "day", "event", "used"):
        assert getattr(once, name).tolist() == getattr(twice, name).tolist()


_KINDS = {
    "deductible": Bucket.DEDUCTIBLE,
    "event": Bucket.EVENT_DEDUCTIBLE,
    "day": Bucket.DAILY_LIMIT,
    "sub": Bucket.SUB_LIMIT,
    "annual": Bucket.ANNUAL_LIMIT,
}


@SLOW
@given(any_portfolio(), st.data())
def test_opening_balances_equal_the_referees(
    portfolio: tuple[list[dict[str, Any]], list[Row]], data: st.DataObject
) -> None:
    """Any balances, also of years and kinds that no line has, also given in two rows, mean the same to both."""
    sections, rows = portfolio
    years = sorted({row.policy_year for row in rows} | {99})
    amount = st.integers(0, 60_000)
    used: dict[tuple[Any, ...], int] = {}
    for year in years:
        used |= {
            (year, "deductible"): data.draw(amount),
            (year, "annual"): data.draw(amount),
            (year, "sub", "drug"): data.draw(amount),
            (year, "event", 1): data.draw(amount),
            (year, "day", "inpatient", rows[0].day): data.draw(amount),
        }
    rules = [compile_rules(section, {}) for section in sections]
    opening = balances_of([half for key, sum_ in used.items() for half in _halves(key, sum_)], rules)
    decision = adjudicate(columns(rows, rules), rules, opening)
    assert answers(decision) == settle(rows, [read(section, {}) for section in sections], used)


def _halves(key: tuple[Any, ...], amount: int) -> list[Used]:
    year, kind, *rest = key
    told: dict[str, Any] = {"policy_year": year, "bucket": _KINDS[kind]}
    told |= {"event": rest[0]} if kind == "event" else {"category": rest[0]} if rest else {}
    told |= {"day": rest[1]} if kind == "day" else {}
    return [Used(**told, used=amount // 2), Used(**told, used=amount - amount // 2)]
