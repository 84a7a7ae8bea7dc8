"""Handing a claim in, one task per screen: photos → what was read of them → what happened → check and send.

Each step is saved as it is left, so a member who is called away finds the claim where it was, on any device.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.base.accounts.types import Actor
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.diagnosis import read_diagnosis
from hearten.domains.claims.selectors.readings import list_readings_for
from hearten.domains.claims.selectors.terms import needs_bill
from hearten.domains.claims.services.files import check_size
from hearten.domains.claims.types import Cause, ClaimState, DocumentKind
from hearten.domains.policies.selectors import get_policy
from hearten.doors.components.sentences import sentence
from hearten.doors.member.claims.bill_views import expenses_context
from hearten.doors.member.claims.check import check_context, check_form, send
from hearten.doors.member.claims.flow import STEPS, first_step, frame_of, next_step
from hearten.doors.member.claims.forms import EventForm, PaperForm, PolicyForm, put_error
from hearten.doors.member.claims.papers import any_waiting, papers_of
from hearten.doors.member.claims.words import policy_choices
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError


@member_only
@require_http_methods(["GET", "POST"])
def claim_new(request: HttpRequest) -> HttpResponse:
    """The first screen: under which policy, and the first photos. Sent twice, it begins one claim."""
    actor = actor_of(request)
    form = PolicyForm(request.POST or None, initial={"token": secrets.token_urlsafe(24)})
    if request.method == "POST" and form.is_valid():
        try:
            claim = _begin(actor, form)
        except HeartenError as error:
            put_error(form, error)
        else:
            _attach(request, actor, claim, request.FILES.getlist("file"))
            return redirect("member:claim_step", number=claim.number, step=first_step(claim))
    policies = policy_choices(actor, timezone.localdate())
    some_ended = any(not choice["in_force"] for choice in policies)
    context = {"form": form, "policies": policies, "some_ended": some_ended}
    return render(request, "member/claims/new.html", context, status=400 if request.method == "POST" else 200)


def _begin(actor: Actor, form: PolicyForm) -> Claim:
    policy = get_policy(form.policy())
    return services.save_draft(
        customer_id=policy.customer_id,
        client_token=form.cleaned_data["token"],
        policy_id=policy.pk,
        by=actor,
        now=utc_now(),
    )


def _attach(request: HttpRequest, actor: Actor, claim: Claim, files: list[UploadedFile]) -> None:
    """Add the photos; one that can't be taken is said, the others stay."""
    for given in files:
        try:
            attach(actor, claim, given)
        except HeartenError as error:
            messages.error(request, f"{given.name}: {sentence(error)}")


def attach(
    actor: Actor, claim: Claim, given: UploadedFile, kind: DocumentKind = DocumentKind.RECEIPT
) -> None:
    check_size(given.size or 0)
    services.attach_document(
        claim_id=claim.pk, kind=kind, name=given.name or "", data=given.read(), by=actor, now=utc_now()
    )


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
        "diagnosis": claim.diagnosis or read_diagnosis(list_readings_for(actor, claim)),
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
            return _on(claim, "event")
    context = {"form": form, "from_bills": needs_bill(claim) and bool(claim.event_date)}
    return _screen(request, claim, "event", context, failed=bool(form.errors))


def _expenses(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    context = expenses_context(actor, claim)
    if request.method == "POST":
        if context["lines"]:
            return _on(claim, "expenses")
        return _screen(request, claim, "expenses", context | {"none_yet": True}, failed=True)
    return _screen(request, claim, "expenses", context)


def _papers(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    if request.method == "POST":
        return _on(claim, "papers")
    return _screen(request, claim, "papers", papers_context(actor, claim))


def papers_context(actor: Actor, claim: Claim) -> dict[str, Any]:
    papers = papers_of(actor, claim)
    return {
        "claim": claim,
        "paper_form": PaperForm(),
        "papers": papers,
        "any_waiting": any_waiting(papers),
        "with_bills": needs_bill(claim),
    }


def _check(request: HttpRequest, actor: Actor, claim: Claim) -> HttpResponse:
    form = check_form(actor, claim, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and send(form, actor, claim):
        return redirect("member:claim", number=claim.number)
    claim.refresh_from_db()
    return _screen(request, claim, "check", check_context(actor, claim, form), failed=bool(form.errors))


_SCREENS = {"event": _event, "expenses": _expenses, "papers": _papers, "check": _check}


def _on(claim: Claim, step: str) -> HttpResponse:
    return redirect("member:claim_step", number=claim.number, step=next_step(claim, step))


def _save(form: Any, actor: Actor, claim: Claim, **changes: Any) -> bool:
    try:
        services.save_draft(
            customer_id=claim.customer_id, client_token=claim.client_token, by=actor, now=utc_now(), **changes
        )
    except HeartenError as error:
        put_error(form, error)
        return False
    return True


def _screen(
    request: HttpRequest, claim: Claim, step: str, context: dict[str, Any], *, failed: bool = False
) -> HttpResponse:
    return render(
        request,
        f"member/claims/step_{step}.html",
        frame_of(claim, step) | context,
        status=400 if failed else 200,
    )
