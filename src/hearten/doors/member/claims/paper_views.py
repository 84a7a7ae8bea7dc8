"""Photos and PDFs of a claim: adding, looking, taking out, and saying that all have come."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.base.accounts.types import Actor
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.services.files import check_size
from hearten.domains.claims.types import ClaimState, DocumentKind
from hearten.doors.member.claims.draft_views import papers_of
from hearten.doors.member.claims.forms import PaperForm, put_error
from hearten.doors.member.claims.views import page_of
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError


@member_only
@require_POST
def paper_add(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            check_size(given.size)
            services.attach_document(
                claim_id=claim.pk,
                kind=DocumentKind(form.cleaned_data["kind"]),
                name=given.name,
                data=given.read(),
                by=actor,
                now=utc_now(),
            )
        except HeartenError as error:
            put_error(form, error)
        else:
            if not request.htmx:  # type: ignore[attr-defined]
                return _back(claim)
            form = PaperForm()
    return _papers_page(request, actor, claim, form)


@member_only
@require_POST
def paper_remove(request: HttpRequest, number: str, document_id: str) -> HttpResponse:
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    services.remove_document(claim_id=claim.pk, document_id=document_id, by=actor, now=utc_now())  # type: ignore[arg-type]
    if not request.htmx:  # type: ignore[attr-defined]
        return _back(claim)
    return _papers_page(request, actor, claim, PaperForm())


@member_only
@require_POST
def papers_send(request: HttpRequest, number: str) -> HttpResponse:
    """The member has added what we asked for."""
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    try:
        services.send_papers(claim_id=claim.pk, by=actor, now=utc_now())
    except HeartenError as error:
        form = PaperForm(request.POST, request.FILES)
        form.errors.clear()
        put_error(form, error)
        return render(
            request, "member/claims/claim.html", page_of(actor, claim) | {"paper_form": form}, status=400
        )
    messages.success(request, _("Thank you. The claim is with us again."))
    return redirect("member:claim", number=claim.number)


@member_only
@require_GET
def paper(request: HttpRequest, number: str, document_id: str) -> HttpResponse:
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    document, data = services.open_document_for(actor, claim, document_id, now=utc_now())  # type: ignore[arg-type]
    return file_response(document.content_type, document.original_name or "file", data)


def file_response(content_type: str, name: str, data: bytes) -> HttpResponse:
    """A file to look at: of the type we found ourselves, never guessed, and with no rights of its own."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _papers_page(request: HttpRequest, actor: Actor, claim: Claim, form: PaperForm) -> HttpResponse:
    status = 400 if form.errors else 200
    if claim.state != ClaimState.DRAFT:
        context = page_of(actor, claim) | {"paper_form": form}
        return render(request, "member/claims/claim.html", context, status=status)
    context = {"claim": claim, "paper_form": form, "documents": papers_of(actor, claim)}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "member/claims/step_papers.html#papers", context)
    frame = {"step": "papers", "step_number": 4, "step_count": 5, "previous": "expenses"}
    return render(request, "member/claims/step_papers.html", context | frame, status=status)


def _back(claim: Claim) -> HttpResponse:
    if claim.state == ClaimState.DRAFT:
        return redirect("member:claim_step", number=claim.number, step="papers")
    return redirect("member:claim", number=claim.number)
