"""What is done about findings: planned at a run, followed on a page of its own."""

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
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.reports import services
from hearten.domains.reports.models import Action
from hearten.domains.reports.selectors import actions_for, get_run_for
from hearten.domains.reports.selectors.effects import effect_of
from hearten.domains.reports.types import ACTION_LABELS, ACTION_STATE_LABELS, ActionKind, ActionState
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.analysis.words import interval_words
from hearten.doors.desk.reports.forms import MoveForm
from hearten.doors.desk.reports.present import reading
from hearten.doors.desk.reports.runs import action_form, show_run
from hearten.doors.desk.reports.views import BAD_INPUT, MOVED_ON, tabs
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError

_MOST = 100


@requires(Permission.REPORTS_VIEW)
@require_GET
def report_actions(request: HttpRequest) -> HttpResponse:
    """Everything that is done about findings, with what it changed so far."""
    return _page(request)


@requires(Permission.REPORTS_EDIT)
@require_POST
def action_plan(request: HttpRequest, report_run_id: UUID) -> HttpResponse:
    """Plan something about a finding of a run."""
    actor = actor_of(request)
    found = get_run_for(actor, report_run_id)
    form = action_form(found, request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        token, finding = given.pop("token"), given.pop("finding")
        try:
            services.plan_action(
                run_id=report_run_id,
                finding_key=finding,
                client_token=token,
                by=actor,
                now=utc_now(),
                **given,
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Planned."))
            return HttpResponseRedirect(reverse("desk:report_run", args=[report_run_id]))
    return show_run(request, found, status=BAD_INPUT, action_form=form)


@requires(Permission.REPORTS_EDIT)
@require_POST
def action_move(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Say how far it is."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, status=BAD_INPUT, problem=_("Please look at the day and the state again."))
    try:
        services.move_action(action_id=action_id, by=actor_of(request), now=utc_now(), **form.cleaned_data)
    except HeartenError as error:
        status = MOVED_ON if isinstance(error, Conflict) else BAD_INPUT
        return _page(request, status=status, problem=sentence(error))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("desk:report_actions"))


def _page(request: HttpRequest, *, status: int = 200, problem: str = "") -> HttpResponse:
    actor = actor_of(request)
    may_edit = actor.can(Permission.REPORTS_EDIT)
    context = {
        "tabs": tabs("report_actions"),
        "rows": [_row(actor, one, may_edit=may_edit) for one in actions_for(actor)[:_MOST]],
        "may_edit": may_edit,
        "problem": problem,
    }
    return render(request, "desk/reports/actions.html", context, status=status)


def _row(actor: Actor, action: Action, *, may_edit: bool) -> dict[str, Any]:
    effect = effect_of(actor, action)
    initial = {name: getattr(action, name) for name in ("version", "state", "began_on", "result")}
    return {
        "action": action,
        "finding": action.finding[reading()],
        "kind": _(ACTION_LABELS[ActionKind(action.kind)]),
        "state": _(ACTION_STATE_LABELS[ActionState(action.state)]),
        "before": interval_words(effect.before, 2) if effect else "",
        "after": interval_words(effect.after, 2) if effect else "",
        "change": interval_words(effect.difference, 2) if effect else "",  # type: ignore[arg-type]
        "form": MoveForm(initial=initial, prefix=None, auto_id=f"a{action.pk.hex[-6:]}_%s")
        if may_edit
        else None,
    }
