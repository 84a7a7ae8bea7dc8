"""One claim on the examiner's workbench: everything about it on one page, its papers, its letter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.services.person import Verdict
from hearten.domains.claims.types import UNDECIDED, ClaimState
from hearten.doors.components.claim_letter import letter_answer, letter_of
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.claims.decide_forms import (
    AdvanceForm,
    DecideForm,
    RejectForm,
    RequestForm,
    VersionForm,
)
from hearten.doors.desk.claims.workbench import Standing, facts_of, standing_of
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

_SEALED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "private, no-store",
}


@requires(Permission.CLAIMS_VIEW)
@require_GET
def claim(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    return claim_page(request, actor, selectors.get_claim_for(actor, number))


@requires(Permission.CLAIMS_VIEW, Permission.HEALTH_VIEW)
@require_GET
def claim_paper(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    document, data = services.open_document_for(actor, found, document_id, now=utc_now())
    headers = _SEALED | {"Content-Disposition": "inline"}
    return HttpResponse(data, content_type=document.content_type, headers=headers)


@requires(Permission.CLAIMS_VIEW, Permission.HEALTH_VIEW)
@require_GET
def claim_paper_page(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    """The first page of a PDF as a picture."""
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    picture = services.picture_of_page_for(actor, found, document_id, now=utc_now())
    return HttpResponse(picture, content_type="image/png", headers=_SEALED)


@requires(Permission.CLAIMS_VIEW, Permission.HEALTH_VIEW)
@require_GET
def claim_letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter about the decision, as the member has it. The reading is noted: it may speak of health."""
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    letter = letter_of(found)
    services.read_health_facts_for(actor, found, now=utc_now())
    return letter_answer(letter)


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claim_take(request: HttpRequest, number: str) -> HttpResponse:
    """Take the claim in hand, or give it back to all (`back`)."""
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    if request.POST.get("back"):
        services.hand_back_claim(claim_id=found.pk, by=actor)
        messages.success(request, _("The claim is free for others."))
        return redirect("desk:claims")
    services.take_claim(claim_id=found.pk, by=actor, now=utc_now())
    return redirect("desk:claim", number=found.number)


def claim_page(
    request: HttpRequest,
    actor: Actor,
    found: Claim,
    *,
    forms: dict[str, Any] | None = None,
    alert: str = "",
    status: int = 200,
) -> HttpResponse:
    """The workbench; `forms` are the ones that were sent and refused, `alert` what happened meanwhile."""
    standing = standing_of(actor, found)
    facts = facts_of(actor, found)
    context = facts | _forms(found, standing, facts["lines"]) | (forms or {})
    context |= {"standing": standing, "alert": alert, "proposal": _proposal(actor, found, standing)}
    return render(request, "desk/claims/claim.html", context, status=status)


def _forms(found: Claim, standing: Standing, lines: list[Any]) -> dict[str, Any]:
    """Only the forms of what may be done now."""
    given: dict[str, Any] = {}
    if standing.decides:
        given["decide_form"] = DecideForm(claim=found, lines=lines, appeal=standing.act == "appeal")
    if standing.act == "decide" and found.state in {ClaimState.SUBMITTED, ClaimState.IN_REVIEW}:
        given["request_form"] = RequestForm(claim=found)
    if standing.act == "decide" and found.state in UNDECIDED:
        given["advance_form"] = AdvanceForm(initial={"version": found.version})
    if standing.act == "confirm":
        given["confirm_form"] = VersionForm(initial={"version": found.version})
        given["reject_form"] = RejectForm(initial={"version": found.version}, prefix=None)
    return given


def _proposal(actor: Actor, found: Claim, standing: Standing) -> dict[str, Any] | None:
    """What was proposed and what it would pay, for both examiners."""
    if found.proposal is None or not actor.can(Permission.CLAIMS_DECIDE):
        return None
    verdict = Verdict.of(found.proposal)
    shown: dict[str, Any] = {"verdict": verdict, "at": found.proposed_at}
    try:
        shown["preview"] = services.preview_decision(
            claim_id=found.pk, verdict=verdict, by=actor, now=utc_now()
        )
    except HeartenError as error:
        shown["error"] = sentence(error)
    return shown
