"""The worked tables of docs/algorithms/cost_sharing.md hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hearten.engines.costsharing import adjudicate, compile_rules
from hearten.kernel.money import parse_money
from tests.engines.costsharing.portfolios import (
    DAY_ZERO,
    LABEL,
    TRACE,
    answers,
    benefits,
    category,
    columns,
    deductible,
)
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


def _check(section: dict[str, Any], lines: list[dict[str, str]], rows: list[Row], paid: str) -> None:
    """Engine and referee both give every amount of a table; `paid` is its last column."""
    rules = [compile_rules(section, {})]
    found = answers(adjudicate(columns(rows, rules), rules))
    assert found == settle(rows, [read(section, {})])
    for cells, answer in zip(lines, found, strict=True):
        expected = {name: cell for name, cell in cells.items() if name in TRACE} | {"paid": cells[paid]}
        told = {name: getattr(answer, name) for name in expected}
        assert told == {name: parse_money(cell) for name, cell in expected.items()}, cells


def _plain(kind: str, **given: Any) -> Row:
    dates = {"day": DAY_ZERO + 1, "cover_from": DAY_ZERO, "cover_until": DAY_ZERO + 365, "waiting_from": 0}
    return Row(
        **(
            {"policy_year": 0, "plan": 0, "category": kind, "cause": 0, "event": 0, "settled": True}
            | dates
            | given
        )
    )


def test_bands_table() -> None:
    ends = ["1000.00", "4000.00", "7000.00", "10000.00", "30000.00", None]
    bands = [
        {"up_to": end, "rate_settled": "90%", "rate_unsettled": f"{30 + 10 * i}%"}
        for i, end in enumerate(ends)
    ]
    kind = category(bands="student")
    del kind["rate_settled"], kind["rate_unsettled"]
    section = benefits(bands={"student": {"over": "event", "rows": bands, "clause": "2.8"}})
    section["categories"] = {"any": kind}
    lines = table("event", "billed", "settled")
    rows = [
        _plain("any", event=int(c["event"]), billed=parse_money(c["billed"]), settled=c["settled"] == "yes")
        for c in lines
    ]
    _check(section, lines, rows, "bands paid")


def _group(deductible: str, rate: str, limit: str) -> dict[str, Any]:
    return {
        "clause": "2.4", "label": LABEL, "limit": limit, "rate_settled": rate, "rate_unsettled": rate,
        "deductible": {"amount": deductible, "position": "before_rate"},
    }  # fmt: skip


def test_groups_table() -> None:
    kind = category(covers_out_of_catalogue=True, group="listed", out_of_catalogue_group="unlisted")
    del kind["rate_settled"], kind["rate_unsettled"]
    section = benefits(
        groups={
            "listed": _group("12000.00", "70%", "1000000.00"),
            "unlisted": _group("22000.00", "50%", "30000.00"),
        },
        pre_existing={"factor": "25%", "clause": "2.10"},
    )
    section["categories"] = {"any": kind}
    lines = table("billed", "out_of_catalogue", "social_fund_paid", "pre_existing")
    amounts = ("billed", "out_of_catalogue", "social_fund_paid")
    rows = [
        _plain(
            "any", pre_existing=c["pre_existing"] == "yes", **{name: parse_money(c[name]) for name in amounts}
        )
        for c in lines
    ]
    _check(section, lines, rows, "group paid")


def test_overflow_table() -> None:
    said = {"clause": "2.4", "label": LABEL}
    section = benefits(
        {"stay": {"group": "general"}, "cancer": {"group": "general", "overflow_group": "cancer"}},
        groups={"general": {**said, "limit": "2000.00"}, "cancer": {**said, "limit": "1000.00"}},
    )
    lines = table("kind", "billed", "over_group")
    rows = [_plain(c["kind"], billed=parse_money(c["billed"])) for c in lines]
    _check(section, lines, rows, "overflow paid")


def test_family_table() -> None:
    rates = {"rate_settled": "80%", "rate_unsettled": "80%"}
    section = benefits(
        {"visit": {**rates, "copay": "30.00"}, "prevention": {**rates, "deductible_applies": False}},
        deductible=deductible("500.00") | {"shared": "embedded", "family_amount": "800.00"},
        out_of_pocket_maximum={
            "amount": "700.00",
            "shared": "embedded",
            "family_amount": "1200.00",
            "clause": "2.6",
        },
    )
    lines = table("person", "kind", "visit")
    rows = [
        _plain(c["kind"], person=int(c["person"]), visit=int(c["visit"]), billed=parse_money(c["billed"]))
        for c in lines
    ]
    _check(section, lines, rows, "family paid")


def test_every_step_and_column_is_on_the_page() -> None:
    text = PAGE.read_text()
    assert [name for name in (*Row._fields, *TRACE) if f"`{name}`" not in text] == []
