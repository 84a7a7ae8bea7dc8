"""What must hold for any rules and any lines (docs/algorithms/cost_sharing.md, "What holds")."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten.engines.costsharing import adjudicate, compile_rules, explain
from tests.engines.costsharing.portfolios import any_benefits, any_rows, columns
from tests.engines.costsharing.referee import Row

SLOW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def one_plan(draw: st.DrawFn) -> tuple[dict[str, Any], list[Row]]:
    return draw(any_benefits()), draw(any_rows(1))


@SLOW
@given(one_plan())
def test_bounds_and_ties(portfolio: tuple[dict[str, Any], list[Row]]) -> None:
    """Paid lies within the eligible expense and what is left of the bill; the trace adds up."""
    section, rows = portfolio
    rules = [compile_rules(section, {})]
    d = adjudicate(columns(rows, rules), rules)
    rest = d.lines.billed - d.lines.social_fund_paid - d.lines.other_paid
    assert (d.paid >= 0).all()
    assert (d.paid <= d.eligible).all()
    assert (d.paid <= rest.clip(min=0)).all()
    for name in ("over_daily", "over_sub_limit", "deductible", "rated", "over_indemnity", "over_annual"):
        assert (getattr(d, name) >= 0).all(), name
    after = section.get("deductible", {}).get("position") == "after_rate"
    late = section["sub_limit_position"] == "after_rate"
    less_late = (d.deductible if after else 0) + (d.over_sub_limit if late else 0)
    assert (d.paid == d.rated - less_late - d.over_indemnity - d.over_annual).all()
    for index in range(len(rows)):
        assert sum(step.amount for step in explain(d, index)) == d.paid[index]


@SLOW
@given(one_plan())
def test_limits_hold_for_each_policy_year(portfolio: tuple[dict[str, Any], list[Row]]) -> None:
    section, rows = portfolio
    rules = [compile_rules(section, {})]
    d = adjudicate(columns(rows, rules), rules)
    paid: dict[Any, int] = defaultdict(int)
    borne: dict[Any, int] = defaultdict(int)
    by_event = section.get("deductible", {}).get("per") == "event"
    for row, amount, own in zip(rows, d.paid.tolist(), d.deductible.tolist(), strict=True):
        paid[row.policy_year] += amount
        borne[row.policy_year, row.event if by_event else None] += own
    if "annual_limit" in section:
        assert max(paid.values()) <= section["annual_limit"]["amount"]
    assert max(borne.values()) <= section.get("deductible", {"amount": 0})["amount"]


@SLOW
@given(one_plan(), st.data())
def test_more_billed_never_pays_less(
    portfolio: tuple[dict[str, Any], list[Row]], data: st.DataObject
) -> None:
    """Not on that line; and nothing changes on the lines before it."""
    section, rows = portfolio
    rules = [compile_rules(section, {})]
    place = data.draw(st.integers(0, len(rows) - 1))
    dearer = rows[place]._replace(billed=rows[place].billed + data.draw(st.integers(1, 10**6)))
    more = [*rows[:place], dearer, *rows[place + 1 :]]
    before = adjudicate(columns(rows, rules), rules)
    after = adjudicate(columns(more, rules), rules)
    assert after.paid[place] >= before.paid[place]
    assert after.paid[:place].tolist() == before.paid[:place].tolist()


@SLOW
@given(one_plan(), st.data())
def test_policy_years_do_not_touch_each_other(
    portfolio: tuple[dict[str, Any], list[Row]], data: st.DataObject
) -> None:
    section, rows = portfolio
    rules = [compile_rules(section, {})]
    year = data.draw(st.sampled_from(sorted({row.policy_year for row in rows})))
    whole = adjudicate(columns(rows, rules), rules)
    alone = [row for row in rows if row.policy_year == year]
    expected = [paid for row, paid in zip(rows, whole.paid.tolist(), strict=True) if row.policy_year == year]
    assert adjudicate(columns(alone, rules), rules).paid.tolist() == expected
