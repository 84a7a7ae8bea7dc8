"""Handing a claim in, one task per screen: policy → what happened → expenses → papers → account and check.

Each step is saved as it is left, so a member who is called away finds the claim where it was.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.base.accounts.types import Actor
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.terms import benefit_kind, category_labels
from hearten.domains.claims.types import CAUSE_LABELS, DOCUMENT_LABELS, Cause, ClaimState
from hearten.domains.customers.selectors import get_customer_for
from hearten.doors.member.claims.forms import (
    AccountForm,
    EventForm,
    LineForm,
    PaperForm,
    PolicyForm,
    put_error,
)
from hearten.doors.member.claims.words import category_choices, language, policy_choices
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

STEPS = {
    "event": gettext_lazy("What happened"),
    "expenses": gettext_lazy("Expenses"),
    "papers": gettext_lazy("Papers"),
    "check": gettext_lazy("Check and send"),
}
_ORDER = list(STEPS)


@member_only
@require_http_methods(["GET", "POST"])
def claim_new(request: HttpRequest) -> HttpResponse:
    """Step 1: the policy. The form carries a name of its own, so that sending it twice begins one claim."""
    actor = actor_of(request)
    form = PolicyForm(request.POST or None, initial={"token": secrets.token_urlsafe(24)})
    if request.method == "POST" and form.is_valid():
        try:
            claim = services.save_draft(
                customer_id=actor.customer_id,  # type: ignore[arg-type]
                client_token=form.cleaned_data["token"],
                policy_id=form.policy(),
                by=actor,
                now=utc_now(),
            )
        except HeartenError as error:
            put_error(form, error)
        else:
            return redirect("member:claim_step", number=claim.number, step="event")
    policies = policy_choices(actor, timezone.localdate())
    status = 400 if request.method == "POST" else 200
    return render(request, "member/claims/new.html", {"form": form, "policies": policies}, status=status)


@member_only
@require_http_methods(["GET", "POST"])
def claim_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    if step not in STEPS:
        raise Http404
    if claim.state != ClaimState.DRAFT:
        return redirect("member:claim", number=claim.number)
    return _SCREENS[step](request, actor, claim)


@member_only
@require_POST
def line_add(request: HttpRequest, number: str) -> HttpResponse:
    """Add one expense; htmx gets the list and an empty form, others the page."""
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    form = _line_form(claim, data=request.POST)
    if form.is_valid():
        try:
            claim = services.add_line(claim_id=claim.pk, line=form.line(), by=actor, now=utc_now())
        except HeartenError as error:
            put_error(form, error)
        else:
            if not request.htmx:  # type: ignore[attr-defined]
                return redirect("member:claim_step", number=claim.number, step="expenses")
            form = _empty_line_form(claim)
    return _expenses_page(request, claim, form)


@member_only
@require_POST
def line_remove(request: HttpRequest, number: str, position: int) -> HttpResponse:
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    services.remove_line(claim_id=claim.pk, position=position, by=actor, now=utc_now())
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("member:claim_step", number=claim.number, step="expenses")
    claim.refresh_from_db()
    return _expenses_page(request, claim, _empty_line_form(claim))


@member_only
@require_POST
def claim_discard(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    services.discard_draft(claim_id=claim.pk, by=actor)
    messages.success(request, _("The draft is thrown away."))
    return redirect("member:claims")


def _event(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    initial = {
        "cause": claim.cause,
        "event_date": claim.event_date,
        "diagnosis": claim.diagnosis or "",
        "story": claim.story or "",
    }
    form = EventForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        saved = _save(
            form,
            actor,
            claim,
            cause=Cause(given["cause"]),
            event_date=given["event_date"],
            diagnosis=given["diagnosis"],
            story=given["story"],
        )
        if saved:
            return redirect("member:claim_step", number=claim.number, step="expenses")
    return _screen(request, claim, "event", {"form": form}, failed=bool(form.errors))


def _expenses(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    if request.method == "POST":
        if selectors.list_lines(claim):
            return redirect("member:claim_step", number=claim.number, step="papers")
        form = _empty_line_form(claim)
        return _screen(
            request, claim, "expenses", _expenses_context(claim, form) | {"none_yet": True}, failed=True
        )
    return _screen(request, claim, "expenses", _expenses_context(claim, _empty_line_form(claim)))


def _papers(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    if request.method == "POST":
        return redirect("member:claim_step", number=claim.number, step="check")
    return _screen(
        request, claim, "papers", {"paper_form": PaperForm(), "documents": papers_of(actor, claim)}
    )


def _check(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    known = claim.bank_account or get_customer_for(actor, claim.customer_id).bank_account or ""
    form = AccountForm(request.POST or None, initial={"bank_account": known})
    if request.method == "POST" and form.is_valid():
        saved = _save(form, actor, claim, bank_account=form.cleaned_data["bank_account"])
        if saved and _submit(form, actor, claim):
            return redirect("member:claim", number=claim.number)
    context = {
        "form": form,
        "cause": _(CAUSE_LABELS[Cause(claim.cause)]),
        "lines": _shown_lines(claim),
        "documents": papers_of(actor, claim),
    }
    return _screen(request, claim, "check", context, failed=bool(form.errors))


_SCREENS = {"event": _event, "expenses": _expenses, "papers": _papers, "check": _check}


def _save(form: Any, actor: Actor, claim: Claim, **changes: Any) -> bool:
    try:
        services.save_draft(
            customer_id=claim.customer_id, client_token=claim.client_token, by=actor, now=utc_now(), **changes
        )
    except HeartenError as error:
        put_error(form, error)
        return False
    return True


def _submit(form: Any, actor: Actor, claim: Claim) -> bool:
    try:
        services.submit_claim(claim_id=claim.pk, by=actor, now=utc_now())
    except HeartenError as error:
        put_error(form, error)
        return False
    return True


def _screen(
    request: HttpRequest, claim: Claim, step: str, context: dict[str, Any], *, failed: bool = False
) -> HttpResponse:
    place = _ORDER.index(step)
    frame = {
        "claim": claim,
        "step": step,
        "step_label": STEPS[step],
        "step_number": place + 2,
        "step_count": len(STEPS) + 1,
        "previous": _ORDER[place - 1] if place else "",
    }
    return render(request, f"member/claims/step_{step}.html", frame | context, status=400 if failed else 200)


def _expenses_page(request: HttpRequest, claim: Claim, form: LineForm) -> HttpResponse:
    status = 400 if form.errors else 200
    context = _expenses_context(claim, form)
    if request.htmx:  # type: ignore[attr-defined]
        # htmx does not swap an answer with an error status in; the sentences stand beside the fields
        return render(request, "member/claims/step_expenses.html#expenses", {"claim": claim} | context)
    return _screen(request, claim, "expenses", context, failed=status != 200)  # noqa: PLR2004


def _expenses_context(claim: Claim, form: LineForm) -> dict[str, Any]:
    return {"line_form": form, "lines": _shown_lines(claim)}


def _empty_line_form(claim: Claim) -> LineForm:
    last = selectors.list_lines(claim)[-1:]
    initial: dict[str, Any] = {"service_date": claim.event_date}
    if last:
        initial = {
            "service_date": last[0].service_date,
            "provider": last[0].provider,
            "category": last[0].category,
        }
    return _line_form(claim, initial=initial)


def _line_form(claim: Claim, **given: Any) -> LineForm:
    kind = benefit_kind(claim)
    return LineForm(categories=category_choices(claim), kind=kind, **given)


def _shown_lines(claim: Claim) -> list[dict[str, Any]]:
    labels = category_labels(claim, language())
    return [
        {"row": row, "category": labels.get(row.category, row.category)}
        for row in selectors.list_lines(claim)
    ]


def papers_of(actor: Actor, claim: Claim) -> list[dict[str, Any]]:
    rows = selectors.list_documents_for(actor, claim)
    return [{"row": row, "kind": _(DOCUMENT_LABELS[row.kind])} for row in rows]  # type: ignore[index]
