"""Order and carry out at once, for callers who want the answer now. None of these may be called in a transaction.

An order that comes back open (`sending`, `pending`) is finished by a job; its event tells the rest of the house.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Unpack
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.payments.models import PaymentOrder
from hearten.base.payments.services.execution import execute_order
from hearten.base.payments.services.ordering import OrderFacts, write_collection, write_payout, write_refund
from hearten.base.payments.types import OutcomeUnknown
from hearten.base.plumbing.jobs import enqueue

ASK_AGAIN_AFTER = timedelta(seconds=5)


def pay_out(**facts: Unpack[OrderFacts]) -> PaymentOrder:
    """Send money to an account, exactly once for its key, however often and by how many this is called."""
    with transaction.atomic(durable=True):
        order = write_payout(**facts)
    return _carry_out(order, facts["now"])


def collect(**facts: Unpack[OrderFacts]) -> PaymentOrder:
    """Take money from an account (authorise, then capture), exactly once for its key."""
    with transaction.atomic(durable=True):
        order = write_collection(**facts)
    return _carry_out(order, facts["now"])


def refund(
    *,
    idempotency_key: str,
    order_id: UUID,
    amount_minor: int,
    purpose: str,
    reference: str,
    by: Actor,
    now: datetime,
) -> PaymentOrder:
    """Give (a part of) a collected payment back, exactly once for `idempotency_key`."""
    with transaction.atomic(durable=True):
        order = write_refund(
            idempotency_key=idempotency_key,
            order_id=order_id,
            amount_minor=amount_minor,
            purpose=purpose,
            reference=reference,
            by=by,
            now=now,
        )
    return _carry_out(order, now)


def _carry_out(order: PaymentOrder, now: datetime) -> PaymentOrder:
    try:
        return execute_order(order_id=order.pk, now=now)
    except OutcomeUnknown:
        with transaction.atomic(durable=True):
            enqueue("payments.execute", order_id=str(order.pk), run_at=now + ASK_AGAIN_AFTER)
        order.refresh_from_db()
        return order
