"""Taking a provider's notification: only a genuine and fresh one, and each only once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from hearten.base.payments.models import PaymentOrder, WebhookReceipt
from hearten.base.payments.ports import provider_named
from hearten.base.payments.services.execution import record_result
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

_CAPTURE = ":capture"


def receive_webhook(*, provider_name: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Act on a notification. Returns False for one that was taken before; raises Invalid for one that is not genuine.

    The receipt is written after the order has moved: a crash between lets the provider send again, and moving
    again changes nothing.
    """
    provider = provider_named(provider_name)
    if provider is None:
        raise NotFound(N_("There is no such payment provider."))
    note = provider.verify_webhook(headers=headers, body=body, now=now)
    taken = WebhookReceipt.objects.filter(provider=provider_name, notification_id=note.notification_id)
    if taken.exists():
        return False
    order = PaymentOrder.objects.filter(
        provider=provider_name, idempotency_key=note.idempotency_key.removesuffix(_CAPTURE)
    ).first()
    if order is None:
        raise NotFound(N_("There is no such payment."))
    record_result(order_id=order.pk, result=note.result, now=now)
    with transaction.atomic(durable=True):
        WebhookReceipt.objects.bulk_create(
            [
                WebhookReceipt(
                    provider=provider_name,
                    notification_id=note.notification_id,
                    idempotency_key=note.idempotency_key,
                    status=note.result.status,
                    received_at=now,
                )
            ],
            ignore_conflicts=True,
        )
    return True
