"""Taking over what the bank says: a file is stored with its lines first, then acted on in pieces, each once.

A crash leaves lines that have not been looked at; whoever goes on looks at those only. The same file again, under any
name, changes nothing.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.base.payments.models import BankEntry, BankFile, PaymentOrder, PayoutBatch
from hearten.base.payments.ports import file_channel
from hearten.base.payments.providers.iso20022 import meaning_of, read_message
from hearten.base.payments.providers.iso20022.codes import failure_of
from hearten.base.payments.selectors import held_orders, order_id_of
from hearten.base.payments.services.execution import record_results
from hearten.base.payments.types import (
    FILE_TAKEN,
    OPEN_STATES,
    BankMessage,
    BatchState,
    FileKind,
    OrderState,
    Outcome,
    ProviderResult,
    ProviderStatus,
)
from hearten.base.plumbing.jobs import enqueue
from hearten.kernel.errors import Conflict, HeartenError, Invalid
from hearten.kernel.text import N_

logger = logging.getLogger(__name__)

_PIECE = 500


def take_bank_file(*, content: bytes, provider: str, by: Actor, now: datetime) -> tuple[BankFile, bool]:
    """Store a file of the bank and queue what follows. Returns it, and whether it is new.

    Raises Invalid when it can't be read or speaks of another account or batch than ours, Conflict when a file of the
    same number but other content was taken before.
    """
    message = read_message(content)
    _check_account(provider, message)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic(durable=True):
        known = _known(provider, message, digest)
        if known is not None:
            return known, False
        file = BankFile(
            provider=provider,
            kind=message.kind,
            message_id=message.message_id,
            sha256=digest,
            batch=_batch_of(provider, message),
            currency=message.currency,
            opening_minor=message.opening_minor,
            closing_minor=message.closing_minor,
            closed_on=message.closed_on,
            lines=len(message.lines),
            taken_by=by.label,
            taken_at=now,
        )
        stored = BankFile.objects.bulk_create([file], ignore_conflicts=True)[0]
        if not BankFile.objects.filter(pk=stored.pk).exists():  # another worker was quicker
            return _known(provider, message, digest) or stored, False
        _store_lines(stored, message)
        facts = {"kind": str(message.kind), "lines": len(message.lines), "sha256": digest}
        append(FILE_TAKEN, subject_id=stored.pk, actor=by, now=now, about=message.message_id, facts=facts)
        enqueue("payments.apply_bank_file", file_id=str(stored.pk), lock=f"bank-file:{stored.pk}")
    return stored, True


def fetch_files(*, provider: str, by: Actor, now: datetime) -> int:
    """Take over all files that wait in a bank's folder; returns how many were new.

    A file is put aside only after it is stored, so a crash between fetches it again, and it is known by its content. One
    that can't be taken is put where a person looks for it, and does not hold up the others.
    """
    channel = file_channel(provider)
    if channel is None:
        raise LookupError(f"no bank that takes files is called {provider}")
    transport, new = channel.transport(), 0
    for name in transport.waiting():
        try:
            _, fresh = take_bank_file(content=transport.get(name), provider=provider, by=by, now=now)
        except HeartenError as error:
            logger.warning("file %s of %s refused: %s", name, provider, error.code)
            transport.put_aside(name, refused=True)
            continue
        new += fresh
        transport.put_aside(name)
    return new


def apply_bank_file(*, file_id: UUID, now: datetime) -> BankFile:
    """Act on every line that has not been looked at, then on the batch. Run again, it changes nothing."""
    while _apply_piece(file_id, now):
        pass
    with transaction.atomic(durable=True):
        file = BankFile.objects.select_for_update().get(pk=file_id)
        if file.applied_at is None:
            file.applied_at = now
            file.save(update_fields=["applied_at"])
            for batch_id in _batches_touched(file):
                settle_batch(batch_id)
            if file.kind == FileKind.STATEMENT:
                for day in _days_of(file):
                    _queue_comparison(file.provider, day)
    return file


def _queue_comparison(provider: str, day: date) -> None:
    """Days of one account are compared one after the other: one may explain what another missed."""
    enqueue("payments.reconcile_day", lock=f"reconcile:{provider}", provider=provider, day=day.isoformat())


def settle_batch(batch_id: UUID) -> None:
    """Bring a sent batch to the state that its payments and the bank's words add up to."""
    batch = PayoutBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state not in {BatchState.SENT, BatchState.ACCEPTED, BatchState.PARTLY, BatchState.CLOSED}:
        return
    refused_whole = BankEntry.objects.filter(
        file__batch=batch, order__isnull=True, end_to_end_id="", outcome=Outcome.HELD
    ).exists()
    states = list(PaymentOrder.objects.filter(batch=batch).values_list("state", flat=True))
    lost = states.count(OrderState.FAILED) + held_orders(batch).count()
    if refused_whole or (states and lost >= len(states)):
        state = BatchState.REJECTED
    elif lost:
        state = BatchState.PARTLY
    elif OrderState.SENDING in states:
        return  # the bank has not spoken of all of them yet
    else:
        state = BatchState.ACCEPTED
    batch.state = state
    batch.sent_at = (
        batch.sent_at or batch.fixed_at
    )  # the bank answers, so it was sent although we died before noting it
    batch.save(update_fields=["state", "sent_at"])


