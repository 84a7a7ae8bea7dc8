"""Photos and PDFs of a claim: adding, looking, taking out, and saying that all have come."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.base.accounts.types import Actor
from hearten.base.plumbing.live import live_answer
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.services.reading_queue import topic_of
from hearten.domains.claims.types import ClaimState, DocumentKind
from hearten.doors.member.claims.draft_views import attach, papers_context
from hearten.doors.member.claims.flow import frame_of
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
        kind = DocumentKind(form.cleaned_data["kind"] or DocumentKind.RECEIPT)
        try:
            attach(actor, claim, form.cleaned_data["file"], kind)
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


@member_only
@require_GET
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """The list of papers alone, as it stands now."""
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    return render(request, "member/claims/step_papers.html#papers", papers_context(actor, claim))


@member_only
@require_GET
def paper_page(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    """The first page of a PDF as a picture, to stand beside what was read of it."""
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    return file_response(
        "image/png", "page.png", services.picture_of_page_for(actor, claim, document_id, now=utc_now())
    )


@member_only
@require_GET
def claim_live(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """Says when something about the claim has changed: a paper was read, a decision fell, money moved."""
    claim = selectors.get_claim_for(actor_of(request), number)
    return live_answer(request, topic_of(claim.pk))


def _papers_page(request: HttpRequest, actor: Actor, claim: Claim, form: PaperForm) -> HttpResponse:
    status = 400 if form.errors else 200
    if claim.state != ClaimState.DRAFT:
        context = page_of(actor, claim) | {"paper_form": form}
        return render(request, "member/claims/claim.html", context, status=status)
    context = papers_context(actor, claim) | {"paper_form": form}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "member/claims/step_papers.html#papers", context)
    return render(
        request, "member/claims/step_papers.html", frame_of(claim, "papers") | context, status=status
    )


def _back(claim: Claim) -> HttpResponse:
    if claim.state == ClaimState.DRAFT:
        return redirect("member:claim_step", number=claim.number, step="papers")
    return redirect("member:claim", number=claim.number)
