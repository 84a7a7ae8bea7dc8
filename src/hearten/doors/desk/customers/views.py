"""Finding a customer, and one customer on a page."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.base.touchpoints.types import CHANNEL_LABELS
from hearten.domains.customers.models import Customer
from hearten.domains.customers.selectors import find_customers_for, get_customer_for
from hearten.domains.customers.services import appoint_representative
from hearten.domains.customers.types import SEX_LABELS, SOCIAL_INSURANCE_LABELS, Relation
from hearten.domains.health.selectors import summary_for
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.customers.forms import CustomerFilter
from hearten.doors.desk.customers.panels import page_of
from hearten.doors.desk.insight.export import harmless
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError
from hearten.kernel.period import age_on

PAGE_ROWS = 50
MOST_EXPORTED = 10_000
_ORDER = {"name", "number", "created_at", "birth_date", "region"}


@requires(Permission.CUSTOMERS_VIEW)
@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    form, rows = _wanted(request)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    today = utc_now().date()
    context = {
        "form": form,
        "page": page,
        "rows": [_row(c, today) for c in page],
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/customers/list.html", context)


@requires(Permission.CUSTOMERS_VIEW)
@require_GET
def customers_csv(request: HttpRequest) -> HttpResponse:
    """The rows of the list, without what is sealed."""
    _form, rows = _wanted(request)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="customers.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [_("Number"), _("Sex"), _("Year of birth"), _("Region"), _("Social insurance"), _("Customer since")]
    )
    for row in rows[:MOST_EXPORTED]:
        born = row.birth_date.year if row.birth_date else ""
        since = row.created_at.date().isoformat()
        cells = (row.number, row.sex, born, row.region, row.social_insurance, since)
        writer.writerow([harmless(cell) for cell in cells])
    return response


@requires(Permission.CUSTOMERS_VIEW)
@require_GET
def customer(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = get_customer_for(actor, customer_id)
    return render(request, "desk/customers/one.html", page_of(actor, found, now=utc_now()))


@requires(Permission.CUSTOMERS_VIEW, Permission.CUSTOMERS_EDIT)
@require_POST
def customer_guardian(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Write down who the guardian of a minor is, once the papers were seen."""
    try:
        appoint_representative(
            customer_id=customer_id,
            number=request.POST.get("number", ""),
            phone=request.POST.get("phone", ""),
            relation=Relation.PARENT,
            by=actor_of(request),
            now=utc_now(),
        )
    except HeartenError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Saved. The guardian can now make claims for this customer."))
    return redirect("desk:customer", customer_id)


@requires(Permission.CUSTOMERS_VIEW, Permission.HEALTH_VIEW)
@require_POST
def customer_health(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The health record, opened on purpose: the reading is noted and the customer sees it."""
    actor = actor_of(request)
    found = get_customer_for(actor, customer_id)
    why = request.POST.get("why", "").strip()[:160] or _("no reason given")
    summary = summary_for(actor, found.pk, why=why, now=utc_now())
    return render(request, "desk/customers/health.html", {"summary": summary, "customer": found})


def _wanted(request: HttpRequest) -> tuple[CustomerFilter, Any]:
    form = CustomerFilter(request.GET)
    form.is_valid()
    rows = form.narrowed(find_customers_for(actor_of(request), form.cleaned_data.get("q", "")))
    order = request.GET.get("sort", "")
    return form, rows.order_by(order, "id") if order.lstrip("-") in _ORDER else rows


def _row(customer: Customer, today: Any) -> dict[str, Any]:
    return {
        "customer": customer,
        "age": age_on(customer.birth_date, today) if customer.birth_date else None,
        "sex": SEX_LABELS[customer.sex],  # type: ignore[index]
        "social": SOCIAL_INSURANCE_LABELS[customer.social_insurance],  # type: ignore[index]
        "channel": CHANNEL_LABELS.get(customer.preferred_channel, customer.preferred_channel),  # type: ignore[call-overload]
    }
