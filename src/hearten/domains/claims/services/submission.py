"""Handing a claim in, asking for a person, asking for papers, taking it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Claim, ClaimLine, PayoutLink
from hearten.domains.claims.selectors.terms import needs_bill
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.drafts import line_facts
from hearten.domains.claims.services.handing_in import check_whole, hand_in, queue_decisions
from hearten.domains.claims.services.steps import Traces, lock_claim, lock_own_claim, save_step
from hearten.domains.claims.types import (
    DOCUMENTS_REQUESTED,
    SENT_TO_PERSON,
    UNDECIDED,
    WITHDRAWN,
    ClaimState,
    Holder,
    PayoutState,
    ReviewReason,
)
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_


@transaction.atomic
def submit_claim(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """Hand the draft in; the rules take it up at once. A claim handed in already is given back as it is.

    Raises Invalid naming what is missing or can't be right.
    """
    claim = lock_own_claim(claim_id, by)
    if claim.state != ClaimState.DRAFT:
        if claim.state == ClaimState.WITHDRAWN:
            raise Conflict(N_("You have withdrawn this claim."), hint=N_("Begin a new one."))
        return claim
    lines = [line_facts(row) for row in ClaimLine.objects.filter(claim=claim).order_by("position")]
    check_whole(claim, lines, claim.policy, needs_bill=needs_bill(claim), now=now)
    traces = Traces(by, now)
    hand_in(claim, traces)
    queue_decisions([claim], traces)
    save_step(claim, "state", "submitted_at")
    traces.write()
    return claim


@transaction.atomic
def ask_for_person(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """The member wants a person, not rules, to decide (PIPL art. 24). After a decision by rules: a person decides again.

    What a person decided is looked at anew by an appeal only, so that it is somebody else who decides.
    """
    claim = lock_own_claim(claim_id, by)
    if claim.state in {ClaimState.DRAFT, ClaimState.WITHDRAWN, ClaimState.REVERSED}:
        raise Conflict(N_("The claim is not with us."))
    if claim.person_asked:
        return claim
    if claim.decided_at is not None and not claim.auto:
        raise Conflict(
            N_("A person has decided this claim."), hint=N_("Appeal, and somebody else looks at it again.")
        )
    claim.person_asked = True
    if claim.state == ClaimState.SUBMITTED:
        claim.state = ClaimState.IN_REVIEW
    if claim.decided_at is not None:
        claim.reopened_at = now
    claim.review_reasons = sorted({*claim.review_reasons, ReviewReason.ASKED.value})
    save_step(claim, "person_asked", "state", "reopened_at", "review_reasons")
    traces = Traces(by, now)
    traces.step(claim, "person_asked", holder=Holder.EXAMINER)
    traces.record(claim, SENT_TO_PERSON, reasons=[ReviewReason.ASKED.value])
    traces.touch(claim, "claim.person_asked", outcome="asked")
    traces.write()
    return claim


@transaction.atomic
def request_documents(*, claim_id: UUID, version: int, text: str, by: Actor, now: datetime) -> Claim:
    """Ask the member once for all papers that are missing (Insurance Law art. 22); our clock stands still meanwhile."""
    by.require(Permission.CLAIMS_DECIDE)
    claim = lock_claim(claim_id)
    check_version(claim, version)
    if claim.state not in {ClaimState.SUBMITTED, ClaimState.IN_REVIEW}:
        raise Conflict(N_("The claim is not being examined now."), hint=N_("Look at it again."))
    if claim.proposed_at is not None:
        raise Conflict(N_("A decision is proposed; a second examiner confirms or rejects it."))
    clean = check_text(text, field="text")
    if not clean:
        raise Invalid(N_("Name each paper that is missing."), field="text")
    claim.state, claim.request, claim.waiting_since = ClaimState.WAITING_MEMBER, clean, now
    claim.requests_made += 1
    save_step(claim, "state", "request", "waiting_since", "requests_made")
    traces = Traces(by, now)
    traces.step(claim, "documents_requested", holder=Holder.MEMBER, note=clean)
    traces.record(claim, DOCUMENTS_REQUESTED, request=claim.requests_made)
    traces.touch(claim, "claim.documents_requested", outcome="asked")
    traces.tell(claim, "documents_needed", turn=claim.requests_made, request=clean)
    traces.write()
    return claim


@transaction.atomic
def withdraw_claim(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """The member takes the claim back before it is decided. Raises Conflict after that, and once a part of it is paid."""
    claim = lock_own_claim(claim_id, by)
    if claim.state == ClaimState.WITHDRAWN:
        return claim
    if claim.state not in UNDECIDED:
        raise Conflict(N_("The claim is decided and can't be withdrawn any more."))
    if PayoutLink.objects.filter(claim=claim).exclude(state=PayoutState.FAILED).exists():
        raise Conflict(
            N_("A part of this claim is paid already, so it can't be withdrawn any more."),
            hint=N_("Ask a person for help."),
        )
    claim.state, claim.withdrawn_at, claim.waiting_since = ClaimState.WITHDRAWN, now, None
    claim.proposal, claim.proposed_by, claim.proposed_at = None, "", None
    save_step(claim, "state", "withdrawn_at", "waiting_since", "proposal", "proposed_by", "proposed_at")
    traces = Traces(by, now)
    traces.step(claim, "withdrawn", holder=Holder.NOBODY)
    traces.record(claim, WITHDRAWN)
    traces.touch(claim, "claim.withdrawn", outcome="withdrawn")
    traces.write()
    return claim


def check_version(claim: Claim, version: int) -> None:
    """Raises Conflict when the claim has moved on since it was read."""
    if claim.version != version:
        raise Conflict(
            N_("Somebody has worked on this claim since you opened it."), hint=N_("Look at it again.")
        )
