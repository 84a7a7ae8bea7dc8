"""A member sees a decision differently: the appeal, with the record that both sides read (L7)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.domains.claims.selectors import get_claim_for
from hearten.domains.claims.selectors.appeals import appeals_of, may_appeal
from hearten.domains.claims.services.appeals import open_appeal, withdraw_appeal
from hearten.domains.claims.types import APPEAL_LABELS, AppealState
from hearten.doors.components.claim_letter import letter_answer, letter_of
from hearten.doors.member.claims.forms import AppealForm, put_error
from hearten.doors.member.claims.statement import statement_of
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError


@member_only
@require_GET
def claim_statement(request: HttpRequest, number: str) -> HttpResponse:
    """The explanation of benefits as PDF."""
    actor = actor_of(request)
    claim = get_claim_for(actor, number)
    return statement_of(actor, claim).answer(f"{claim.number}.pdf")


@member_only
@require_GET
def claim_letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter about the decision as PDF, in the member's own language."""
    claim = get_claim_for(actor_of(request), number)
    return letter_answer(letter_of(claim))


@member_only
@require_http_methods(["GET", "POST"])
def claim_appeal(request: HttpRequest, number: str) -> HttpResponse:
    """The record of the claim, and a form to say what one sees differently."""
    actor = actor_of(request)
    claim = get_claim_for(actor, number)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            open_appeal(claim_id=claim.pk, grounds=form.cleaned_data["grounds"], by=actor, now=utc_now())
        except HeartenError as error:
            put_error(form, error)
        else:
            messages.success(request, _("Your appeal is with a second examiner."))
            return redirect("member:claim_appeal", number=claim.number)
    appeals = appeals_of(actor, claim)
    context = {
        "claim": claim,
        "form": form,
        "appeals": [(row, _(APPEAL_LABELS[AppealState(row.state)])) for row in appeals],
        "may_appeal": may_appeal(claim, appeals),
    }
    return render(request, "member/claims/appeal.html", context, status=400 if form.errors else 200)


@member_only
@require_POST
def claim_appeal_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    claim = get_claim_for(actor, number)
    for row in appeals_of(actor, claim):
        if row.state == AppealState.OPEN:
            withdraw_appeal(appeal_id=row.pk, by=actor, now=utc_now())
            messages.success(request, _("The appeal is taken back; the decision stands."))
    return redirect("member:claim_appeal", number=claim.number)
