"""Does the bank's statement of a day agree with our records, to the fen?

Every booked entry and every payment that should be among them becomes an item. What agrees is in order; all else waits
until a person has written why. Run again (a later statement, a late file), a day is compared anew and keeps its notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.selectors import facts_about
from hearten.base.ledger.services import append
from hearten.base.payments.models import (
    BankEntry,
    BankFile,
    PaymentOrder,
    PayoutBatch,
    ReconciliationItem,
    ReconciliationRun,
)
from hearten.base.payments.selectors import booked_entries, expected_orders, statements_of
from hearten.base.payments.types import (
    EXCEPTION_CLOSED,
    IN_ORDER,
    RECONCILED,
    SETTLED,
    BatchState,
    Direction,
    ItemKind,
    OrderState,
    RunState,
)
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_

LONGEST_NOTE, FEWEST_LETTERS = 500, 5
_FINISHED = {OrderState.SETTLED, OrderState.RETURNED, OrderState.FAILED}


@dataclass(frozen=True)
class Found:
    """One comparison: what stands on our side and what on the bank's, in fen."""

    kind: ItemKind
    order_id: UUID | None = None
    entry_id: int | None = None
    ours_minor: int = 0
    bank_minor: int = 0

    @property
    def key(self) -> tuple[str, UUID | None, int | None]:
        return (str(self.kind), self.order_id, self.entry_id)


@transaction.atomic
def reconcile_day(*, provider: str, day: date, by: Actor, now: datetime) -> ReconciliationRun:
    """Compare one day of one account; the same statements give the same items."""
    run, _ = ReconciliationRun.objects.get_or_create(
        provider=provider, day=day, defaults={"state": RunState.NO_STATEMENT, "made_at": now}
    )
    run = ReconciliationRun.objects.select_for_update().get(pk=run.pk)
    files = statements_of(provider, day)
    entries = booked_entries(provider, day)
    if not files:
        _save(run, RunState.NO_STATEMENT, now)
        return run
    found = _compare_entries(entries) + _missing(provider, day) + _sums(files)
    _fill(run, files, entries, found)
    found += _ledger_difference(run, found)
    _keep(run, found, now)
    _resolve_missing(entries, by, now)
    state = _state_of(run)
    if state != run.state:
        facts = {"day": day.isoformat(), "state": str(state), "debits_minor": run.debits_minor}
        append(RECONCILED, subject_id=run.pk, actor=by, now=now, about=provider, facts=facts)
    _save(run, state, now)
    _settle_batches(entries)
    return run


@transaction.atomic
def close_difference(*, item_id: UUID, note: str, by: Actor, now: datetime) -> ReconciliationItem:
    """A person has looked and writes what it was. Raises Conflict when someone has done so before."""
    by.require(Permission.PAYMENTS_RECONCILE)
    found = ReconciliationItem.objects.filter(pk=item_id).first()
    if found is None:
        raise NotFound(N_("There is no such difference."))
    # the day first, then its items: the same order as a comparison takes them
    run = ReconciliationRun.objects.select_for_update().get(pk=found.run_id)
    item = ReconciliationItem.objects.select_for_update().filter(pk=item_id).first()
    if item is None:  # a comparison has just found it gone
        raise NotFound(N_("There is no such difference."))
    if item.kind in IN_ORDER or item.closed_at is not None:
        raise Conflict(N_("This is explained already."), hint=N_("Look at the day again."))
    text = note.strip()
    if not FEWEST_LETTERS <= len(text) <= LONGEST_NOTE:
        raise Invalid(N_("Write what it was and what you did about it, in 5 to 500 letters."), field="note")
    _close(item, text, by, now)
    _save(run, _state_of(run), run.made_at)
    return item


def _close(item: ReconciliationItem, note: str, by: Actor, now: datetime) -> None:
    item.note, item.closed_by, item.closed_at = note, by.label, now
    item.save(update_fields=["note", "closed_by", "closed_at"])
    facts = {"kind": item.kind, "ours_minor": item.ours_minor, "bank_minor": item.bank_minor, "note": note}
    append(EXCEPTION_CLOSED, subject_id=item.run_id, actor=by, now=now, about=str(item.pk), facts=facts)


