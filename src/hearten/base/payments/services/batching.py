"""Which payments go to the bank in one file, and how does the file get there once?

Three commits: the batch picks its payments (`building`), its file is fixed by its digest (`closed`), it has been handed
over (`sent`). A crash between any two is mended by the next run, which finds the batch as it was left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.payments.models import BankEntry, PaymentOrder, PayoutBatch, PayoutLine
from hearten.base.payments.ports import FileTransport, file_channel
from hearten.base.payments.providers.iso20022 import credit_transfer
from hearten.base.payments.selectors import held_orders, payer_account, transfers_of
from hearten.base.payments.services.execution import record_results
from hearten.base.payments.types import (
    BATCH_CLOSED,
    BATCH_LOADED,
    BATCH_RELEASED,
    BATCH_SENT,
    OPEN_STATES,
    BatchState,
    Failure,
    Outcome,
    ProviderResult,
    ProviderStatus,
)
from hearten.base.vault.services import keys_at_hand
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.text import N_

MOST_IN_A_BATCH = 5000
FEWEST_LETTERS = 5
_NAMES_NOBODY = ProviderResult(status=ProviderStatus.DECLINED, failure=Failure.NAME_DIFFERS)


def close_batch(*, provider: str, currency: str = "CNY", by: Actor, now: datetime) -> PayoutBatch | None:
    """Put the payments that wait into one batch and fix its file. None when nothing waits.

    Two workers at once take different payments (rows that one has locked are skipped by the other), and the database
    refuses a payment in two batches.
    """
    picked = pick_orders(provider=provider, currency=currency, by=by, now=now)
    return fix_batch(batch_id=picked.pk, by=by, now=now) if picked else None


def pick_orders(*, provider: str, currency: str, by: Actor, now: datetime) -> PayoutBatch | None:
    """The first commit: a batch with its payments, oldest first.

    A payment without a name or a number (its customer was erased) fails alone, instead of keeping the others back.
    """
    with transaction.atomic(durable=True):
        waiting = PaymentOrder.objects.filter(
            provider=provider, currency=currency, batch__isnull=True, state__in=OPEN_STATES
        )
        found = list(waiting.order_by("pk").select_for_update(skip_locked=True)[:MOST_IN_A_BATCH])
        nameless = _nameless(found)
        record_results(dict.fromkeys(nameless, _NAMES_NOBODY), now=now)
        orders = [order for order in found if order.pk not in nameless]
        if not orders:
            return None
        identity = new_id()
        batch = PayoutBatch.objects.create(
            id=identity,
            number=new_number("PB", identity),
            message_id=f"HT{identity.hex}",
            provider=provider,
            account=settings.PAYOUT_ACCOUNT,
            currency=currency,
            requested_on=timezone.localtime(now).date(),
            count=len(orders),
            total_minor=sum(order.amount_minor for order in orders),
            made_by=by.label,
            created_at=now,
        )
        PayoutLine.objects.bulk_create(
            [
                PayoutLine(batch=batch, order=order, position=position, amount_minor=order.amount_minor)
                for position, order in enumerate(orders, 1)
            ]
        )
        PaymentOrder.objects.filter(pk__in=[order.pk for order in orders]).update(batch=batch)
    return batch


def _nameless(orders: Sequence[PaymentOrder]) -> set[UUID]:
    with keys_at_hand({order.customer_id for order in orders}):
        return {order.pk for order in orders if not (order.payee or "").strip() or not order.account}


def fix_batch(*, batch_id: UUID, by: Actor, now: datetime) -> PayoutBatch:
    """The second commit: the file's digest. What is sent later is this file, or nothing."""
    with transaction.atomic(durable=True):
        batch = _locked(batch_id)
        if batch.state != BatchState.BUILDING:
            return batch
        batch.fixed_at = now
        batch.sha256 = hashlib.sha256(file_of(batch)).hexdigest()
        batch.state = BatchState.CLOSED
        batch.save(update_fields=["state", "fixed_at", "sha256"])
        facts = {"count": batch.count, "total_minor": batch.total_minor, "sha256": batch.sha256}
        append(BATCH_CLOSED, subject_id=batch.pk, actor=by, now=now, about=batch.number, facts=facts)
    return batch


