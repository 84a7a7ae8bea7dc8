"""My data, my choices, who looked, and taking everything with me."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, member_only
from hearten.base.accounts.export import export_of
from hearten.base.accounts.types import ROLE_LABELS, Role
from hearten.domains.customers.models import BankAccount, Customer
from hearten.domains.customers.selectors import (
    get_customer_for,
    list_accounts_for,
    list_consents_for,
    list_health_access_for,
    representatives_of,
)
from hearten.domains.customers.services import (
    give_consent,
    name_account,
    set_contact,
    verify_account,
    withdraw_consent,
)
from hearten.domains.customers.types import (
    ACCOUNT_LABELS,
    MATCH_SENTENCES,
    PURPOSE_TEXTS,
    AccountState,
    Match,
    Purpose,
)
from hearten.doors.components.forms import add_error
from hearten.doors.member.me.facts import account_of, contact_of, facts_of, looked_at, masked, source_of
from hearten.doors.member.me.forms import BankAccountForm, ContactForm
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Unavailable

# Without these a contract can't be kept; withdrawing them is asked twice.
WEIGHTY = {Purpose.HEALTH_DATA}
MOST_ACCOUNTS = 10


@member_only
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    customer = _own(request)
    return render(request, "member/me/me.html", {"customer": customer, "source": source_of(customer)})


@member_only
@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    customer = _own(request)
    context = {
        "facts": facts_of(customer),
        "contact": contact_of(customer),
        "account": account_of(customer),
    }
    return render(request, "member/me/profile.html", context)


@member_only
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Change how I am reached."""
    customer = _own(request)
    if request.method == "GET":
        form = ContactForm(initial={"phone": customer.phone, "email": customer.email})
        return render(request, "member/me/contact.html", {"form": form})
    form = ContactForm(request.POST)
    if form.is_valid():
        given = {name: value or None for name, value in form.cleaned_data.items()}
        try:
            set_contact(customer_id=customer.pk, by=actor_of(request), now=utc_now(), **given)
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("member:profile")
    return render(request, "member/me/contact.html", {"form": form}, status=422)


@member_only
@reauthentication_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Where I am paid: asked to sign in again first, checked with the bank, announced when it changes."""
    actor, customer = actor_of(request), _own(request)
    others = representatives_of(actor, customer.pk)
    holders = [customer.name, *(row.representative.name for row in others)]
    form = BankAccountForm(request.POST or None, holders=holders)
    if request.method == "POST" and form.is_valid():
        try:
            named = name_account(customer_id=customer.pk, by=actor, now=utc_now(), **form.cleaned_data)
        except HeartenError as error:
            add_error(form, error)
        else:
            return _asked(request, named.pk)
    rows = [_account_row(row) for row in list_accounts_for(actor, customer.pk)[:MOST_ACCOUNTS]]
    context = {"form": form, "rows": rows, "now": masked(customer.bank_account)}
    return render(request, "member/me/account.html", context, status=422 if form.errors else 200)


def _account_row(row: BankAccount) -> dict[str, Any]:
    return {
        "number": masked(row.number),
        "holder": row.holder,
        "named_at": row.named_at,
        "replaced_at": row.replaced_at,
        "code": row.state,
        "state": _(ACCOUNT_LABELS[AccountState(row.state)]),
        "why": _(MATCH_SENTENCES[Match(row.answer)]) if row.state == AccountState.MISMATCH else "",
    }


def _asked(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask the bank at once; when it does not answer now, a job asks again."""
    try:
        found = verify_account(account_id=account_id, by=actor_of(request), now=utc_now())
    except Unavailable:
        messages.info(request, _("The bank has not answered yet. We ask again and write to you."))
    else:
        if found.state == AccountState.CONFIRMED:
            messages.success(request, _("The bank confirms the account. From now on we pay there."))
        else:
            messages.error(request, _(MATCH_SENTENCES[Match(found.answer)]))
    return redirect("member:account")


@member_only
@require_GET
def consents(request: HttpRequest) -> HttpResponse:
    """What I agreed to, purpose by purpose, with the history."""
    actor = actor_of(request)
    history = list_consents_for(actor, _identity(request))
    open_now = {consent.purpose: consent for consent in history if consent.withdrawn_at is None}
    purposes = [
        {
            "code": purpose.value,
            "label": _(text.label),
            "notice": _(text.notice),
            "given": open_now.get(purpose.value),
            "weighty": purpose in WEIGHTY,
        }
        for purpose, text in PURPOSE_TEXTS.items()
    ]
    past = [
        {
            "label": _(PURPOSE_TEXTS[Purpose(row.purpose)].label),
            "given": row.given_at,
            "withdrawn": row.withdrawn_at,
        }
        for row in history
        if row.withdrawn_at
    ]
    return render(request, "member/me/consents.html", {"purposes": purposes, "past": past})


@member_only
@require_POST
def consent_change(request: HttpRequest, purpose: str) -> HttpResponse:
    """Give or withdraw one consent; withdrawing is as easy as giving."""
    try:
        wanted = Purpose(purpose)
    except ValueError as error:
        raise Http404 from error
    facts: dict[str, Any] = {
        "customer_id": _identity(request),
        "purpose": wanted,
        "by": actor_of(request),
        "now": utc_now(),
    }
    if request.POST.get("give") == "1":
        give_consent(**facts)
        messages.success(request, _("Thank you. You can withdraw it here at any time."))
    else:
        withdraw_consent(**facts)
        messages.success(request, _("Withdrawn. From now on we no longer do this."))
    return redirect("member:consents")


@member_only
@require_GET
def health_access(request: HttpRequest) -> HttpResponse:
    """Who read my health data, what and why (C3)."""
    rows = [
        {
            "who": _(ROLE_LABELS[Role(row.actor_role)]) if row.actor_role in set(Role) else row.actor_role,
            "what": looked_at(row.what),
            "why": row.why,
            "at": row.at,
        }
        for row in list_health_access_for(actor_of(request), _identity(request))
    ]
    return render(request, "member/me/access.html", {"rows": rows})


@member_only
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Everything we hold about me, as one JSON file."""
    now = utc_now()
    told = {"made_at": now.isoformat(), "records": export_of(actor_of(request), _identity(request))}
    return HttpResponse(
        json.dumps(told, ensure_ascii=False, indent=2),
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="hearten-{now:%Y-%m-%d}.json"',
            "Cache-Control": "no-store",
        },
    )


def _identity(request: HttpRequest) -> UUID:
    customer_id = actor_of(request).customer_id
    if customer_id is None:
        raise PermissionDenied
    return customer_id


def _own(request: HttpRequest) -> Customer:
    return get_customer_for(actor_of(request), _identity(request))
