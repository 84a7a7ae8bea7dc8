"""The queue of claims: what waits, for whom, until when."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Assignment, Claim, ClaimClock
from hearten.domains.claims.selectors.clocks import open_clocks_of
from hearten.domains.claims.selectors.queue import assignments_of, queue_counts
from hearten.domains.claims.selectors.terms import product_name
from hearten.domains.claims.types import STATE_LABELS, UNDECIDED, Decision
from hearten.doors.components.clock_chips import stored_chip
from hearten.doors.desk.claims.forms import QueueForm
from hearten.kernel.clock import utc_now

PAGE_ROWS = 50
MOST_EXPORTED = 10_000
MOST_CHIPS = 2


@requires(Permission.CLAIMS_VIEW)
@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), utc_now()
    form = QueueForm(request.GET or None)
    form.is_valid()
    rows = selectors.claims_queue(actor, form.filters(), now=now)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": _queue_rows(actor, page.object_list, now),
        "query": request.GET.urlencode(),
        "tabs": _tabs(actor, request),
        "may_decide": actor.can(Permission.CLAIMS_DECIDE),
    }
    return render(request, "desk/claims/queue.html", context)


@requires(Permission.CLAIMS_VIEW)
@require_GET
def claims_csv(request: HttpRequest) -> HttpResponse:
    """The filtered queue as a table: numbers, days and amounts, no names and no health data."""
    form = QueueForm(request.GET or None)
    form.is_valid()
    rows = selectors.claims_queue(actor_of(request), form.filters(), now=utc_now())[:MOST_EXPORTED]
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="claims.csv"'
    writer = csv.writer(response)
    writer.writerow(
        ["number", "state", "product", "event_date", "submitted_at", "due", "claimed", "payable", "decision"]
    )
    for row in rows:
        writer.writerow(
            [
                row.number,
                row.state,
                row.product_code,
                row.event_date,
                _minute(row.submitted_at),
                _minute(row.due),  # type: ignore[attr-defined]
                _yuan(row.claimed_minor),
                _yuan(row.payable_minor),
                row.decision or "",
            ]
        )
    return response


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claims_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent claim that this examiner may decide, and open it."""
    claim = services.take_next_claim(by=actor_of(request), now=utc_now())
    if claim is None:
        messages.info(request, _("Nothing waits that you may decide."))
        return redirect("desk:claims")
    return redirect("desk:claim", number=claim.number)


def _tabs(actor: Actor, request: HttpRequest) -> list[dict[str, Any]]:
    counts, here = queue_counts(actor), request.GET
    tabs = [
        ("open", _("Waiting for a decision"), {}),
        ("mine", _("Mine"), {"whose": "mine"}),
        ("proposals", _("Waiting for a second examiner"), {"state": "proposals"}),
        ("appeals", _("Appeals"), {"state": "appeals"}),
        ("again", _("Asked to look again"), {"state": "again"}),
        ("all", _("All"), {"state": "all"}),
    ]
    state = here.get("state") or "open"
    chosen = "mine" if here.get("whose") == "mine" and state == "open" else state
    return [
        {
            "word": word,
            "url": f"{reverse('desk:claims')}?{urlencode(query)}" if query else reverse("desk:claims"),
            "count": counts[name],
            "here": name == chosen,
        }
        for name, word, query in tabs
        if name != "mine" or actor.can(Permission.CLAIMS_DECIDE)
    ]


def _queue_rows(actor: Actor, rows: Iterable[Claim], now: datetime) -> list[dict[str, Any]]:
    claims = list(rows)
    clocks, taken = open_clocks_of(claims), assignments_of(claims)
    return [_queue_row(row, clocks.get(row.pk, []), taken.get(row.pk), actor, now) for row in claims]


def _queue_row(
    row: Claim, clocks: Sequence[ClaimClock], taken: Assignment | None, actor: Actor, now: datetime
) -> dict[str, Any]:
    return {
        "chips": [stored_chip(clock, now) for clock in clocks[:MOST_CHIPS]],
        "claim": row,
        "state": _(STATE_LABELS[row.state]),  # type: ignore[index]
        "tone": "bad" if row.decision == Decision.REFUSED else "",
        "product": product_name(row, get_language() or "zh-hans"),
        "open": row.state in UNDECIDED,
        "late": row.due is not None and row.due < now,  # type: ignore[attr-defined]
        "reasons": len(row.review_reasons),
        "proposed": row.proposed_at is not None,
        "again": row.reopened_at is not None,
        "holder": "" if taken is None else "mine" if taken.examiner == actor.label else "other",
    }


def _minute(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _yuan(minor: int | None) -> str:
    return "" if minor is None else f"{minor // 100}.{minor % 100:02d}"
