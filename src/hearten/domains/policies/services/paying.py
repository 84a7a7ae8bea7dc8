"""Paying the premium: the bank is asked outside any transaction, and a settled payment becomes a policy, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.payments.models import PaymentOrder
from hearten.base.payments.selectors import list_orders_about
from hearten.base.payments.services import carry_out, order_collection
from hearten.base.payments.types import OPEN_STATES, OrderState
from hearten.domains.policies.models import Application, Policy
from hearten.domains.policies.selectors import get_application_for
from hearten.domains.policies.services.issuing import issue_policy
from hearten.domains.policies.services.traces import lock_application
from hearten.domains.policies.services.underwriting import note_withdrawn
from hearten.domains.policies.types import OPEN_APPLICATIONS, PREMIUM, ApplicationState
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_

_ACCOUNT_LENGTHS = range(10, 31)


@dataclass(frozen=True)
class Payment:
    """What became of an attempt to pay: the order, and the policy once there is one."""

    order: PaymentOrder
    policy: Policy | None


def pay_premium(*, application_id: UUID, account: str, by: Actor, now: datetime) -> Payment:
    """Take the premium and issue the policy. Pressed twice, or by two at once, it is one payment and one policy."""
    order = _order_premium(application_id, account, by, now)
    if order.state != OrderState.SETTLED:
        order = carry_out(order, now=now)
    if order.state != OrderState.SETTLED:
        return Payment(order, None)
    return Payment(order, issue_policy(application_id=application_id, order_id=order.pk, now=now))


@transaction.atomic(durable=True)
def _order_premium(application_id: UUID, account: str, by: Actor, now: datetime) -> PaymentOrder:
    """The one payment of this application: the one that has arrived, the one under way, or a new one."""
    application = lock_application(get_application_for(by, application_id).pk)
    if not by.owns(application.customer_id):
        raise Conflict(N_("Only the applicant can pay."))
    done = settled_order(application)
    if done is not None:
        return done
    _check_payable(application, account, now)
    return order_collection(
        idempotency_key=next_key(PREMIUM, application.pk, application.number),
        customer_id=application.customer_id,
        amount_minor=application.premium_minor,
        account=account,
        purpose=PREMIUM,
        reference=application.number,
        by=by,
        now=now,
    )


@transaction.atomic
def withdraw_application(*, application_id: UUID, by: Actor, now: datetime) -> Application:
    """The member leaves the application for good; not while a payment is under way."""
    application = lock_application(get_application_for(by, application_id).pk)
    if not by.owns(application.customer_id) or application.state not in OPEN_APPLICATIONS:
        raise Conflict(N_("This application can't be withdrawn now."))
    refuse_while_paying(application)
    note_withdrawn(application, by=by, now=now)
    return application


def next_key(purpose: str, identity: UUID, reference: str) -> str:
    """The key of the payment to make now: a new one only after the last one failed."""
    failed = [order for order in list_orders_about(reference, purpose) if order.state == OrderState.FAILED]
    return f"{purpose}:{identity}:{len(failed) + 1}"


def settled_order(application: Application) -> PaymentOrder | None:
    """The payment that has arrived for this application."""
    orders = list_orders_about(application.number, PREMIUM)
    return next((order for order in orders if order.state == OrderState.SETTLED), None)


def refuse_while_paying(application: Application) -> None:
    """Raises Conflict while money is on its way for this application, or has arrived."""
    moving = OPEN_STATES | {OrderState.SETTLED}
    if any(order.state in moving for order in list_orders_about(application.number, PREMIUM)):
        raise Conflict(
            N_("A payment for this application is under way."), hint=N_("Wait for the bank's answer.")
        )


def check_account(account: str) -> None:
    """Raises Invalid unless `account` looks like an account or card number."""
    if not (account.isascii() and account.isdigit() and len(account) in _ACCOUNT_LENGTHS):
        raise Invalid(
            N_("This is not a bank account number."), field="account", hint=N_("Write 10 to 30 digits.")
        )


def _check_payable(application: Application, account: str, now: datetime) -> None:
    if application.state != ApplicationState.AWAITING_PAYMENT:
        raise Conflict(
            N_("There is nothing to pay for this application now."), hint=N_("Look at the application again.")
        )
    if application.quote.expires_at <= now:
        raise Conflict(N_("This price no longer holds."), hint=N_("Ask for a new one; it takes a minute."))
    check_account(account)
