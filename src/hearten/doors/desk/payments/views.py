"""Batches of payments out, one batch with its payments, and the way in for the bank's files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.base.payments import selectors, services
from hearten.base.payments.models import PayoutBatch
from hearten.base.payments.providers.iso20022.reading import LARGEST_FILE
from hearten.base.payments.types import (
    BATCH_LABELS,
    FAILURE_SENTENCES,
    FILE_LABELS,
    STATE_LABELS,
    BatchState,
    Failure,
    FileKind,
    OrderState,
)
from hearten.doors.components.formats import day_text
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.insight.export import CSV, Value, table_file
from hearten.doors.desk.payments.forms import FileForm, ReleaseForm, channel_label
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Invalid
from hearten.kernel.money import Money
from hearten.kernel.text import N_

PAGE_ROWS = 50
MOST_EXPORTED = 10_000
TONES = {BatchState.REJECTED: "bad", BatchState.PARTLY: "warn", BatchState.RECONCILED: "good"} | {
    BatchState.ACCEPTED: "good",
    BatchState.SENT: "info",
    BatchState.CLOSED: "info",
    BatchState.BUILDING: "quiet",
}


def tabs(here: str) -> list[dict[str, Any]]:
    """The three pages of the room."""
    pages = [
        ("payments", _("Batches")),
        ("payment_days", _("Compared with the bank")),
        ("payment_files", _("Files of the bank")),
    ]
    return [{"word": word, "url": reverse(f"desk:{name}"), "here": name == here} for name, word in pages]


@requires(Permission.PAYMENTS_VIEW)
@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = Paginator(selectors.list_batches_for(actor), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("payments"),
        "page": page,
        "rows": [_row(batch) for batch in page],
        "waiting": selectors.waiting_for_batch(actor),
        "may_work": actor.can(Permission.PAYMENTS_RECONCILE),
    }
    return render(request, "desk/payments/batches.html", context)


@requires(Permission.PAYMENTS_VIEW)
@require_GET
def payments_csv(request: HttpRequest) -> HttpResponse:
    """All batches as a table: numbers, days, amounts; no names, no accounts."""
    batches = selectors.list_batches_for(actor_of(request))[:MOST_EXPORTED]
    head = ["batch", "message", "bank", "day", "payments", "total", "currency", "state", "sha256"]
    rows: list[list[Value]] = [
        [
            b.number,
            b.message_id,
            b.provider,
            b.requested_on.isoformat(),
            b.count,
            yuan(b.total_minor),
            b.currency,
            b.state,
            b.sha256,
        ]
        for b in batches
    ]
    return table_file(CSV, "batches", head, rows)


@requires(Permission.PAYMENTS_RECONCILE)
@require_POST
def payments_close(request: HttpRequest) -> HttpResponse:
    """Close what waits and hand it over now, without waiting for the clock."""
    actor, now, count = actor_of(request), utc_now(), 0
    for provider, currency in selectors.currencies_waiting():
        while services.close_batch(provider=provider, currency=currency, by=actor, now=now):
            pass
    for batch in selectors.unfinished_batches():
        services.fix_batch(batch_id=batch.pk, by=actor, now=now)
        services.send_batch(batch_id=batch.pk, by=actor, now=now)
        count += 1
    told = ngettext(
        "%(count)s batch was handed to the bank.", "%(count)s batches were handed to the bank.", count
    )
    messages.success(request, told % {"count": count} if count else _("No payment waits for a batch."))
    return redirect("desk:payments")


@requires(Permission.PAYMENTS_VIEW)
@require_GET
def payment_batch(request: HttpRequest, number: str) -> HttpResponse:
    return _batch_page(request, number, ReleaseForm())


@requires(Permission.PAYMENTS_RECONCILE)
@require_GET
def payment_batch_file(request: HttpRequest, number: str) -> HttpResponse:
    """The file that the bank is given. It holds names and accounts, so who took it stands in the ledger."""
    batch = selectors.get_batch_for(actor_of(request), number)
    content = services.load_batch_file(batch_id=batch.pk, by=actor_of(request), now=utc_now())
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{batch.message_id}.xml"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires(Permission.PAYMENTS_RECONCILE)
@require_POST
def payment_batch_release(request: HttpRequest, number: str) -> HttpResponse:
    actor, form = actor_of(request), ReleaseForm(request.POST)
    batch = selectors.get_batch_for(actor, number)
    if form.is_valid():
        try:
            services.release_batch(batch_id=batch.pk, note=form.cleaned_data["note"], by=actor, now=utc_now())
        except Invalid as error:
            add_error(form, error)
        else:
            messages.success(request, _("The payments go into the next batch."))
            return redirect("desk:payment_batch", number=number)
    return _batch_page(request, number, form, status=400)


@requires(Permission.PAYMENTS_VIEW)
@require_http_methods(["GET", "POST"])
def payment_files(request: HttpRequest) -> HttpResponse:
    """The bank's files that were taken over, and the way in for one more."""
    actor = actor_of(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        actor.require(Permission.PAYMENTS_RECONCILE)
        if form.is_valid() and _taken(request, form):
            return redirect("desk:payment_files")
    rows = [
        {
            "file": file,
            "kind": _(FILE_LABELS[FileKind(file.kind)]),
            "bank": channel_label(file.provider),
            "done": file.applied_at is not None,
        }
        for file in selectors.list_files_for(actor)
    ]
    context = {
        "tabs": tabs("payment_files"),
        "rows": rows,
        "form": form,
        "may_work": actor.can(Permission.PAYMENTS_RECONCILE),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "desk/payments/files.html", context, status=status)


def _taken(request: HttpRequest, form: FileForm) -> bool:
    upload = form.cleaned_data["file"]
    try:
        if upload.size > LARGEST_FILE:
            raise Invalid(N_("The file is larger than 50 MB."), field="file")
        _file, fresh = services.take_bank_file(
            content=upload.read(), provider=form.cleaned_data["provider"], by=actor_of(request), now=utc_now()
        )
    except HeartenError as error:
        form.add_error("file", sentence(error))
        return False
    told = _("The file is taken over; what follows happens in a moment.")
    messages.success(request, told if fresh else _("This file was taken over before; nothing has changed."))
    return True


def _batch_page(request: HttpRequest, number: str, form: ReleaseForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    batch = selectors.get_batch_for(actor, number)
    page = Paginator(selectors.list_lines_for(actor, batch), PAGE_ROWS).get_page(request.GET.get("page"))
    held = selectors.held_orders(batch).count()
    context = {
        "row": _row(batch),
        "batch": batch,
        "page": page,
        "lines": [_line(item) for item in selectors.with_status(list(page))],
        "files": [
            {"file": f, "kind": _(FILE_LABELS[FileKind(f.kind)])} for f in selectors.files_about(batch)
        ],
        "held": held,
        "form": form,
        "may_work": actor.can(Permission.PAYMENTS_RECONCILE),
    }
    return render(request, "desk/payments/batch.html", context, status=status)


def _row(batch: PayoutBatch) -> dict[str, Any]:
    state = BatchState(batch.state)
    return {
        "batch": batch,
        "state": _(BATCH_LABELS[state]),
        "tone": TONES[state],
        "bank": channel_label(batch.provider),
        "total": Money(batch.total_minor, batch.currency),
        "day": day_text(batch.requested_on),
    }


def _line(item: Any) -> dict[str, Any]:
    order, released = item.order, item.line.released_at is not None
    state = OrderState(order.state)
    failure = FAILURE_SENTENCES[Failure(order.failure)] if order.failure in set(Failure) else order.failure
    return {
        "position": item.line.position,
        "reference": order.reference,
        "amount": Money(item.line.amount_minor, order.currency),
        "state": _("Released for another batch") if released else _(STATE_LABELS[state]),
        "code": "quiet" if released else state.value,
        "said": " ".join(filter(None, [item.status, item.reason])),
        "failure": _(failure) if failure else "",
    }


def yuan(minor: int | None) -> str:
    """An amount for a table in a file: two decimals, a plain minus, no sign of currency."""
    if minor is None:
        return ""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"
