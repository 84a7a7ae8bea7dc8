"""Order and carry out at once, for callers who want the answer now. None of these may be called in a transaction.

An order that comes back open (`sending`, `pending`) is finished by its queued job; its event tells the rest of the house.
"""

from __future__ import annotations

from datetime import datetime
from typing import Unpack

from django.db import transaction

from hearten.base.payments.models import PaymentOrder
from hearten.base.payments.services.execution import execute_order
from hearten.base.payments.services.ordering import (
    OrderFacts,
    RefundFacts,
    order_collection,
    order_payout,
    order_refund,
)
from hearten.base.payments.types import OutcomeUnknown


def pay_out(**facts: Unpack[OrderFacts]) -> PaymentOrder:
    """Send money to an account, exactly once for its key, however often and by how many this is called."""
    with transaction.atomic(durable=True):
        order = order_payout(**facts)
    return carry_out(order, now=facts["now"])


def collect(**facts: Unpack[OrderFacts]) -> PaymentOrder:
    """Take money from an account (authorise, then capture), exactly once for its key."""
    with transaction.atomic(durable=True):
        order = order_collection(**facts)
    return carry_out(order, now=facts["now"])


def refund(**facts: Unpack[RefundFacts]) -> PaymentOrder:
    """Give (a part of) a collected payment back, exactly once for its key."""
    with transaction.atomic(durable=True):
        order = order_refund(**facts)
    return carry_out(order, now=facts["now"])


def carry_out(order: PaymentOrder, *, now: datetime) -> PaymentOrder:
    """Carry out a committed order now; when the bank does not answer, its queued job asks again later."""
    try:
        return execute_order(order_id=order.pk, now=now)
    except OutcomeUnknown:
        order.refresh_from_db()
        return order
