"""Writing down that money is to move, once for each key. Works within the caller's transaction; a job does the moving."""

from __future__ import annotations

from datetime import datetime
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.base.payments.models import PaymentOrder
from hearten.base.payments.ports import current_provider, file_channel, payee_name, payout_provider
from hearten.base.payments.selectors import refunded_minor
from hearten.base.payments.types import ORDERED, Direction, OrderState
from hearten.base.plumbing.jobs import enqueue
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.money import LARGEST_MINOR
from hearten.kernel.text import N_


class OrderFacts(TypedDict):
    """What an order to collect or to pay out is made of.

    `payee` is the holder of the account (the customer, when left out) and `payee_bank` the bank's BIC or CNAPS number;
    both matter only where payments go by file.
    """

    idempotency_key: str
    customer_id: UUID
    amount_minor: int
    account: str
    purpose: str
    reference: str
    by: Actor
    now: datetime
    currency: NotRequired[str]
    payee: NotRequired[str]
    payee_bank: NotRequired[str]


class RefundFacts(TypedDict):
    """What an order to give back is made of; `order_id` names the payment that was collected."""

    idempotency_key: str
    order_id: UUID
    amount_minor: int
    purpose: str
    reference: str
    by: Actor
    now: datetime


@transaction.atomic
def order_payout(**facts: Unpack[OrderFacts]) -> PaymentOrder:
    """Order money to be sent to an account. The event payments.settled or payments.failed says how it went."""
    return _queued(_written(direction=Direction.OUT, **facts))


@transaction.atomic
def order_collection(**facts: Unpack[OrderFacts]) -> PaymentOrder:
    """Order money to be taken from an account."""
    return _queued(_written(direction=Direction.IN, **facts))


@transaction.atomic
def order_refund(**facts: Unpack[RefundFacts]) -> PaymentOrder:
    """Order (a part of) a collected payment to be given back. Never more than was taken, however many ask at once."""
    taken = (
        PaymentOrder.objects.select_for_update().filter(pk=facts["order_id"], direction=Direction.IN).first()
    )
    if taken is None or taken.state != OrderState.SETTLED:
        raise Conflict(N_("Only a payment that has arrived can be given back."))
    known = PaymentOrder.objects.filter(idempotency_key=facts["idempotency_key"]).exists()
    if not known and refunded_minor(taken.pk) + facts["amount_minor"] > taken.amount_minor:
        raise Conflict(N_("More can't be given back than was paid."))
    return _queued(
        _written(
            idempotency_key=facts["idempotency_key"],
            direction=Direction.OUT,
            customer_id=taken.customer_id,
            amount_minor=facts["amount_minor"],
            currency=taken.currency,
            account=taken.account or "",
            purpose=facts["purpose"],
            reference=facts["reference"],
            by=facts["by"],
            now=facts["now"],
            refund_of=taken,
        )
    )


def _written(
    *,
    idempotency_key: str,
    direction: Direction,
    customer_id: UUID,
    amount_minor: int,
    account: str,
    purpose: str,
    reference: str,
    by: Actor,
    now: datetime,
    currency: str = "CNY",
    refund_of: PaymentOrder | None = None,
    payee: str = "",
    payee_bank: str = "",
) -> PaymentOrder:
    """The order with this key: new, or the one that is there. Raises Conflict when that one is about something else."""
    if not 0 < amount_minor <= LARGEST_MINOR:
        raise Invalid(N_("A payment has an amount above zero."), field="amount")
    provider = _provider_for(direction, refund_of)
    by_file = file_channel(provider) is not None
    fresh = PaymentOrder(
        idempotency_key=idempotency_key,
        direction=direction,
        purpose=purpose,
        reference=reference,
        customer_id=customer_id,
        amount_minor=amount_minor,
        currency=currency,
        account=account,
        provider=provider,
        payee=(payee or payee_name(customer_id)) if by_file else None,
        payee_bank=payee_bank if by_file else "",
        refund_of=refund_of,
        ordered_by=by.label,
        created_at=now,
    )
    PaymentOrder.objects.bulk_create([fresh], ignore_conflicts=True)
    order = PaymentOrder.objects.get(idempotency_key=idempotency_key)
    same = (order.direction, order.customer_id, order.amount_minor, order.currency) == (
        direction,
        customer_id,
        amount_minor,
        currency,
    )
    if not same or order.reference != reference:
        raise Conflict(N_("This key was used for another payment."), field="idempotency_key")
    if order.pk == fresh.pk:
        append(ORDERED, subject_id=customer_id, actor=by, now=now, about=reference, facts=facts_of(order))
    return order


def _provider_for(direction: Direction, refund_of: PaymentOrder | None) -> str:
    """Payments in are taken online, and given back the way they came; payments out go where the insurer chose."""
    if refund_of is not None:
        return refund_of.provider
    return payout_provider() if direction == Direction.OUT else current_provider().name


def facts_of(order: PaymentOrder) -> dict[str, str | int]:
    """What the ledger keeps of an order."""
    return {
        "order": str(order.pk),
        "direction": order.direction,
        "purpose": order.purpose,
        "amount_minor": order.amount_minor,
        "currency": order.currency,
    }


def _queued(order: PaymentOrder) -> PaymentOrder:
    """Online payments have a job of their own; those that go by file wait for their batch."""
    if file_channel(order.provider) is not None:
        return order
    if order.state == OrderState.SENDING and order.attempts == 0:
        enqueue("payments.execute", order_id=str(order.pk), lock=f"payment:{order.pk}")
    return order
