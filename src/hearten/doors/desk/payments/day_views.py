"""Each day beside the bank's statement, its differences, and what a person writes about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.base.payments import selectors, services
from hearten.base.payments.models import ReconciliationItem, ReconciliationRun
from hearten.base.payments.types import IN_ORDER, ITEM_LABELS, RUN_LABELS, ItemKind, RunState
from hearten.doors.components.forms import add_error
from hearten.doors.desk.insight.export import CSV, table_file
from hearten.doors.desk.payments.forms import ExplainForm, channel_label
from hearten.doors.desk.payments.views import tabs, yuan
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid

PAGE_ROWS = 50
MOST_EXPORTED = 100_000
TONES = {
    RunState.BALANCED: "good",
    RunState.EXPLAINED: "good",
    RunState.DIFFERENCES: "bad",
    RunState.NO_STATEMENT: "warn",
}


@requires(Permission.PAYMENTS_VIEW)
@require_GET
def payment_days(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.list_runs_for(actor_of(request)), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"tabs": tabs("payment_days"), "page": page, "rows": [_row(run) for run in page]}
    return render(request, "desk/payments/days.html", context)


@requires(Permission.PAYMENTS_VIEW)
@require_GET
def payment_day(request: HttpRequest, day_id: UUID) -> HttpResponse:
    return _page(request, day_id)


@requires(Permission.PAYMENTS_VIEW)
@require_GET
def payment_day_csv(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """A day's items as a table; numbers and amounts, no names and no accounts."""
    actor = actor_of(request)
    run = selectors.get_run_for(actor, day_id)
    head = ["what", "payment", "batch", "bank_reference", "ours", "bank", "difference", "note"]
    rows = [
        [
            item.kind,
            item.order.reference if item.order else "",
            item.order.batch.number if item.order and item.order.batch else "",
            item.entry.reference if item.entry else "",
            yuan(item.ours_minor),
            yuan(item.bank_minor),
            yuan(item.bank_minor - item.ours_minor),
            item.note,
        ]
        for item in selectors.list_items_for(actor, run)[:MOST_EXPORTED]
    ]
    return table_file(CSV, f"bank-{run.day.isoformat()}", head, rows)


@requires(Permission.PAYMENTS_RECONCILE)
@require_POST
def payment_explain(request: HttpRequest, day_id: UUID, item_id: UUID) -> HttpResponse:
    """Close one difference with a note."""
    form = ExplainForm(request.POST)
    if form.is_valid():
        try:
            services.close_difference(
                item_id=item_id, note=form.cleaned_data["note"], by=actor_of(request), now=utc_now()
            )
        except Invalid as error:
            add_error(form, error)
        else:
            messages.success(request, _("Written down."))
            return redirect("desk:payment_day", day_id=day_id)
    return _page(request, day_id, failed=(item_id, form), status=400)


def _page(
    request: HttpRequest, day_id: UUID, failed: tuple[UUID, ExplainForm] | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    run = selectors.get_run_for(actor, day_id)
    page = Paginator(selectors.list_items_for(actor, run), PAGE_ROWS).get_page(request.GET.get("page"))
    items = [_item(item, failed) for item in page]
    context = {
        "row": _row(run),
        "run": run,
        "page": page,
        "open": [item for item in items if item["open"]],
        "rest": [item for item in items if not item["open"]],
        "may_work": actor.can(Permission.PAYMENTS_RECONCILE),
    }
    return render(request, "desk/payments/day.html", context, status=status)


def _row(run: ReconciliationRun) -> dict[str, Any]:
    state = RunState(run.state)
    return {
        "run": run,
        "state": _(RUN_LABELS[state]),
        "tone": TONES[state],
        "bank": channel_label(run.provider),
        "open_items": run.open_items,  # type: ignore[attr-defined]
        "agrees_with_ledger": run.matched_minor == run.ledger_minor,
    }


def _item(item: ReconciliationItem, failed: tuple[UUID, ExplainForm] | None) -> dict[str, Any]:
    kind = ItemKind(item.kind)
    is_open = kind not in IN_ORDER and item.closed_at is None
    form = failed[1] if failed and failed[0] == item.pk else ExplainForm(auto_id=f"id_{item.pk}_%s")
    return {
        "item": item,
        "kind": _(ITEM_LABELS[kind]),
        "tone": "good" if kind in IN_ORDER else ("bad" if is_open else "quiet"),
        "difference": item.bank_minor - item.ours_minor,
        "open": is_open,
        "form": form if is_open else None,
    }
