"""Reading the ledger and checking that entries are what they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hearten.base.ledger.models import LedgerEntry
from hearten.base.ledger.services import leaf_digest
from hearten.base.vault.services import keys_at_hand


@dataclass(frozen=True)
class ReadEntry:
    """An entry opened for reading; `facts` is None when the person's data has been erased."""

    sequence: int
    kind: str
    actor: str
    about: str
    occurred_at: Any
    facts: dict[str, Any] | None
    intact: bool


def list_entries(*, subject_id: UUID, about: str | None = None) -> list[ReadEntry]:
    """What was done to one customer's affairs (or to one thing of theirs), oldest first."""
    rows = LedgerEntry.objects.filter(subject_id=subject_id).order_by("sequence")
    return [read(row) for row in (rows.filter(about=about) if about else rows)]


def facts_about(abouts: Iterable[str], *, kind: str) -> Iterator[dict[str, Any]]:
    """The facts of one kind of entry about many things (their numbers); entries of erased persons are left out."""
    rows = list(LedgerEntry.objects.filter(about__in=set(abouts), kind=kind).order_by("sequence"))
    with keys_at_hand({row.subject_id for row in rows}):
        for row in rows:
            if row.canonical is not None:
                yield json.loads(row.canonical)["facts"]


def read(row: LedgerEntry) -> ReadEntry:
    """Open one row; `intact` says whether leaf, columns and canonical form still agree."""
    body = json.loads(row.canonical) if row.canonical is not None else None
    return ReadEntry(
        sequence=row.sequence,
        kind=row.kind,
        actor=row.actor,
        about=row.about,
        occurred_at=row.occurred_at,
        facts=body["facts"] if body else None,
        intact=body is None or _agrees(row, body),
    )


def _agrees(row: LedgerEntry, body: dict[str, Any]) -> bool:
    columns = (row.kind, str(row.subject_id), row.actor, row.about)
    return bytes(row.leaf) == leaf_digest(bytes(row.salt), row.canonical.encode()) and columns == (
        body["kind"],
        body["subject"],
        body["actor"],
        body["about"],
    )
