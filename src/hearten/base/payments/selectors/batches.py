"""What is in a batch, and how does each of its payments stand?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from hearten.base.accounts.types import Actor, Permission
from hearten.base.payments.models import BankEntry, BankFile, PaymentOrder, PayoutBatch, PayoutLine
from hearten.base.payments.ports import file_channels
from hearten.base.payments.types import (
    OPEN_STATES,
    Account,
    BatchState,
    FileKind,
    OrderState,
    Outcome,
    Transfer,
)
from hearten.base.vault.services import keys_at_hand
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

_OURS = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class BatchLine:
    """One payment of a batch, with the bank's last word about it."""

    line: PayoutLine
    order: PaymentOrder
    status: str
    reason: str


@dataclass(frozen=True)
class Waiting:
    """Payments that no batch has taken yet."""

    count: int
    total_minor: int


def payer_account(batch: PayoutBatch) -> Account:
    return Account(name=settings.PAYOUT_ACCOUNT_NAME, number=batch.account, bank=settings.PAYOUT_BANK)


def end_to_end_id(order_id: UUID) -> str:
    """How a bank is told of an order: 32 characters, unique, and the order's id again when read back."""
    return order_id.hex


def order_id_of(end_to_end: str) -> UUID | None:
    """The order that an end-to-end number names; None when it can't be one of ours."""
    return UUID(hex=end_to_end) if _OURS.fullmatch(end_to_end) else None


def transfers_of(batch: PayoutBatch) -> list[Transfer]:
    """The batch's payments in their places, opened."""
    lines = list(PayoutLine.objects.filter(batch=batch).select_related("order").order_by("position"))
    with keys_at_hand({line.order.customer_id for line in lines}):
        return [
            Transfer(
                instruction_id=f"{batch.number}-{line.position}",
                end_to_end_id=end_to_end_id(line.order_id),
                amount_minor=line.amount_minor,
                currency=batch.currency,
                payee=Account(
                    name=line.order.payee or "", number=line.order.account or "", bank=line.order.payee_bank
                ),
                text=line.order.reference,
            )
            for line in lines
        ]


def list_batches_for(actor: Actor) -> QuerySet[PayoutBatch]:
    """All batches, newest first, for those who may see payments."""
    actor.require(Permission.PAYMENTS_VIEW)
    return PayoutBatch.objects.order_by("-created_at", "-id")


def get_batch_for(actor: Actor, number: str) -> PayoutBatch:
    """One batch by its number, for those who may see payments. Else NotFound."""
    batch = PayoutBatch.objects.filter(number=number).first() if actor.can(Permission.PAYMENTS_VIEW) else None
    if batch is None:
        raise NotFound(N_("There is no such batch."))
    return batch


def list_lines_for(actor: Actor, batch: PayoutBatch) -> QuerySet[PayoutLine]:
    actor.require(Permission.PAYMENTS_VIEW)
    return PayoutLine.objects.filter(batch=batch).select_related("order").order_by("position")


def with_status(lines: Sequence[PayoutLine]) -> list[BatchLine]:
    """Each line with the last status report's word about it."""
    said: dict[UUID, BankEntry] = {}
    orders = [line.order_id for line in lines]
    rows = BankEntry.objects.filter(order__in=orders, file__kind=FileKind.STATUS)
    for row in rows.order_by("file__taken_at", "position"):
        said[row.order_id] = row  # type: ignore[index]
    nothing = BankEntry()
    return [BatchLine(line, line.order, *_word(said.get(line.order_id, nothing))) for line in lines]


def _word(row: BankEntry) -> tuple[str, str]:
    return row.status, row.reason


def held_orders(batch: PayoutBatch) -> QuerySet[PaymentOrder]:
    """Payments that the bank refused for a reason of ours and that a person may release for another batch.

    The bank's last word counts: what it took after all, or has already, is not among them. When it refused the file as a
    whole, these are the payments of which it has not said anything else.
    """
    said = BankEntry.objects.filter(file__batch=batch).exclude(outcome="").order_by("-pk")
    last = said.filter(order=OuterRef("pk")).values("outcome")[:1]
    rows = PaymentOrder.objects.filter(batch=batch, state__in=OPEN_STATES).alias(said=Subquery(last))
    of_all = said.filter(order__isnull=True, end_to_end_id="").first()
    if of_all is not None and of_all.outcome == Outcome.HELD:
        return rows.filter(Q(said=Outcome.HELD) | Q(said=None, state=OrderState.SENDING))
    return rows.filter(said=Outcome.HELD)


def waiting_for_batch(actor: Actor) -> Waiting:
    """What the next batch would take."""
    actor.require(Permission.PAYMENTS_VIEW)
    rows = PaymentOrder.objects.filter(
        provider__in=file_channels(), batch__isnull=True, state__in=OPEN_STATES
    )
    found = rows.aggregate(count=Count("id"), total=Sum("amount_minor"))
    return Waiting(found["count"], found["total"] or 0)


def unfinished_batches() -> list[PayoutBatch]:
    """Batches that a crash, or a bank out of reach, left before they were sent; oldest first."""
    states = [BatchState.BUILDING, BatchState.CLOSED]
    return list(PayoutBatch.objects.filter(state__in=states).order_by("created_at", "id"))


def currencies_waiting() -> list[tuple[str, str]]:
    """Which banks and currencies have payments that wait for a batch."""
    rows = PaymentOrder.objects.filter(
        provider__in=file_channels(), batch__isnull=True, state__in=OPEN_STATES
    )
    return sorted(rows.values_list("provider", "currency").distinct())


def files_about(batch: PayoutBatch) -> list[BankFile]:
    return list(BankFile.objects.filter(batch=batch).order_by("taken_at"))
