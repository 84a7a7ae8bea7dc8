"""What was paid too much: noted by a later turn, closed by a person; no machine collects it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Receivable
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.steps import Traces, lock_claim
from hearten.domains.claims.types import RECEIVABLE_CLOSED, Holder
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_


@transaction.atomic
def close_receivable(*, receivable_id: int, sentence: str, by: Actor, now: datetime) -> Receivable:
    """A person has settled the note with the member, or waived it, and says how. One that is closed stays as it is."""
    by.require(Permission.CLAIMS_DECIDE)
    found = Receivable.objects.filter(pk=receivable_id).first()
    if found is None:
        raise NotFound(N_("There is no such note."))
    claim = lock_claim(found.claim_id)
    note = Receivable.objects.select_for_update().get(pk=receivable_id)
    if note.closed_at is not None:
        return note
    how = check_text(sentence, field="sentence", longest=600)
    if not how:
        raise Invalid(N_("Say how it was settled."), field="sentence")
    note.closed_at, note.closed_by, note.reason = now, by.label, how
    note.save(update_fields=["closed_at", "closed_by", "reason"])
    traces = Traces(by, now)
    traces.step(claim, "receivable_closed", holder=Holder.NOBODY, note=how)
    traces.record(claim, RECEIVABLE_CLOSED, amount_minor=note.amount_minor, turn=note.turn)
    traces.write()
    return note
