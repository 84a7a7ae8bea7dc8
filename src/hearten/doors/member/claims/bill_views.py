"""Bills: looking at what was read, saying that it is right, typing one in, taking one out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.base.accounts.types import Actor
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.readings import field_values, get_reading_for, is_bill
from hearten.domains.claims.selectors.terms import benefit_kind, needs_bill
from hearten.domains.claims.services.confirming import confirm_reading, guess_category
from hearten.doors.components.sentences import sentence
from hearten.doors.member.claims.facts import shown_lines
from hearten.doors.member.claims.flow import frame_of
from hearten.doors.member.claims.forms import LineForm, put_error
from hearten.doors.member.claims.papers import any_waiting, bill_of, papers_of
from hearten.doors.member.claims.reading_form import PREFIX, ReadingForm
from hearten.doors.member.claims.words import category_choices
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, NotFound
from hearten.kernel.text import N_


@member_only
@require_GET
def bills(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the screen that changes while papers are read."""
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    return render(request, "member/claims/step_expenses.html#expenses", expenses_context(actor, claim))


@member_only
@require_POST
def reading_confirm(request: HttpRequest, number: str, document_id: UUID) -> HttpResponse:
    """The member says what the bill says; it becomes an expense of the claim."""
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    reading = get_reading_for(actor, claim, document_id)
    if reading is None or not is_bill(reading):
        raise NotFound(N_("There is no such file."))
    form: ReadingForm | None = ReadingForm(
        reading,
        request.POST,
        categories=category_choices(claim),
        guess=guess_category(claim, reading, field_values(reading)),
    )
    if form and form.is_valid():
        try:
            claim = confirm_reading(
                claim_id=claim.pk,
                document_id=document_id,
                corrections=form.corrections(),
                category=form.cleaned_data["category"],
                by=actor,
                now=utc_now(),
            )
        except HeartenError as error:
            _put_error(form, error)
        else:
            form = None
    return expenses_page(request, actor, claim, reading_form=(document_id, form) if form else None)


@member_only
@require_POST
def line_add(request: HttpRequest, number: str) -> HttpResponse:
    """Add one expense by hand; htmx gets the list and an empty form, others the page."""
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    form: LineForm | None = _line_form(claim, data=request.POST)
    if form and form.is_valid():
        try:
            claim = services.add_line(claim_id=claim.pk, line=form.line(), by=actor, now=utc_now())
        except HeartenError as error:
            put_error(form, error)
        else:
            form = None
    return expenses_page(request, actor, claim, line_form=form)


@member_only
@require_POST
def line_remove(request: HttpRequest, number: str, position: int) -> HttpResponse:
    actor = actor_of(request)
    claim = selectors.get_claim_for(actor, number)
    services.remove_line(claim_id=claim.pk, position=position, by=actor, now=utc_now())
    claim.refresh_from_db()
    return expenses_page(request, actor, claim)


def expenses_page(
    request: HttpRequest,
    actor: Actor,
    claim: Claim,
    *,
    line_form: LineForm | None = None,
    reading_form: tuple[UUID, ReadingForm] | None = None,
) -> HttpResponse:
    """After an action: the changed part for htmx, the whole screen for others (moved on to where nothing went wrong)."""
    context = expenses_context(actor, claim, line_form=line_form, reading_form=reading_form)
    if request.htmx:  # type: ignore[attr-defined]
        # htmx does not swap an answer with an error status in; the sentences stand beside the fields
        return render(request, "member/claims/step_expenses.html#expenses", context)
    if line_form is None and reading_form is None:
        return redirect("member:claim_step", number=claim.number, step="expenses")
    return render(
        request, "member/claims/step_expenses.html", frame_of(claim, "expenses") | context, status=400
    )


def expenses_context(
    actor: Actor,
    claim: Claim,
    *,
    line_form: LineForm | None = None,
    reading_form: tuple[UUID, ReadingForm] | None = None,
) -> dict[str, Any]:
    """Bills to look at, expenses taken over, and a form to type one in."""
    papers = papers_of(actor, claim) if needs_bill(claim) else []
    open_bills = [paper for paper in papers if paper.get("is_bill") and not paper["confirmed"]]
    forms = dict([reading_form]) if reading_form else {}
    shown = [bill_of(actor, claim, paper, forms.get(paper["row"].pk)) for paper in open_bills]
    return {
        "claim": claim,
        "with_bills": needs_bill(claim),
        "bill": shown[0] if shown else None,
        "bills_left": len(shown),
        "waiting": [paper for paper in papers if paper["waiting"]],
        "unreadable": [paper for paper in papers if paper.get("advice")],
        "any_waiting": any_waiting(papers),
        "line_form": line_form or _empty_line_form(claim),
        "line_form_open": line_form is not None or not papers,
        "lines": shown_lines(claim),
    }


def _put_error(form: ReadingForm, error: HeartenError) -> None:
    name = PREFIX + (error.field or "").rsplit(".", 1)[-1]
    form.add_error(name if name in form.fields else None, sentence(error))


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
    return LineForm(categories=category_choices(claim), kind=benefit_kind(claim), **given)
