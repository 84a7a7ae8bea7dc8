"""Quality of automatic decisions: blind looks at a sample, and how far people, rules and each other agree (L4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import QualityCheck
from hearten.domains.claims.selectors.quality import (
    Agreement,
    get_check_for,
    list_checks_to_do,
    list_disagreements,
    quality_report,
)
from hearten.domains.claims.selectors.terms import category_labels, product_name
from hearten.domains.claims.types import CHECK_REASON_LABELS, CheckReason
from hearten.domains.policies.selectors import product_of
from hearten.domains.products.selectors.pages import benefit_lines
from hearten.domains.products.types import in_language
from hearten.doors.components.formats import money_text, percent_text
from hearten.doors.desk.claims.decide_forms import put_error
from hearten.doors.desk.claims.forms import products_named
from hearten.doors.desk.claims.papers import papers_of
from hearten.doors.desk.claims.sampling_forms import CheckForm
from hearten.doors.desk.claims.workbench import year_tiles
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

PAGE_ROWS = 30


@requires(Permission.CLAIMS_VIEW)
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """How far people agree with the rules: shares with intervals, money, by product and by warning."""
    actor, now = actor_of(request), utc_now()
    report = quality_report(actor, now=now)
    language = get_language() or "zh-hans"
    products = dict(products_named())
    page = Paginator(list_disagreements(actor, now=now), PAGE_ROWS).get_page(request.GET.get("page"))
    may_check = actor.can(Permission.CLAIMS_DECIDE)
    context = {
        "tiles": [
            _line(_("Drawn at random"), report.drawn),
            _line(_("Drawn for their risk"), report.risky),
            _line(_("Two people about the same decision"), report.people),
            _line(_("Decided by people, beside what the rules had worked out"), report.examined),
        ],
        "tables": [
            (
                _("By product"),
                [_line(products.get(line.key, line.key), line) for line in report.by_product],
            ),
            (
                _("By warning"),
                [_line(selectors.warning_name(line.key, language), line) for line in report.by_warning],
            ),
            (
                _("Decided by people, by the reason why the rules gave them away"),
                [
                    _line(selectors.warning_name(line.key, language), line)
                    for line in report.examined_by_warning
                ],
            ),
        ],
        "waiting": report.waiting,
        "may_check": may_check,
        "todo": list(list_checks_to_do(actor)[:PAGE_ROWS]) if may_check else [],
        "reasons": {reason.value: label for reason, label in CHECK_REASON_LABELS.items()},
        "page": page,
        "rows": page.object_list,
    }
    return render(request, "desk/claims/quality.html", context)


@requires(Permission.CLAIMS_DECIDE, Permission.HEALTH_VIEW)
@require_http_methods(["GET", "POST"])
def quality_check(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """One blind look: papers, expenses and what the product pays; what the rules did is shown once the look is closed."""
    actor = actor_of(request)
    check = get_check_for(actor, check_id)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.close_quality_check(
                check_id=check.pk,
                should_pay_minor=given["should_pay"],
                note=given["note"],
                by=actor,
                now=utc_now(),
            )
        except HeartenError as error:
            put_error(form, error)
        else:
            messages.success(request, _("Kept. Now you see what the rules did."))
            return redirect("desk:claim_quality_check", check_id=check.pk)
    status = 400 if form.errors else 200
    return render(request, "desk/claims/quality_check.html", _check_facts(actor, check, form), status=status)


def _check_facts(actor: Actor, check: QualityCheck, form: CheckForm) -> dict[str, Any]:
    """The facts of a look; nothing of the decision before it is closed."""
    claim, language = check.claim, get_language() or "zh-hans"
    product = product_of(claim.policy)
    labels = category_labels(claim, language)
    lines = selectors.list_lines(claim)
    closed = check.closed_at is not None
    facts: dict[str, Any] = {
        "check": check,
        "claim": claim,
        "form": form,
        "closed": closed,
        "product": product_name(claim, language),
        "reason": _(CHECK_REASON_LABELS[CheckReason(check.reason)]),
        "health": services.read_health_facts_for(actor, claim, now=utc_now()),
        "papers": papers_of(actor, claim),
        "lines": [{"row": line, "category": labels.get(line.category, line.category)} for line in lines],
        "benefits": benefit_lines(product, claim.policy.choices, language),
        "choices": [
            (in_language(choice["label"], language), _chosen(choice, claim.policy.choices))
            for choice in product.document.get("choices", ())
        ],
        "year": year_tiles(claim, but=claim.pk),
    }
    if closed:
        facts["explanation"] = selectors.explain_claim(claim, language=language)
        facts["difference_minor"] = (check.should_pay_minor or 0) - check.paid_minor
    return facts


def _chosen(choice: Mapping[str, Any], choices: Mapping[str, Any]) -> str:
    """What the member chose, as people write it."""
    value = choices.get(choice["code"])
    if value is None:
        return "–"
    return money_text(int(value)) if choice["kind"] == "amount" else str(value)


def _line(label: str, found: Agreement) -> dict[str, Any]:
    """One group in words: share with interval, and the money."""
    interval = found.interval
    return {
        "label": label,
        "found": found,
        "share": percent_text(found.share) if found.share is not None else "–",
        "interval": f"{percent_text(interval[0])} – {percent_text(interval[1])}" if interval else "",
    }
