"""What stands on the bank's statements, what should, and how did the comparison of each day end?"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from hearten.base.accounts.types import Actor, Permission
from hearten.base.payments.models import (
    BankEntry,
    BankFile,
    PaymentOrder,
    PayoutBatch,
    ReconciliationItem,
    ReconciliationRun,
)
from hearten.base.payments.types import IN_ORDER, BatchState, FileKind, ItemKind, OrderState, RunState
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

MOST_FILES = 200
_DIGITS = re.compile(r"(\d+)", re.ASCII)
LOOKED_BACK = timedelta(days=31)
_SENT = [BatchState.SENT, BatchState.ACCEPTED, BatchState.PARTLY]


def statements_of(provider: str, day: date) -> list[BankFile]:
    """The statements that close this day or hold entries of it, by currency and in the bank's own order: day, then number.

    They may come in another order than the bank wrote them.
    """
    rows = BankFile.objects.filter(
        provider=provider,
        kind=FileKind.STATEMENT,
        applied_at__isnull=False,
    ).filter(Q(closed_on=day) | Q(pk__in=BankEntry.objects.filter(booked_on=day).values("file")))
    return sorted(rows, key=_own_order)


def _own_order(file: BankFile) -> tuple[Any, ...]:
    """Numbers within a name count as numbers: ST9 comes before ST10."""
    pieces = [
        (int(piece), "") if piece.isdecimal() else (-1, piece) for piece in _DIGITS.split(file.message_id)
    ]
    return (file.currency, file.closed_on or date.max, pieces)


def booked_entries(provider: str, day: date) -> list[BankEntry]:
    """What a day's statements hold. Notices are not counted: the statement repeats them."""
    rows = BankEntry.objects.filter(
        booked_on=day,
        file__provider=provider,
        file__kind=FileKind.STATEMENT,
        file__applied_at__isnull=False,
    )
    return list(rows.select_related("order").order_by("file__taken_at", "position"))


def expected_orders(provider: str, day: date) -> list[PaymentOrder]:
    """Payments whose batch was to be carried out by `day`, that have not failed, and that no statement shows up to then.

    A payment that an earlier day misses already is that day's difference, not this one's too.
    """
    shown = BankEntry.objects.filter(
        order=OuterRef("pk"), file__kind=FileKind.STATEMENT, booked_on__lte=day, amount_minor__lt=0
    )
    missed = ReconciliationItem.objects.filter(
        order=OuterRef("pk"), kind=ItemKind.MISSING, run__provider=provider, run__day__lt=day
    )
    rows = PaymentOrder.objects.filter(
        ~Exists(shown),
        ~Exists(missed),
        provider=provider,
        batch__state__in=_SENT,
        batch__requested_on__lte=day,
    ).exclude(state=OrderState.FAILED)
    return list(rows.order_by("pk"))


def days_to_reconcile(last: date) -> list[tuple[str, date]]:
    """The account and day pairs that a daily run looks at: days of batches, and days that have not come to rest."""
    rows = PayoutBatch.objects.filter(
        requested_on__lte=last, requested_on__gt=last - LOOKED_BACK, state__in=_SENT
    )
    wanted = set(rows.values_list("provider", "requested_on"))
    open_runs = ReconciliationRun.objects.filter(
        state__in=[RunState.NO_STATEMENT, RunState.DIFFERENCES], day__lte=last, day__gt=last - LOOKED_BACK
    )
    return sorted(wanted | set(open_runs.values_list("provider", "day")))


def list_runs_for(actor: Actor) -> QuerySet[ReconciliationRun]:
    """All days, newest first, each with the number of its open differences (`open_items`)."""
    actor.require(Permission.PAYMENTS_VIEW)
    return _with_counts().order_by("-day", "provider")


def get_run_for(actor: Actor, run_id: UUID) -> ReconciliationRun:
    run = _with_counts().filter(pk=run_id).first() if actor.can(Permission.PAYMENTS_VIEW) else None
    if run is None:
        raise NotFound(N_("This day has not been compared."))
    return run


def list_items_for(actor: Actor, run: ReconciliationRun) -> QuerySet[ReconciliationItem]:
    """A day's items: open differences first, then explained ones, then what agrees."""
    actor.require(Permission.PAYMENTS_VIEW)
    rows = ReconciliationItem.objects.filter(run=run).select_related("order", "entry", "order__batch")
    return rows.annotate(in_order=Q(kind__in=IN_ORDER)).order_by(
        "in_order", F("closed_at").asc(nulls_first=True), "entry__position", "id"
    )


def list_files_for(actor: Actor) -> list[BankFile]:
    """The bank's files taken over last, newest first."""
    actor.require(Permission.PAYMENTS_VIEW)
    return list(BankFile.objects.select_related("batch").order_by("-taken_at")[:MOST_FILES])


def bank_files_left_before(moment: datetime) -> list[UUID]:
    """Files that were taken over before `moment` and not acted on to the end; oldest first."""
    rows = BankFile.objects.filter(applied_at__isnull=True, taken_at__lt=moment).order_by("taken_at")
    return list(rows.values_list("id", flat=True))


def _with_counts() -> QuerySet[ReconciliationRun]:
    items = ReconciliationItem.objects.exclude(kind__in=IN_ORDER).filter(closed_at__isnull=True)
    open_by_run = items.order_by().values("run").annotate(n=Count("id"))
    return ReconciliationRun.objects.annotate(
        open_items=Coalesce(
            Subquery(open_by_run.filter(run=OuterRef("pk")).values("n"), output_field=IntegerField()),
            Value(0),
        )
    )
