"""The queue of claims, and one claim at the examiner's desk."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import ROLE_LABELS, Actor, Permission
from hearten.base.ledger.selectors import list_entries
from hearten.base.ledger.types import kind_labels
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim, ClaimClock
from hearten.domains.claims.selectors.clocks import clocks_of, open_clocks_of
from hearten.domains.claims.selectors.terms import product_name
from hearten.domains.claims.types import (
    CAUSE_LABELS,
    DECIDED_STATES,
    DECISION_LABELS,
    DOCUMENT_LABELS,
    EVENT_LABELS,
    HOLDER_LABELS,
    STATE_LABELS,
    UNDECIDED,
    Decision,
    DocumentKind,
    Holder,
)
from hearten.doors.components.clock_chips import reading_chip, stored_chip
from hearten.doors.desk.claims.forms import DecideForm, QueueForm, RequestForm, put_error
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError

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
        "rows": _queue_rows(page.object_list, now),
        "query": request.GET.urlencode(),
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


@requires(Permission.CLAIMS_VIEW)
@require_GET
def claim(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    return _claim_page(request, actor, found)


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claim_decide(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    form = DecideForm(request.POST, lines=selectors.list_lines(found))
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.decide_by_person(
                claim_id=found.pk,
                version=given["version"],
                refuse=given["choice"] == "refuse",
                refusals=form.refusals(),
                clause=given["clause"],
                sentence=given["sentence"],
                by=actor,
                now=utc_now(),
            )
        except Conflict:
            raise
        except HeartenError as error:
            put_error(form, error)
        else:
            messages.success(request, _("The decision is made; the member is told."))
            return redirect("desk:claim", number=found.number)
    return _claim_page(request, actor, found, decide_form=form, status=400)


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claim_request(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    form = RequestForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.request_documents(
                claim_id=found.pk, version=given["version"], text=given["text"], by=actor, now=utc_now()
            )
        except Conflict:
            raise
        except HeartenError as error:
            put_error(form, error)
        else:
            messages.success(request, _("The member is asked. Our clock stands still."))
            return redirect("desk:claim", number=found.number)
    return _claim_page(request, actor, found, request_form=form, status=400)


@requires(Permission.CLAIMS_VIEW, Permission.HEALTH_VIEW)
@require_GET
def claim_paper(request: HttpRequest, number: str, document_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    document, data = services.open_document_for(actor, found, document_id, now=utc_now())  # type: ignore[arg-type]
    response = HttpResponse(data, content_type=document.content_type)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _claim_page(
    request: HttpRequest,
    actor: Actor,
    found: Claim,
    *,
    decide_form: DecideForm | None = None,
    request_form: RequestForm | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = selectors.list_lines(found)
    waits = found.state in UNDECIDED or found.reopened_at is not None
    open_now = waits and found.proposed_at is None and actor.can(Permission.CLAIMS_DECIDE)
    initial = {"version": found.version, "choice": "approve"}
    context = _facts(actor, found) | {
        "lines": lines,
        "may_decide": open_now,
        "decide_form": decide_form or DecideForm(initial=initial, lines=lines),
        "request_form": request_form or RequestForm(initial={"version": found.version}),
    }
    return render(request, "desk/claims/claim.html", context, status=status)


def _facts(actor: Actor, found: Claim) -> dict[str, Any]:
    now, language = utc_now(), get_language() or "zh-hans"
    entries = list_entries(subject_id=found.customer_id, about=found.number)
    return {
        "claim": found,
        "state": _(STATE_LABELS[found.state]),  # type: ignore[index]
        "tone": "bad" if found.decision == Decision.REFUSED else "",
        "product": product_name(found, language),
        "cause": _(CAUSE_LABELS[found.cause]),  # type: ignore[index]
        "decision": _(DECISION_LABELS[found.decision]) if found.decision else "",  # type: ignore[index]
        "decided": found.state in DECIDED_STATES,
        "due": selectors.determine_due(found, now=now),
        "pay_due": selectors.pay_due(found),
        "late": found.state in UNDECIDED and (selectors.determine_due(found, now=now) or now) < now,
        "reasons": selectors.reasons_shown(actor, found, language),
        "clocks": [reading_chip(reading, now) for reading in clocks_of(found, now=now)],
        "health": services.read_health_facts_for(actor, found, now=now),
        "documents": [
            {"row": row, "kind": _(DOCUMENT_LABELS[DocumentKind(row.kind)])}
            for row in selectors.list_documents_for(actor, found)
        ],
        "explanation": selectors.explain_claim(found, language=language),
        "year": _year(found),
        "others": selectors.list_claims_for(actor, found.customer_id).exclude(pk=found.pk)[:10],
        "steps": [
            {
                "label": _(EVENT_LABELS.get(step.kind, step.kind)),
                "at": step.at,
                "note": step.note or "",
                "holder": _(HOLDER_LABELS[Holder(step.holder)]),
                "actor": _who(step.actor),
            }
            for step in selectors.list_steps(actor, found)
        ],
        "entries": [
            {"entry": entry, "label": _(kind_labels().get(entry.kind, entry.kind))} for entry in entries
        ],
        "payouts": selectors.list_payouts(found) if actor.can(Permission.PAYMENTS_VIEW) else [],
    }


def _year(found: Claim) -> list[dict[str, Any]]:
    """What of the policy year's deductible and limit is used, for the tiles."""
    if found.event_date is None:
        return []
    return [
        {"label": _(item.label), "used_minor": item.used_minor, "of_minor": item.of_minor}
        for item in selectors.year_to_date(found.policy, found.event_date).items
    ]


def _queue_rows(rows: Iterable[Claim], now: datetime) -> list[dict[str, Any]]:
    claims = list(rows)
    clocks = open_clocks_of(claims)
    return [_queue_row(row, clocks.get(row.pk, []), now) for row in claims]


def _queue_row(row: Claim, clocks: Sequence[ClaimClock], now: datetime) -> dict[str, Any]:
    return {
        "chips": [stored_chip(clock, now) for clock in clocks[:MOST_CHIPS]],
        "claim": row,
        "state": _(STATE_LABELS[row.state]),  # type: ignore[index]
        "tone": "bad" if row.decision == Decision.REFUSED else "",
        "product": product_name(row, get_language() or "zh-hans"),
        "open": row.state in UNDECIDED,
        "late": row.state in UNDECIDED and row.due is not None and row.due < now,  # type: ignore[attr-defined]
        "reasons": len(row.review_reasons),
    }


def _minute(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _yuan(minor: int | None) -> str:
    return "" if minor is None else f"{minor // 100}.{minor % 100:02d}"


def _who(actor: str) -> str:
    """The role behind a ledger's name for an actor; which person it was stands in the ledger itself."""
    role = actor.partition(":")[0]
    return _("The system") if role == "system" else _(ROLE_LABELS.get(role, role))  # type: ignore[call-overload]
