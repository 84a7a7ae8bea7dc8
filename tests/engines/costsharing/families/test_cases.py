"""The written cases of tests/cases/families: engine (both ways) and referee give what the rows say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hearten.engines.costsharing import compile_rules
from hearten.engines.costsharing.families import FamilyReason, Outcome, decide, events_of, explain_event
from hearten.kernel.money import parse_money
from tests.engines.costsharing.families.referee import settle
from tests.engines.costsharing.families.tables import event_of, rows_of

CASES = Path(__file__).resolve().parents[3] / "cases" / "families" / "cases.yaml"


def _load() -> list[Any]:
    families = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [
        pytest.param(file["plan"], case, id=f"{kind}: {case['name']}")
        for kind, file in families.items()
        for case in file["cases"]
    ]


def test_eight_cases_or_more_for_each_family() -> None:
    families = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    assert len(families) == 6
    assert {kind for kind, file in families.items() if len(file["cases"]) < 8} == set()


@pytest.mark.parametrize(("plan", "case"), _load())
def test_case(plan: dict[str, Any], case: dict[str, Any]) -> None:
    section = plan | case.get("change", {})
    if "tiers" in case.get("change", {}):
        section["tiers"] = plan["tiers"] | case["change"]["tiers"]
    rows = rows_of(case["rows"])
    rules = [compile_rules(section, {})]
    events = [event_of(row, plan["kind"]) for row in rows]
    plain = settle(events, section)
    decision = decide(events_of(events, rules), rules)  # type: ignore[arg-type]
    for place, (row, event) in enumerate(zip(rows, events, strict=True)):
        found = explain_event(decision, place, event, rules[0])  # type: ignore[arg-type]
        assert (row["paid"], row["reason"]) == (f"{found.amount / 100:.2f}", found.reason.key), row
        assert plain[place] == (found.amount, found.reason.key, found.balance), row
        if row.get("outcome") is not None:
            flags = {flag.strip() for flag in row["outcome"].split(",") if flag.strip()}
            assert {f.name.lower() for f in Outcome if f & found.outcome} == flags, row
        if row.get("balance"):
            assert found.balance == parse_money(row["balance"]), row
        if row.get("formula"):
            assert found.formula == row["formula"], row


def test_every_reason_occurs_in_a_case_or_a_table() -> None:
    page = CASES.parents[3] / "docs" / "algorithms" / "fixed_benefits.md"
    text = CASES.read_text(encoding="utf-8") + page.read_text(encoding="utf-8")
    assert [
        reason.key
        for reason in FamilyReason
        if not re.search(rf"\| {reason.key}\s*(\||$)", text, re.MULTILINE)
    ] == []
