"""The list of a member's claims, and one claim: where it is, what was paid and why."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.base.accounts.types import Actor
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.aftercare import aftercare_offers
from hearten.domains.claims.selectors.diagnosis import understood_diagnosis
from hearten.domains.claims.selectors.hospitals import left_to_member_minor
from hearten.domains.claims.selectors.payee import account_may_change, payment_failed
from hearten.domains.claims.types import (
    DECIDED_STATES,
    DOCUMENT_LABELS,
    EVENT_LABELS,
    HOLDER_LABELS,
    MOVING,
    UNDECIDED,
    ClaimState,
    Decision,
    DocumentKind,
    Payee,
)
from hearten.doors.components.formats import money_text
from hearten.doors.member.claims.facts import shown_lines
from hearten.doors.member.claims.flow import first_step
from hearten.doors.member.claims.forms import AccountForm, PaperForm, put_error
from hearten.doors.member.claims.words import claim_card, claim_cards
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

SHOWN = 50


@member_only
@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = selectors.list_claims_for(actor, own(actor))[:SHOWN]
    cards = claim_cards([row for row in rows if row.state != ClaimState.DRAFT])
    drafts = [row for row in rows if row.state == ClaimState.DRAFT]
    return render(request, "member/claims/list.html", {"cards": cards, "drafts": drafts})


@member_only
@require_GET
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """The whole page, or with `?part=moving` only the part that changes while the claim moves."""
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    if found.state == ClaimState.DRAFT:
        return redirect("member:claim_step", number=number, step=first_step(found))
    template = "member/claims/claim.html"
    if request.GET.get("part") == "moving":
        template += "#moving"
    return render(request, template, page_of(actor, found))


@member_only
@require_POST
def claim_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    services.withdraw_claim(claim_id=found.pk, by=actor, now=utc_now())
    messages.success(request, _("The claim is withdrawn. You can begin a new one at any time."))
    return redirect("member:claim", number=found.number)


@member_only
@require_POST
def claim_person(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    services.ask_for_person(claim_id=found.pk, by=actor, now=utc_now())
    messages.success(request, _("A person will look at your claim."))
    return redirect("member:claim", number=found.number)


@member_only
@require_POST
def claim_aftercare(request: HttpRequest, number: str, offer: str) -> HttpResponse:
    """The member wants the call that we offered."""
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    services.ask_for_aftercare(claim_id=found.pk, offer=offer, by=actor, now=utc_now())
    messages.success(request, _("Thank you. We have noted it; somebody calls you."))
    return redirect("member:claim", number=found.number)


@member_only
@require_POST
def claim_account(request: HttpRequest, number: str) -> HttpResponse:
    """Another account, after the bank could not pay."""
    actor = actor_of(request)
    found = selectors.get_claim_for(actor, number)
    form = AccountForm(request.POST)
    if form.is_valid():
        try:
            services.change_account(
                claim_id=found.pk, bank_account=form.cleaned_data["bank_account"], by=actor, now=utc_now()
            )
        except HeartenError as error:
            put_error(form, error)
        else:
            messages.success(request, _("Thank you. We pay to this account now."))
            return redirect("member:claim", number=found.number)
    context = page_of(actor, found) | {"account_form": form}
    return render(request, "member/claims/claim.html", context, status=400)


def own(actor: Actor) -> Any:
    return actor.customer_id


def page_of(actor: Actor, found: Claim) -> dict[str, Any]:
    """All that the page of one claim shows."""
    now, card = utc_now(), claim_card(found)
    failed = found.payee == Payee.MEMBER and account_may_change(found) and payment_failed(found)
    return {
        "claim": found,
        "card": card,
        "moving": found.state in MOVING,
        "decided": found.state in DECIDED_STATES,
        "refused": found.decision == Decision.REFUSED,
        "progress": [
            {"step": step, "label": _(step.label), "holder": _(HOLDER_LABELS[step.holder])}
            for step in selectors.progress_of(found)
        ],
        "steps": [
            {"label": _(EVENT_LABELS.get(step.kind, step.kind)), "at": step.at, "note": step.note or ""}
            for step in selectors.list_steps(actor, found)
        ],
        "explanation": selectors.explain_claim(found, language=get_language() or "zh-hans"),
        "health": services.read_health_facts_for(actor, found, now=now),
        "understood": understood_diagnosis(found),
        "benefits": [line for line in shown_lines(found) if line["facts"]],
        "documents": [
            {"row": row, "kind": _(DOCUMENT_LABELS[DocumentKind(row.kind)])}
            for row in selectors.list_documents_for(actor, found)
        ],
        "may_withdraw": found.state in UNDECIDED,
        "may_ask": _may_ask(found),
        "waiting_member": found.state == ClaimState.WAITING_MEMBER,
        "paper_form": PaperForm(),
        "account_form": AccountForm(),
        "payout_failed": failed,
        "left_minor": left_to_member_minor(found) if found.payee == Payee.PROVIDER else None,
        "offers": aftercare_offers(found, now=now, language=get_language() or "zh-hans"),
        "year": _year_of(found) if found.state in DECIDED_STATES else [],
        "appeal_open": found.reopened_at is not None,
        "due": selectors.determine_due(found, now=now),
    }


def _year_of(claim: Claim) -> list[dict[str, Any]]:
    """What is used of the deductible and the limits of the policy year, as bars."""
    if claim.event_date is None:
        return []
    return [
        {
            "label": _(item.label),
            "used_minor": item.used_minor,
            "of_minor": item.of_minor,
            "text": _("%(used)s of %(of)s")
            % {"used": money_text(item.used_minor, "whole"), "of": money_text(item.of_minor, "whole")},
        }
        for item in selectors.year_to_date(claim.policy, claim.event_date).items
    ]


def _may_ask(claim: Claim) -> bool:
    """Whether the member may ask for a person: not twice, and not where a person has decided already."""
    decided_by_person = claim.decided_at is not None and not claim.auto
    return not (claim.person_asked or decided_by_person or claim.state == ClaimState.WITHDRAWN)