def file_of(batch: PayoutBatch) -> bytes:
    """The batch's pain.001, made anew. Raises Conflict when it is no longer the file that was fixed."""
    content = credit_transfer(
        message_id=batch.message_id,
        made_at=batch.fixed_at or batch.created_at,
        requested_on=batch.requested_on,
        payer=payer_account(batch),
        transfers=transfers_of(batch),
    )
    if batch.sha256 and hashlib.sha256(content).hexdigest() != batch.sha256:
        raise Conflict(
            N_("The file of batch %(number)s can't be made as it was: an account was erased or changed."),
            hint=N_("Ask the bank for its copy."),
            number=batch.number,
        )
    return content


@transaction.atomic
def load_batch_file(*, batch_id: UUID, by: Actor, now: datetime) -> bytes:
    """The batch's file for a person at the desk. It holds names and accounts, so taking it is written down."""
    by.require(Permission.PAYMENTS_RECONCILE)
    batch = _locked(batch_id)
    if batch.state == BatchState.BUILDING:
        raise Conflict(N_("The file of this batch is still being made."))
    content = file_of(batch)
    append(
        BATCH_LOADED,
        subject_id=batch.pk,
        actor=by,
        now=now,
        about=batch.number,
        facts={"sha256": batch.sha256},
    )
    return content


def send_batch(*, batch_id: UUID, by: Actor, now: datetime) -> PayoutBatch:
    """Hand the file to the bank, then write that down.

    A crash between the two hands the same file over again under the same message number, which the bank takes once.
    """
    with transaction.atomic(durable=True):  # the batch must be committed before the bank hears of it
        batch = PayoutBatch.objects.filter(pk=batch_id).first()
        if batch is None:
            raise NotFound(N_("There is no such batch."))
        if batch.state != BatchState.CLOSED:
            return batch
        content = file_of(batch)
    _transport(batch.provider).put(f"{batch.message_id}.xml", content)
    return _note_sent(batch_id, by, now)


def _note_sent(batch_id: UUID, by: Actor, now: datetime) -> PayoutBatch:
    with transaction.atomic(durable=True):
        batch = _locked(batch_id)
        if batch.state == BatchState.CLOSED:
            batch.state, batch.sent_at = BatchState.SENT, now
            batch.save(update_fields=["state", "sent_at"])
            append(
                BATCH_SENT,
                subject_id=batch.pk,
                actor=by,
                now=now,
                about=batch.number,
                facts={"sha256": batch.sha256},
            )
    return batch


@transaction.atomic
def release_batch(*, batch_id: UUID, note: str, by: Actor, now: datetime) -> int:
    """Let payments that the bank refused for a reason of ours go into the next batch. Returns how many.

    Only those: what the bank has taken, or says nothing of, must not be sent a second time.
    """
    by.require(Permission.PAYMENTS_RECONCILE)
    if len(note.strip()) < FEWEST_LETTERS:
        raise Invalid(N_("Write in a few words what was wrong and what was mended."), field="note")
    batch = _locked(batch_id)
    released = _releasable(batch)
    if not released:
        raise Conflict(N_("No payment of this batch waits to be released."))
    PayoutLine.objects.filter(batch=batch, order__in=released).update(released_at=now)
    PaymentOrder.objects.filter(pk__in=released).update(batch=None)
    BankEntry.objects.filter(order__in=released, file__batch=batch, outcome=Outcome.HELD).update(
        outcome=Outcome.APPLIED
    )
    facts = {"count": len(released), "note": note.strip()[:500]}
    append(BATCH_RELEASED, subject_id=batch.pk, actor=by, now=now, about=batch.number, facts=facts)
    return len(released)


def _releasable(batch: PayoutBatch) -> list[UUID]:
    return list(held_orders(batch).select_for_update().order_by("pk").values_list("pk", flat=True))


def _locked(batch_id: UUID) -> PayoutBatch:
    batch = PayoutBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise NotFound(N_("There is no such batch."))
    return batch


def _transport(provider: str) -> FileTransport:
    channel = file_channel(provider)
    if channel is None:
        raise LookupError(f"no bank that takes files is called {provider}")
    return channel.transport()
