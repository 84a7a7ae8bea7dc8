"""Taking over many claims of the past at once: imports, and the demonstration insurer.

All expenses of all claims go through the engine in one call, like those that are handed in today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append_many
from hearten.base.ledger.types import Record
from hearten.base.rows import insert_rows
from hearten.base.touchpoints.services import record_many
from hearten.base.touchpoints.types import Moment
from hearten.base.vault.services import keys_at_hand
from hearten.domains.claims.models import Adjudication, Claim, ClaimEvent, ClaimLine, PayoutLink
from hearten.domains.claims.selectors.columns import Plan, plans_for
from hearten.domains.claims.selectors.outcomes import Outcome, Run, work_out
from hearten.domains.claims.selectors.warnings import warning_rules
from hearten.domains.claims.services.adjudication import adjudication_row
from hearten.domains.claims.services.concluding import decision_of
from hearten.domains.claims.services.drafts import line_row
from hearten.domains.claims.services.steps import moment_of
from hearten.domains.claims.types import (
    DECIDED,
    PAID,
    SUBMITTED,
    ClaimState,
    Decision,
    Holder,
    LoadRow,
    PayoutState,
    ReviewReason,
)
from hearten.domains.policies.models import Policy
from hearten.kernel.errors import Invalid
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.text import N_

_RULES = "system:claims.decide"


@dataclass(eq=False)
class _Loaded:
    """A claim on its way into the database, with what the rules make of it."""

    row: LoadRow
    claim: Claim
    lines: list[ClaimLine]
    outcome: Outcome | None = None


@transaction.atomic
def load_claims(*, rows: Sequence[LoadRow], by: Actor, now: datetime) -> list[Claim]:
    """Write claims of the past in a handful of statements, in the order of `rows`.

    Amounts and decisions come from the rules; what pays nothing was refused by the row's examiner. Policies with claims
    already are refused, because their policy years would have to be decided anew.
    """
    policies = _policies(rows)
    loaded = [_claim(row, policies) for row in rows]
    _adjudicate(loaded, plans_for(list(policies.values())))
    for item in loaded:
        _finish(item)
    with keys_at_hand({item.claim.customer_id for item in loaded}):
        insert_rows([item.claim for item in loaded])
        insert_rows([line for item in loaded for line in item.lines])
        insert_rows(_adjudications(loaded))
        insert_rows([step for item in loaded for step in _steps(item)])
        insert_rows(_payouts(loaded))
        append_many(sorted((r for item in loaded for r in _records(item)), key=lambda r: r.occurred_at))
    record_many(moment for item in loaded for moment in _moments(item))
    return [item.claim for item in loaded]


def _policies(rows: Sequence[LoadRow]) -> dict[UUID, Policy]:
    wanted = {row.policy_id for row in rows}
    found = Policy.objects.in_bulk(wanted)
    for place, row in enumerate(rows):
        policy = found.get(row.policy_id)
        if policy is None or policy.customer_id != row.customer_id:
            raise Invalid(
                N_("Row %(row)s names a policy that this customer does not have."),
                field="policy_id",
                row=place,
            )
    if Claim.objects.filter(policy_id__in=wanted, decision__isnull=False).exists():
        raise Invalid(
            N_("A policy has decided claims already; its policy year can't be loaded a second time."),
            field="policy_id",
        )
    return found


def _claim(row: LoadRow, policies: dict[UUID, Policy]) -> _Loaded:
    identity = row.id or new_id()
    claim = Claim(
        id=identity,
        number=new_number("CL", identity),
        customer_id=row.customer_id,
        policy=policies[row.policy_id],
        product_code=policies[row.policy_id].product_code,
        state=ClaimState.SUBMITTED,
        cause=row.cause,
        event_date=row.event_date,
        diagnosis=row.diagnosis or None,
        bank_account=row.bank_account or None,
        channel=row.channel,
        claimed_minor=sum(line.billed_minor for line in row.lines),
        created_at=row.submitted_at,
        submitted_at=row.submitted_at,
        client_token=f"load:{identity}",
    )
    return _Loaded(
        row, claim, [line_row(claim, position, line) for position, line in enumerate(row.lines, start=1)]
    )


def _adjudicate(loaded: list[_Loaded], plans: dict[UUID, Plan]) -> None:
    """What the rules pay for each claim, in one call: decided ones together, an open one after the decided of its policy."""
    decided: dict[UUID, list[ClaimLine]] = defaultdict(list)
    for item in loaded:
        if item.row.decided_at is not None:
            decided[item.claim.policy_id] += item.lines
    waiting = [item for item in loaded if item.row.decided_at is None]
    runs = [Run(plans[policy_id], lines) for policy_id, lines in decided.items()]
    runs += [Run(plans[item.claim.policy_id], item.lines, decided[item.claim.policy_id]) for item in waiting]
    paid = work_out(runs)
    for item in loaded:
        item.outcome = paid.outcome(plans[item.claim.policy_id], item.lines)


def _finish(item: _Loaded) -> None:
    """Bring the claim to the state that the row's times and the rules' answer give it."""
    row, claim, outcome = item.row, item.claim, item.outcome
    assert outcome is not None  # noqa: S101 -- the rules have looked at every claim
    for line, result in zip(item.lines, outcome.lines, strict=True):
        line.payable_minor = result.payable_minor
    if row.decided_at is None:
        claim.state, claim.review_reasons = ClaimState.IN_REVIEW, [_reason(claim, outcome).value]
        return
    claim.payable_minor, claim.decision = outcome.payable_minor, decision_of(outcome)
    claim.decided_at, claim.version = row.decided_at, 2
    claim.auto = row.auto and claim.decision in {Decision.APPROVED, Decision.WITHIN_DEDUCTIBLE}
    claim.decided_by = _RULES if claim.auto else row.examiner
    if not claim.payable_minor:
        claim.state = ClaimState.CLOSED
    elif row.paid_at is not None:
        claim.state, claim.paid_at = ClaimState.PAID, row.paid_at
    else:
        claim.state = ClaimState.DECIDED


def _reason(claim: Claim, outcome: Outcome) -> ReviewReason:
    """Why a claim that was loaded undecided waits for a person: papers of the past are not loaded."""
    if outcome.payable_minor == 0 or outcome.leaves_out:
        return ReviewReason.ZERO
    rules = (rule.of_product(claim.product_code) for rule in warning_rules() if rule.code == "amount")
    large = any(rule is not None and outcome.payable_minor >= rule.limit for rule in rules)
    return ReviewReason.AMOUNT if large else ReviewReason.NO_DOCUMENT


def _adjudications(loaded: Sequence[_Loaded]) -> list[Adjudication]:
    return [
        adjudication_row(item.claim, item.outcome, turn=1, now=item.row.decided_at or item.row.submitted_at)
        for item in loaded
        if item.outcome is not None
    ]


def _payouts(loaded: Sequence[_Loaded]) -> list[PayoutLink]:
    """Payments of the past have no order at our bank; their key says that they were loaded."""
    return [
        PayoutLink(
            customer_id=item.claim.customer_id,
            claim=item.claim,
            idempotency_key=f"claim:{item.claim.pk}:1",
            amount_minor=item.claim.payable_minor or 0,
            state=PayoutState.SETTLED,
            ordered_at=item.claim.decided_at or item.row.submitted_at,
            settled_at=item.claim.paid_at,
        )
        for item in loaded
        if item.claim.state == ClaimState.PAID
    ]


def _moves(item: _Loaded) -> Iterator[tuple[str, str, str, Holder, datetime]]:
    """Each step of the past: kind on the timeline, kind in the ledger, actor, who has it then, when."""
    claim = item.claim
    member = f"member:{claim.customer_id}"
    first = Holder.RULES if claim.auto else Holder.EXAMINER
    yield "submitted", SUBMITTED, member, first, item.row.submitted_at
    if claim.decided_at is not None:
        after = Holder.BANK if claim.payable_minor else Holder.NOBODY
        yield "decided", DECIDED, claim.decided_by, after, claim.decided_at
    if claim.paid_at is not None:
        yield "paid", PAID, "system:payments", Holder.NOBODY, claim.paid_at


def _steps(item: _Loaded) -> list[ClaimEvent]:
    return [
        ClaimEvent(
            customer_id=item.claim.customer_id, claim=item.claim, kind=kind, holder=holder, actor=actor, at=at
        )
        for kind, _, actor, holder, at in _moves(item)
    ]


def _records(item: _Loaded) -> list[Record]:
    claim = item.claim
    facts: dict[str, dict[str, Any]] = {
        SUBMITTED: {"claimed_minor": claim.claimed_minor, "policy": str(claim.policy_id)},
        DECIDED: {"decision": claim.decision, "payable_minor": claim.payable_minor, "auto": claim.auto},
        PAID: {"paid_minor": claim.payable_minor},
    }
    return [
        Record(
            kind=kind,
            subject_id=claim.customer_id,
            actor=actor,
            occurred_at=at,
            about=claim.number,
            facts=facts[kind],
        )
        for _, kind, actor, _, at in _moves(item)
    ]


def _moments(item: _Loaded) -> Iterator[Moment]:
    claim, start = item.claim, item.row.submitted_at
    yield moment_of(claim, "claim.submitted", outcome="received", at=start)
    for kind, outcome, at in (
        ("claim.decided", claim.decision or "", claim.decided_at),
        ("claim.paid", "paid", claim.paid_at),
    ):
        if at is not None:
            yield moment_of(claim, kind, outcome=outcome, at=at, duration_s=int((at - start).total_seconds()))