def _known(provider: str, message: BankMessage, digest: str) -> BankFile | None:
    same = BankFile.objects.filter(provider=provider, sha256=digest).first()
    if same is not None:
        return same
    numbered = BankFile.objects.filter(
        provider=provider, kind=message.kind, message_id=message.message_id
    ).first()
    if numbered is not None:
        raise Conflict(
            N_("Another file with the number %(number)s was taken before, and its content is not the same."),
            field="file",
            hint=N_("Ask the bank which of the two holds."),
            number=message.message_id,
        )
    return None


def _check_account(provider: str, message: BankMessage) -> None:
    """A statement is about the account that we pay from, or one that we have paid from."""
    if message.account in {"", settings.PAYOUT_ACCOUNT}:
        return
    if not PayoutBatch.objects.filter(provider=provider, account=message.account).exists():
        raise Invalid(
            N_("The file is about an account that we pay nothing from."),
            field="file",
            hint=N_("Check whether it is meant for another account."),
        )


def _batch_of(provider: str, message: BankMessage) -> PayoutBatch | None:
    if message.kind is not FileKind.STATUS:
        return None
    batch = PayoutBatch.objects.filter(provider=provider, message_id=message.original_message_id).first()
    if batch is None or batch.state == BatchState.BUILDING:
        raise Invalid(
            N_("The report answers to %(number)s, which is no batch of ours."),
            field="file",
            hint=N_("Check whether it is meant for another account."),
            number=message.original_message_id,
        )
    return batch


def _store_lines(file: BankFile, message: BankMessage) -> None:
    wanted = {line.end_to_end_id: order_id_of(line.end_to_end_id) for line in message.lines}
    rows = PaymentOrder.objects.filter(
        provider=file.provider, pk__in=[found for found in wanted.values() if found]
    )
    ours = set(rows.values_list("pk", flat=True))
    entries = []
    for line in message.lines:
        order_id = wanted[line.end_to_end_id]
        entries.append(
            BankEntry(
                file=file,
                position=line.position,
                end_to_end_id=line.end_to_end_id,
                order_id=order_id if order_id in ours else None,
                status=line.status,
                reason=line.reason,
                amount_minor=line.amount_minor,
                currency=line.currency,
                reference=line.reference,
                booked_on=line.booked_on,
                returned=line.returned,
            )
        )
    BankEntry.objects.bulk_create(entries, batch_size=1000)


def _apply_piece(file_id: UUID, now: datetime) -> bool:
    """One commit: some lines with all that follows from them."""
    with transaction.atomic(durable=True):
        file = BankFile.objects.select_for_update().get(pk=file_id)
        rows = list(_lines(file).filter(outcome="").select_related("order").order_by("position")[:_PIECE])
        # One order twice in a piece would hide the first behind the second; the rest comes with the next piece.
        piece: dict[UUID | int, BankEntry] = {}
        for row in rows:
            if (row.order_id or row.pk) in piece:
                break
            piece[row.order_id or row.pk] = row
        results: dict[UUID, ProviderResult] = {}
        for row in piece.values():
            row.outcome, result = _consequence(file, row)
            if result is not None and row.order_id is not None:
                results[row.order_id] = result
        record_results(results, now=now)
        BankEntry.objects.bulk_update(piece.values(), ["outcome"])
    return bool(piece)


def _consequence(file: BankFile, row: BankEntry) -> tuple[str, ProviderResult | None]:
    """What one line makes of its order. Nothing is believed of an entry with another amount; a person looks at it."""
    if file.kind == FileKind.STATUS:
        return _status_consequence(file, row)
    order, amount = row.order, row.amount_minor or 0
    if order is None or (amount > 0 and not row.returned):
        return Outcome.UNKNOWN, None
    if abs(amount) != order.amount_minor or row.currency != order.currency:
        return Outcome.DIFFERS, None
    awaited = {OrderState.SENDING, OrderState.PENDING, OrderState.SETTLED} if row.returned else OPEN_STATES
    if order.state not in awaited:
        return Outcome.NO_CHANGE, None  # known, or refused before: the comparison of the day speaks of it
    status = ProviderStatus.RETURNED if row.returned else ProviderStatus.SETTLED
    failure = failure_of(row.reason) if row.returned else ""
    return Outcome.APPLIED, ProviderResult(status=status, reference=row.reference, failure=failure)


def _status_consequence(file: BankFile, row: BankEntry) -> tuple[str, ProviderResult | None]:
    whole = not row.end_to_end_id
    if not whole and (row.order is None or row.order.batch_id != file.batch_id):
        return Outcome.UNKNOWN, None
    meaning = meaning_of(row.status, row.reason, whole_file=whole)
    if meaning.held:
        return Outcome.HELD, None
    if whole or meaning.status is None:
        return Outcome.NO_CHANGE, None
    return Outcome.APPLIED, ProviderResult(status=meaning.status, failure=meaning.failure)


def _lines(file: BankFile) -> QuerySet[BankEntry]:
    return BankEntry.objects.filter(file=file)


def _days_of(file: BankFile) -> list[date]:
    """The days that a statement speaks of: its own, and those of its entries."""
    days = [file.closed_on, *_lines(file).values_list("booked_on", flat=True)]
    return sorted({day for day in days if day})


def _batches_touched(file: BankFile) -> list[UUID]:
    if file.batch_id is not None:
        return [file.batch_id]
    rows = _lines(file).filter(order__batch__isnull=False)
    return sorted(set(rows.values_list("order__batch", flat=True)))
