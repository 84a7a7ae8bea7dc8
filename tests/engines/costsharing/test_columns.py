"""Columns that can't be computed with are refused, saying what and where; extremes that can are exact."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hearten.engines.costsharing import (
    Accumulators,
    Bucket,
    Lines,
    Used,
    adjudicate,
    balances_of,
    category_codes,
    closing,
    compile_rules,
)
from hearten.engines.costsharing.lines import AMOUNTS
from hearten.kernel.errors import Invalid
from hearten.kernel.money import LARGEST_MINOR
from tests.engines.costsharing.portfolios import DAY_ZERO, answers, benefits, columns, deductible
from tests.engines.costsharing.referee import Row, read, settle

SECTION = benefits({"inpatient": {}}, waiting={"illness_days": 0, "accident_days": 0, "clause": "2.2"})
RULES = [compile_rules(SECTION, {})] * 2


def row(**given: Any) -> Row:
    usual = {"policy_year": 0, "plan": 0, "category": "inpatient", "day": DAY_ZERO, "cover_from": DAY_ZERO,
             "cover_until": DAY_ZERO + 365, "waiting_from": DAY_ZERO, "cause": 0, "event": 0, "billed": 100, "settled": True}  # fmt: skip
    return Row(**(usual | given))


def changed(lines: Lines, name: str, column: Any) -> Lines:
    return Lines(**{field: getattr(lines, field) for field in Row._fields} | {name: column})


@pytest.mark.parametrize("name", Row._fields)
def test_wrong_kind_of_column(name: str) -> None:
    lines = columns([row(), row()], RULES)
    for wrong in (
        getattr(lines, name).astype(np.float64),
        getattr(lines, name).tolist(),
        getattr(lines, name)[:, None],
    ):
        with pytest.raises(Invalid) as caught:
            changed(lines, name, wrong)
        assert caught.value.field == name
        assert caught.value.hint


@pytest.mark.parametrize("name", Row._fields[1:])
def test_wrong_length(name: str) -> None:
    lines = columns([row(), row()], RULES)
    with pytest.raises(Invalid, match="has 1 lines where others have 2") as caught:
        changed(lines, name, getattr(lines, name)[:1])
    assert caught.value.field == name


@pytest.mark.parametrize("name", AMOUNTS)
@pytest.mark.parametrize("amount", [-1, LARGEST_MINOR + 1, 2**47 - 1, 2**63 - 1, -(2**63)])
@pytest.mark.parametrize("chunk", [1, 100])
def test_amount_out_of_range(name: str, amount: int, chunk: int) -> None:
    lines = columns([row(policy_year=0), row(policy_year=1), row(policy_year=2, **{name: amount})], RULES)
    with pytest.raises(Invalid, match="Line 2 has an amount") as caught:
        adjudicate(lines, RULES, chunk=chunk)
    assert caught.value.field == name


@pytest.mark.parametrize("name", ["day", "cover_from", "cover_until", "waiting_from"])
@pytest.mark.parametrize("day", [-1, 2**31 - 1, -(2**31)])
def test_day_out_of_the_calendar(name: str, day: int) -> None:
    with pytest.raises(Invalid, match="Line 1") as caught:
        adjudicate(columns([row(), row(**{name: day})], RULES), RULES)
    assert caught.value.field == name


@pytest.mark.parametrize(("name", "code"), [("plan", 2), ("plan", -1), ("cause", 2), ("cause", -1)])
def test_code_out_of_range(name: str, code: int) -> None:
    with pytest.raises(Invalid, match="Line 1 has a code") as caught:
        adjudicate(columns([row(), row(policy_year=1, **{name: code})], RULES), RULES)
    assert caught.value.field == name


@pytest.mark.parametrize("code", [-2, 1])
def test_category_out_of_range(code: int) -> None:
    lines = changed(columns([row()], RULES), "category", np.array([code], np.int32))
    with pytest.raises(Invalid) as caught:
        adjudicate(lines, RULES)
    assert caught.value.field == "category"


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
@pytest.mark.parametrize("years", [[1, 2, 1], [3, 3, 2], [0, 2, 2, 1, 1], [5, 4, 3, 2, 1]])
def test_policy_years_out_of_order(years: list[int], chunk: int) -> None:
    with pytest.raises(Invalid) as caught:
        adjudicate(columns([row(policy_year=year) for year in years], RULES), RULES, chunk=chunk)
    assert caught.value.field == "policy_year"


def test_two_plans_in_one_policy_year() -> None:
    with pytest.raises(Invalid, match="Line 2 has another plan") as caught:
        adjudicate(columns([row(), row(policy_year=1, plan=1), row(policy_year=1, plan=0)], RULES), RULES)
    assert caught.value.field == "plan"


def test_no_lines_and_no_rules() -> None:
    assert len(adjudicate(columns([], RULES), RULES)) == 0
    assert len(closing(adjudicate(columns([], RULES), RULES))) == 0
    with pytest.raises(Invalid, match="no rules"):
        adjudicate(columns([row()], RULES), [])


def test_the_largest_amounts_are_exact() -> None:
    section = benefits(
        {"inpatient": {"rate_settled": "99.99%", "sub_limit": LARGEST_MINOR}},
        deductible=deductible(1),
        annual_limit={"amount": LARGEST_MINOR, "clause": "2.7"},
        waiting=SECTION["waiting"],
    )
    rows = [
        row(billed=LARGEST_MINOR - 1),
        row(billed=LARGEST_MINOR),
        row(policy_year=1, billed=LARGEST_MINOR),
    ]
    rules = [compile_rules(section, {})]
    assert answers(adjudicate(columns(rows, rules), rules)) == settle(rows, [read(section, {})])


def test_a_policy_year_too_large_to_add_is_refused() -> None:
    lines = columns([row(billed=LARGEST_MINOR)] * 50_000, RULES)
    with pytest.raises(Invalid, match="larger than can be added") as caught:
        adjudicate(lines, RULES)
    assert caught.value.field == "billed"
    spread = changed(lines, "policy_year", np.arange(50_000) // 10_000)
    assert adjudicate(spread, RULES, chunk=10_000).total == 50_000 * LARGEST_MINOR


def test_inputs_are_not_changed() -> None:
    lines = columns([row(billed=500, refused=100), row(settled=False)], RULES)
    before = {name: getattr(lines, name).copy() for name in Row._fields}
    adjudicate(lines, RULES)
    for name, column in before.items():
        assert (getattr(lines, name) == column).all()
        getattr(lines, name).flags.writeable = False
    adjudicate(lines, RULES)


def test_a_policy_year_longer_than_a_chunk_stays_whole() -> None:
    section = benefits({"inpatient": {}}, deductible=deductible(1_000), waiting=SECTION["waiting"])
    rules = [compile_rules(section, {})]
    rows = [row(policy_year=i // 40) for i in range(100)]
    assert answers(adjudicate(columns(rows, rules), rules, chunk=7)) == settle(rows, [read(section, {})])


def test_steps_that_no_plan_has_take_no_memory() -> None:
    decision = adjudicate(columns([row()] * 1000, RULES), RULES)
    assert decision.nbytes == 1000 * (8 * 3 + 1)
    assert decision.over_annual.tolist() == [0] * 1000


def test_balances_are_checked() -> None:
    good = balances_of(
        [Used(bucket=Bucket.DEDUCTIBLE, used=5), Used(bucket=Bucket.DEDUCTIBLE, used=6, policy_year=2)], RULES
    )
    names = ("policy_year", "bucket", "category", "day", "event", "used")
    table = {name: getattr(good, name) for name in names}
    with pytest.raises(Invalid, match="below zero"):
        Accumulators(**table | {"used": -good.used})
    with pytest.raises(Invalid, match="order of policy years"):
        Accumulators(**table | {"policy_year": good.policy_year[::-1]})
    with pytest.raises(Invalid, match="This column is int64"):
        Accumulators(**table | {"day": good.day.astype(np.int64)})


def test_balances_of_unknown_categories_are_left_out() -> None:
    assert len(balances_of([Used(bucket=Bucket.SUB_LIMIT, used=5, category="unheard")], RULES)) == 0
    assert category_codes(RULES) == {"inpatient": 0}
