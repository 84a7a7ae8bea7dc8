"""What does a member get when we are late, and who lets it go out?

Interest for late money needs the day on which it came, so it is reckoned when the clock stops; a fixed sum at once. Small
sums are released by rule; above `auto_release_minor` a person releases, another one than who decided the claim.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from hearten.base.accounts.types import Actor, Permission
from hearten.base.payments.services import order_payout
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.claims.models import Claim, ClaimClock, Compensation, PayoutLink
from hearten.domains.claims.selectors.clock_events import clock_book
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.steps import Traces
from hearten.domains.claims.types import (
    COMPENSATION_DECLINED,
    COMPENSATION_PAID,
    COMPENSATION_PROPOSED,
    COMPENSATION_RELEASED,
    CompensationState,
    Holder,
    Payee,
)
from hearten.domains.customers.selectors.bank_accounts import account_to_pay
from hearten.engines.clocks import Amount, Clock, amount_owed
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_

PURPOSE = "compensation"
_RULE = Actor.system("claims.compensation")
_LATER = timedelta(microseconds=1)


def may_compensate(clock: Clock, row: ClaimClock) -> bool:
    """Whether what is owed for a broken clock can be reckoned now and has not been."""
    rule = clock.compensation
    if rule is None or row.compensated_at is not None:
        return False
    return row.stopped_at is not None or not rule.interest


def propose_compensation(
    claim: Claim, clock: Clock, row: ClaimClock, traces: Traces, *, now: datetime
) -> Compensation | None:
    """Reckon what the member gets and write it down; a small sum is released at once. None when nothing is owed."""
    amount = _reckon(claim, clock, row, now)
    row.compensated_at = now
    if amount.total_minor <= 0:
        return None
    found = Compensation(
        customer_id=claim.customer_id,
        claim=claim,
        clock=row,
        currency=claim.currency,
        interest_minor=amount.interest_minor,
        fixed_minor=amount.fixed_minor,
        total_minor=amount.total_minor,
        reckoning=_reckoning(clock, amount),
        proposed_at=now,
    )
    traces.record(claim, COMPENSATION_PROPOSED, clock=clock.code, total_minor=amount.total_minor)
    by_rule = amount.total_minor <= clock_book().auto_release_minor
    if by_rule:
        found.state, found.released_at, found.released_by = CompensationState.RELEASED, now, _RULE.label
    found.save(force_insert=True)
    if by_rule:
        _announce(claim, found, traces)
    return found


@transaction.atomic
def release_compensation(*, compensation_id: UUID, by: Actor, now: datetime) -> Compensation:
    """A person lets a proposed sum go out; after a payment that failed, once more. Raises Conflict when it is not theirs
    to release: who decided the claim asks somebody else.
    """
    found = _held(compensation_id, by)
    if found.state not in {CompensationState.PROPOSED, CompensationState.FAILED}:
        raise Conflict(N_("This compensation does not wait for a release."), hint=N_("Look at it again."))
    if found.claim.decided_by == by.label:
        raise Conflict(
            N_("You decided this claim, so somebody else releases its compensation."),
            hint=N_("Ask another examiner."),
        )
    found.state, found.released_at, found.released_by = CompensationState.RELEASED, now, by.label
    found.save(update_fields=["state", "released_at", "released_by"])
    traces = Traces(by, now)
    _announce(found.claim, found, traces)
    traces.write()
    return found


@transaction.atomic
def decline_compensation(*, compensation_id: UUID, reason: str, by: Actor, now: datetime) -> Compensation:
    """A person finds that nothing is owed, and says why."""
    found = _held(compensation_id, by)
    if found.state != CompensationState.PROPOSED:
        raise Conflict(N_("This compensation does not wait for a release."), hint=N_("Look at it again."))
    clean = check_text(reason, field="reason", longest=300)
    if not clean:
        raise Invalid(N_("Say why nothing is owed."), field="reason")
    found.state, found.declined_at, found.declined_by, found.reason = (
        CompensationState.DECLINED,
        now,
        by.label,
        clean,
    )
    found.save(update_fields=["state", "declined_at", "declined_by", "reason"])
    traces = Traces(by, now)
    traces.record(found.claim, COMPENSATION_DECLINED, total_minor=found.total_minor)
    traces.write()
    return found


@transaction.atomic
def pay_compensation(*, compensation_id: UUID, by: Actor, now: datetime) -> Compensation | None:
    """Order the payment, once for each release; without an account it waits. None when there is nothing to order.

    It is the member's, also where the claim itself was paid to the hospital.
    """
    found = (
        Compensation.objects.select_for_update(of=("self",)).select_related("claim").get(pk=compensation_id)
    )
    to_hospital = found.claim.payee == Payee.PROVIDER
    account = account_to_pay(found.customer_id) if to_hospital else found.claim.bank_account
    if found.state != CompensationState.RELEASED or not account:
        return None
    found.turn, found.state = found.turn + 1, CompensationState.ORDERED
    order_payout(
        idempotency_key=f"{PURPOSE}:{found.pk}:{found.turn}",
        customer_id=found.customer_id,
        amount_minor=found.total_minor,
        currency=found.currency,
        account=account,
        purpose=PURPOSE,
        reference=found.claim.number,
        by=by,
        now=now,
    )
    found.save(update_fields=["turn", "state"])
    return found


@transaction.atomic
def settle_compensation(*, idempotency_key: str, paid: bool, by: Actor, now: datetime) -> Compensation | None:
    """What the bank says about the payment. A notice of an earlier turn, or a second one, changes nothing."""
    _, identity, turn = idempotency_key.split(":")
    rows = Compensation.objects.select_for_update(of=("self",)).select_related("claim")
    found = rows.filter(pk=UUID(identity)).first()
    moves = {CompensationState.ORDERED} if paid else {CompensationState.ORDERED, CompensationState.PAID}
    if found is None or found.turn != int(turn) or found.state not in moves:
        return None
    found.state = CompensationState.PAID if paid else CompensationState.FAILED
    found.paid_at = now if paid else None
    found.save(update_fields=["state", "paid_at"])
    if paid:
        traces = Traces(by, now)
        traces.record(found.claim, COMPENSATION_PAID, total_minor=found.total_minor)
        traces.write()
    return found


def pay_again(claim: Claim) -> None:
    """The member has named another account: a compensation that the bank could not pay goes out once more."""
    rows = Compensation.objects.select_for_update().filter(claim=claim, state=CompensationState.FAILED)
    for found in rows:
        found.state = CompensationState.RELEASED
        found.save(update_fields=["state"])
        enqueue("claims.pay_compensation", lock=f"compensation:{found.pk}", compensation_id=str(found.pk))


def _owed_minor(claim: Claim, due: datetime) -> int:
    """What of the decided sum had not arrived when it was due."""
    arrived = PayoutLink.objects.filter(claim=claim, settled_at__lt=due).aggregate(sum=Sum("amount_minor"))[
        "sum"
    ]
    return max((claim.payable_minor or 0) - (arrived or 0), 0)


def _reckon(claim: Claim, clock: Clock, row: ClaimClock, now: datetime) -> Amount:
    zone = ZoneInfo(settings.TIME_ZONE)
    due = row.due_at or now
    return amount_owed(
        clock.compensation,  # type: ignore[arg-type]
        principal_minor=_owed_minor(claim, due),
        last_day=(due - _LATER).astimezone(zone).date(),
        paid_on=(row.stopped_at or now).astimezone(zone).date(),
        reference=clock_book().reference,
    )


def _reckoning(clock: Clock, amount: Amount) -> dict[str, Any]:
    return {
        "clock": clock.code,
        "principal_minor": amount.principal_minor,
        "days_late": amount.days_late,
        "parts": [list(part) for part in amount.parts],
        "year_days": clock_book().reference.year_days,
    }


def _announce(claim: Claim, found: Compensation, traces: Traces) -> None:
    """Ledger, timeline, message and the job that pays."""
    traces.record(claim, COMPENSATION_RELEASED, total_minor=found.total_minor, by=found.released_by)
    traces.step(claim, "compensation", holder=Holder.BANK)
    traces.tell(
        claim,
        "claim_compensation",
        turn=found.clock_id,
        compensation_minor=found.total_minor,
        about=dict(clock_book().of_product(claim.product_code)[found.clock.code].label),
    )
    traces.queue("claims.pay_compensation", lock=f"compensation:{found.pk}", compensation_id=str(found.pk))


def _held(compensation_id: UUID, by: Actor) -> Compensation:
    by.require(Permission.CLAIMS_DECIDE)
    rows = Compensation.objects.select_for_update(of=("self",)).select_related("claim", "clock")
    found = rows.filter(pk=compensation_id).first()
    if found is None:
        raise NotFound(N_("There is no such compensation."))
    return found
