"""The coding workbench: statements on one side, the code book on the other."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.research import services
from hearten.domains.research.selectors.coding import (
    CodedStatement,
    code_book_for,
    get_material_for,
    statements_for,
)
from hearten.domains.research.types import MATERIAL_LABELS
from hearten.doors.components.forms import add_error
from hearten.doors.desk.research.forms import CodeForm, CutForm, ThemeForm
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, Invalid

_BAD_INPUT = 422
# Themes with a number key of their own.
_KEYS = 9


@requires(Permission.INSIGHT_VIEW, Permission.INSIGHT_ROWS)
@require_GET
def material(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """One material; ?statement= is the one being coded, the first without a code of one's own else."""
    return _page(request, material_id)


@requires(Permission.RESEARCH_EDIT, Permission.INSIGHT_ROWS)
@require_POST
def material_code(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Put a statement under a theme, or take it away."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, material_id, status=_BAD_INPUT)
    given = form.cleaned_data
    services.code_statement(
        statement_id=given["statement"],
        theme_id=given["theme"],
        on=given["on"],
        by=actor_of(request),
        now=utc_now(),
    )
    return _back(material_id, given["statement"])


@requires(Permission.RESEARCH_EDIT, Permission.INSIGHT_ROWS)
@require_POST
def material_cut(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Make a statement of the marked words."""
    form = CutForm(request.POST)
    if form.is_valid():
        try:
            statement = services.add_statement(
                material_id=material_id, by=actor_of(request), **form.cleaned_data
            )
        except Invalid as error:
            add_error(form, error)
        else:
            return _back(material_id, statement.pk)
    problem = _("Mark the words of one statement first, at most 2,000 characters.")
    return _page(request, material_id, status=_BAD_INPUT, problem=problem)


@requires(Permission.RESEARCH_EDIT, Permission.INSIGHT_ROWS)
@require_POST
def material_theme(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Add a theme to the code book of the material's study."""
    actor = actor_of(request)
    study_id = get_material_for(actor, material_id).study_id
    form = ThemeForm(request.POST, nodes=code_book_for(actor, study_id))
    if form.is_valid():
        try:
            services.add_theme(study_id=study_id, by=actor, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            add_error(form, error)
        else:
            messages.success(request, _("The theme is in the code book."))
            return _back(material_id, None)
    return _page(request, material_id, status=_BAD_INPUT, theme_form=form)


@requires(Permission.RESEARCH_EDIT, Permission.INSIGHT_ROWS)
@require_POST
def material_read(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Say that one has gone through all of it."""
    services.finish_reading(material_id=material_id, by=actor_of(request), now=utc_now())
    messages.success(request, _("Thank you. What you left without a theme counts as a judgement now."))
    return _back(material_id, None)


def _page(request: HttpRequest, material_id: UUID, *, status: int = 200, **extra: Any) -> HttpResponse:
    actor = actor_of(request)
    found = get_material_for(actor, material_id)
    statements = statements_for(actor, found)
    nodes = code_book_for(actor, found.study_id)
    names = {node.theme.pk: node.theme.name for node in nodes}
    at = _current(statements, request.GET.get("statement", ""))
    now = statements[at] if statements else None
    context = {
        "material": found,
        "kind": MATERIAL_LABELS[found.kind],  # type: ignore[index]
        "statements": [
            {
                "id": statement.id,
                "words": statement.words,
                "here": i == at,
                "mine": sorted(names[theme] for theme in statement.mine),
                "others": [
                    {"name": name, "themes": sorted(names[theme] for theme in themes)}
                    for name, themes in statement.others
                ],
            }
            for i, statement in enumerate(statements)
        ],
        "now": now,
        "before": statements[at - 1].id if at > 0 else None,
        "after": statements[at + 1].id if at + 1 < len(statements) else None,
        "nodes": [
            {"node": node, "on": bool(now and node.theme.pk in now.mine), "key": i if i <= _KEYS else ""}
            for i, node in enumerate(nodes, start=1)
        ],
        "may_code": actor.can(Permission.RESEARCH_EDIT),
        "coded": sum(bool(statement.mine) for statement in statements),
        "theme_form": ThemeForm(nodes=nodes),
        **extra,
    }
    return render(request, "desk/research/material.html", context, status=status)


def _current(statements: list[CodedStatement], asked: str) -> int:
    for i, statement in enumerate(statements):
        if str(statement.id) == asked:
            return i
    return next((i for i, statement in enumerate(statements) if not statement.mine), 0)


def _back(material_id: UUID, statement_id: UUID | None) -> HttpResponse:
    address = reverse("desk:material", args=[material_id])
    return HttpResponseRedirect(f"{address}?statement={statement_id}#now" if statement_id else address)
