"""Handing a claim in, asking for a person, asking for papers, taking it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.plumbing.events import publish
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.selectors.terms import needs_bill
from hearten.domains.claims.services.checks import check_event_date, check_lines, check_text
from hearten.domains.claims.services.drafts import line_facts
from hearten.domains.claims.services.steps import (
    lock_claim,
    lock_own_claim,
    note_ledger,
    note_step,
    save_step,
    tell_member,
    touch,
)
from hearten.domains.claims.types import (
    DOCUMENTS_REQUESTED,
    SENT_TO_PERSON,
    SUBMITTED,
    UNDECIDED,
    WITHDRAWN,
    ClaimState,
    ClaimSubmitted,
    Holder,
    ReviewReason,
)
from hearten.domains.policies.selectors import policies_in_force
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
    _check_whole(claim, now=now)
    claim.state, claim.submitted_at = ClaimState.SUBMITTED, now
    save_step(claim, "state", "submitted_at")
    note_step(claim, "submitted", holder=Holder.RULES, by=by, now=now)
    note_ledger(
        claim, SUBMITTED, by=by, now=now, claimed_minor=claim.claimed_minor, policy=str(claim.policy_id)
    )
    touch(
        claim,
        "claim.submitted",
        outcome="received",
        now=now,
        duration_s=int((now - claim.created_at).total_seconds()),
    )
    publish(
        ClaimSubmitted(
            occurred_at=now,
            claim_id=claim.pk,
            customer_id=claim.customer_id,
            policy_id=claim.policy_id,
            product_code=claim.product_code,
            channel=claim.channel,
            claimed_minor=claim.claimed_minor,
        )
    )
    tell_member(claim, "claim_received", now=now)
    enqueue("claims.decide", claim_id=str(claim.pk), lock=f"claim:{claim.pk}")
    return claim


@transaction.atomic
def ask_for_person(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """The member wants a person, not rules, to decide (PIPL art. 24). After a decision: a person looks again."""
    claim = lock_own_claim(claim_id, by)
    if claim.person_asked:
        return claim
    if claim.state in {ClaimState.DRAFT, ClaimState.WITHDRAWN}:
        raise Conflict(N_("The claim is not with us."))
    claim.person_asked = True
    if claim.state == ClaimState.SUBMITTED:
        claim.state = ClaimState.IN_REVIEW
    claim.review_reasons = sorted({*claim.review_reasons, ReviewReason.ASKED.value})
    save_step(claim, "person_asked", "state", "review_reasons")
    note_step(claim, "person_asked", holder=Holder.EXAMINER, by=by, now=now)
    note_ledger(claim, SENT_TO_PERSON, by=by, now=now, reasons=[ReviewReason.ASKED.value])
    touch(claim, "claim.person_asked", outcome="asked", now=now)
    return claim


@transaction.atomic
def request_documents(*, claim_id: UUID, version: int, text: str, by: Actor, now: datetime) -> Claim:
    """Ask the member once for all papers that are missing (Insurance Law art. 22); our clock stands still meanwhile."""
    by.require(Permission.CLAIMS_DECIDE)
    claim = lock_claim(claim_id)
    check_version(claim, version)
    if claim.state not in {ClaimState.SUBMITTED, ClaimState.IN_REVIEW}:
        raise Conflict(N_("The claim is not being examined now."), hint=N_("Look at it again."))
    clean = check_text(text, field="text")
    if not clean:
        raise Invalid(N_("Name each paper that is missing."), field="text")
    claim.state, claim.request, claim.waiting_since = ClaimState.WAITING_MEMBER, clean, now
    claim.requests_made += 1
    save_step(claim, "state", "request", "waiting_since", "requests_made")
    note_step(claim, "documents_requested", holder=Holder.MEMBER, by=by, now=now, note=clean)
    note_ledger(claim, DOCUMENTS_REQUESTED, by=by, now=now, request=claim.requests_made)
    touch(claim, "claim.documents_requested", outcome="asked", now=now)
    tell_member(claim, "documents_needed", now=now, turn=claim.requests_made, request=clean)
    return claim


@transaction.atomic
def withdraw_claim(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """The member takes the claim back before it is decided. Raises Conflict after that."""
    claim = lock_own_claim(claim_id, by)
    if claim.state == ClaimState.WITHDRAWN:
        return claim
    if claim.state not in UNDECIDED:
        raise Conflict(N_("The claim is decided and can't be withdrawn any more."))
    claim.state, claim.withdrawn_at, claim.waiting_since = ClaimState.WITHDRAWN, now, None
    save_step(claim, "state", "withdrawn_at", "waiting_since")
    note_step(claim, "withdrawn", holder=Holder.NOBODY, by=by, now=now)
    note_ledger(claim, WITHDRAWN, by=by, now=now)
    touch(claim, "claim.withdrawn", outcome="withdrawn", now=now)
    return claim


def check_version(claim: Claim, version: int) -> None:
    """Raises Conflict when the claim has moved on since it was read."""
    if claim.version != version:
        raise Conflict(
            N_("Somebody has worked on this claim since you opened it."), hint=N_("Look at it again.")
        )


def _check_whole(claim: Claim, *, now: datetime) -> None:
    if claim.event_date is None:
        raise Invalid(N_("Say on what day it happened."), field="event_date")
    check_event_date(claim.event_date, now=now)
    if not claim.diagnosis:
        raise Invalid(N_("Say in a few words what the doctor found."), field="diagnosis")
    if not claim.bank_account:
        raise Invalid(N_("Say which bank account we pay to."), field="bank_account")
    lines = [line_facts(row) for row in ClaimLine.objects.filter(claim=claim).order_by("position")]
    if not lines:
        raise Invalid(N_("Add at least one expense."), field="lines")
    check_lines(lines, now=now, needs_bill=needs_bill(claim))
    in_force = {policy.pk: policy for policy in policies_in_force(claim.customer_id, claim.event_date)}
    policy = in_force.get(claim.policy_id)
    if policy is None:
        raise Invalid(
            N_("This policy was not in force on %(date)s."),
            field="event_date",
            hint=N_("Check the day, or choose the policy that covered it."),
            date=claim.event_date.isoformat(),
        )
    early = next((line for line in lines if line.service_date < policy.inception), None)
    if early is not None:
        raise Invalid(
            N_("The bill of %(date)s is older than the policy."),
            field="lines",
            hint=N_("Take it out, or choose the policy that covered it."),
            date=early.service_date.isoformat(),
        )
