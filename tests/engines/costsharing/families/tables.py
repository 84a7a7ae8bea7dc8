"""Reading plans and rows from tables of text: those of docs/algorithms/fixed_benefits.md and of the written cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from hearten.engines.costsharing.families import Cause, Event, Facts
from hearten.kernel.money import parse_money

EVER = date(2240, 1, 1)
COVER_FROM = date(2026, 1, 1)
_DAYS = {"day", "until", "assessed", "born", "cover_from", "cover_until", "waiting_from"}
_NUMBERS = {
    "grade",
    "equal_grades",
    "earlier_grade",
    "activities",
    "later_activities",
    "intensive_days",
    "policy",
}
_AMOUNTS = {"income", "earning", "other", "amount", "decided"}
_FACTS = {"finished": Facts.FINISHED, "any": Facts.ANY_OCCUPATION, "qualified": Facts.QUALIFIED}
ANSWERS = {"paid", "reason", "outcome", "balance", "formula"}


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a table whose cells are parted by bars."""
    lines = [line.strip().removeprefix("|") for line in text.strip().splitlines()]
    lines = [line.removesuffix("|") if lines[0].endswith("|") else line for line in lines]
    head, *body = [[cell.strip() for cell in line.split("|")] for line in lines if set(line) - set("|- ")]
    return [dict(zip(head, cells, strict=True)) for cells in body]


def event_of(cells: dict[str, str], kind: str, born: date | None = None) -> Event:
    """The event of one row; what it does not say is what is common."""
    given: dict[str, Any] = {
        "cover_from": COVER_FROM,
        "cover_until": EVER,
        "waiting_from": COVER_FROM,
        "born": born,
    }
    given["benefit"] = kind if kind in {"income", "care"} else ""
    given["cause"] = Cause.ACCIDENT if kind == "disability_grades" else Cause.ILLNESS
    facts = Facts.NONE
    for name, cell in cells.items():
        if name in ANSWERS or not cell:
            continue
        if name in _FACTS:
            facts |= _FACTS[name] if cell == "yes" else Facts.NONE
        else:
            given[name] = _value(name, cell)
    given.setdefault("year", given["day"].year)
    return Event(facts=facts, **given)


def _value(name: str, cell: str) -> Any:
    if name in _DAYS:
        return date.fromisoformat(cell)
    if name in _NUMBERS:
        return int(cell)
    if name in _AMOUNTS:
        return parse_money(cell)
    if name == "cause":
        return Cause[cell.upper()]
    return cell
