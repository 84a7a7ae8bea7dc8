"""What is done about a finding, and how far is it?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.improvement.models import Case
from hearten.domains.reports.models import Action
from hearten.domains.reports.services.common import locked_run, name_of, note_ledger
from hearten.domains.reports.types import ACTION_MOVED, ACTION_PLANNED, ActionKind, ActionState
from hearten.domains.research.selectors.studies import get_need_for
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.given import clean_words, one_of
from hearten.kernel.text import N_

_LONGEST_TITLE, _LONGEST_OWNER, _LONGEST_RESULT = 200, 80, 400
_BEGUN = {ActionState.RUNNING, ActionState.DONE}


@transaction.atomic
def plan_action(
    *,
    run_id: UUID,
    finding_key: str,
    kind: str,
    title: str,
    client_token: str,
    by: Actor,
    now: datetime,
    reference: str = "",
    owner: str = "",
    due_on: date | None = None,
    figure: str = "",
) -> Action:
    """Plan something about a finding of a run. The same `client_token` again gives back the first. Raises Invalid, NotFound."""
    run = locked_run(run_id, by)
    findings = {one["key"]: one for one in run.snapshot.get("findings", [])}
    if finding_key not in findings:
        raise NotFound(N_("This report has no such finding."))
    chosen, found = one_of(ActionKind, kind, field="kind"), findings[finding_key]
    fields = {one["key"] for one in run.snapshot.get("fields", [])}
    if figure and figure not in fields:
        raise Invalid(
            N_("This report has no such figure."), field="figure", hint=N_("Choose one from the list.")
        )
    try:
        with transaction.atomic():
            action = Action.objects.create(
                run=run,
                finding={name: found[name] for name in ("key", "zh", "en")},
                kind=chosen,
                reference=_reference(chosen, reference, by),
                title=clean_words(title, field="title", most=_LONGEST_TITLE),
                owner=clean_words(owner, field="owner", most=_LONGEST_OWNER, required=False),
                due_on=due_on,
                figure=figure or found.get("figure", ""),
                survey_code=run.snapshot["facts"]["survey_code"],
                planned_at=now,
                planned_by=name_of(by),
                client_token=client_token,
            )
    except IntegrityError:
        return Action.objects.get(client_token=client_token)
    note_ledger(run.report, ACTION_PLANNED, by=by, now=now, action=str(action.pk), kind=action.kind)
    return action


@transaction.atomic
def move_action(
    *,
    action_id: UUID,
    state: str,
    began_on: date | None,
    result: str,
    version: int,
    by: Actor,
    now: datetime,
) -> Action:
    """Say how far it is; what is under way says from which day. Raises Invalid, NotFound or Conflict."""
    by.require(Permission.REPORTS_EDIT)
    action = Action.objects.select_for_update().filter(pk=action_id).first()
    if action is None:
        raise NotFound(N_("There is nothing like that planned."))
    if action.version != version:
        raise Conflict(N_("Somebody else has changed this meanwhile."), hint=N_("Look again, then repeat."))
    to, began = one_of(ActionState, state, field="state"), began_on or action.began_on
    if to in _BEGUN and began is None:
        raise Invalid(
            N_("Say from which day it works."),
            field="began_on",
            hint=N_("The figure is compared before and after that day."),
        )
    if began is not None and began > now.date():
        raise Invalid(N_("This day lies ahead."), field="began_on")
    action.state, action.began_on, action.version = to, began, version + 1
    action.result = clean_words(result, field="result", most=_LONGEST_RESULT, required=False)
    action.save(update_fields=["state", "began_on", "result", "version"])
    note_ledger(action.run.report, ACTION_MOVED, by=by, now=now, action=str(action.pk), state=to.value)
    return action


def _reference(kind: ActionKind, reference: str, by: Actor) -> str:
    """The case's number or the need's id, checked; an initiative has none."""
    if kind is ActionKind.INITIATIVE:
        return ""
    given = clean_words(reference, field="reference", most=40)
    if kind is ActionKind.NEED:
        try:
            return str(get_need_for(by, UUID(given)).need.pk)
        except ValueError:
            raise Invalid(N_("There is no such need."), field="reference") from None
    if not Case.objects.filter(number=given.upper()).exists():
        raise Invalid(
            N_("There is no case with this number."),
            field="reference",
            hint=N_("It reads like CA-7K3M-9QXC."),
        )
    return given.upper()
