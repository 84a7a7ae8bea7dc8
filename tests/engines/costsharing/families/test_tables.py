"""Every table of docs/algorithms/fixed_benefits.md holds, by the engine both ways and by the referee."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hearten.engines.costsharing.families import (
    Events,
    FamilyDecision,
    FamilyReason,
    Outcome,
    compile_family,
    decide,
    events_of,
)
from hearten.engines.costsharing.reading import Section
from hearten.kernel.money import parse_money
from tests.engines.costsharing.families.referee import settle
from tests.engines.costsharing.families.tables import event_of, rows_of

PAGE = Path(__file__).resolve().parents[4] / "docs" / "algorithms" / "fixed_benefits.md"
_PLAN = re.compile(r"```yaml\nplan: (\w+)\n(.*?)```\n(.*?)\n\n(\| policy.*?)\n\n", re.DOTALL)
_BORN = re.compile(r"[Bb]orn (\d{4}-\d\d-\d\d)")


def _examples() -> list[Any]:
    return [
        pytest.param(kind, yaml.safe_load(text), _BORN.search(said), rows_of(rows), id=kind)
        for kind, text, said, rows in _PLAN.findall(PAGE.read_text().replace("```\n\n|", "```\n\n\n\n|"))
    ]


def test_every_family_has_an_example() -> None:
    assert len(_examples()) == 6


@pytest.mark.parametrize(("kind", "section", "born", "rows"), _examples())
def test_table(
    kind: str, section: dict[str, Any], born: re.Match[str] | None, rows: list[dict[str, str]]
) -> None:
    rules = [compile_family(Section.of(section, "benefits", {}), kind)]
    events = [event_of(row, kind, date.fromisoformat(born[1]) if born else None) for row in rows]
    plain = settle(events, section)
    for compiled in (False, True):
        decision = decide(events_of(events, rules), rules, compiled=compiled)
        for place, (row, answer) in enumerate(zip(rows, plain, strict=True)):
            flags = [flag.name.lower() for flag in Outcome if flag & int(decision.outcome[place])]
            found = {
                "paid": int(decision.paid[place]),
                "reason": FamilyReason(int(decision.reason[place])).key,
                "outcome": sorted(flags),
                "balance": int(decision.balance[place]),
            }
            expected = {
                "paid": parse_money(row["paid"]),
                "reason": row["reason"],
                "outcome": sorted(flag.strip() for flag in row["outcome"].split(",") if flag.strip()),
                "balance": parse_money(row.get("balance", "0.00")),
            }
            assert found == expected, row
            assert answer == (found["paid"], found["reason"], found["balance"]), row


def test_every_column_and_reason_is_on_the_page() -> None:
    text = PAGE.read_text()
    columns = [*Events._fields, *FamilyDecision._fields]
    assert [name for name in columns if f"`{name}`" not in text] == []
