"""How do rows from elsewhere become ours so that the same row twice is the same row once?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hearten.base.imports.types import Loaded
from hearten.base.vault.keyring import blind_index
from hearten.base.vault.services import keys_at_hand

_AT_ONCE = 500


def digest_of(facts: Any) -> bytes:
    """A keyed digest of `facts`: equal facts have equal digests, and the digest tells nothing about them."""
    plain = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return blind_index(hashlib.sha256(plain.encode()).hexdigest())


def upsert(
    *, model: Any, rows: Sequence[Any], fields: Sequence[str], subject: str | None = "customer_id"
) -> tuple[Loaded, list[Any]]:
    """Write `rows` (each with source, source_id and digest) where they are new or changed; unchanged rows stay untouched.

    A key that comes twice in `rows` keeps its last version. Returns the counts and the rows that were written.
    """
    latest = {(row.source, row.source_id): row for row in rows}
    known = _known_digests(model, latest.keys())
    unchanged = {key for key, row in latest.items() if known.get(key) == row.digest}
    written = [row for key, row in latest.items() if key not in unchanged]
    if written:
        subjects: set[UUID] = {getattr(row, subject) for row in written} if subject else set()
        with keys_at_hand(subjects):
            model.objects.bulk_create(
                written,
                batch_size=_AT_ONCE,
                update_conflicts=True,
                unique_fields=["source", "source_id"],
                update_fields=[*fields, "digest", "imported_at"],
            )
    changed = sum((row.source, row.source_id) in known for row in written)
    created = len(written) - changed
    return Loaded(created=created, changed=changed, unchanged=len(rows) - len(written)), written


def _known_digests(model: Any, keys: Any) -> dict[tuple[str, str], bytes]:
    found = model.objects.filter(
        source__in={source for source, _ in keys}, source_id__in={source_id for _, source_id in keys}
    ).values_list("source", "source_id", "digest")
    return {
        (source, source_id): bytes(digest)
        for source, source_id, digest in found
        if (source, source_id) in keys
    }
