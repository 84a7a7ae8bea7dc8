"""The needs board, and one need with what it rests on and what it caused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.research import services
from hearten.domains.research.selectors.coding import (
    list_materials_for,
    statements_for,
    words_of_statements,
)
from hearten.domains.research.selectors.figures import figures_for
from hearten.domains.research.selectors.studies import NeedOnPage, get_need_for, needs_for
from hearten.domains.research.types import (
    CHANGE_LABELS,
    CHANGE_STATE_LABELS,
    CONFIDENCE_LABELS,
    FACTOR_LABELS,
    KANO_LABELS,
    KANO_LETTERS,
    NATURE_LABELS,
    Factor,
    Kano,
)
from hearten.doors.components.forms import add_error
from hearten.doors.desk.research.forms import BoardForm, ChangeForm, MoveForm
from hearten.doors.desk.research.studies import BAD_INPUT, new_token, tabs
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.ids import new_id


@requires(Permission.INSIGHT_VIEW)
@require_GET
def needs_board(request: HttpRequest) -> HttpResponse:
    """All needs, Kano class by factor."""
    form = BoardForm(request.GET)
    wanted = form.filters()
    needs = needs_for(actor_of(request), factor=wanted["factor"], nature=wanted["nature"])
    factors = [factor for factor in Factor if wanted["factor"] in {"", factor.value}]
    rows = [
        {
            "kano": _(KANO_LABELS[kano]),
            "cells": [
                {
                    "factor": _(FACTOR_LABELS[factor]),
                    "needs": [n for n in needs if n.need.kano == kano and n.need.factor == factor],
                }
                for factor in factors
            ],
        }
        for kano in Kano
    ]
    context = {
        "tabs": tabs("needs_board"),
        "form": form,
        "rows": rows,
        "factors": [_(FACTOR_LABELS[factor]) for factor in factors],
        "nothing": not needs,
        "natures": NATURE_LABELS,
    }
    return render(request, "desk/research/board.html", context)


@requires(Permission.INSIGHT_VIEW)
@require_GET
def need(request: HttpRequest, need_id: UUID) -> HttpResponse:
    return _page(request, need_id)


@requires(Permission.RESEARCH_EDIT)
@require_POST
def need_evidence(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Add a statement, or a figure as `source:key`, as evidence."""
    actor, now = actor_of(request), utc_now()
    source, _colon, key = request.POST.get("figure", "").partition(":")
    try:
        if key and source.isascii() and source.isdigit():
            services.support_with_figure(
                need_id=need_id, source_id=int(source[:18]), key=key[:80], by=actor, now=now
            )
        else:
            services.support_with_statement(
                need_id=need_id, statement_id=_uuid(request.POST.get("statement", "")), by=actor, now=now
            )
    except NotFound:
        get_need_for(actor, need_id)
        problem = _("Choose a statement or a figure of this study.")
        return _page(request, need_id, status=BAD_INPUT, problem=problem)
    return HttpResponseRedirect(reverse("desk:need", args=[need_id]))


@requires(Permission.RESEARCH_EDIT)
@require_POST
def need_change(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Link the change that the need caused."""
    form = ChangeForm(request.POST)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        try:
            services.link_change(
                need_id=need_id,
                client_token=form.cleaned_data["token"],
                by=actor_of(request),
                now=utc_now(),
                **given,
            )
        except Invalid as error:
            add_error(form, error)
        else:
            return HttpResponseRedirect(reverse("desk:need", args=[need_id]))
    return _page(request, need_id, status=BAD_INPUT, change_form=form)


@requires(Permission.RESEARCH_EDIT)
@require_POST
def need_change_move(request: HttpRequest, need_id: UUID, change_id: UUID) -> HttpResponse:
    """How far a change is, and what became of it."""
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            services.move_change(change_id=change_id, by=actor_of(request), **form.cleaned_data)
        except Invalid as error:
            add_error(form, error)
        else:
            return HttpResponseRedirect(reverse("desk:need", args=[need_id]))
    problem = _("Choose a state; a change that is dropped needs a sentence that says why.")
    return _page(request, need_id, status=BAD_INPUT, problem=problem)


def _page(request: HttpRequest, need_id: UUID, *, status: int = 200, **extra: Any) -> HttpResponse:
    actor = actor_of(request)
    found = get_need_for(actor, need_id)
    row = found.need
    context = {
        "need": row,
        "kano": _(KANO_LABELS[Kano(row.kano)]),
        "factor": _(FACTOR_LABELS[Factor(row.factor)]),
        "nature": _(NATURE_LABELS[row.nature]),  # type: ignore[index]
        "confidence": _(CONFIDENCE_LABELS[row.confidence]),  # type: ignore[index]
        "evidence": _evidence(actor, found),
        "changes": [
            {
                "change": change,
                "kind": _(CHANGE_LABELS[change.kind]),  # type: ignore[index]
                "state": _(CHANGE_STATE_LABELS[change.state]),  # type: ignore[index]
                "form": MoveForm(
                    initial={"state": change.state, "result": change.result}, auto_id=f"{change.pk}_%s"
                ),
            }
            for change in found.changes
        ],
        "statements": _statements(actor, row.study_id),
        "figures": [f for f in figures_for(actor, row.study_id, language=_language()) if not f.hidden],
        "kano_words": KANO_LETTERS,
        "change_form": ChangeForm(initial=new_token()),
        "may_edit": actor.can(Permission.RESEARCH_EDIT),
        "may_read": actor.can(Permission.INSIGHT_ROWS),
        **extra,
    }
    return render(request, "desk/research/need.html", context, status=status)


def _evidence(actor: Actor, found: NeedOnPage) -> list[dict[str, Any]]:
    words = words_of_statements(actor, [e.statement_id for e in found.evidence if e.statement_id])
    pieces: list[dict[str, Any]] = []
    for piece in found.evidence:
        if piece.statement is not None:
            statement = piece.statement
            pieces.append({"words": words.get(statement.pk, ""), "material": statement.material})
        else:
            pieces.append({"figure": piece.figure})
    return pieces


def _statements(actor: Actor, study_id: UUID) -> list[tuple[UUID, str]]:
    """The coded statements of a study, to choose evidence from."""
    if not actor.can(Permission.INSIGHT_ROWS):
        return []
    return [
        (statement.id, statement.words[:90])
        for material in list_materials_for(actor, study_id)
        for statement in statements_for(actor, material)
        if statement.mine or statement.others
    ]


def _language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"


def _uuid(text: str) -> UUID:
    """The id that was sent; one that nothing has when it can't be read."""
    try:
        return UUID(text)
    except ValueError:
        return new_id()
