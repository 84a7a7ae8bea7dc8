"""The list of staff, the table of rights, one account."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings as django_settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role
from hearten.doors.components.forms import add_error
from hearten.doors.desk.settings.forms import AccountForm, StaffForm, StaffListForm
from hearten.doors.desk.settings.staff import (
    get_staff_for,
    list_staff_for,
    open_staff_account,
    set_staff_account,
)
from hearten.doors.desk.settings.words import PERMISSION_LABELS
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

PAGE_ROWS = 50


@requires(Permission.SETTINGS_VIEW)
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Who works here, and which languages the pages speak."""
    actor = actor_of(request)
    form = StaffListForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    active = {"1": True, "0": False}.get(str(chosen.get("active", "")))
    rows = list_staff_for(actor, text=chosen.get("q", ""), role=chosen.get("role", ""), active=active)
    context = {
        "form": form,
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page")),
        "may_edit": actor.can(Permission.SETTINGS_EDIT),
        "languages": django_settings.LANGUAGES,
    }
    return render(request, "desk/settings/users.html", context)


@requires(Permission.SETTINGS_VIEW)
@require_GET
def settings_access(request: HttpRequest) -> HttpResponse:
    """Which role may do what, as the program holds it."""
    rows = [
        {
            "label": _(PERMISSION_LABELS[permission]),
            "cells": [permission in ROLE_PERMISSIONS[role] for role in Role],
        }
        for permission in Permission
    ]
    return render(
        request, "desk/settings/access.html", {"roles": [_(ROLE_LABELS[role]) for role in Role], "rows": rows}
    )


@requires(Permission.SETTINGS_VIEW, Permission.SETTINGS_EDIT)
@require_http_methods(["GET", "POST"])
def settings_user_new(request: HttpRequest) -> HttpResponse:
    """Open an account for somebody who starts here."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = open_staff_account(
                email=given["email"],
                name=given["display_name"],
                role=Role(given["role"]),
                language=given["language"],
                by=actor_of(request),
                now=utc_now(),
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(
                request, _("The account is open. A sign-in code goes to the address when they ask for it.")
            )
            return redirect("desk:settings_user", user_id=user.pk)
    return render(request, "desk/settings/user_new.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.SETTINGS_VIEW)
@require_http_methods(["GET", "POST"])
def settings_user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One account: its role, what it may do, closing and opening it."""
    actor = actor_of(request)
    user = get_staff_for(actor, user_id)
    if request.method == "POST":
        actor.require(Permission.SETTINGS_EDIT)
        return _set_account(request, user_id)
    role = Role(user.role)
    context = {
        "person": user,
        "rights": [_(PERMISSION_LABELS[p]) for p in Permission if p in ROLE_PERMISSIONS[role]],
        "may_edit": actor.can(Permission.SETTINGS_EDIT) and user.pk != actor.user_id,
        "own": user.pk == actor.user_id,
    }
    return render(request, "desk/settings/user.html", context)


def _set_account(request: HttpRequest, user_id: UUID) -> HttpResponse:
    form = AccountForm(request.POST)
    if form.is_valid():
        active = form.cleaned_data["active"] == "1"
        set_staff_account(user_id=user_id, active=active, by=actor_of(request), now=utc_now())
        messages.success(request, _("The account is open again.") if active else _("The account is closed."))
    else:
        messages.error(request, _("That is not something an account can be."))
    return redirect("desk:settings_user", user_id=user_id)
