"""What may be done with a case: take it, call, note, close; and a complaint written down by hand."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.models import Customer
from hearten.domains.customers.selectors import find_customers_for
from hearten.domains.improvement import services
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.improvement.forms import CallForm, CloseForm, ComplaintForm, NoteForm, VersionForm
from hearten.doors.desk.improvement.views import show_case
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_

_BAD_INPUT, _MOVED_ON = 422, 409


@requires(Permission.CASES_WORK)
@require_POST
def case_take(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _do(
        request, case_id, VersionForm, "take_form", services.take_case, done=_("The case is yours now.")
    )


@requires(Permission.CASES_WORK)
@require_POST
def case_call(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _do(
        request, case_id, CallForm, "call_form", services.log_call, done=_("The call is written down.")
    )


@requires(Permission.CASES_WORK)
@require_POST
def case_note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _do(request, case_id, NoteForm, "note_form", services.add_note, done=_("The note is there."))


@requires(Permission.CASES_WORK)
@require_POST
def case_close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    done = _("The case is closed. The customer has been told and will be asked again.")
    return _do(request, case_id, CloseForm, "close_form", services.close_case, done=done)


@requires(Permission.CASES_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    """Write down a complaint that came by telephone, letter or in person."""
    if request.method != "POST":
        start = {"token": secrets.token_urlsafe(24), "customer": request.GET.get("customer", "")[:40]}
        return _complaint_page(request, ComplaintForm(initial=start))
    form = ComplaintForm(request.POST)
    if form.is_valid():
        try:
            case = _register(actor_of(request), form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, sentence(error))
        else:
            messages.success(request, _("The complaint is written down."))
            return HttpResponseRedirect(reverse("desk:case", args=[case.pk]))
    return _complaint_page(request, form, status=_BAD_INPUT)


def _do(
    request: HttpRequest,
    case_id: UUID,
    form_class: type[Form],
    name: str,
    service: Callable[..., Any],
    *,
    done: str,
) -> HttpResponse:
    """Parse, make one service call, answer: with the page again when something has to be mended or looked at."""
    form = form_class(request.POST)
    status = _BAD_INPUT
    if form.is_valid():
        try:
            service(case_id=case_id, by=actor_of(request), now=utc_now(), **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, sentence(error))
        except Conflict as error:
            return show_case(request, case_id, status=_MOVED_ON, conflict=sentence(error))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("desk:case", args=[case_id]))
    return show_case(request, case_id, status=status, **{name: form})


def _register(actor: Actor, given: dict[str, Any]) -> Any:
    return services.register_complaint(
        customer_id=_customer(actor, given["customer"]).pk,
        summary=given["summary"],
        channel=given["channel"],
        client_token=given["token"],
        by=actor,
        now=utc_now(),
    )


def _customer(actor: Actor, text: str) -> Customer:
    found = list(find_customers_for(actor, text)[:2]) if text.strip() else []
    if len(found) != 1:
        raise Invalid(
            N_("This finds no customer, or more than one."),
            field="customer",
            hint=N_("Write the whole customer number or telephone number."),
        )
    return found[0]


def _complaint_page(request: HttpRequest, form: ComplaintForm, *, status: int = 200) -> HttpResponse:
    return render(request, "desk/improvement/complaint.html", {"form": form}, status=status)
