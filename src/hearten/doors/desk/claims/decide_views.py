"""An examiner decides: alone, as one of two, about an appeal; asks for papers; pays a part in advance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.types import DECISION_LABELS, AppealState
from hearten.doors.components.claim_letter import how_to_appeal, letter_before
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.claims.decide_forms import (
    AdvanceForm,
    DecideForm,
    RejectForm,
    RequestForm,
    VersionForm,
    put_error,
)
from hearten.doors.desk.claims.work_views import claim_page
from hearten.doors.desk.claims.workbench import standing_of
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError, NotAllowed

_MOVED = {Conflict: 409, NotAllowed: 403}
_SECOND = {"confirm_form", "reject_form"}


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claim_decide(request: HttpRequest, number: str) -> HttpResponse:
    actor, found = _claim(request, number)
    form = DecideForm(request.POST, claim=found, lines=selectors.list_lines(found))

    def act() -> None:
        verdict = form.verdict()
        assert verdict is not None  # noqa: S101 -- only an appeal can be upheld
        made = services.decide_by_person(
            claim_id=found.pk,
            version=form.cleaned_data["version"],
            refuse=verdict.refuse,
            refusals=verdict.refusals,
            clause=verdict.clause,
            sentence=verdict.sentence,
            by=actor,
            now=utc_now(),
        )
        proposed = made.proposed_at is not None
        said = (
            _("Proposed: a second examiner confirms or rejects it. The member sees nothing yet.")
            if proposed
            else _("The decision is made; the member is told.")
        )
        messages.success(request, said)

    return _done(_Sent(request, "decide_form", form, actor, found), act)


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claim_preview(request: HttpRequest, number: str) -> HttpResponse:
    """What the form as it stands would pay, and the letter that the member would get. Nothing is written."""
    actor, found = _claim(request, number)
    appeal = standing_of(actor, found).act == "appeal"
    form = DecideForm(request.POST, claim=found, lines=selectors.list_lines(found), appeal=appeal)
    context: dict[str, Any] = {"claim": found}
    form.is_valid()
    if any(name.startswith("off_") or name == "choice" for name in form.errors):
        context["error"] = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return render(request, "desk/claims/_preview.html", context)
    given = form.cleaned_data
    form.cleaned_data = {"clause": "", "sentence": "", **given}
    verdict = form.verdict()
    if verdict is None:
        return render(request, "desk/claims/_preview.html", context | {"stands": True})
    try:
        preview = services.preview_decision(claim_id=found.pk, verdict=verdict, by=actor, now=utc_now())
    except HeartenError as error:
        return render(request, "desk/claims/_preview.html", context | {"error": sentence(error)})
    letter = letter_before(preview, verdict)
    with translation.override(letter.language):
        paragraphs = [*letter.paragraphs(), how_to_appeal()]
    context |= {
        "preview": preview,
        "decision": _(DECISION_LABELS[preview.decision]),
        "letter": letter,
        "paragraphs": paragraphs,
        "lines": list(zip(preview.lines, preview.outcome.lines, strict=True)),
        "lacks": [_lack(name) for name in preview.lacks],
    }
    return render(request, "desk/claims/_preview.html", context)


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claim_confirm(request: HttpRequest, number: str) -> HttpResponse:
    actor, found = _claim(request, number)
    form = VersionForm(request.POST)

    def act() -> None:
        version = form.cleaned_data["version"]
        services.confirm_decision(claim_id=found.pk, version=version, by=actor, now=utc_now())
        messages.success(request, _("The decision is made; the member is told."))

    return _done(_Sent(request, "confirm_form", form, actor, found), act)


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claim_reject(request: HttpRequest, number: str) -> HttpResponse:
    actor, found = _claim(request, number)
    form = RejectForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        services.reject_proposal(
            claim_id=found.pk, version=given["version"], sentence=given["sentence"], by=actor, now=utc_now()
        )
        messages.success(request, _("The proposal is rejected; the claim goes back to be decided anew."))

    return _done(_Sent(request, "reject_form", form, actor, found), act)


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claim_appeal_decide(request: HttpRequest, number: str) -> HttpResponse:
    actor, found = _claim(request, number)
    form = DecideForm(request.POST, claim=found, lines=selectors.list_lines(found), appeal=True)

    def act() -> None:
        appeal = standing_of(actor, found).appeal
        if appeal is None:
            raise Conflict(_("No appeal is open."))
        closed = services.decide_appeal(
            appeal_id=appeal.pk,
            version=form.cleaned_data["version"],
            sentence=form.cleaned_data["sentence"],
            verdict=form.verdict(),
            by=actor,
            now=utc_now(),
        )
        said = (
            _("Proposed: a second examiner confirms or rejects it. The member sees nothing yet.")
            if closed.state == AppealState.OPEN
            else _("The appeal is decided; the member is told.")
        )
        messages.success(request, said)

    return _done(_Sent(request, "decide_form", form, actor, found), act)


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claim_request(request: HttpRequest, number: str) -> HttpResponse:
    actor, found = _claim(request, number)
    form = RequestForm(request.POST, claim=found)

    def act() -> None:
        text = form.request_text(found.customer.language)
        version = form.cleaned_data["version"]
        services.request_documents(claim_id=found.pk, version=version, text=text, by=actor, now=utc_now())
        messages.success(request, _("The member is asked. Our clock stands still."))

    return _done(_Sent(request, "request_form", form, actor, found), act)


@requires(Permission.CLAIMS_DECIDE)
@require_POST
def claim_advance(request: HttpRequest, number: str) -> HttpResponse:
    actor, found = _claim(request, number)
    form = AdvanceForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        services.pay_advance(
            claim_id=found.pk,
            version=given["version"],
            amount_minor=given["amount"],
            reason=given["reason"],
            by=actor,
            now=utc_now(),
        )
        messages.success(request, _("The advance is ordered; the member is told."))

    return _done(_Sent(request, "advance_form", form, actor, found), act)


@dataclass(frozen=True)
class _Sent:
    """A form of the workbench on its way to one service call."""

    request: HttpRequest
    name: str
    form: Form
    actor: Actor
    claim: Claim


def _claim(request: HttpRequest, number: str) -> tuple[Actor, Claim]:
    actor = actor_of(request)
    return actor, selectors.get_claim_for(actor, number)


def _done(sent: _Sent, act: Callable[[], None]) -> HttpResponse:
    """Do it and go back to the claim; else the page again: what was typed stays, and what is wrong or has moved is said."""
    alert, status = "", 400
    if sent.form.is_valid():
        try:
            act()
        except tuple(_MOVED) as error:
            alert, status = sentence(error), _MOVED[type(error)]
        except HeartenError as error:
            put_error(sent.form, error)
        else:
            return redirect("desk:claim", number=sent.claim.number)
    now = selectors.get_claim_for(sent.actor, sent.claim.pk)
    kept = _kept(sent, now, moved=bool(alert))
    return claim_page(sent.request, sent.actor, now, forms=kept, alert=alert, status=status)


def _kept(sent: _Sent, now: Claim, *, moved: bool) -> dict[str, Any]:
    """The form that was sent, unless what it asked for can't be done any more."""
    standing, form = standing_of(sent.actor, now), sent.form
    possible = standing.act == "confirm" if sent.name in _SECOND else standing.decides
    if not possible:
        return {}
    if moved:
        # What somebody else did is on the page now; sent again, the form is about that.
        form.data = {**form.data.dict(), "version": str(now.version)}  # type: ignore[attr-defined]
    return {sent.name: form}


def _lack(name: str) -> str:
    if name == "clause":
        return _("the clause")
    if name == "sentence":
        return _("what the member reads")
    position = name.split(".")[1]
    return _("why a part of expense %(position)s is taken off") % {"position": position}
