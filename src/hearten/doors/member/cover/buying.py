"""The way from an application to a policy: health, decision, payment. Left at any step, it is taken up there again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.base.payments.types import FAILURE_SENTENCES, OPEN_STATES, Failure, OrderState
from hearten.domains.customers.selectors import get_customer_for, has_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.policies import selectors, services
from hearten.domains.policies.models import Application, UnderwritingDecision
from hearten.domains.policies.types import (
    CAN_DECLARE,
    OPEN_APPLICATIONS,
    VERDICT_LABELS,
    ApplicationState,
    Verdict,
)
from hearten.domains.products.types import in_language
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import document_language
from hearten.doors.member.cover.forms import DeclarationForm, PaymentForm, declared
from hearten.doors.member.cover.steps import steps_for
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError


@member_only
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, number: str) -> HttpResponse:
    """The health questions; correcting them is possible until it is paid."""
    actor = actor_of(request)
    application = selectors.get_application_for(actor, number)
    if request.method == "GET" and application.state not in CAN_DECLARE:
        return _to_step(application)
    product = selectors.quoted_product(application)
    form = DeclarationForm(
        product,
        request.POST if request.method == "POST" else None,
        initial=_answers_so_far(application),
        ask_consent=not has_consent(application.customer_id, Purpose.HEALTH_DATA),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_health(
                application_id=application.pk,
                answers=form.answers(),
                by=actor,
                now=utc_now(),
                consents=bool(form.cleaned_data.get("consent")),
            )
            services.decide_underwriting(application_id=application.pk, by=actor, now=utc_now())
        except Conflict:
            raise
        except HeartenError as error:
            add_error(form, error)
        else:
            return redirect("member:underwriting", number=number)
    context = _page(application, "declare") | {
        "form": form,
        "intro": product.words[document_language()]["declaration"]["intro"],
    }
    return render(request, "member/cover/declare.html", context, status=422 if form.errors else 200)


@member_only
@require_GET
def underwriting(request: HttpRequest, number: str) -> HttpResponse:
    """The decision with its reasons, or that a person is looking at it."""
    actor = actor_of(request)
    application = selectors.get_application_for(actor, number)
    if application.state == ApplicationState.DECLARED:
        services.decide_underwriting(application_id=application.pk, by=actor, now=utc_now())
        application.refresh_from_db()
    decision = selectors.latest_decision(application)
    if decision is None:
        return _to_step(application)
    context = _page(application, "underwriting") | {
        "decision": decision,
        "verdict": _(VERDICT_LABELS[Verdict(decision.verdict)]),
        "reasons": _reasons(decision),
        "exclusions": in_language(decision.exclusions or [], document_language()),
        "more_minor": application.premium_minor - application.quote.premium_minor,
        "may_withdraw": application.state in OPEN_APPLICATIONS,
    }
    return render(request, "member/cover/underwriting.html", context)


@member_only
@require_POST
def accept(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    application = selectors.get_application_for(actor, number)
    services.accept_terms(application_id=application.pk, by=actor, now=utc_now())
    return redirect("member:pay", number=number)


@member_only
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    application = selectors.get_application_for(actor, number)
    services.withdraw_application(application_id=application.pk, by=actor, now=utc_now())
    messages.success(request, _("Your application is withdrawn. You can begin a new one at any time."))
    return redirect("member:cover")


@member_only
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """The test bank's page. While the bank works on it, the page asks again by itself."""
    actor = actor_of(request)
    application = selectors.get_application_for(actor, number)
    if request.method == "GET" and application.state != ApplicationState.AWAITING_PAYMENT:
        return _to_step(application)
    customer = get_customer_for(actor, application.customer_id)
    form = PaymentForm(
        request.POST if request.method == "POST" else None, initial={"account": customer.bank_account or ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            paid = services.pay_premium(
                application_id=application.pk, account=form.cleaned_data["account"], by=actor, now=utc_now()
            )
        except Conflict:
            raise
        except HeartenError as error:
            add_error(form, error)
        else:
            name = "member:policy_issued" if paid.policy else "member:pay"
            return redirect(name, number=number)
    order = selectors.latest_payment(application)
    context = _page(application, "pay") | {
        "form": form,
        "waiting": order is not None and order.state in OPEN_STATES,
        "failure": _(FAILURE_SENTENCES[Failure(order.failure)])
        if order and order.state == OrderState.FAILED
        else "",
    }
    return render(request, "member/cover/pay.html", context, status=422 if form.errors else 200)


@member_only
@require_GET
def policy_issued(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    application = selectors.get_application_for(actor, number)
    policy = selectors.get_policy_of_application(application.pk)
    if policy is None:
        return _to_step(application)
    context = _page(application, "issued") | {
        "policy": policy,
        "cooling_off": services.cooling_off_until(policy),
    }
    return render(request, "member/cover/issued.html", context)


def _to_step(application: Application) -> HttpResponse:
    return redirect(f"member:{selectors.next_step(application)}", number=application.number)


def _page(application: Application, page: str) -> dict[str, Any]:
    """What every page on the way shows."""
    product = selectors.quoted_product(application)
    return {
        "application": application,
        "product": product,
        "words": product.words[document_language()],
        **steps_for(page),
    }


def _answers_so_far(application: Application) -> dict[str, Any]:
    declaration = selectors.latest_declaration(application)
    return declared(declaration.answers) if declaration else {}


def _reasons(decision: UnderwritingDecision) -> list[dict[str, Any]]:
    """Why, in the reader's language; what a person wrote stands by itself."""
    return list(in_language(decision.reasons or [], document_language()))