def _compare_entries(entries: Sequence[BankEntry]) -> list[Found]:
    """Each entry on the statement beside the order it names."""
    debits = BankEntry.objects.filter(
        order__in=[entry.order_id for entry in entries if entry.order_id],
        file__kind="camt.053",
        amount_minor__lt=0,
    )
    first: dict[UUID, int] = {}
    for row in debits.order_by("booked_on", "pk"):
        first.setdefault(row.order_id, row.pk)  # type: ignore[arg-type]
    return [_compare(entry, first) for entry in entries]


def _compare(entry: BankEntry, first: dict[UUID, int]) -> Found:
    order, amount = entry.order, entry.amount_minor or 0
    if order is None or entry.order_id is None or (amount > 0 and not entry.returned):
        return Found(ItemKind.UNKNOWN, entry_id=entry.pk, bank_minor=-amount)
    facts = {"order_id": entry.order_id, "entry_id": entry.pk, "bank_minor": -amount}
    if amount < 0 and first[entry.order_id] != entry.pk:
        return Found(ItemKind.TWICE, **facts)  # type: ignore[arg-type]
    ours = order.amount_minor if amount < 0 else -order.amount_minor
    if amount < 0 and order.state == OrderState.FAILED:
        return Found(ItemKind.PAID_THOUGH_FAILED, **facts)  # type: ignore[arg-type]
    if ours != -amount or entry.currency != order.currency:
        return Found(ItemKind.DIFFERS, ours_minor=ours, **facts)  # type: ignore[arg-type]
    kind = ItemKind.RETURNED if entry.returned else ItemKind.MATCHED
    return Found(kind, ours_minor=ours, **facts)  # type: ignore[arg-type]


def _missing(provider: str, day: date) -> list[Found]:
    return [
        Found(ItemKind.MISSING, order_id=order.pk, ours_minor=order.amount_minor)
        for order in expected_orders(provider, day)
    ]


def _sums(files: Iterable[BankFile]) -> list[Found]:
    """Opening balance and entries must give the closing balance, statement by statement, and the next of its currency follow on."""
    found: list[Found] = []
    ends: dict[str, int] = {}
    for file in files:
        last = ends.get(file.currency)
        rows = BankEntry.objects.filter(file=file).values_list("amount_minor", flat=True)
        opening, closing = file.opening_minor, file.closing_minor
        if opening is None or closing is None:
            found.append(Found(ItemKind.BALANCE))
            continue
        calculated = opening + sum(amount or 0 for amount in rows)
        if calculated != closing or (last is not None and last != opening):
            found.append(Found(ItemKind.BALANCE, ours_minor=calculated, bank_minor=closing))
        ends[file.currency] = closing
    return found[:1]


def _fill(
    run: ReconciliationRun, files: Sequence[BankFile], entries: Sequence[BankEntry], found: Sequence[Found]
) -> None:
    amounts = [entry.amount_minor or 0 for entry in entries]
    same = [file for file in files if file.currency == files[0].currency]
    run.opening_minor, run.closing_minor = same[0].opening_minor, same[-1].closing_minor
    run.debits_minor = -sum(amount for amount in amounts if amount < 0)
    run.credits_minor = sum(amount for amount in amounts if amount > 0)
    run.matched_minor = sum(item.bank_minor for item in found if item.kind is ItemKind.MATCHED)
    run.returned_minor = -sum(item.bank_minor for item in found if item.kind is ItemKind.RETURNED)


