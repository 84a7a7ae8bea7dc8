"""Rounds of experts: asking, handing in, closing, seeing what was said."""

from __future__ import annotations

import secrets
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
from hearten.domains.quality import services
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.models import ExpertRound, ExpertSeat
from hearten.domains.quality.selectors import (
    get_round_for,
    list_experts,
    list_rounds_for,
    medians_before,
    scores_of,
    seat_of,
    turnout_of,
    weights_of,
)
from hearten.domains.quality.selectors.experts import ScoreResult
from hearten.domains.quality.types import ROUND_LABELS, RoundKind, RoundState
from hearten.doors.components.formats import number_text
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.quality.comparing import checked_groups, judgements_of, weights_tables
from hearten.doors.desk.quality.figures import name_of
from hearten.doors.desk.quality.forms import RoundForm, ScoreForm
from hearten.doors.desk.quality.overview import tabs
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, Invalid

BAD_INPUT, MOVED_ON = 422, 409


@requires(Permission.EXPERT_SCORE)
@require_GET
def quality_rounds(request: HttpRequest) -> HttpResponse:
    """The rounds an actor may see, what waits for them, and asking anew."""
    return _list_page(request)


@requires(Permission.QUALITY_EDIT)
@require_POST
def quality_round_open(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = RoundForm(request.POST, experts=list_experts(actor))
    if form.is_valid():
        experts = [UUID(text) for text in form.cleaned_data["experts"]]
        try:
            row = services.open_round(experts=experts, by=actor, now=utc_now(), **form.given())
        except Invalid as error:
            add_error(form, error)
        else:
            return HttpResponseRedirect(reverse("desk:quality_round", args=[row.pk]))
    return _list_page(request, form=form, status=BAD_INPUT)


@requires(Permission.EXPERT_SCORE)
@require_GET
def quality_round(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return _page(request, round_id)


@requires(Permission.EXPERT_SCORE)
@require_POST
def quality_scores(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Hand in one's scores."""
    actor = actor_of(request)
    row = get_round_for(actor, round_id)
    form = _score_form(row, seat_of(actor, row), request.POST)
    if form.is_valid():
        try:
            services.hand_in_scores(round_id=round_id, scores=form.given(), by=actor, now=utc_now())
        except Invalid as error:
            add_error(form, error)
        except Conflict as error:
            return _page(request, round_id, status=MOVED_ON, problem=sentence(error))
        else:
            messages.success(request, _("Thank you. You can change it until the round is closed."))
            return HttpResponseRedirect(reverse("desk:quality_round", args=[round_id]))
    return _page(request, round_id, status=BAD_INPUT, form=form)


@requires(Permission.EXPERT_SCORE)
@require_POST
def quality_compare(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Hand in what matters more."""
    actor = actor_of(request)
    get_round_for(actor, round_id)
    try:
        given = judgements_of(request.POST)
        services.hand_in_comparisons(round_id=round_id, comparisons=given, by=actor, now=utc_now())
    except Invalid as error:
        return _page(request, round_id, status=BAD_INPUT, problem=sentence(error))
    except Conflict as error:
        return _page(request, round_id, status=MOVED_ON, problem=sentence(error))
    messages.success(request, _("Thank you. You can change it until the round is closed."))
    return HttpResponseRedirect(reverse("desk:quality_round", args=[round_id]))


@requires(Permission.EXPERT_SCORE)
@require_POST
def quality_check(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """While comparing: the weights that come out, and which comparison fits the others worst. Nothing is kept."""
    get_round_for(actor_of(request), round_id)
    try:
        groups = checked_groups(judgements_of(request.POST))
    except Invalid as error:
        return render(request, "desk/quality/_check.html", {"problem": sentence(error)}, status=BAD_INPUT)
    return render(request, "desk/quality/_check.html", {"checked": groups})


@requires(Permission.QUALITY_EDIT)
@require_POST
def quality_round_close(request: HttpRequest, round_id: UUID) -> HttpResponse:
    try:
        services.close_round(round_id=round_id, by=actor_of(request), now=utc_now())
    except Invalid as error:
        return _page(request, round_id, status=BAD_INPUT, problem=sentence(error))
    except Conflict as error:
        return _page(request, round_id, status=MOVED_ON, problem=sentence(error))
    return HttpResponseRedirect(reverse("desk:quality_round", args=[round_id]))


@requires(Permission.QUALITY_EDIT)
@require_POST
def quality_round_again(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """A second round in which everybody sees the group's median."""
    try:
        row = services.ask_again(round_id=round_id, by=actor_of(request), now=utc_now())
    except Conflict as error:
        return _page(request, round_id, status=MOVED_ON, problem=sentence(error))
    return HttpResponseRedirect(reverse("desk:quality_round", args=[row.pk]))


def _list_page(request: HttpRequest, *, form: RoundForm | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    rows = []
    for row in list_rounds_for(actor):
        seat = seat_of(actor, row)
        rows.append(
            {
                "round": row,
                "kind": _(ROUND_LABELS[RoundKind(row.kind)]),
                "open": row.state == RoundState.OPEN,
                "mine": row.state == RoundState.OPEN and seat is not None and seat.handed_in_at is None,
            }
        )
    may_edit = actor.can(Permission.QUALITY_EDIT)
    if may_edit and form is None:
        form = RoundForm(experts=list_experts(actor), initial={"token": secrets.token_urlsafe(24)})
    context = {"tabs": tabs(actor, "quality_rounds"), "rows": rows, "form": form, "may_edit": may_edit}
    return render(request, "desk/quality/rounds.html", context, status=status)


def _page(
    request: HttpRequest,
    round_id: UUID,
    *,
    status: int = 200,
    problem: str = "",
    form: ScoreForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    row = get_round_for(actor, round_id)
    seat = seat_of(actor, row)
    is_open = row.state == RoundState.OPEN
    turnout = turnout_of(actor, row)
    context: dict[str, Any] = {
        "round": row,
        "kind": _(ROUND_LABELS[RoundKind(row.kind)]),
        "is_open": is_open,
        "seat": seat,
        "problem": problem,
        "turnout": turnout,
        "handed_in": sum(done for _name, done in turnout),
        "may_edit": actor.can(Permission.QUALITY_EDIT),
    }
    if row.kind == RoundKind.SCORES:
        if is_open and seat is not None:
            context["form"] = form or _score_form(row, seat)
        result = scores_of(row)
        context["result"] = _result(result) if result else None
    else:
        own = seat.comparisons if seat is not None else {}
        if is_open and seat is not None:
            context["groups"] = checked_groups(judgements_of(request.POST, own, strict=False))
        context["weights"] = weights_tables(weights_of(row))
    return render(request, "desk/quality/round.html", context, status=status)


def _score_form(row: ExpertRound, seat: ExpertSeat | None, data: Any = None) -> ScoreForm:
    items = [one for code in row.items if (one := index_book().find(code)) is not None]
    return ScoreForm(data, items=items, given=seat.scores if seat else {}, medians=medians_before(row))


def _result(result: ScoreResult) -> dict[str, Any]:
    """The result in words: each item with its spread, and how far the experts agree."""
    concordance, agreement = result.concordance, result.agreement
    return {
        "experts": result.experts,
        "items": [
            {
                "word": name_of(item.indicator),
                "mean": number_text(round(item.mean.value, 6), 1),
                "interval": _("95%% sure: %(low)s – %(high)s")
                % {
                    "low": number_text(max(1.0, item.mean.low), 1),
                    "high": number_text(min(10.0, item.mean.high), 1),
                }
                if item.mean.n > 1
                else "",
                "median": number_text(item.median, 1),
                "quarters": f"{number_text(item.low_quarter, 1)} – {number_text(item.high_quarter, 1)}",
                "apart": item.apart,
                "notes": item.notes,
            }
            for item in result.items
        ],
        "w": number_text(round(concordance.w, 6), 2)
        if concordance and concordance.w == concordance.w
        else "",
        "w_p": number_text(round(concordance.p, 6), 3)
        if concordance and concordance.w == concordance.w
        else "",
        "agree": bool(concordance and concordance.p < _ALMOST),
        "icc": number_text(round(agreement.value, 6), 2)
        if agreement and agreement.value == agreement.value
        else "",
    }


_ALMOST = 0.05
