"""The written cases of tests/cases/costsharing: the engine and the referee both give the amounts in the tables (L3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hearten.engines.costsharing import Bucket, Used, adjudicate, balances_of, compile_rules, explain, formula
from hearten.engines.costsharing.explanation import MINUS
from hearten.kernel.money import parse_money
from tests.engines.costsharing.portfolios import DAY_ZERO, TRACE, answers, benefits, columns
from tests.engines.costsharing.referee import Row, read, settle

CASES = Path(__file__).resolve().parents[2] / "cases" / "costsharing"
_DAYS = {"day", "cover_from", "cover_until", "waiting_from"}
_USUAL = {"policy_year": 1, "plan": 0, "category": "inpatient", "day": DAY_ZERO + 100, "cover_from": DAY_ZERO,
          "cover_until": DAY_ZERO + 365, "waiting_from": DAY_ZERO, "cause": 0, "event": 0}  # fmt: skip
_KINDS = {Bucket.DEDUCTIBLE: "deductible", Bucket.EVENT_DEDUCTIBLE: "event", Bucket.DAILY_LIMIT: "day",
          Bucket.SUB_LIMIT: "sub", Bucket.ANNUAL_LIMIT: "annual"}  # fmt: skip


def _load() -> list[Any]:
    files = {path.stem: yaml.safe_load(path.read_text()) for path in sorted(CASES.glob("*.yaml"))}
    return [
        pytest.param(file["plans"], case, id=f"{name}: {case['name']}")
        for name, file in files.items()
        for case in file["cases"]
    ]


def _cells(text: str) -> list[dict[str, str]]:
    head, *body = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(head, cells, strict=True)) for cells in body]


def _value(name: str, cell: str) -> Any:
    if name in {"category", "plan"}:
        return cell
    if name in _DAYS:
        return int(cell) + DAY_ZERO
    if name in {"event", "stop", "year"}:
        return int(cell)
    if name in {"cause", "settled"}:
        return {"illness": 0, "accident": 1, "yes": True, "no": False}[cell]
    return parse_money(cell)


def _row(cells: dict[str, str], plans: list[str]) -> Row:
    given = {name: _value(name, cell) for name, cell in cells.items() if name not in TRACE}
    if "year" in given:
        given["policy_year"] = given.pop("year")
    return Row(**(_USUAL | given | {"plan": plans.index(given.get("plan", plans[0]))}))


def _opening(case: dict[str, Any]) -> tuple[list[Used], dict[tuple[Any, ...], int]]:
    rows, used = [], {}
    for given in case.get("opening", []):
        row = Used(
            bucket=Bucket[given["bucket"].upper()], used=parse_money(given["used"]), category=given.get("category", ""),
            day=given.get("day", 0) + DAY_ZERO, event=given.get("event", 0), policy_year=given.get("year", 1),
        )  # fmt: skip
        rest = (0, *{"event": (row.event,), "day": (row.category, row.day), "sub": (row.category,)}.get(
            _KINDS[row.bucket], ()
        ))  # fmt: skip
        key = (row.policy_year, _KINDS[row.bucket], *rest)
        rows.append(row)
        used[key] = used.get(key, 0) + row.used
    return rows, used


@pytest.mark.parametrize(("plans", "case"), _load())
def test_case(plans: dict[str, Any], case: dict[str, Any]) -> None:
    sections = [benefits(**(given or {})) for given in plans.values()]
    choices = {"deductible": 0} | case.get("choices", {})
    rules = [compile_rules(section, choices) for section in sections]
    table = _cells(case["lines"])
    rows = [_row(cells, list(plans)) for cells in table]
    opening, used = _opening(case)
    decision = adjudicate(columns(rows, rules), rules, balances_of(opening, rules) if opening else None)
    referee = settle(rows, [read(section, choices) for section in sections], used)
    for cells, mine, plain in zip(table, answers(decision), referee, strict=True):
        expected = {name: _value(name, cell) for name, cell in cells.items() if name in TRACE}
        assert expected
        assert {name: getattr(plain, name) for name in expected} == expected, cells
        assert mine == plain, cells
    for index, mine in enumerate(referee):
        _check_explanation(decision, index, rows[index].billed, mine.paid)


def _check_explanation(decision: Any, index: int, billed: int, paid: int) -> None:
    """Each step begins where the one before it ended, and the last is what is paid."""
    steps = explain(decision, index)
    running = 0
    for step in steps:
        running += step.amount
        assert step.running == running
    assert (steps[0].amount, steps[-1].running) == (billed, paid)
    assert formula(decision, index).endswith(f"= {paid // 100}.{paid % 100:02d}")
    assert all(step.amount < 0 and MINUS in step.formula for step in steps[1:-1] if step.rate is None)


def test_there_are_enough_cases() -> None:
    assert len(_load()) >= 40
