"""What hand-work is made of: calls, forms on paper, conversations, and thanks for answering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from uuid import UUID

from hearten.base.ledger.types import register_kind
from hearten.domains.surveys.field_types import Disposition
from hearten.kernel.events import Event, event
from hearten.kernel.text import N_

NUMBER_SHOWN = register_kind("fieldwork.number_shown", N_("Telephone number shown to an interviewer"))
CALLED = register_kind("fieldwork.called", N_("Called for a survey"))
FORM_PRINTED = register_kind("fieldwork.form_printed", N_("Paper form printed"))
CONVERSATION_JOINED = register_kind(
    "fieldwork.conversation", N_("Place in a focus group or interview changed")
)
COUPON_GIVEN = register_kind("fieldwork.coupon_given", N_("Coupon given for answering"))
DRAW_ENTERED = register_kind("fieldwork.draw_entered", N_("Entered a draw for answering"))
DRAW_HELD = register_kind("fieldwork.draw_held", N_("Draw held"))

# Calls are made by the called person's own clock, between these hours; nobody is called more often than this.
CALL_FROM, CALL_UNTIL = time(9, 0), time(20, 30)
MOST_ATTEMPTS = 6
# After a call that reached nobody: long enough to be another time of the day.
AGAIN_AFTER = timedelta(hours=4)
# Who took a call and does nothing with it gives it back after this long.
HOLD = timedelta(minutes=30)


class CallState(StrEnum):
    WAITING = "waiting"
    APPOINTED = "appointed"
    DONE = "done"


CALL_LABELS = {
    CallState.WAITING: N_("To be called"),
    CallState.APPOINTED: N_("Call agreed"),
    CallState.DONE: N_("Over"),
}


class Outcome(StrEnum):
    """How one call ended."""

    COMPLETE = "complete"
    BROKE_OFF = "broke_off"
    REFUSED = "refused"
    LATER = "later"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    MACHINE = "machine"
    WRONG_NUMBER = "wrong_number"
    UNABLE = "unable"
    LANGUAGE = "language"
    DIED = "died"


OUTCOME_LABELS = {
    Outcome.COMPLETE: N_("Answered all questions"),
    Outcome.BROKE_OFF: N_("Broke off and does not want to go on"),
    Outcome.REFUSED: N_("Does not want to answer"),
    Outcome.LATER: N_("Another time: call back"),
    Outcome.NO_ANSWER: N_("Nobody answered"),
    Outcome.BUSY: N_("Line busy"),
    Outcome.MACHINE: N_("Answering machine"),
    Outcome.WRONG_NUMBER: N_("Wrong number, or out of use"),
    Outcome.UNABLE: N_("Not able to answer"),
    Outcome.LANGUAGE: N_("Speaks another language"),
    Outcome.DIED: N_("Has died"),
}
# What ends a case, with AAPOR's code; the other outcomes are called again until the attempts are used up.
FINAL = {
    Outcome.COMPLETE: Disposition.COMPLETE,
    Outcome.BROKE_OFF: Disposition.BREAK_OFF,
    Outcome.REFUSED: Disposition.REFUSAL,
    Outcome.WRONG_NUMBER: Disposition.UNDELIVERED,
    Outcome.UNABLE: Disposition.UNABLE,
    Outcome.LANGUAGE: Disposition.LANGUAGE,
    Outcome.DIED: Disposition.DIED,
}
# Somebody was spoken with.
REACHED = frozenset(
    {Outcome.COMPLETE, Outcome.BROKE_OFF, Outcome.REFUSED, Outcome.LATER, Outcome.UNABLE, Outcome.LANGUAGE, Outcome.DIED}
)  # fmt: skip


class FormState(StrEnum):
    """How far a paper form has come: keyed once, keyed twice and different, handed in."""

    PRINTED = "printed"
    KEYED_ONCE = "keyed_once"
    DIFFERS = "differs"
    DONE = "done"


FORM_LABELS = {
    FormState.PRINTED: N_("Printed"),
    FormState.KEYED_ONCE: N_("Keyed once"),
    FormState.DIFFERS: N_("Keyed twice, differs"),
    FormState.DONE: N_("Answer handed in"),
}


class SessionKind(StrEnum):
    FOCUS_GROUP = "focus_group"
    INTERVIEW = "interview"


SESSION_KIND_LABELS = {
    SessionKind.FOCUS_GROUP: N_("Focus group"),
    SessionKind.INTERVIEW: N_("Depth interview"),
}


class SessionState(StrEnum):
    PLANNED = "planned"
    FINISHED = "finished"
    CANCELLED = "cancelled"


SESSION_LABELS = {
    SessionState.PLANNED: N_("Planned"),
    SessionState.FINISHED: N_("Held"),
    SessionState.CANCELLED: N_("Called off"),
}


class Place(StrEnum):
    """Where somebody of the roster stands."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    ABSENT = "absent"
    DECLINED = "declined"


PLACE_LABELS = {
    Place.INVITED: N_("Asked to come"),
    Place.CONFIRMED: N_("Confirmed"),
    Place.ATTENDED: N_("Took part"),
    Place.ABSENT: N_("Did not come"),
    Place.DECLINED: N_("Declined"),
}


class IncentiveKind(StrEnum):
    DRAW = "draw"
    COUPON = "coupon"


INCENTIVE_LABELS = {
    IncentiveKind.DRAW: N_("A draw"),
    IncentiveKind.COUPON: N_("A coupon for everybody"),
}


@dataclass(frozen=True)
class Topic:
    """One topic of a guide: what is talked about, for how many minutes, with which questions."""

    name: str
    minutes: int
    questions: tuple[str, ...] = ()


@event("fieldwork.session_finished")
@dataclass(frozen=True, kw_only=True)
class SessionFinished(Event):
    """A conversation is over and written down; `needs_study_id` is the study that its words belong to, if one was named."""

    session_id: UUID
    needs_study_id: UUID | None
