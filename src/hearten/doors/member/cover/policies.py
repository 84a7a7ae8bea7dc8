"""What I am covered for: all policies, and one in plain words with its limits and its clauses (P7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.base.accounts.types import Actor
from hearten.base.payments.types import FAILURE_SENTENCES, Failure, OrderState
from hearten.domains.claims.selectors import year_to_date
from hearten.domains.customers.selectors import get_customer_for
from hearten.domains.policies import selectors, services
from hearten.domains.policies.models import Policy
from hearten.domains.policies.services.renewing import OPENS_BEFORE
from hearten.domains.policies.types import (
    APPLICATION_LABELS,
    POLICY_LABELS,
    RUNNING,
    ApplicationState,
    PolicyState,
)
from hearten.domains.products.selectors import benefit_lines, clause_sections
from hearten.domains.products.types import LINE_LABELS, in_language
from hearten.domains.products.words import READING_LABELS
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import document_language
from hearten.doors.member.cover.forms import PaymentForm
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError, NotFound


@member_only
@require_GET
def cover(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    owner = _own(actor)
    cards = [_card(policy) for policy in selectors.list_policies_for(actor, owner)]
    context = {
        "running": [card for card in cards if card["policy"].state in RUNNING],
        "ended": [card for card in cards if card["policy"].state not in RUNNING],
        "applications": [
            {
                "application": application,
                "product": in_language(selectors.quoted_product(application).name, document_language()),
                "state": _(APPLICATION_LABELS[ApplicationState(application.state)]),
                "step": f"member:{selectors.next_step(application)}",
            }
            for application in selectors.list_applications_for(actor, owner)
        ],
    }
    return render(request, "member/cover/cover.html", context)


@member_only
@require_GET
def policy(request: HttpRequest, number: str) -> HttpResponse:
    found = selectors.get_policy_for(actor_of(request), number)
    today = timezone.localdate()
    product = selectors.product_of(found)
    terms = selectors.coverage_on(found.pk, today)
    running = found.state in RUNNING
    context = _card(found) | {
        "words": product.words[document_language()],
        "line": _(LINE_LABELS[product.line]),
        "choices": _choices(found),
        "benefits": benefit_lines(product, found.choices, document_language()),
        "sections": clause_sections(product, document_language()),
        "reading_labels": READING_LABELS,
        "excluded": in_language(list(terms.excluded), document_language()),
        "waits": running and found.waiting_until is not None and today < found.waiting_until,
        "year": year_to_date(found, today).items if terms.in_force else [],
        "terms": terms,
        "cooling_off": services.cooling_off_until(found),
        "may_give_back": running
        and found.renewal_of_id is None
        and today <= services.cooling_off_until(found),
        "may_renew": running and _renewable(found, today),
        "renewal": selectors.get_renewal_of(found),
    }
    return render(request, "member/cover/policy.html", context)


@member_only
@require_POST
def policy_cancel(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.get_policy_for(actor, number)
    services.cancel_in_cooling_off(policy_id=found.pk, by=actor, now=utc_now())
    messages.success(
        request, _("Your policy is given back. The whole premium is on its way to your account.")
    )
    return redirect("member:policy", number=number)


@member_only
@require_http_methods(["GET", "POST"])
def policy_renew(request: HttpRequest, number: str) -> HttpResponse:
    """The next term: its price, and paying it."""
    actor = actor_of(request)
    found = selectors.get_policy_for(actor, number)
    following = selectors.get_renewal_of(found)
    if following is not None:
        return redirect("member:policy", number=following.number)
    if not _renewable(found, timezone.localdate()) or found.state not in RUNNING:
        return redirect("member:policy", number=number)
    account = get_customer_for(actor, found.customer_id).bank_account or ""
    form = PaymentForm(request.POST if request.method == "POST" else None, initial={"account": account})
    if request.method == "POST" and form.is_valid() and (answer := _renewed(actor, found, form)):
        return answer
    price = services.renewal_price(found)
    context = _card(found) | {"form": form, "price": price, "steps": price.lines(document_language())}
    return render(request, "member/cover/renew.html", context, status=422 if form.errors else 200)


def _renewed(actor: Actor, found: Policy, form: PaymentForm) -> HttpResponse | None:
    try:
        paid = services.renew_policy(
            policy_id=found.pk, account=form.cleaned_data["account"], by=actor, now=utc_now()
        )
    except Conflict:
        raise
    except HeartenError as error:
        add_error(form, error)
        return None
    if paid.order.state == OrderState.FAILED:
        form.add_error("account", _(FAILURE_SENTENCES[Failure(paid.order.failure)]))
        return None
    return redirect("member:policy", number=(paid.policy or found).number)


def _renewable(found: Policy, today: date) -> bool:
    return found.expiry - OPENS_BEFORE <= today <= found.expiry


def _card(found: Policy) -> dict[str, Any]:
    product = selectors.product_of(found)
    return {
        "policy": found,
        "product": product,
        "name": in_language(product.name, document_language()),
        "state": _(POLICY_LABELS[PolicyState(found.state)]),
        "is_running": found.state in RUNNING,
    }


def _choices(found: Policy) -> list[dict[str, str]]:
    """What was chosen, in words."""
    words = selectors.product_of(found).words[document_language()]["choices"]
    return [
        {
            "term": choice["label"],
            "value": next(
                (o["label"] for o in choice["options"] if o["value"] == found.choices.get(choice["code"])), ""
            ),
        }
        for choice in words
    ]


def _own(actor: Actor) -> Any:
    if actor.customer_id is None:
        raise NotFound(_("There is no such customer, or it is not yours to see."))
    return actor.customer_id
