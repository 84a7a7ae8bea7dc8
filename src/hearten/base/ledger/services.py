"""Appending to the ledger, in the transaction of the change it records."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.ledger.models import LedgerEntry
from hearten.base.ledger.types import Record, kind_labels
from hearten.base.rows import insert_rows
from hearten.base.vault.services import keys_at_hand
from hearten.kernel.canonical import canonical_json

SALT_BYTES = 32


def append(
    kind: str,
    *,
    subject_id: UUID,
    actor: Actor,
    now: datetime,
    about: str = "",
    facts: dict[str, Any] | None = None,
) -> LedgerEntry:
    """Record that `actor` did `kind` to the affairs of customer `subject_id`; `about` names the thing (a number)."""
    record = Record(
        kind=kind, subject_id=subject_id, actor=actor.label, occurred_at=now, about=about, facts=facts or {}
    )
    entry = _entry(record)
    entry.save(force_insert=True)
    return entry


def append_many(records: Iterable[Record]) -> int:
    """Record many things in their given order. Returns how many."""
    rows = list(records)
    with keys_at_hand({record.subject_id for record in rows}):
        insert_rows([_entry(record) for record in rows])
    return len(rows)


def canonical_form(record: Record) -> bytes:
    """The bytes that are digested: canonical JSON (RFC 8785) of the whole record."""
    return canonical_json(
        {
            "kind": record.kind,
            "subject": str(record.subject_id),
            "actor": record.actor,
            "about": record.about,
            "occurred_at": record.occurred_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "facts": record.facts,
        }
    )


def leaf_digest(salt: bytes, canonical: bytes) -> bytes:
    """The RFC 9162 leaf hash over the salted digest of an entry's canonical form."""
    return hashlib.sha256(b"\x00" + hmac.new(salt, canonical, hashlib.sha256).digest()).digest()


def _entry(record: Record) -> LedgerEntry:
    if record.kind not in kind_labels():
        raise ValueError(f"{record.kind} is not a declared kind of ledger entry")
    canonical, salt = canonical_form(record), secrets.token_bytes(SALT_BYTES)
    return LedgerEntry(
        kind=record.kind,
        subject_id=record.subject_id,
        actor=record.actor,
        about=record.about,
        occurred_at=record.occurred_at,
        canonical=canonical.decode(),
        salt=salt,
        leaf=leaf_digest(salt, canonical),
    )
