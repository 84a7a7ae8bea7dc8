"""How a policy ends before or with its term: given back, lapsed, or run out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.payments.services import order_payout, order_refund
from hearten.base.plumbing.events import publish
from hearten.base.touchpoints.types import Stage
from hearten.domains.customers.selectors import get_customer
from hearten.domains.policies.models import Policy
from hearten.domains.policies.selectors import get_policy_for, product_of
from hearten.domains.policies.services.paying import settled_order
from hearten.domains.policies.services.traces import touch_policy
from hearten.domains.policies.types import (
    CANCELLED,
    LAPSED,
    REFUND,
    RUNNING,
    EndReason,
    PolicyCancelled,
    PolicyLapsed,
    PolicyState,
)
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_


def cooling_off_until(policy: Policy) -> date:
    """The last day on which the policy can be given back for the whole premium."""
    days = int(product_of(policy).document["cooling_off_days"])
    return timezone.localdate(policy.issued_at) + timedelta(days=days)


@transaction.atomic
def cancel_in_cooling_off(*, policy_id: UUID, by: Actor, now: datetime) -> Policy:
    """Give a policy back: it was never in force, and the whole premium goes back. Given back already stays so."""
    policy = _locked(get_policy_for(by, policy_id).pk)
    if not by.owns(policy.customer_id):
        raise Conflict(N_("Only the holder can give a policy back."))
    if policy.end_reason == EndReason.COOLING_OFF:
        return policy
    if policy.state not in RUNNING or policy.renewal_of_id is not None:
        raise Conflict(N_("This policy can't be given back now."))
    if timezone.localdate(now) > cooling_off_until(policy):
        raise Conflict(
            N_("The cooling-off period is over."), hint=N_("Talk to us: we look for a way that suits you.")
        )
    _give_money_back(policy, by, now)
    _end(policy, PolicyState.CANCELLED, EndReason.COOLING_OFF, policy.inception, now)
    append(
        CANCELLED,
        subject_id=policy.customer_id,
        actor=by,
        now=now,
        about=policy.number,
        facts={"refund_minor": policy.premium_minor},
    )
    touch_policy(policy, "policy.cancelled", Stage.LEAVE, now=now, outcome=EndReason.COOLING_OFF)
    publish(
        PolicyCancelled(
            occurred_at=now,
            policy_id=policy.pk,
            customer_id=policy.customer_id,
            product_code=policy.product_code,
            refund_minor=policy.premium_minor,
        )
    )
    return policy


@transaction.atomic
def lapse_policy(*, policy_id: UUID, on: date, by: Actor, now: datetime) -> Policy:
    """End a policy whose premium was not paid, on the day `on`. Lapsed already stays so."""
    by.require(Permission.POLICIES_VIEW)
    policy = _locked(policy_id)
    if policy.state == PolicyState.LAPSED:
        return policy
    if policy.state not in RUNNING:
        raise Conflict(N_("Only a running policy can lapse."))
    if not policy.inception <= on <= policy.expiry:
        raise Invalid(N_("The day lies outside the policy's term."), field="on")
    _end(policy, PolicyState.LAPSED, EndReason.UNPAID, on, now)
    append(
        LAPSED,
        subject_id=policy.customer_id,
        actor=by,
        now=now,
        about=policy.number,
        facts={"ended_on": on.isoformat()},
    )
    touch_policy(policy, "policy.lapsed", Stage.LEAVE, now=now, outcome=EndReason.UNPAID)
    publish(
        PolicyLapsed(
            occurred_at=now,
            policy_id=policy.pk,
            customer_id=policy.customer_id,
            product_code=policy.product_code,
            ended_on=on,
        )
    )
    return policy


@transaction.atomic
def turn_day(*, now: datetime) -> tuple[int, int]:
    """Let policies begin and end by the calendar. Returns how many began and how many ended."""
    day = timezone.localdate(now)
    began = Policy.objects.filter(state=PolicyState.PENDING, inception__lte=day).update(
        state=PolicyState.ACTIVE
    )
    ended = Policy.objects.filter(state=PolicyState.ACTIVE, expiry__lte=day).update(
        state=PolicyState.EXPIRED, ended_at=now, ended_on=F("expiry"), end_reason=EndReason.TERM
    )
    return began, ended


def _locked(policy_id: UUID) -> Policy:
    return Policy.objects.select_for_update().get(pk=policy_id)


def _end(policy: Policy, state: PolicyState, reason: EndReason, on: date, now: datetime) -> None:
    policy.state, policy.end_reason, policy.ended_on, policy.ended_at = state, reason, on, now
    policy.save(update_fields=["state", "end_reason", "ended_on", "ended_at"])


def _give_money_back(policy: Policy, by: Actor, now: datetime) -> None:
    """Refund the payment of the application; a policy that came from elsewhere is repaid to the known account."""
    key = f"{REFUND}:{policy.pk}"
    application = policy.application
    paid = settled_order(application) if application else None
    if paid is not None:
        order_refund(
            idempotency_key=key,
            order_id=paid.pk,
            amount_minor=policy.premium_minor,
            purpose=REFUND,
            reference=policy.number,
            by=by,
            now=now,
        )
        return
    account = get_customer(policy.customer_id).bank_account
    if not account:
        raise Invalid(
            N_("Tell us your bank account first, so that the premium can go back."), field="account"
        )
    order_payout(
        idempotency_key=key,
        customer_id=policy.customer_id,
        amount_minor=policy.premium_minor,
        account=account,
        purpose=REFUND,
        reference=policy.number,
        by=by,
        now=now,
    )
