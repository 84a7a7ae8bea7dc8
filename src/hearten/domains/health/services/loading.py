"""How do entries of other systems come into a customer's health record, once each?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.imports.services import digest_of, upsert
from hearten.base.imports.types import Loaded
from hearten.base.ledger.services import append_many
from hearten.base.ledger.types import Record
from hearten.domains.health.models import HealthRecord
from hearten.domains.health.types import RECORDS_LOADED, RecordFacts
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


@transaction.atomic
def load_records(*, rows: Sequence[RecordFacts], by: Actor, now: datetime) -> Loaded:
    """Take over entries; the same entry twice changes nothing, a changed one is updated in its place."""
    by.require(Permission.IMPORT_RUN)
    if any(row.customer_id is None for row in rows):
        raise Invalid(N_("An entry of a health record needs its customer."), field="customer")
    loaded, written = upsert(
        model=HealthRecord,
        rows=[_record(row, now) for row in rows],
        fields=["customer", "kind", "recorded_at", "status", "content"],
    )
    entries: Counter[tuple[UUID, str]] = Counter((row.customer_id, row.source) for row in written)
    append_many(
        Record(
            kind=RECORDS_LOADED,
            subject_id=customer_id,
            actor=by.label,
            occurred_at=now,
            facts={"source": source, "entries": count},
        )
        for (customer_id, source), count in entries.items()
    )
    return loaded


def _record(row: RecordFacts, now: datetime) -> HealthRecord:
    facts = {name: getattr(row, name) for name in row.__dataclass_fields__}
    return HealthRecord(**facts, digest=digest_of(facts), imported_at=now)
