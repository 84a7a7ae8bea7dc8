"""The worked tables of docs/algorithms/cost_sharing.md hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hearten.engines.costsharing import adjudicate, compile_rules
from hearten.kernel.money import parse_money
from tests.engines.costsharing.portfolios import DAY_ZERO, TRACE, answers, benefits, columns, deductible
from tests.engines.costsharing.referee import Row, read, settle

PAGE = Path(__file__).resolve().parents[3] / "docs" / "algorithms" / "cost_sharing.md"


def table(*headings: str) -> list[dict[str, str]]:
    """The rows of the table on the page whose first headings are `headings`."""
    rows: list[list[str]] = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells and (rows or cells[: len(headings)] == list(headings)):
            rows.append(cells)
        elif rows:
            break
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def _plan(position: str) -> dict[str, Any]:
    rates = {"rate_settled": "80%", "rate_unsettled": "50%"}
    return benefits(
        {
            "inpatient": {**rates, "covers_out_of_catalogue": True},
            "outpatient": {**rates, "covers_class_self_paid": False, "sub_limit": "1500.00"},
        },
        deductible=deductible("300.00", position=position),
        annual_limit={"amount": "1200.00", "clause": "2.7"},
    )


def _row(cells: dict[str, str]) -> Row:
    amounts = ("billed", "out_of_catalogue", "class_self_paid", "social_fund_paid")
    return Row(
        policy_year="AB".index(cells["plan"]),
        plan="AB".index(cells["plan"]),
        category=cells["category"],
        day=DAY_ZERO + int(cells["day"]),
        cover_from=DAY_ZERO,
        cover_until=DAY_ZERO + 365,
        waiting_from=DAY_ZERO,
        cause=["illness", "accident"].index(cells["cause"]),
        event=0,
        settled=cells["settled"] == "yes",
        **{name: parse_money(cells[name]) for name in amounts},
    )


def test_worked_table() -> None:
    """L3: every amount of the table, by the engine and by the referee."""
    sections = [_plan("before_rate"), _plan("after_rate")]
    rules = [compile_rules(section, {}) for section in sections]
    lines = table("plan", "day")
    assert len(lines) == 9
    rows = [_row(cells) for cells in lines]
    found = answers(adjudicate(columns(rows, rules), rules))
    assert found == settle(rows, [read(section, {}) for section in sections])
    for cells, answer in zip(lines, found, strict=True):
        for name in TRACE:
            assert name not in cells or getattr(answer, name) == parse_money(cells[name]), (cells, name)


@pytest.mark.parametrize("cells", table("amount", "rate"), ids=str)
def test_rate_table(cells: dict[str, str]) -> None:
    rules = [compile_rules(benefits({"inpatient": {"rate_settled": cells["rate"]}}), {})]
    row = Row(
        0,
        0,
        "inpatient",
        DAY_ZERO,
        DAY_ZERO,
        DAY_ZERO + 1,
        0,
        0,
        0,
        billed=parse_money(cells["amount"]),
        settled=True,
    )
    assert adjudicate(columns([row], rules), rules).total == parse_money(cells["result"])


def test_every_step_and_column_is_on_the_page() -> None:
    text = PAGE.read_text()
    assert [name for name in (*Row._fields, *TRACE) if f"`{name}`" not in text] == []
