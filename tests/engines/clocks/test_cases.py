"""The written cases of tests/cases/clocks: the engine and the referee both give the day and state in the tables (L5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from hearten.engines.clocks import read_clock, to_moment
from tests.engines.clocks.books import BOOK, CALENDARS, ZONE, at, columns, moment, works_by
from tests.engines.clocks.referee import judge

CASES = Path(__file__).resolve().parents[2] / "cases" / "clocks"
LEAST = 60


def _rows() -> list[dict[str, str]]:
    rows = []
    for path in sorted(CASES.glob("*.yaml")):
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        head, *body = [
            [cell.strip() for cell in line.split("|")] for line in file["cases"].strip().splitlines()
        ]
        rows += [{"clock": file.get("clock", "")} | dict(zip(head, cells, strict=False)) for cells in body]
    return rows


ROWS = _rows()


def _moment(text: str) -> datetime:
    if text.endswith("Z"):
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    return at(text)


def _events(text: str) -> list[tuple[str, datetime]]:
    rows = []
    for line in text.split(";"):
        day, hour, kind = line.split()
        rows.append((kind, _moment(f"{day} {hour}")))
    return rows


def _clock(name: str) -> Any:
    product, _, code = name.rpartition(" ")
    return BOOK.of_product(product)[code] if product else BOOK.clocks[code]


def _late(text: str) -> timedelta:
    days, hours, minutes = (int(part[:-1]) for part in text.split())
    return timedelta(days=days, hours=hours, minutes=minutes)


def test_there_are_enough_cases():
    assert len({row["name"] for row in ROWS}) == len(ROWS) >= LEAST


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['clock']}: {row['name']}")
def test_case(row):
    clock, events, now = _clock(row["clock"]), _events(row["events"]), at(row["now"])
    read = read_clock(clock, columns(events), now=to_moment(now), calendars=CALENDARS)
    works = works_by(CALENDARS.of(clock))
    verdicts = judge(clock, events, now, works=works, law_works=works_by(CALENDARS.state), zone=ZONE)
    if not row["last_day"]:
        assert len(read.thing) == len(verdicts) == 0
        return
    due = at(f"{row['last_day']} 00:00") + timedelta(days=1)
    late = _late(row["late"]) if row.get("late") else timedelta()
    assert (verdicts[-1].due, verdicts[-1].state.value, verdicts[-1].late) == (due, row["state"], late)
    assert (moment(read.due[-1]), read.state_of(-1).value) == (due, row["state"])
    assert read.late_s[-1] == late.total_seconds()
