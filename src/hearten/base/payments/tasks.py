"""Jobs of the payments: carry out an order, pick up what was left open, and let the test bank send its messages."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from hearten.base.accounts.types import Actor
from hearten.base.payments.models import SandboxTransaction
from hearten.base.payments.ports import file_channels
from hearten.base.payments.providers.sandbox import notification_for, ripen
from hearten.base.payments.providers.sandbox_bank import SandboxBank, sandbox_folder
from hearten.base.payments.selectors import (
    bank_files_left_before,
    currencies_waiting,
    days_to_reconcile,
    open_orders_before,
    unfinished_batches,
)
from hearten.base.payments.services import apply_bank_file as apply_file
from hearten.base.payments.services import (
    execute_order,
    fetch_files,
    fix_batch,
    reconcile_day,
    send_batch,
)
from hearten.base.payments.services.batching import pick_orders
from hearten.base.payments.types import OutcomeUnknown
from hearten.base.plumbing.jobs import job, periodic
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

logger = logging.getLogger(__name__)

_SYSTEM = Actor.system("payments.files")
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
        except HeartenError as error:
            logger.error("payment %s can't be carried out: %s", order_id, error.code)  # noqa: TRY400 -- no account in a log


@periodic("payments.send_batches", "*/15 * * * *")
def send_batches() -> None:
    """Close what waits into batches and hand them over; finish batches that a crash left half-way.

    A batch that can't be sent (its file is no longer the same, its bank is out of reach) does not hold up the others.
    """
    now = utc_now()
    for provider, currency in currencies_waiting():
        while pick_orders(provider=provider, currency=currency, by=_SYSTEM, now=now):
            pass
    for batch in unfinished_batches():
        try:
            fix_batch(batch_id=batch.pk, by=_SYSTEM, now=now)
            send_batch(batch_id=batch.pk, by=_SYSTEM, now=now)
        except (HeartenError, OSError) as error:
            logger.error("batch %s can't be sent: %s", batch.number, type(error).__name__)  # noqa: TRY400 -- no account in a log


@periodic("payments.fetch_bank_files", "* * * * *")
def fetch_bank_files() -> None:
    """Take over what banks have put into our folders, and finish what a crash left half-way."""
    now = utc_now()
    for provider in file_channels():
        fetch_files(provider=provider, by=_SYSTEM, now=now)
    for file_id in bank_files_left_before(now - LEFT_OPEN_AFTER):
        apply_file(file_id=file_id, now=now)


@job("payments.apply_bank_file")
def apply_bank_file(file_id: str) -> None:
    """Act on what a file of the bank says."""
    apply_file(file_id=UUID(file_id), now=utc_now())


@job("payments.reconcile_day")
def reconcile_one_day(provider: str, day: str) -> None:
    """Compare one day of one account with the bank's statement."""
    reconcile_day(provider=provider, day=date.fromisoformat(day), by=_SYSTEM, now=utc_now())


@periodic("payments.reconcile", "30 22 * * *")
def reconcile() -> None:
    """Each morning (06:30 in Shanghai): yesterday, also when no statement has come; and days with open differences."""
    now = utc_now()
    for provider, day in days_to_reconcile(timezone.localtime(now).date() - timedelta(days=1)):
        reconcile_day(provider=provider, day=day, by=_SYSTEM, now=now)


@periodic("payments.sandbox_bank", "* * * * *")
def sandbox_bank() -> None:
    """The test bank takes our files and writes its own; a real one does so by itself."""
    now = utc_now()
    today = timezone.localtime(now).date()
    bank = SandboxBank(sandbox_folder())
    bank.settle_late(now, today)
    bank.take_files(now, today)
    for day in bank.untold_days(today):
        bank.write_statement(day, account=settings.PAYOUT_ACCOUNT)


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
