"""The clocks and calendars that the tests run: the insurer's own document, and Shanghai's."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

import hearten
from hearten.engines.clocks import (
    Calendar,
    Calendars,
    chinese_holidays,
    events_of,
    read_book,
    to_datetime,
    to_moment,
)
from hearten.engines.clocks.calendar import day_number
from hearten.engines.clocks.timeline import NEVER

ZONE = ZoneInfo("Asia/Shanghai")
DOCUMENT = Path(hearten.__file__).parent / "domains" / "claims" / "documents" / "clocks.yaml"
BOOK = read_book(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")))
CLOSED = frozenset({date(2026, 3, 20)})
CALENDARS = Calendars(
    state=Calendar(chinese_holidays(), ZONE), house=Calendar(chinese_holidays(), ZONE, closures=CLOSED)
)


def works_by(calendar: Calendar):
    return lambda day: bool(calendar.works[day_number(day) - calendar.first])


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    """`2026-01-05 10:00` by the wall clock of the insurer."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def events_from(lines: list[str]) -> list[tuple[str, datetime]]:
    """`2026-01-05 10:00 submitted` → its kind and moment."""
    rows = []
    for line in lines:
        day, hour, kind = line.split()
        rows.append((kind, at(f"{day} {hour}")))
    return rows


def columns(*claims: list[tuple[str, datetime]]):
    return events_of([[(kind, to_moment(moment)) for kind, moment in rows] for rows in claims])


def moment(micros) -> datetime | None:
    return to_datetime(micros).astimezone(ZONE) if micros < NEVER else None
