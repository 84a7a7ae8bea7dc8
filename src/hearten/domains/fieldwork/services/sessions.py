"""How is a focus group or a depth interview planned, recruited, held and written down?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.plumbing.events import publish
from hearten.domains.customers.selectors import has_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.fieldwork.models import Participant, Session
from hearten.domains.fieldwork.types import (
    CONVERSATION_JOINED,
    Place,
    SessionFinished,
    SessionKind,
    SessionState,
    Topic,
)
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_

LONGEST_WORDS = 200_000
MOST_TOPICS, MOST_SEATS, LONGEST_TOPIC = 20, 20, 180
# Who of a roster may move where.
_MOVES = {
    Place.INVITED: {Place.CONFIRMED, Place.DECLINED, Place.ATTENDED, Place.ABSENT},
    Place.CONFIRMED: {Place.ATTENDED, Place.ABSENT, Place.DECLINED},
    Place.ABSENT: {Place.ATTENDED},
    Place.ATTENDED: {Place.ABSENT},
    Place.DECLINED: set(),
}


@transaction.atomic
def plan_session(
    *,
    kind: str,
    name: str,
    where: str,
    starts_at: datetime,
    seats: int,
    topics: Sequence[Topic],
    by: Actor,
    now: datetime,
    needs_study_id: UUID | None = None,
    segment: str = "",
    recruiting: Mapping[str, Any] | None = None,
    incentive_words: str = "",
    incentive_minor: int = 0,
) -> Session:
    """A new conversation with its guide. Raises Invalid naming what is missing."""
    by.require(Permission.FIELDWORK_DO)
    if kind not in set(SessionKind):
        raise Invalid(N_("Please choose a focus group or an interview."), field="kind")
    most = 1 if kind == SessionKind.INTERVIEW else MOST_SEATS
    if not 1 <= seats <= most:
        raise Invalid(
            N_("There are between 1 and %(most)s places."), field="seats", most=most,
            hint=N_("An interview is with one person, a group has at most 20."),
        )  # fmt: skip
    if starts_at <= now:
        raise Invalid(N_("Please choose a moment that is still to come."), field="starts_at")
    return Session.objects.create(
        kind=kind,
        name=_line(name, "name", 120),
        where=_line(where, "where", 160),
        starts_at=starts_at,
        seats=seats,
        guide=_guide(topics),
        needs_study_id=needs_study_id,
        segment=" ".join(segment.split())[:60],
        recruiting=dict(recruiting or {}),
        incentive_words=" ".join(incentive_words.split())[:120],
        incentive_minor=max(0, incentive_minor),
        planned_at=now,
        planned_by=by.label,
    )


def forget_interviews(*, customer_id: UUID) -> int:
    """Empty the notes of interviews with somebody who was erased. What a group said is not one person's. Returns how many."""
    theirs = Participant.objects.filter(customer_id=customer_id).values("session_id")
    rows = Session.objects.filter(kind=SessionKind.INTERVIEW, pk__in=theirs)
    return rows.update(notes=None, transcript=None)


@transaction.atomic
def invite_to_session(
    *, session_id: UUID, customer_ids: Sequence[UUID], by: Actor, now: datetime
) -> list[Participant]:
    """Put people on the roster; who is on it already stays. Raises Invalid for somebody who has not agreed to being asked."""
    session = planned(session_id, by)
    known = set(Participant.objects.filter(session=session).values_list("customer_id", flat=True))
    fresh = [one for one in dict.fromkeys(customer_ids) if one not in known]
    for customer_id in fresh:
        if not has_consent(customer_id, Purpose.SURVEYS):
            raise Invalid(
                N_("This person has not agreed to being asked."),
                field="customer",
                hint=N_("Only people with that consent can be invited."),
            )
    rows = [Participant(session=session, customer_id=one, invited_at=now) for one in fresh]
    Participant.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        _note(session, row.customer_id, Place.INVITED, by=by, now=now)
    return rows


@transaction.atomic
def move_participant(
    *, session_id: UUID, customer_id: UUID, place: str, by: Actor, now: datetime, consented: bool = False
) -> Participant:
    """Confirmed, took part, did not come, declined. Taking part needs consent to being noted and recorded, given on the spot.

    A place is given once only: raises Conflict when all are taken.
    """
    session = planned(session_id, by, lock=True)
    row = Participant.objects.select_for_update().filter(session=session, customer_id=customer_id).first()
    if row is None:
        raise NotFound(N_("This person is not on the roster."))
    if place == row.place:
        return row
    if place not in _MOVES[Place(row.place)]:
        raise Conflict(N_("This person can't move there from where they stand."))
    wanted = Place(place)
    if wanted is Place.ATTENDED and not (consented or row.consented_at):
        raise Invalid(
            N_("Please ask for consent to notes and recording first."),
            field="consented",
            hint=N_("Who does not agree can't take part."),
        )
    if wanted in {Place.CONFIRMED, Place.ATTENDED}:
        _check_seat(session, row)
    if wanted is Place.ATTENDED and row.consented_at is None:
        row.consented_at = now
    row.place = wanted
    row.save(update_fields=["place", "consented_at"])
    _note(session, customer_id, wanted, by=by, now=now)
    return row


