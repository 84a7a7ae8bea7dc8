"""The list of partners, and one partner: its keys, where its money goes, what it asked, tables handed in for it."""

from __future__ import annotations

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
from hearten.base.imports.selectors import runs_of
from hearten.base.imports.services import submit_upload
from hearten.base.imports.types import STATE_LABELS, ImportKind, ImportState
from hearten.domains.claims.services.hospital_accounts import pay_hospital_again
from hearten.domains.partners.models import ApiKey
from hearten.domains.partners.selectors.exchange import (
    get_organization_for,
    list_calls_for,
    list_keys_for,
    list_organizations_for,
    settlement_of,
)
from hearten.domains.partners.services import agree_settlement, end_settlement, make_key, revoke_key
from hearten.domains.partners.types import SCOPE_LABELS, Scope
from hearten.doors.components.forms import add_error
from hearten.doors.desk.imports.uploads import keep
from hearten.doors.desk.partners.forms import KeyForm, PartnerListForm, SettlementForm, TableForm
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

PAGE_ROWS = 50
_BAD = 422


@requires(Permission.PARTNERS_EDIT)
@require_GET
def partners(request: HttpRequest) -> HttpResponse:
    """Hospitals and other organisations, those with a key first."""
    form = PartnerListForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(list_organizations_for(actor_of(request), text), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    return render(request, "desk/partners/list.html", {"form": form, "page": page})


@requires(Permission.PARTNERS_EDIT)
@require_GET
def partner(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    return _page(request, organization_id)


@requires(Permission.PARTNERS_EDIT)
@require_POST
def partner_key(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Make a key. Its secret stands on this answer and nowhere else."""
    actor, form = actor_of(request), KeyForm(request.POST)
    get_organization_for(actor, organization_id)
    if form.is_valid():
        scopes = [Scope(scope) for scope in form.cleaned_data["scopes"]]
        name = form.cleaned_data["name"]
        try:
            key, secret = make_key(
                organization_id=organization_id, name=name, scopes=scopes, by=actor, now=utc_now()
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            response = render(request, "desk/partners/key.html", {"key": key, "secret": secret})
            response.headers["Cache-Control"] = "no-store"
            return response
    return _page(request, organization_id, key_form=form, status=_BAD)


@requires(Permission.PARTNERS_EDIT)
@require_POST
def partner_key_revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    key = revoke_key(key_id=key_id, by=actor_of(request), now=utc_now())
    messages.success(request, _("The key opens nothing any more."))
    return redirect("desk:partner", organization_id=key.organization_id)


@requires(Permission.PARTNERS_EDIT)
@require_POST
def partner_settlement(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Agree on direct settlement, or name another account."""
    actor, form = actor_of(request), SettlementForm(request.POST)
    get_organization_for(actor, organization_id)
    if form.is_valid():
        try:
            agree_settlement(organization_id=organization_id, by=actor, now=utc_now(), **form.cleaned_data)
            pay_hospital_again(organization_id=organization_id, by=actor, now=utc_now())
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("What plans pay goes to this account from now on."))
            return redirect("desk:partner", organization_id=organization_id)
    return _page(request, organization_id, settlement_form=form, status=_BAD)


@requires(Permission.PARTNERS_EDIT)
@require_POST
def partner_settlement_end(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    end_settlement(organization_id=organization_id, by=actor_of(request), now=utc_now())
    messages.success(request, _("What plans pay goes to the members from now on."))
    return redirect("desk:partner", organization_id=organization_id)


@requires(Permission.PARTNERS_EDIT, Permission.IMPORT_RUN)
@require_POST
def partner_table(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Hand a table of claims in for a hospital that sends it by other ways."""
    actor, form = actor_of(request), TableForm(request.POST, request.FILES)
    get_organization_for(actor, organization_id)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            kept = keep(upload, kind=ImportKind.HOSPITAL_CLAIMS)
            submit_upload(
                kind=ImportKind.HOSPITAL_CLAIMS,
                source=str(organization_id),
                path=str(kept.path),
                title=upload.name,
                sha256=kept.sha256,
                total_bytes=kept.size,
                by=actor,
                now=utc_now(),
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The table is taken over; the claims are decided in a moment."))
            return redirect("desk:partner", organization_id=organization_id)
    return _page(request, organization_id, table_form=form, status=_BAD)


def _page(request: HttpRequest, organization_id: UUID, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor = actor_of(request)
    settlement = settlement_of(organization_id)
    account = settlement.account or "" if settlement else ""
    context = {
        "organization": get_organization_for(actor, organization_id),
        "keys": [_key(key) for key in list_keys_for(actor, organization_id)],
        "calls": list_calls_for(actor, organization_id, limit=15),
        "settlement": settlement,
        "account_ends_in": account[-4:],
        "runs": [
            {
                "run": run,
                "state": _(STATE_LABELS[ImportState(run.state)]),
                "count": run.counts.get("Claim", {}),
            }
            for run in runs_of(str(organization_id), limit=10)
        ],
        "may_import": actor.can(Permission.IMPORT_RUN),
        "key_form": KeyForm(),
        "settlement_form": SettlementForm(initial={"holder": settlement.holder if settlement else ""}),
        "table_form": TableForm(),
    }
    return render(request, "desk/partners/one.html", context | forms, status=status)


def _key(key: ApiKey) -> dict[str, Any]:
    scopes = [_(SCOPE_LABELS[scope]) for scope in Scope if scope.value in key.scopes]
    return {"key": key, "scopes": " · ".join(scopes)}
