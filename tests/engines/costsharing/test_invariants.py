"""What must hold for any rules and any lines (docs/algorithms/cost_sharing.md, "What holds")."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten.engines.costsharing import adjudicate, compile_rules, explain
from hearten.engines.costsharing.decision import STEP_COLUMNS
from tests.engines.costsharing.portfolios import any_benefits, any_rows, columns
from tests.engines.costsharing.referee import Row

SLOW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
    for name in STEP_COLUMNS:
        assert (getattr(d, name) >= 0).all(), name
    _check_tie(section, d)
    for index in range(len(rows)):
        assert sum(step.amount for step in explain(d, index)) == d.paid[index]


def _check_tie(section: dict[str, Any], d: Any) -> None:
    """After the rate the steps add up, where it is plain which of them come after it."""
    after = {section[name]["position"] for name in ("deductible", "event_deductible") if name in section}
    late = section["sub_limit_position"] == "after_rate"
    if "groups" in section or len(after) > 1 or (late and d.over_visit.any()):
        return
    less_late = (d.deductible if after == {"after_rate"} else 0) + (d.over_sub_limit if late else 0)
    assert (
        d.paid == d.rated + d.given_back - less_late - d.over_indemnity - d.over_group - d.over_annual
    ).all()


@SLOW
@given(one_plan())
def test_limits_hold_for_each_policy_year(portfolio: tuple[dict[str, Any], list[Row]]) -> None:
    section, rows = portfolio
    rules = [compile_rules(section, {})]
    d = adjudicate(columns(rows, rules), rules)
    paid: dict[Any, int] = defaultdict(int)
    borne: dict[Any, int] = defaultdict(int)
    rule = section.get("deductible", {"per": "policy_year", "amount": 0})
    whole = {name: section.get(name, {}).get("shared") == "family" for name in ("annual_limit", "deductible")}
    for row, amount, own in zip(rows, d.paid.tolist(), d.deductible.tolist(), strict=True):
        paid[row.policy_year, None if whole["annual_limit"] else row.person] += amount
        event = row.event if rule["per"] == "event" else None
        borne[row.policy_year, event, None if whole["deductible"] else row.person] += own
    if "annual_limit" in section:
        assert max(paid.values()) <= section["annual_limit"]["amount"]
    if "event_deductible" not in section and "groups" not in section:
        assert max(borne.values()) <= rule["amount"]


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
