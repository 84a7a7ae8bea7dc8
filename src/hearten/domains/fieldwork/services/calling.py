"""Whom does an interviewer call next, and what comes of the call? Nobody is ever called by two at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.domains.channels.services.postroom import zone_of
from hearten.domains.channels.timing import is_quiet, next_allowed_time
from hearten.domains.channels.types import QuietHours
from hearten.domains.customers.selectors import get_customer
from hearten.domains.fieldwork.models import CallAttempt, CallTask
from hearten.domains.fieldwork.types import (
    AGAIN_AFTER,
    CALL_FROM,
    CALL_UNTIL,
    CALLED,
    FINAL,
    HOLD,
    MOST_ATTEMPTS,
    NUMBER_SHOWN,
    CallState,
    Outcome,
)
from hearten.domains.surveys.field_types import Disposition, StudyState
from hearten.domains.surveys.models import Answer, Invitation
from hearten.domains.surveys.services import submit_response
from hearten.domains.surveys.services.asking_room import agreed_to_surveys
from hearten.domains.surveys.services.files import drop_files
from hearten.domains.surveys.services.quotas import QuotaFull
from hearten.domains.surveys.types import ANSWERABLE, Entry, InvitationState
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_

# The hours in which nobody is called, over the night.
NOT_NOW = QuietHours(start=CALL_UNTIL, end=CALL_FROM)
FARTHEST = timedelta(days=60)
_LOOKED_AT = 50


@transaction.atomic
def take_next_call(*, study_id: UUID, by: Actor, now: datetime) -> CallTask | None:
    """The best call for an interviewer: the one in hand, else appointments that are due, then those tried least; None when none.

    Rows that another interviewer is just taking are passed over (SKIP LOCKED), so two never get the same one.
    """
    by.require(Permission.FIELDWORK_DO)
    if by.user_id is None:
        raise Invalid(N_("Calls are made by people."), field="interviewer")
    mine = CallTask.objects.filter(study_id=study_id, held_by_id=by.user_id, held_until__gt=now).first()
    if mine:
        return mine
    open_calls(study_id=study_id, now=now)
    for task in _due(study_id, now):
        customer_id = task.invitation.customer_id
        if customer_id and _may_call(task, customer_id, now):
            task.held_by_id, task.held_by_name = by.user_id, by.name[:80]
            task.taken_at, task.held_until = now, now + HOLD
            task.save(update_fields=["held_by_id", "held_by_name", "taken_at", "held_until"])
            return task
    return None


def open_calls(*, study_id: UUID, now: datetime) -> None:
    """A task for each of the telephone sample who has none yet, in one statement however often it is run."""
    rows = Invitation.objects.filter(
        study_id=study_id, channel="phone", state__in=ANSWERABLE, customer__isnull=False
    ).exclude(pk__in=CallTask.objects.filter(study_id=study_id).values("invitation_id"))
    CallTask.objects.bulk_create(
        [CallTask(invitation_id=pk, study_id=study_id, next_at=now) for pk in rows.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def show_number(*, task_id: int, by: Actor, now: datetime) -> str:
    """The telephone number, for who has the call in hand only; that it was shown is written into the ledger."""
    task = held_task(task_id, by=by, now=now)
    customer = get_customer(_person(task))
    append(NUMBER_SHOWN, subject_id=customer.pk, actor=by, now=now, facts={"attempt": task.attempts + 1})
    return customer.phone or ""


@transaction.atomic
def end_call(
    *,
    task_id: int,
    outcome: str,
    by: Actor,
    now: datetime,
    call_back_at: datetime | None = None,
    note: str = "",
) -> CallTask:
    """Write down how a call ended and give it out of hand. Raises Invalid for an outcome or a moment that can't be.

    A refusal, as everything final, ends the case at once: nobody calls again. Others come back until the attempts are used up.
    """
    task = held_task(task_id, by=by, now=now, lock=True)
    if outcome not in set(Outcome) or outcome == Outcome.COMPLETE:
        raise Invalid(N_("Please choose how the call ended."), field="outcome")
    ended = Outcome(outcome)
    back = _call_back(task, call_back_at, now) if ended is Outcome.LATER else None
    _note_attempt(task, ended, by=by, now=now, back=back, note=note)
    if ended in FINAL:
        _finish(task, FINAL[ended])
    elif back is not None:
        task.state, task.next_at = CallState.APPOINTED, back
    elif task.attempts >= MOST_ATTEMPTS:
        _finish(task, Disposition.NON_CONTACT)
    else:
        task.state = CallState.WAITING
        task.next_at = next_allowed_time(at=now + AGAIN_AFTER, zone=zone_of(_person(task)), quiet=NOT_NOW)
    _let_go(task)
    return task


@transaction.atomic
def finish_interview(*, task_id: int, by: Actor, now: datetime, language: str = "") -> CallTask:
    """Hand in what was answered on the telephone. Raises Invalid naming a question that must still be answered."""
    task = held_task(task_id, by=by, now=now, lock=True)
    task.state, task.disposition = CallState.DONE, Disposition.COMPLETE
    try:
        submit_response(
            invitation_id=task.invitation_id,
            channel="phone",
            entered_by=Entry.TELEPHONE,
            language=language,
            client_token=f"call:{task.pk}",
            by=by,
            now=now,
        )
    except QuotaFull:
        task.disposition = Disposition.QUOTA_FILLED
    _note_attempt(task, Outcome.COMPLETE, by=by, now=now, back=None, note="")
    _let_go(task)
    return task


def held_task(task_id: int, *, by: Actor, now: datetime, lock: bool = False) -> CallTask:
    """The call, for who has it in hand. Else NotFound, as if it were not there; Conflict when it was given back meanwhile."""
    by.require(Permission.FIELDWORK_DO)
    rows = CallTask.objects.select_related("invitation__survey", "invitation__study")
    if lock:
        rows = rows.select_for_update(of=("self",))
    task = rows.filter(pk=task_id).first()
    if task is None or task.held_by_id is None or task.held_by_id != by.user_id:
        raise NotFound(N_("You don't have this call in hand."), hint=N_("Take the next call from the queue."))
    if task.held_until is None or task.held_until <= now:
        raise Conflict(
            N_("You have had this call for too long; it went back to the queue."),
            hint=N_("Take the next call from the queue. What was answered is kept."),
        )
    return task


def stay_on_call(*, task_id: int, by: Actor, now: datetime) -> CallTask:
    """Who is still talking keeps the call."""
    task = held_task(task_id, by=by, now=now)
    CallTask.objects.filter(pk=task.pk, held_by_id=by.user_id).update(held_until=now + HOLD)
    return task


def _due(study_id: UUID, now: datetime) -> QuerySet[CallTask]:
    free = Q(held_until__isnull=True) | Q(held_until__lte=now)
    appointed_first = Case(
        When(state=CallState.APPOINTED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return (
        CallTask.objects.select_related("invitation")
        .filter(free, study_id=study_id, next_at__lte=now, attempts__lt=MOST_ATTEMPTS)
        .exclude(state=CallState.DONE)
        .filter(
            invitation__state__in=ANSWERABLE,
            invitation__expires_at__gt=now,
            invitation__study__state=StudyState.FIELDING,
            invitation__study__paused_at__isnull=True,
        )
        .order_by(appointed_first, "attempts", "next_at", "pk")
        .select_for_update(of=("self",), skip_locked=True)[:_LOOKED_AT]
    )


def _may_call(task: CallTask, customer_id: UUID, now: datetime) -> bool:
    """Not at night, unless they asked for this very moment; never without consent or a number."""
    agreed_hour = task.state == CallState.APPOINTED
    if not agreed_hour and is_quiet(now, zone_of(customer_id), NOT_NOW):
        return False
    customer = get_customer(customer_id)
    if customer.erased_at is None and customer_id in agreed_to_surveys({customer_id}) and customer.phone:
        return True
    _finish(task, Disposition.NON_CONTACT if customer.erased_at is None else Disposition.NOT_ELIGIBLE)
    task.save()
    return False


def _call_back(task: CallTask, moment: datetime | None, now: datetime) -> datetime:
    if moment is None or not now < moment < now + FARTHEST:
        raise Invalid(
            N_("Please say when to call back: a day and an hour within the next 60 days."),
            field="call_back_at",
        )
    closes = task.invitation.expires_at
    if closes and moment >= closes:
        raise Invalid(
            N_("The study is over by then."),
            field="call_back_at",
            hint=N_("Agree on a moment before its last day, or let the study run longer."),
        )
    if is_quiet(moment, zone_of(_person(task)), NOT_NOW):
        raise Invalid(N_("Calls are made between 9:00 and 20:30."), field="call_back_at")
    return moment.astimezone(UTC)


def _note_attempt(
    task: CallTask, outcome: Outcome, *, by: Actor, now: datetime, back: datetime | None, note: str
) -> None:
    if by.user_id is None:
        raise Invalid(N_("Calls are made by people."), field="interviewer")
    task.attempts += 1
    CallAttempt.objects.create(
        task=task,
        customer_id=_person(task),
        number=task.attempts,
        interviewer_id=by.user_id,
        interviewer_name=by.name[:80],
        began_at=task.taken_at or now,
        ended_at=now,
        outcome=outcome,
        call_back_at=back,
        note=note.strip()[:1000] or None,
    )
    append(CALLED, subject_id=_person(task), actor=by, now=now, facts={"outcome": outcome.value, "attempt": task.attempts})  # fmt: skip


def _finish(task: CallTask, disposition: Disposition) -> None:
    """Nobody calls again; the link is closed and what was begun is forgotten, unless part of it counts."""
    task.state, task.disposition = CallState.DONE, disposition
    rows = Invitation.objects.filter(pk=task.invitation_id, state__in=ANSWERABLE)
    rows.update(state=InvitationState.EXPIRED, disposition=disposition)
    if disposition is Disposition.REFUSAL:
        Answer.objects.filter(invitation_id=task.invitation_id).delete()
        drop_files([task.invitation_id])


def _let_go(task: CallTask) -> None:
    task.held_by_id, task.held_by_name, task.held_until, task.taken_at = None, "", None, None
    task.save()


def _person(task: CallTask) -> UUID:
    customer_id = task.invitation.customer_id
    if customer_id is None:
        raise NotFound(N_("There is nobody to call."))
    return customer_id
