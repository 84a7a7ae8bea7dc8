"""How far is the telephone sample, and how does each interviewer get on?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db.models import Count

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.fieldwork.models import CallAttempt, CallTask
from hearten.domains.fieldwork.types import REACHED, CallState, Outcome
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.types import ANSWERABLE
from hearten.engines.sampling.outcomes import Dispositions, rates

_COLUMNS: Mapping[str, tuple[Outcome, ...]] = {
    "complete": (Outcome.COMPLETE,),
    "refused": (Outcome.REFUSED, Outcome.BROKE_OFF),
    "other": (Outcome.LATER, Outcome.UNABLE, Outcome.LANGUAGE, Outcome.DIED),
    "not_contacted": (Outcome.NO_ANSWER, Outcome.BUSY, Outcome.MACHINE),
    "unknown_other": (Outcome.WRONG_NUMBER,),
}


@dataclass(frozen=True)
class CallStanding:
    """The telephone sample: to be called, appointments still to come and due, in somebody's hand, over."""

    waiting: int
    appointed: int
    due: int
    in_hand: int
    done: int
    next_at: datetime | None


@dataclass(frozen=True)
class InterviewerLine:
    """One interviewer: calls made, people called, and AAPOR's rates over the last call to each (0…1, None where undefined)."""

    name: str
    calls: int
    people: int
    complete: int
    contact: float | None
    cooperation: float | None
    refusal: float | None
    minutes: float


def call_standing_for(actor: Actor, study_id: UUID, *, now: datetime) -> CallStanding:
    actor.require(Permission.FIELDWORK_DO)
    tasks = CallTask.objects.filter(study_id=study_id)
    live = tasks.exclude(state=CallState.DONE).filter(invitation__state__in=ANSWERABLE)
    fresh = Invitation.objects.filter(study_id=study_id, channel="phone", state__in=ANSWERABLE)
    fresh = fresh.exclude(pk__in=tasks.values("invitation_id"))
    held = live.filter(held_until__gt=now).count()
    upcoming = live.filter(next_at__gt=now).order_by("next_at").first()
    return CallStanding(
        waiting=fresh.count() + live.filter(state=CallState.WAITING).count(),
        appointed=live.filter(state=CallState.APPOINTED).count(),
        due=fresh.count() + live.filter(next_at__lte=now).count() - held,
        in_hand=held,
        done=tasks.filter(state=CallState.DONE).count(),
        next_at=upcoming.next_at if upcoming else None,
    )


def attempts_of(task: CallTask) -> list[CallAttempt]:
    """Earlier calls to the same person, newest first."""
    return list(CallAttempt.objects.filter(task=task).order_by("-number"))


def outcomes_for(actor: Actor, study_id: UUID) -> dict[str, int]:
    """How calls of a study ended, by outcome."""
    actor.require(Permission.FIELDWORK_DO)
    rows = CallAttempt.objects.filter(task__study_id=study_id).order_by().values_list("outcome")
    return dict(rows.annotate(n=Count("pk")))


def interviewers_for(actor: Actor, study_id: UUID) -> Sequence[InterviewerLine]:
    """Each interviewer of a study, and all together at the end. Rates count the last call of each to a person."""
    actor.require(Permission.FIELDWORK_DO)
    rows = list(CallAttempt.objects.filter(task__study_id=study_id).order_by("task_id", "number"))
    names = sorted({(row.interviewer_name, row.interviewer_id) for row in rows}, key=lambda pair: pair[0])
    lines = [_line(name, [row for row in rows if row.interviewer_id == who]) for name, who in names]
    return [*lines, _line("", rows)] if len(lines) > 1 else lines


def _line(name: str, rows: Iterable[CallAttempt]) -> InterviewerLine:
    calls = list(rows)
    last = {row.task_id: Outcome(row.outcome) for row in calls}
    ends = list(last.values())
    counts = {column: np.array([sum(ends.count(one) for one in codes)]) for column, codes in _COLUMNS.items()}
    found = rates(Dispositions(**counts))
    talked = [(row.ended_at - row.began_at).total_seconds() for row in calls if row.outcome in REACHED]
    return InterviewerLine(
        name=name,
        calls=len(calls),
        people=len(ends),
        complete=ends.count(Outcome.COMPLETE),
        contact=_share(found.con1),
        cooperation=_share(found.coop1),
        refusal=_share(found.ref1),
        minutes=sum(talked) / 60 / len(talked) if talked else 0.0,
    )


def _share(column: np.ndarray) -> float | None:
    value = float(column[0])
    return None if np.isnan(value) else value
