"""What does a customer's health record say, and may this actor read it?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.base.vault.services import keys_at_hand
from hearten.domains.customers.services import note_health_access
from hearten.domains.health.models import HealthRecord
from hearten.domains.health.types import MISTAKEN, Entry, HealthSummary, RecordKind, Series
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

NEWEST = 2000
MOST_READINGS = 12
DIASTOLIC = "8462-4"  # LOINC
_NO_LONGER = {"resolved", "inactive", "remission"}


def list_entries_for(
    actor: Actor,
    customer_id: UUID,
    *,
    why: str,
    now: datetime,
    kind: RecordKind | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[Entry]:
    """Entries, newest first. A reading by staff is noted, and the customer sees the note."""
    _check(actor, customer_id)
    note_health_access(
        customer_id=customer_id, what=kind.value if kind else "record", why=why, by=actor, now=now
    )
    rows = HealthRecord.objects.filter(customer_id=customer_id).exclude(status=MISTAKEN)
    if kind:
        rows = rows.filter(kind=kind)
    return _open(customer_id, rows.order_by("-recorded_at", "-id")[offset : offset + limit])


def summary_for(actor: Actor, customer_id: UUID, *, why: str, now: datetime) -> HealthSummary:
    """Conditions (those that last first), the newest readings with their course, and how much there is of each kind."""
    _check(actor, customer_id)
    note_health_access(customer_id=customer_id, what="summary", why=why, by=actor, now=now)
    rows = HealthRecord.objects.filter(customer_id=customer_id).exclude(status=MISTAKEN)
    newest = rows.order_by("-recorded_at", "-id")
    conditions = _open(customer_id, newest.filter(kind=RecordKind.CONDITION)[:NEWEST])
    readings = _open(customer_id, newest.filter(kind=RecordKind.OBSERVATION)[:NEWEST])
    counts = Counter(RecordKind(kind) for kind in rows.values_list("kind", flat=True))
    return HealthSummary(
        conditions=tuple(sorted(conditions, key=lambda entry: entry.status in _NO_LONGER)),
        readings=tuple(_series(readings)[:MOST_READINGS]),
        counts=dict(counts),
        sources=tuple(sorted(set(rows.values_list("source", flat=True)))),
    )


def _check(actor: Actor, customer_id: UUID) -> None:
    if not (actor.owns(customer_id) or actor.can(Permission.HEALTH_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))


def _open(customer_id: UUID, rows: Iterable[HealthRecord]) -> list[Entry]:
    with keys_at_hand([customer_id]):
        return [_entry(row, row.content) for row in rows if row.content is not None]


def _entry(row: HealthRecord, content: dict[str, Any]) -> Entry:
    return Entry(
        id=row.pk,
        kind=RecordKind(row.kind),
        recorded_at=row.recorded_at,
        status=row.status,
        code=content.get("code", ""),
        name=content.get("display", ""),
        value=content.get("value", ""),
        unit=content.get("unit", ""),
        parts=_parts(content.get("parts", [])),
        until=content.get("until", ""),
        source=row.source,
    )


def _parts(components: list[dict[str, str]]) -> tuple[tuple[str, str, str, str], ...]:
    """Components as medicine names them: of a blood pressure the systolic first (120/80)."""
    found = [
        (part.get("code", ""), part.get("display", ""), part.get("value", ""), part.get("unit", ""))
        for part in components
    ]
    return tuple(sorted(found, key=lambda part: part[0] == DIASTOLIC))


def _series(entries: list[Entry]) -> list[Series]:
    """One series for each reading that has a value; the ones measured most often first."""
    grouped: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.value or entry.parts:
            grouped[(entry.code or entry.name, entry.unit)].append(entry)
    found = [
        Series(
            code=group[0].code,
            name=group[0].name,
            unit=unit,
            points=tuple(_points(group)),
            latest=group[0],
        )
        for (_, unit), group in grouped.items()
    ]
    return sorted(found, key=lambda series: -len(series.points))


def _points(newest_first: list[Entry]) -> list[tuple[datetime, float]]:
    points = []
    for entry in reversed(newest_first):
        number = _number(entry.value or (entry.parts[0][2] if entry.parts else ""))
        if number is not None and entry.recorded_at is not None:
            points.append((entry.recorded_at, number))
    return points


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