def _ledger_difference(run: ReconciliationRun, found: Sequence[Found]) -> list[Found]:
    """The payments that agree, once more from the ledger: each must have been written down as settled, once."""
    matched = {item.order_id for item in found if item.kind is ItemKind.MATCHED and item.order_id}
    orders = PaymentOrder.objects.filter(pk__in=matched)
    wanted = {str(order.pk) for order in orders}
    references = {order.reference for order in orders}
    run.ledger_minor = sum(
        facts["amount_minor"]
        for facts in facts_about(references, kind=SETTLED)
        if facts.get("order") in wanted and facts.get("direction") == Direction.OUT
    )
    if run.ledger_minor == run.matched_minor:
        return []
    return [Found(ItemKind.LEDGER, ours_minor=run.ledger_minor, bank_minor=run.matched_minor)]


def _keep(run: ReconciliationRun, found: Sequence[Found], now: datetime) -> None:
    """Write the items; those that no longer hold go, unless a person has explained them."""
    held = {(row.kind, row.order_id, row.entry_id): row for row in ReconciliationItem.objects.filter(run=run)}
    wanted = {item.key: item for item in found}
    gone = [row.pk for key, row in held.items() if key not in wanted and row.closed_at is None]
    ReconciliationItem.objects.filter(pk__in=gone).delete()
    for key, row in held.items():
        if key in wanted and row.closed_at is None and _amounts(row) != _amounts(wanted[key]):
            row.ours_minor, row.bank_minor = wanted[key].ours_minor, wanted[key].bank_minor
            row.save(update_fields=["ours_minor", "bank_minor"])
    ReconciliationItem.objects.bulk_create(
        [
            ReconciliationItem(
                run=run,
                kind=item.kind,
                order_id=item.order_id,
                entry_id=item.entry_id,
                ours_minor=item.ours_minor,
                bank_minor=item.bank_minor,
            )
            for key, item in wanted.items()
            if key not in held
        ],
        batch_size=1000,
    )


def _amounts(side: Found | ReconciliationItem) -> tuple[int, int]:
    return side.ours_minor, side.bank_minor


def _resolve_missing(entries: Sequence[BankEntry], by: Actor, now: datetime) -> None:
    """A payment that an earlier day missed has come: that day's difference is explained by this day's entry."""
    days: dict[UUID | None, date | None] = {
        entry.order_id: entry.booked_on
        for entry in entries
        if entry.order_id and (entry.amount_minor or 0) < 0
    }
    rows = ReconciliationItem.objects.select_for_update().filter(
        kind=ItemKind.MISSING, order__in=[key for key in days if key], closed_at__isnull=True
    )
    for item in rows:
        _close(item, f"Booked on {days[item.order_id]}.", by, now)
        earlier = ReconciliationRun.objects.select_for_update().get(pk=item.run_id)
        _save(earlier, _state_of(earlier), earlier.made_at)


def _state_of(run: ReconciliationRun) -> RunState:
    rows = ReconciliationItem.objects.filter(run=run).exclude(kind__in=IN_ORDER)
    if rows.filter(closed_at__isnull=True).exists():
        return RunState.DIFFERENCES
    return RunState.EXPLAINED if rows.exists() else RunState.BALANCED


def _save(run: ReconciliationRun, state: RunState, made_at: datetime) -> None:
    run.state, run.made_at = state, made_at
    run.save()


def _settle_batches(entries: Sequence[BankEntry]) -> None:
    """A batch is done when each of its payments has failed or stands on a statement."""
    batch_ids = {entry.order.batch_id for entry in entries if entry.order and entry.order.batch_id}
    for batch in PayoutBatch.objects.select_for_update().filter(pk__in=batch_ids).order_by("pk"):
        if batch.state not in {BatchState.SENT, BatchState.ACCEPTED, BatchState.PARTLY}:
            continue
        orders = PaymentOrder.objects.filter(batch=batch)
        on_statement = ReconciliationItem.objects.filter(order__batch=batch, kind=ItemKind.MATCHED).values(
            "order"
        )
        waits = orders.exclude(state__in=_FINISHED) | orders.filter(
            ~Q(state=OrderState.FAILED) & ~Q(pk__in=on_statement)
        )
        if not waits.exists():
            batch.state = BatchState.RECONCILED
            batch.save(update_fields=["state"])
