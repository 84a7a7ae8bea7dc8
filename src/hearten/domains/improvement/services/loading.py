"""How do many cases of the past come in at once?"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.vault.services import keys_at_hand
from hearten.domains.improvement.models import Case, CaseEntry
from hearten.domains.improvement.services.opening import due_after
from hearten.domains.improvement.types import CaseState, EntryKind, PastCase
from hearten.kernel.ids import new_id, new_number

_BATCH = 1000


@transaction.atomic
def load_cases(*, rows: Sequence[PastCase], by: Actor) -> list[Case]:
    """Load cases of the past with the bones of their story, in the order of `rows`. Nothing is announced or sent."""
    cases = [_case(row) for row in rows]
    entries = [entry for case in cases for entry in _story(case, by)]
    with keys_at_hand({row.customer_id for row in rows}):
        Case.objects.bulk_create(cases, batch_size=_BATCH)
        CaseEntry.objects.bulk_create(entries, batch_size=_BATCH)
    return cases


def _case(row: PastCase) -> Case:
    identity = row.id or new_id()
    taken = row.taken_at or row.closed_at
    state = CaseState.CLOSED if row.closed_at else CaseState.WORKING if taken else CaseState.OPEN
    return Case(
        id=identity,
        number=new_number("CA", identity),
        customer_id=row.customer_id,
        kind=row.kind,
        reason=row.reason,
        response_id=row.response_id,
        follow_up_id=row.follow_up_id,
        claim_id=row.claim_id,
        product_code=row.product_code,
        channel=row.channel,
        state=state,
        owner_id=row.owner_id,
        summary=row.summary or None,
        root_cause=row.root_cause,
        outcome=row.outcome or "",
        opened_at=row.opened_at,
        due_at=due_after(row.opened_at, row.customer_id),
        taken_at=taken,
        closed_at=row.closed_at,
    )


def _story(case: Case, by: Actor) -> list[CaseEntry]:
    steps = (
        (EntryKind.OPENED, case.opened_at),
        (EntryKind.TAKEN, case.taken_at),
        (EntryKind.CLOSED, case.closed_at),
    )
    return [
        CaseEntry(case=case, customer_id=case.customer_id, kind=kind, actor=by.label, at=at)
        for kind, at in steps
        if at is not None
    ]
