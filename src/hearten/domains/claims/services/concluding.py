"""How is a decision written down, and who hears of it? The same for a rule and for a person, for one claim and for many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hearten.base.rows import insert_rows, update_rows
from hearten.domains.claims.models import (
    Claim,
    Receivable,
)
from hearten.domains.claims.selectors.outcomes import Outcome
from hearten.domains.claims.services.adjudication import adjudication_row
from hearten.domains.claims.services.cases import Case
from hearten.domains.claims.services.review import warning_rows
from hearten.domains.claims.services.steps import Traces, seconds_since
from hearten.domains.claims.types import (
    DECIDED,
    RECEIVABLE_NOTED,
    ClaimDecided,
    ClaimState,
    Decision,
    Holder,
    Payee,
)

BY_YEAR = "year"  # the policy year was worked out anew
# What deciding changes of a claim; whatever a step did not touch is written as it was.
_CLAIM_FIELDS = (
    "state",
    "review_reasons",
    "payable_minor",
    "decision",
    "auto",
    "clause",
    "note",
    "submitted_at",
    "decided_at",
    "decided_by",
    "paid_at",
    "waiting_since",
    "waited_s",
    "reopened_at",
    "reversed_at",
    "proposal",
    "proposed_by",
    "proposed_at",
)
_LINE_FIELDS = ("elsewhere_minor", "refused_minor", "refused_reason", "payable_minor")


def conclude(case: Case, *, auto: bool, traces: Traces, reason: str = "") -> None:
    """Bring the claim to its decision and collect what that leaves behind; queue the payment of what is still missing.

    `reason` says why a claim is decided again: `BY_YEAR`, or a person.
    """
    claim, outcome, again = case.claim, case.decided_outcome, case.claim.decided_at is not None
    claim.payable_minor, claim.decision = outcome.payable_minor, decision_of(outcome)
    claim.auto, claim.decided_at, claim.decided_by = auto, traces.now, traces.by.label
    claim.reopened_at = claim.proposed_at = claim.proposal = None
    claim.proposed_by = ""
    _move_on(case, traces.now)
    missing = outcome.payable_minor - case.sent_minor
    holder = Holder.BANK if missing > 0 else Holder.NOBODY
    kind = "resettled" if reason == BY_YEAR else "decided"
    traces.step(claim, kind, holder=holder, note=claim.note or "")
    traces.record(
        claim,
        DECIDED,
        decision=claim.decision,
        payable_minor=claim.payable_minor,
        auto=auto,
        rules=outcome.rules_version,
        clause=claim.clause,
        turn=case.turn,
    )
    if not again:
        duration = seconds_since(claim.submitted_at, traces.now)
        traces.touch(claim, "claim.decided", outcome=str(claim.decision), duration_s=duration)
    elif reason != BY_YEAR:
        traces.touch(claim, "claim.decided_again", outcome=str(claim.decision))
    traces.publish(decided_event(claim, traces.now))
    _tell_decision(case, traces, again=(reason or "person") if again else "")
    if missing > 0:
        traces.queue_claim("claims.pay", claim)
    elif missing < 0:
        note_receivable(case, -missing, traces)


def note_receivable(case: Case, amount_minor: int, traces: Traces) -> None:
    """Note that more was paid than is due. Nobody collects it by machine; the message says so."""
    claim = case.claim
    case.receivable = Receivable(
        customer_id=claim.customer_id,
        claim=claim,
        turn=case.turn,
        amount_minor=amount_minor,
        reason=claim.note or None,
        at=traces.now,
    )
    traces.step(claim, "receivable", holder=Holder.NOBODY)
    traces.record(claim, RECEIVABLE_NOTED, amount_minor=amount_minor, turn=case.turn)


def write_cases(cases: Sequence[Case], traces: Traces) -> None:
    """Write claims, expenses, adjudications and warnings, and what the steps left behind: each kind in one statement."""
    _write_claims(cases)
    looked_at = [case for case in cases if case.outcome is not None]
    for case in looked_at:
        case.claim.expenses_at_hand = case.lines
        case.claim.adjudication_at_hand = adjudication_row(
            case.claim, case.decided_outcome, turn=case.turn, now=traces.now
        )
    insert_rows([case.claim.adjudication_at_hand for case in looked_at])
    warnings = [
        row
        for case in looked_at
        for row in warning_rows(case.claim, case.warnings, turn=case.turn, now=traces.now)
    ]
    insert_rows(warnings)
    _write_receivables(cases, traces.now)
    traces.write(
        customers={case.customer.pk: case.customer for case in cases},
        no_mail={case.customer.pk for case in cases if case.policy.no_mail},  # type: ignore[attr-defined]
    )


def _write_claims(cases: Sequence[Case]) -> None:
    for case in cases:
        if case.outcome is not None:
            for line, result in zip(case.lines, case.outcome.lines, strict=True):
                line.payable_minor = result.payable_minor
    fresh, known = [case for case in cases if case.new], [case for case in cases if not case.new]
    insert_rows([case.claim for case in fresh])
    insert_rows([line for case in fresh for line in case.lines])
    insert_rows([paper for case in fresh for paper in case.papers])
    update_rows([case.claim for case in known], _CLAIM_FIELDS, count_up="version")
    update_rows([line for case in known if case.outcome for line in case.lines], _LINE_FIELDS)


def _write_receivables(cases: Sequence[Case], now: datetime) -> None:
    """A claim decided again has its earlier note closed: what is too much now stands in the new one, if anything is.

    One that is only given to a person keeps its note.
    """
    decided = [case for case in cases if case.outcome is not None or case.receivable is not None]
    again = [case.claim.pk for case in decided if case.turn > 1]
    if again:
        open_notes = Receivable.objects.filter(claim_id__in=again, closed_at=None)
        open_notes.update(closed_at=now, closed_by="system:claims.renewed")
    insert_rows([case.receivable for case in cases if case.receivable is not None])


def _move_on(case: Case, now: datetime) -> None:
    """The state that follows from what is payable and what was sent already; with nothing sent: to be paid, or closed."""
    claim, payable = case.claim, case.decided_outcome.payable_minor
    if payable > case.sent_minor:
        claim.state = ClaimState.DECIDED
    elif case.ordered_minor:
        claim.state = ClaimState.PAYING
    else:
        claim.state = ClaimState.PAID if case.sent_minor else ClaimState.CLOSED
    claim.paid_at = (claim.paid_at or now) if claim.state == ClaimState.PAID else None


def _tell_decision(case: Case, traces: Traces, *, again: str) -> None:
    claim, sent = case.claim, case.sent_minor
    payable = claim.payable_minor or 0
    traces.tell(
        claim,
        "claim_decided",
        turn=case.turn,
        decision=str(claim.decision),
        payable_minor=payable,
        within_deductible=claim.decision == Decision.WITHIN_DEDUCTIBLE,
        reason=claim.note or "",
        clause=claim.clause,
        again=again,
        sent_minor=sent,
        more_minor=max(0, payable - sent) if sent else 0,
        too_much_minor=max(0, sent - payable),
        to_hospital=claim.payee == Payee.PROVIDER,
    )


def decision_of(outcome: Outcome) -> Decision:
    """In part when an expense is left out, else approved; nothing paid is a refusal unless the deductible took it."""
    if outcome.payable_minor == 0:
        return Decision.WITHIN_DEDUCTIBLE if outcome.within_deductible else Decision.REFUSED
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
