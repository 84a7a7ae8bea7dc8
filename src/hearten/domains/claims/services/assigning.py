"""Who takes which claim in hand? A claim taken is marked, not locked: the version still decides who was first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Assignment, Claim
from hearten.domains.claims.selectors.queue import assignments_of, decidable_by
from hearten.domains.claims.services.steps import lock_claim
from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_


@transaction.atomic
def take_next_claim(*, by: Actor, now: datetime) -> Claim | None:
    """The most urgent claim that this examiner may decide and nobody else has taken; None when none waits.

    One that the examiner has taken already comes first. Two who ask at once get different claims.
    """
    by.require(Permission.CLAIMS_DECIDE)
    for claim_id in list(decidable_by(by, now=now).values_list("pk", flat=True)):
        claim = Claim.objects.select_for_update(skip_locked=True).filter(pk=claim_id).first()
        holder = _holder(claim) if claim else ""
        if claim is None or holder not in {"", by.label}:
            continue
        if not holder:
            _assign(claim, by, now)
        return claim
    return None


@transaction.atomic
def take_claim(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """Take a claim in hand. Raises Conflict when somebody else has it."""
    by.require(Permission.CLAIMS_DECIDE)
    claim = lock_claim(claim_id)
    holder = _holder(claim)
    if holder not in {"", by.label}:
        raise Conflict(N_("Another examiner has taken this claim."), hint=N_("Take the next one."))
    if not holder:
        _assign(claim, by, now)
    return claim


@transaction.atomic
def hand_back_claim(*, claim_id: UUID, by: Actor) -> Claim:
    """Give a claim back to all; one that was not taken stays as it is. Raises Conflict when somebody else has it."""
    by.require(Permission.CLAIMS_DECIDE)
    claim = lock_claim(claim_id)
    if _holder(claim) not in {"", by.label}:
        raise Conflict(N_("Another examiner has taken this claim."), hint=N_("Take the next one."))
    Assignment.objects.filter(claim=claim).delete()
    return claim


def _holder(claim: Claim) -> str:
    """Who has the claim in hand; empty when nobody has."""
    row = assignments_of([claim]).get(claim.pk)
    return row.examiner if row else ""


def _assign(claim: Claim, by: Actor, now: datetime) -> None:
    """One that is in force no more gives way."""
    Assignment.objects.filter(claim=claim).delete()
    Assignment.objects.create(customer_id=claim.customer_id, claim=claim, examiner=by.label, taken_at=now)
