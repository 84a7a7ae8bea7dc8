"""Jobs of the payments: carry out an order, pick up what was left open, and let the test bank send its messages."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import UUID

from django.conf import settings

from hearten.base.payments.models import SandboxTransaction
from hearten.base.payments.providers.sandbox import notification_for, ripen
from hearten.base.payments.selectors import open_orders_before
from hearten.base.payments.services import execute_order
from hearten.base.payments.types import OutcomeUnknown
from hearten.base.plumbing.jobs import job, periodic
from hearten.kernel.clock import utc_now

logger = logging.getLogger(__name__)

LEFT_OPEN_AFTER = timedelta(minutes=1)
_MANY = 200


@job("payments.execute")
def execute(order_id: str) -> None:
    """Carry out one order; an unknown outcome raises, and the queue tries again later."""
    execute_order(order_id=UUID(order_id), now=utc_now())


@periodic("payments.resolve_open", "* * * * *")
def resolve_open() -> None:
    """Finish orders that a crash or a silent bank left open."""
    now = utc_now()
    for order_id in open_orders_before(now - LEFT_OPEN_AFTER, limit=_MANY):
        try:
            execute_order(order_id=order_id, now=now)
        except OutcomeUnknown:
            logger.info("payment %s: still no answer", order_id)


@periodic("payments.sandbox_notify", "* * * * *")
def sandbox_notify() -> None:
    """The test bank tells us what happened later: settled, or returned."""
    now = utc_now()
    due = SandboxTransaction.objects.filter(notified_at=None, due_at__lte=now).order_by("due_at")
    for row in due[:_MANY]:
        ripen(row, now)
        body, headers = notification_for(row, now)
        if _posted(f"{settings.SITE_ADDRESS}/api/payments/webhook/sandbox", body, headers):
            row.notified_at = now
            row.save(update_fields=["notified_at"])


def _posted(address: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        with urlopen(Request(address, data=body, headers=headers, method="POST"), timeout=10):  # noqa: S310 -- our own address
            return True
    except (URLError, TimeoutError) as error:
        logger.info("sandbox notification not taken: %s", error)
        return False
