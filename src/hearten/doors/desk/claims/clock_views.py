"""Deadlines at the desk: what presses now, how they were kept, what members get when they were not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import ROLE_LABELS, Permission
from hearten.domains.claims.models import ClaimClock, Compensation
from hearten.domains.claims.selectors.clock_events import clock_book
from hearten.domains.claims.selectors.clock_report import (
    ReportFilters,
    ReportLine,
    clock_report,
    list_breaches,
    list_compensations,
    list_pressing,
)
from hearten.domains.claims.services.compensating import decline_compensation, release_compensation
from hearten.domains.claims.types import COMPENSATION_LABELS, CompensationState
from hearten.doors.components.clock_chips import clock_name, stored_chip
from hearten.doors.components.formats import duration_text, money_text, percent_text
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.claims.clock_forms import ClockReportForm, DeclineForm
from hearten.doors.desk.claims.forms import products_named
from hearten.doors.desk.insight.export import CSV, table_file
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

PAGE_ROWS = 50
MOST_EXPORTED = 20_000


@requires(Permission.CLAIMS_VIEW)
@require_GET
def clocks_now(request: HttpRequest) -> HttpResponse:
    """What was warned of or is late, the most pressing first."""
    now = utc_now()
    rows = [_pressing_row(row, now) for row in list_pressing(actor_of(request), now=now)]
    late = sum(1 for row in rows if row["chip"].tone == "bad")
    return render(
        request,
        "desk/claims/clocks_now.html",
        {"rows": rows, "late": late, "tabs": _tabs("claim_clocks_now")},
    )


@requires(Permission.CLAIMS_VIEW)
@require_GET
def clocks_report(request: HttpRequest) -> HttpResponse:
    """How the deadlines were kept: share with interval, median and 95 of 100, each number leading to its claims."""
    now = utc_now()
    form = ClockReportForm(request.GET or None, today=timezone.localdate(now))
    filters = form.filters()
    lines = clock_report(actor_of(request), filters, now=now)
    context = {
        "form": form,
        "lines": [_report_row(line, filters, request) for line in lines],
        "by_product": filters.group == "product",
        "by_month": filters.group == "month",
        "query": request.GET.urlencode(),
        "tabs": _tabs("claim_clocks"),
    }
    return render(request, "desk/claims/clocks_report.html", context)


@requires(Permission.CLAIMS_VIEW)
@require_GET
def clocks_csv(request: HttpRequest) -> HttpResponse:
    """The report, or with `?rows=breaches` the deadlines that were missed, as a table: numbers and days, no names."""
    now, actor = utc_now(), actor_of(request)
    filters = ClockReportForm(request.GET or None, today=timezone.localdate(now)).filters()
    if request.GET.get("rows") == "breaches":
        head = ["claim", "product", "deadline", "round", "due", "stopped", "late_seconds", "escalated_to"]
        found = list_breaches(actor, filters, now=now)[:MOST_EXPORTED]
        return table_file(CSV, "deadlines-missed", head, [_breach_cells(row) for row in found])
    head = [
        "deadline",
        "product",
        "month",
        "runs",
        "kept",
        "missed",
        "share",
        "low",
        "high",
        "median_s",
        "p95_s",
    ]
    rows = [_report_cells(line) for line in clock_report(actor, filters, now=now)]
    return table_file(CSV, "deadlines", head, rows)


@requires(Permission.CLAIMS_VIEW)
@require_GET
def clock_breaches(request: HttpRequest) -> HttpResponse:
    """The claims behind a number of the report."""
    now = utc_now()
    form = ClockReportForm(request.GET or None, today=timezone.localdate(now))
    rows = list_breaches(actor_of(request), form.filters(), now=now)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [
            {"row": row, "name": clock_name(row.code), "late": duration_text(row.late_s)} for row in page
        ],
        "query": request.GET.urlencode(),
        "tabs": _tabs("claim_clocks"),
    }
    return render(request, "desk/claims/clock_breaches.html", context)


@requires(Permission.CLAIMS_VIEW)
@require_GET
def compensations(request: HttpRequest) -> HttpResponse:
    return _compensations_page(request)


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def compensation_release(request: HttpRequest, compensation_id: Any) -> HttpResponse:
    def release() -> None:
        release_compensation(compensation_id=compensation_id, by=actor_of(request), now=utc_now())

    return _done(request, release, _("The compensation is released; the member is told."))


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def compensation_decline(request: HttpRequest, compensation_id: Any) -> HttpResponse:
    form = DeclineForm(request.POST)
    form.is_valid()

    def decline() -> None:
        reason = form.cleaned_data.get("reason", "")
        decline_compensation(
            compensation_id=compensation_id, reason=reason, by=actor_of(request), now=utc_now()
        )

    return _done(request, decline, _("Noted that nothing is owed."))


def _done(request: HttpRequest, act: Callable[[], None], told: str) -> HttpResponse:
    """Do it and go back to the list; what stands against it is said on the list."""
    try:
        act()
    except HeartenError as error:
        if error.code == "not_found":
            raise
        return _compensations_page(request, problem=sentence(error), status=400)
    messages.success(request, told)
    return redirect("desk:claim_compensations")


def _compensations_page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    waiting = request.GET.get("show") != "all"
    page = Paginator(list_compensations(actor, waiting=waiting), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "rows": [_compensation_row(row) for row in page],
        "page": page,
        "waiting": waiting,
        "problem": problem,
        "may_release": actor.can(Permission.CLAIMS_DECIDE),
        "decline_form": DeclineForm(),
        "tabs": _tabs("claim_compensations"),
    }
    return render(request, "desk/claims/compensations.html", context, status=status)


def _pressing_row(row: ClaimClock, now: datetime) -> dict[str, Any]:
    return {
        "row": row,
        "chip": stored_chip(row, now),
        "law": clock_book().clocks[row.code].is_law if row.code in clock_book().clocks else False,
        "last": row.due_at - timedelta(seconds=1) if row.due_at else None,
        "told": _(ROLE_LABELS.get(row.escalated_to, row.escalated_to)) if row.escalated_to else "",  # type: ignore[call-overload]
    }


def _report_row(line: ReportLine, filters: ReportFilters, request: HttpRequest) -> dict[str, Any]:
    query = {key: value for key, value in request.GET.items() if key in {"months", "product"}}
    query["code"] = line.code
    if line.product:
        query["product"] = line.product
    low, high = line.interval
    return {
        "name": clock_name(line.code),
        "product": dict(products_named()).get(line.product, line.product),
        "month": timezone.localtime(line.month).strftime("%Y-%m") if line.month else "",
        "runs": line.runs,
        "kept": line.kept,
        "broken": line.broken,
        "open_late": line.open_late,
        "share": percent_text(line.share),
        "interval": f"{percent_text(low)} – {percent_text(high)}",
        "median": duration_text(line.median_s) if line.median_s is not None else "",
        "p95": duration_text(line.p95_s) if line.p95_s is not None else "",
        "link": f"{reverse('desk:claim_clock_breaches')}?{urlencode(query)}",
    }


def _report_cells(line: ReportLine) -> list[str | int | float | None]:
    low, high = line.interval
    month = timezone.localtime(line.month).strftime("%Y-%m") if line.month else ""
    share = round(line.share, 4) if line.share is not None else None
    cells: list[str | int | float | None] = [
        line.code,
        line.product,
        month,
        line.runs,
        line.kept,
        line.broken,
    ]
    return [*cells, share, round(low, 4), round(high, 4), line.median_s, line.p95_s]


def _breach_cells(row: ClaimClock) -> list[str | int | float | None]:
    return [
        row.claim.number,
        row.product_code,
        row.code,
        row.round,
        timezone.localtime(row.due_at).isoformat(" ", "seconds") if row.due_at else "",
        timezone.localtime(row.stopped_at).isoformat(" ", "seconds") if row.stopped_at else "",
        row.late_s,
        row.escalated_to,
    ]


def _compensation_row(row: Compensation) -> dict[str, Any]:
    days = row.reckoning.get("days_late", 0)
    parts = [f"{count} × {rate / 100:.2f} %" for count, rate in row.reckoning.get("parts", [])]
    return {
        "row": row,
        "name": clock_name(row.clock.code),
        "state": _(COMPENSATION_LABELS[CompensationState(row.state)]),
        "why": _("%(money)s late by %(days)s days: %(parts)s")
        % {
            "money": money_text(row.reckoning.get("principal_minor", 0)),
            "days": days,
            "parts": " + ".join(parts),
        }
        if parts
        else _("Fixed sum for a broken promise"),
        "waits": row.state in {CompensationState.PROPOSED, CompensationState.FAILED},
        "declinable": row.state == CompensationState.PROPOSED,
    }


def _tabs(here: str) -> list[dict[str, Any]]:
    words = {
        "claims": _("Queue"),
        "claim_clocks_now": _("Pressing now"),
        "claim_clocks": _("Deadlines kept"),
        "claim_compensations": _("Compensations"),
    }
    return [
        {"word": word, "url": reverse(f"desk:{name}"), "here": name == here, "count": None}
        for name, word in words.items()
    ]
