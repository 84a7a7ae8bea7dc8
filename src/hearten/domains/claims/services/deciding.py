"""Who decides, and what? Rules decide what is simple and paid; a person decides the rest, and every refusal (L4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.plumbing.events import publish
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.services.adjudication import Outcome, adjudicate_claim, store_outcome
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.review import review_reasons
from hearten.domains.claims.services.steps import (
    lock_claim,
    note_ledger,
    note_step,
    save_step,
    tell_member,
    touch,
)
from hearten.domains.claims.services.submission import check_version
from hearten.domains.claims.types import (
    DECIDED,
    SENT_TO_PERSON,
    UNDECIDED,
    ClaimDecided,
    ClaimState,
    Decision,
    Holder,
)
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_

LONGEST_REASON = 200


@dataclass(frozen=True, kw_only=True)
class LineRefusal:
    """What an examiner takes off one expense, and the sentence the member reads."""

    minor: int
    reason: str


@transaction.atomic
def decide_claim(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """Let the rules look at a claim that was handed in: decided at once, or given to an examiner with the reasons.

    A claim that has moved on is given back as it is, so the job may run twice.
    """
    claim = lock_claim(claim_id)
    if claim.state != ClaimState.SUBMITTED:
        return claim
    outcome = adjudicate_claim(claim, now=now)
    store_outcome(claim, outcome, now=now)
    reasons = review_reasons(claim, outcome, now=now)
    if reasons:
        claim.state, claim.review_reasons = ClaimState.IN_REVIEW, [reason.value for reason in reasons]
        save_step(claim, "state", "review_reasons")
        note_step(claim, "in_review", holder=Holder.EXAMINER, by=by, now=now)
        note_ledger(claim, SENT_TO_PERSON, by=by, now=now, reasons=claim.review_reasons)
        return claim
    note_step(claim, "checked", holder=Holder.RULES, by=by, now=now)
    _settle(claim, outcome, auto=True, by=by, now=now)
    return claim


@transaction.atomic
def decide_by_person(
    *,
    claim_id: UUID,
    version: int,
    refuse: bool,
    by: Actor,
    now: datetime,
    refusals: Mapping[int, LineRefusal] | None = None,
    clause: str = "",
    sentence: str = "",
) -> Claim:
    """An examiner approves what the rules pay, takes parts off single expenses (`refusals` by position), or refuses.

    A refusal names the clause and says why in plain words. Raises Conflict when the claim has moved on since `version`.
    """
    by.require(Permission.CLAIMS_DECIDE)
    claim = lock_claim(claim_id)
    check_version(claim, version)
    if claim.state not in UNDECIDED:
        raise Conflict(N_("The claim is not being examined now."), hint=N_("Look at it again."))
    if refuse:
        _check_grounds(clause, sentence)
    _close_wait(claim, now)
    _take_off(claim, _whole(claim, sentence) if refuse else refusals or {})
    outcome = adjudicate_claim(claim, now=now)
    if not refuse and outcome.payable_minor == 0:
        _check_grounds(clause, sentence)
    store_outcome(claim, outcome.refused() if refuse else outcome, now=now)
    claim.clause = check_text(clause, field="clause", longest=60)
    claim.note = check_text(sentence, field="sentence", longest=600) or None
    _settle(claim, outcome.refused() if refuse else outcome, auto=False, by=by, now=now)
    return claim


def _settle(claim: Claim, outcome: Outcome, *, auto: bool, by: Actor, now: datetime) -> None:
    """Write the decision down and tell everyone: ledger, timeline, touchpoint, event, message; queue the payment."""
    claim.payable_minor, claim.decision = outcome.payable_minor, decision_of(outcome)
    claim.auto, claim.decided_at, claim.decided_by = auto, now, by.label
    claim.state = ClaimState.DECIDED if outcome.payable_minor else ClaimState.CLOSED
    save_step(
        claim,
        "payable_minor",
        "decision",
        "auto",
        "decided_at",
        "decided_by",
        "state",
        "clause",
        "note",
        "waiting_since",
        "waited_s",
    )
    paying = bool(outcome.payable_minor)
    note_step(
        claim,
        "decided",
        holder=Holder.BANK if paying else Holder.NOBODY,
        by=by,
        now=now,
        note=claim.note or "",
    )
    note_ledger(
        claim,
        DECIDED,
        by=by,
        now=now,
        decision=claim.decision,
        payable_minor=claim.payable_minor,
        auto=auto,
        rules=outcome.rules_version,
        clause=claim.clause,
    )
    duration = int((now - claim.submitted_at).total_seconds()) if claim.submitted_at else None
    touch(claim, "claim.decided", outcome=claim.decision, now=now, duration_s=duration)
    publish(decided_event(claim, now))
    tell_member(
        claim,
        "claim_decided",
        now=now,
        decision=claim.decision,
        payable_minor=claim.payable_minor,
        within_deductible=outcome.within_deductible,
        reason=claim.note or "",
        clause=claim.clause,
    )
    if paying:
        enqueue("claims.pay", claim_id=str(claim.pk), lock=f"claim:{claim.pk}")


def decision_of(outcome: Outcome) -> Decision:
    """Refused when nothing is paid; in part when an expense is left out; else approved."""
    if outcome.payable_minor == 0:
        return Decision.REFUSED
    return Decision.PARTIAL if outcome.leaves_out else Decision.APPROVED


def decided_event(claim: Claim, now: datetime) -> ClaimDecided:
    return ClaimDecided(
        occurred_at=now,
        claim_id=claim.pk,
        customer_id=claim.customer_id,
        policy_id=claim.policy_id,
        product_code=claim.product_code,
        channel=claim.channel,
        decision=str(claim.decision),
        auto=claim.auto,
        claimed_minor=claim.claimed_minor,
        payable_minor=claim.payable_minor or 0,
    )


def _close_wait(claim: Claim, now: datetime) -> None:
    if claim.waiting_since is not None:
        claim.waited_s += int((now - claim.waiting_since).total_seconds())
        claim.waiting_since = None


def _whole(claim: Claim, sentence: str) -> dict[int, LineRefusal]:
    """A refusal takes every bill off whole, so that it uses nothing of the deductible and the limits."""
    return {
        line.position: LineRefusal(minor=line.billed_minor, reason=sentence[:LONGEST_REASON])
        for line in ClaimLine.objects.filter(claim=claim)
    }


def _take_off(claim: Claim, refusals: Mapping[int, LineRefusal]) -> None:
    lines = {line.position: line for line in ClaimLine.objects.filter(claim=claim)}
    for position, refusal in refusals.items():
        line = lines.get(position)
        if line is None:
            raise Invalid(N_("There is no such expense."), field=f"lines.{position}")
        if not 0 <= refusal.minor <= line.billed_minor:
            raise Invalid(
                N_("What is taken off lies between nothing and the bill."), field=f"lines.{position}.refused"
            )
        reason = check_text(refusal.reason, field=f"lines.{position}.reason", longest=LONGEST_REASON)
        if refusal.minor and not reason:
            raise Invalid(N_("Say in plain words why this is taken off."), field=f"lines.{position}.reason")
        line.refused_minor, line.refused_reason = refusal.minor, reason or None
        line.save(update_fields=["refused_minor", "refused_reason"])


def _check_grounds(clause: str, sentence: str) -> None:
    if not clause.strip():
        raise Invalid(N_("A refusal names the clause it rests on."), field="clause")
    if not sentence.strip():
        raise Invalid(N_("A refusal says why, in words the member understands."), field="sentence")
