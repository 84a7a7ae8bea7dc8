"""Applications that wait for an underwriter, and one of them; and the list of policies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.services import note_health_access
from hearten.domains.policies import selectors, services
from hearten.domains.policies.models import Application
from hearten.domains.policies.types import APPLICATION_LABELS, POLICY_LABELS, ApplicationState, PolicyState
from hearten.domains.products.types import in_language
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import document_language
from hearten.doors.desk.policies.forms import ReferralForm
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError

PAGE_ROWS = 50
_LONGEST_QUERY = 120


@requires(Permission.UNDERWRITE)
@require_GET
def underwriting(request: HttpRequest) -> HttpResponse:
    """The longest waiting first."""
    rows = selectors.list_referred_for(actor_of(request))
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [{"application": row, "product": _product_name(row)} for row in page]}
    return render(request, "desk/policies/underwriting.html", context)


@requires(Permission.UNDERWRITE)
@require_http_methods(["GET", "POST"])
def referral(request: HttpRequest, number: str) -> HttpResponse:
    """One application: what was declared, what the rules say, and the decision."""
    actor = actor_of(request)
    application = selectors.get_application_for(actor, number)
    form = ReferralForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_referral(application_id=application.pk, by=actor, now=utc_now(), **form.facts())
        except Conflict:
            raise
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Decided. The member finds it in the app."))
            return redirect("desk:underwriting")
    context = _page(actor, application) | {"form": form}
    return render(request, "desk/policies/referral.html", context, status=422 if form.errors else 200)


@requires(Permission.POLICIES_VIEW)
@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """All policies, found by their number or their holder."""
    text = request.GET.get("q", "")[:_LONGEST_QUERY].replace("\x00", "")
    page = Paginator(selectors.find_policies_for(actor_of(request), text), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    rows = [
        {
            "policy": row,
            "product": in_language(selectors.product_of(row).name, document_language()),
            "state": _(POLICY_LABELS[PolicyState(row.state)]),
        }
        for row in page
    ]
    return render(request, "desk/policies/policies.html", {"page": page, "rows": rows, "q": text})


def _page(actor: Actor, application: Application) -> dict[str, Any]:
    """Health answers are shown to those who may read them, and each reading is noted."""
    decision = selectors.latest_decision(application)
    readable = actor.can(Permission.HEALTH_VIEW)
    if readable:
        note_health_access(
            customer_id=application.customer_id,
            what="health declaration",
            why=f"underwriting {application.number}",
            by=actor,
            now=utc_now(),
        )
    return {
        "application": application,
        "customer": application.customer,
        "product": _product_name(application),
        "state": _(APPLICATION_LABELS[ApplicationState(application.state)]),
        "waiting": application.state == ApplicationState.REFERRED,
        "decision": decision,
        "grade": _grade(application, decision.health_grade) if decision else "",
        "reasons": in_language(decision.reasons or [], document_language()) if decision else [],
        "answers": _answers(application) if readable else None,
    }


def _answers(application: Application) -> list[dict[str, str]]:
    """Questions and answers in words."""
    declaration = selectors.latest_declaration(application)
    given = (declaration.answers if declaration else None) or {}
    words = selectors.quoted_product(application).words[document_language()]["declaration"]["questions"]
    return [
        {"term": question["text"], "value": _said(question, given[question["code"]])}
        for question in words
        if question["code"] in given
    ]


def _said(question: dict[str, Any], value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    labels = {str(option["value"]): option["label"] for option in question.get("options", ())}
    said = [labels.get(str(part), str(part)) for part in (value if isinstance(value, list) else [value])]
    return f"{'、'.join(said) if document_language() == 'zh' else ', '.join(said)} {question.get('unit', '')}".strip()


def _grade(application: Application, code: str) -> str:
    """The health grade as the product's tariff calls it."""
    for factor in selectors.quoted_product(application).words[document_language()]["rates"]["factors"]:
        if factor["code"] == "health_grade":
            return str(factor["keys"].get(code, code))
    return "–"


def _product_name(application: Application) -> str:
    return str(in_language(selectors.quoted_product(application).name, document_language()))
