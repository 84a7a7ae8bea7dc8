"""What makes a claim complete, and what happens when it is handed in: the same for a draft and for a whole claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hearten.domains.claims.models import Claim
from hearten.domains.claims.services.checks import check_event_date, check_lines
from hearten.domains.claims.services.steps import Traces, seconds_since
from hearten.domains.claims.settings import chunk_size
from hearten.domains.claims.types import SUBMITTED, ClaimState, ClaimSubmitted, Holder, LineFacts, Payee
from hearten.domains.policies.models import Policy
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def hand_in(claim: Claim, traces: Traces) -> None:
    """The claim is handed in: state, timeline, ledger, touchpoint, event and message. The caller writes the claim."""
    now = traces.now
    claim.state, claim.submitted_at = ClaimState.SUBMITTED, now
    if claim.provider_code:
        how = "hospital_direct" if claim.payee == Payee.PROVIDER else "hospital_sent"
        traces.step(claim, how, holder=Holder.RULES)
    traces.step(claim, "submitted", holder=Holder.RULES)
    traces.record(claim, SUBMITTED, claimed_minor=claim.claimed_minor, policy=str(claim.policy_id))
    duration = seconds_since(claim.created_at, now)
    traces.touch(claim, "claim.submitted", outcome="received", duration_s=duration)
    traces.publish(
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
    traces.tell(claim, "claim_received")


def queue_decisions(claims: Sequence[Claim], traces: Traces) -> None:
    """A job for each claim; for many, a job for each chunk of them."""
    if len(claims) == 1:
        traces.queue_claim("claims.decide", claims[0])
        return
    size = chunk_size()
    for start in range(0, len(claims), size):
        ids = [str(claim.pk) for claim in claims[start : start + size]]
        traces.queue("claims.decide_many", claim_ids=ids)


def check_whole(
    claim: Claim, lines: Sequence[LineFacts], policy: Policy, *, needs_bill: bool, now: datetime
) -> None:
    """Raises Invalid naming what is missing or can't be right."""
    if claim.event_date is None:
        raise Invalid(N_("Say on what day it happened."), field="event_date")
    check_event_date(claim.event_date, now=now)
    if not claim.diagnosis:
        raise Invalid(N_("Say in a few words what the doctor found."), field="diagnosis")
    if not claim.bank_account:
        raise Invalid(N_("Say which bank account we pay to."), field="bank_account")
    if not lines:
        raise Invalid(N_("Add at least one expense."), field="lines")
    check_lines(lines, now=now, needs_bill=needs_bill)
    _check_cover(claim, lines, policy)


def _check_cover(claim: Claim, lines: Sequence[LineFacts], policy: Policy) -> None:
    event = claim.event_date
    if event is None or not policy.inception <= event < (policy.ended_on or policy.expiry):
        raise Invalid(
            N_("This policy was not in force on %(date)s."),
            field="event_date",
            hint=N_("Check the day, or choose the policy that covered it."),
            date=event.isoformat() if event else "",
        )
    early = next((line for line in lines if line.service_date < policy.inception), None)
    if early is not None:
        raise Invalid(
            N_("The bill of %(date)s is older than the policy."),
            field="lines",
            hint=N_("Take it out, or choose the policy that covered it."),
            date=early.service_date.isoformat(),
        )