@transaction.atomic
def write_session(*, session_id: UUID, notes: str, transcript: str, by: Actor) -> Session:
    """Keep the moderator's notes and the transcript on the way; both are sealed."""
    session = planned(session_id, by, lock=True)
    for field, words in (("notes", notes), ("transcript", transcript)):
        if len(words) > LONGEST_WORDS:
            raise Invalid(
                N_("Your text has %(length)s characters; we can take %(most)s."),
                field=field, length=len(words), most=LONGEST_WORDS, hint=N_("Please shorten it a little."),
            )  # fmt: skip
    session.notes, session.transcript = notes.strip() or None, transcript.strip() or None
    session.save(update_fields=["notes", "transcript"])
    return session


@transaction.atomic
def finish_session(*, session_id: UUID, by: Actor, now: datetime) -> Session:
    """It has been held and written down; whoever codes statements hears of it. Finished twice, it is finished once."""
    by.require(Permission.FIELDWORK_DO)
    session = Session.objects.select_for_update().filter(pk=session_id).first()
    if session is not None and session.state == SessionState.FINISHED:
        return session
    session = planned(session_id, by, lock=True)
    if not Participant.objects.filter(session=session, place=Place.ATTENDED).exists():
        raise Invalid(N_("Nobody has taken part yet."), hint=N_("Mark on the roster who came."))
    if not (session.notes or session.transcript):
        raise Invalid(N_("There are no notes and no transcript yet."), field="notes")
    session.state, session.finished_at, session.finished_by = SessionState.FINISHED, now, by.label
    session.save(update_fields=["state", "finished_at", "finished_by"])
    publish(SessionFinished(occurred_at=now, session_id=session.pk, needs_study_id=session.needs_study_id))
    return session


@transaction.atomic
def call_off_session(*, session_id: UUID, by: Actor) -> Session:
    """It does not take place."""
    session = planned(session_id, by, lock=True)
    session.state = SessionState.CANCELLED
    session.save(update_fields=["state"])
    return session


@transaction.atomic
def pay_incentive(*, session_id: UUID, customer_id: UUID, by: Actor, now: datetime) -> Participant:
    """Note that somebody who took part got the thanks promised. Once."""
    by.require(Permission.FIELDWORK_DO)
    row = (
        Participant.objects.select_for_update().filter(session_id=session_id, customer_id=customer_id).first()
    )
    if row is None or row.place != Place.ATTENDED:
        raise Conflict(N_("Only who took part gets the thanks."))
    if row.incentive_given_at is None:
        row.incentive_given_at = now
        row.save(update_fields=["incentive_given_at"])
    return row


def planned(session_id: UUID, by: Actor, *, lock: bool = False) -> Session:
    """A conversation that is still to be held or written down. Raises NotFound or Conflict."""
    by.require(Permission.FIELDWORK_DO)
    rows = Session.objects.select_for_update() if lock else Session.objects.all()
    session = rows.filter(pk=session_id).first()
    if session is None:
        raise NotFound(N_("There is no such conversation."))
    if session.state != SessionState.PLANNED:
        raise Conflict(N_("This conversation is closed; it can't be changed any more."))
    return session


def _check_seat(session: Session, row: Participant) -> None:
    taken = (
        Participant.objects.filter(session=session, place__in=[Place.CONFIRMED, Place.ATTENDED])
        .exclude(pk=row.pk)
        .count()
    )
    if taken >= session.seats:
        raise Conflict(N_("All %(seats)s places are taken."), seats=session.seats)


def _note(session: Session, customer_id: UUID, place: Place, *, by: Actor, now: datetime) -> None:
    append(
        CONVERSATION_JOINED,
        subject_id=customer_id,
        actor=by,
        now=now,
        facts={"session": str(session.pk), "place": place.value},
    )


def _guide(topics: Sequence[Topic]) -> list[dict[str, Any]]:
    if not 0 < len(topics) <= MOST_TOPICS:
        raise Invalid(
            N_("A guide has 1 to %(most)s topics."), field="guide", most=MOST_TOPICS,
            hint=N_("Write one topic a line, with its minutes first: 10 Warming up."),
        )  # fmt: skip
    for topic in topics:
        if not topic.name.strip() or not 1 <= topic.minutes <= LONGEST_TOPIC:
            raise Invalid(N_("Each topic has a name and 1 to 180 minutes."), field="guide")
    return [
        {
            "name": topic.name.strip()[:120],
            "minutes": topic.minutes,
            "questions": [q[:300] for q in topic.questions],
        }
        for topic in topics
    ]


def _line(words: str, field: str, most: int) -> str:
    text = " ".join(words.split())
    if not text or len(text) > most:
        raise Invalid(N_("Please write 1 to %(most)s characters."), field=field, most=most)
    return text
