"""Which payments are there, and which still wait for an answer?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from hearten.base.accounts.types import Actor, Permission
from hearten.base.payments.models import PaymentOrder
from hearten.base.payments.ports import file_channels
from hearten.base.payments.types import OPEN_STATES, OrderState
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

DEFAULT_LIMIT = 100


def get_order_by_key(idempotency_key: str) -> PaymentOrder | None:
    """The order made with this key, for services that made it."""
    return PaymentOrder.objects.filter(idempotency_key=idempotency_key).first()


def list_payments_for(actor: Actor, customer_id: UUID, *, limit: int = DEFAULT_LIMIT) -> list[PaymentOrder]:
    """A customer's payments, newest first: for the customer, and for staff who may see payments."""
    if not (actor.owns(customer_id) or actor.can(Permission.PAYMENTS_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    return list(PaymentOrder.objects.filter(customer_id=customer_id).order_by("-created_at")[:limit])


def open_orders_before(moment: datetime, *, limit: int = DEFAULT_LIMIT) -> list[UUID]:
    """Online orders whose outcome is not written down although they were made before `moment`, oldest first."""
    rows = PaymentOrder.objects.filter(state__in=OPEN_STATES, created_at__lt=moment).order_by("created_at")
    rows = rows.exclude(provider__in=file_channels())
    return list(rows.values_list("id", flat=True)[:limit])


def count_open_orders(customer_id: UUID) -> int:
    """How many of a person's payments wait for their outcome."""
    return PaymentOrder.objects.filter(customer_id=customer_id, state__in=OPEN_STATES).count()


def refunded_minor(order_id: UUID) -> int:
    """What has been given back of a payment, or is on its way back."""
    rows = PaymentOrder.objects.filter(refund_of_id=order_id).exclude(state=OrderState.FAILED)
    return rows.aggregate(total=Sum("amount_minor"))["total"] or 0


def list_orders_about(reference: str, purpose: str) -> list[PaymentOrder]:
    """The payments made for one thing (an application's or a policy's number), oldest first, for those who made them."""
    return list(
        PaymentOrder.objects.filter(reference=reference, purpose=purpose).order_by("created_at", "id")
    )
