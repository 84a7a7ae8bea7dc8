"""Carrying a policy on for another term, without a new waiting period and without new questions."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.base.payments.models import PaymentOrder
from hearten.base.payments.selectors import list_orders_about
from hearten.base.payments.services import carry_out, order_collection
from hearten.base.payments.types import OrderState
from hearten.base.touchpoints.types import Stage
from hearten.domains.customers.selectors import get_customer, person_of
from hearten.domains.policies.models import Policy
from hearten.domains.policies.selectors import get_policy_for
from hearten.domains.policies.services.issuing import note_issued
from hearten.domains.policies.services.paying import Payment, check_account, next_key
from hearten.domains.policies.services.traces import touch_policy
from hearten.domains.policies.types import RENEWAL, RENEWED, RUNNING, PolicyState
from hearten.domains.products.selectors import get_product, quote
from hearten.domains.products.types import PriceBreakdown
from hearten.kernel.errors import Conflict
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.period import add_years
from hearten.kernel.text import N_

OPENS_BEFORE = timedelta(days=60)
_SYSTEM = Actor.system("policies.renew")


def renewal_price(policy: Policy) -> PriceBreakdown:
    """What the next term costs: the version then in force, the age then reached, the terms agreed at first."""
    person = person_of(get_customer(policy.customer_id), policy.expiry)
    product = get_product(policy.product_code, policy.expiry)
    return quote(
        product,
        policy.choices,
        person,
        health_grade=policy.health_grade,
        loading_bp=policy.loading_bp,
        renewal=True,
    )


def renew_policy(*, policy_id: UUID, account: str, by: Actor, now: datetime) -> Payment:
    """Take the premium of the next term and write its policy, once."""
    order = _order_renewal(policy_id, account, by, now)
    if order.state != OrderState.SETTLED:
        order = carry_out(order, now=now)
    if order.state != OrderState.SETTLED:
        return Payment(order, None)
    fresh = issue_renewal(
        policy_id=policy_id, premium_minor=order.amount_minor, payment=str(order.pk), now=now
    )
    return Payment(order, fresh)


@transaction.atomic(durable=True)
def _order_renewal(policy_id: UUID, account: str, by: Actor, now: datetime) -> PaymentOrder:
    policy = Policy.objects.select_for_update().get(pk=get_policy_for(by, policy_id).pk)
    if not by.owns(policy.customer_id):
        raise Conflict(N_("Only the holder can renew a policy."))
    done = [order for order in list_orders_about(policy.number, RENEWAL) if order.state == OrderState.SETTLED]
    if done:
        return done[0]
    day = timezone.localdate(now)
    if policy.state not in RUNNING or not policy.expiry - OPENS_BEFORE <= day <= policy.expiry:
        raise Conflict(N_("A policy can be renewed in the last 60 days of its term."))
    check_account(account)
    return order_collection(
        idempotency_key=next_key(RENEWAL, policy.pk, policy.number),
        customer_id=policy.customer_id,
        amount_minor=renewal_price(policy).premium_minor,
        account=account,
        purpose=RENEWAL,
        reference=policy.number,
        by=by,
        now=now,
    )


@transaction.atomic
def issue_renewal(*, policy_id: UUID, premium_minor: int, payment: str, now: datetime) -> Policy:
    """The policy that follows on `policy_id`, once it is paid. Asked again, it is the same policy."""
    old = Policy.objects.select_for_update().get(pk=policy_id)
    known = Policy.objects.filter(renewal_of=old).first()
    if known is not None:
        return known
    price = renewal_price(old)
    product = get_product(old.product_code, old.expiry)
    identity = new_id()
    fresh = Policy.objects.create(
        id=identity,
        number=new_number("HP", identity),
        customer_id=old.customer_id,
        product_code=product.code,
        product_version=product.version,
        choices=dict(price.choices),
        sum_insured_minor=product.sum_insured(price.choices),
        premium_minor=premium_minor,
        health_grade=old.health_grade,
        loading_bp=old.loading_bp,
        excluded=old.excluded,
        has_social_insurance=person_of(get_customer(old.customer_id), old.expiry).has_social_insurance,
        inception=old.expiry,
        expiry=add_years(old.expiry, product.term_years(price.choices)),
        state=PolicyState.PENDING,
        channel=old.channel,
        issued_at=now,
        renewal_of=old,
    )
    append(
        RENEWED,
        subject_id=old.customer_id,
        actor=_SYSTEM,
        now=now,
        about=old.number,
        facts={"by": fresh.number},
    )
    note_issued(fresh, by=_SYSTEM, now=now, payment=payment)
    touch_policy(fresh, "policy.renewed", Stage.RENEW, now=now, outcome="renewed")
    return fresh
