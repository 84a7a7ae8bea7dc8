"""What a survey, an invitation and an answer are, and the fact that somebody answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from hearten.base.ledger.types import register_kind
from hearten.domains.surveys.questionnaire import (
    ALLOCATED,
    ITEM_LABELS,
    KANO_POINTS,
    LONGEST_TEXT,
    MEASURES,
    RANGES,
    Field,
    FieldKind,
    Item,
    ItemKind,
    Option,
    Page,
    Quota,
    Row,
    Sensitive,
    Survey,
    Words,
)
from hearten.kernel.errors import HeartenError
from hearten.kernel.events import Event, event
from hearten.kernel.text import N_

# Written down in `questionnaire`; found here with the other types.
__all__ = [
    "ALLOCATED",
    "ITEM_LABELS",
    "KANO_POINTS",
    "LONGEST_TEXT",
    "MEASURES",
    "RANGES",
    "Field",
    "FieldKind",
    "Item",
    "ItemKind",
    "Option",
    "Page",
    "Quota",
    "Row",
    "Sensitive",
    "Survey",
    "Words",
]

INVITED = register_kind("surveys.invited", N_("Invited to a survey"))
ANSWERED = register_kind("surveys.answered", N_("Survey answered"))
FLAG_JUDGED = register_kind("surveys.flag_judged", N_("Flagged answer judged"))


class InvitationState(StrEnum):
    DRAWN = "drawn"  # of a study's sample, before it is launched
    WITHHELD = "withheld"  # not sent, for a reason
    WAITING = "waiting"
    SENT = "sent"
    OPENED = "opened"
    STARTED = "started"
    ANSWERED = "answered"
    EXPIRED = "expired"


INVITATION_LABELS = {
    InvitationState.DRAWN: N_("Drawn into the sample"),
    InvitationState.WITHHELD: N_("Not invited"),
    InvitationState.WAITING: N_("Waiting to go out"),
    InvitationState.SENT: N_("Sent"),
    InvitationState.OPENED: N_("Opened"),
    InvitationState.STARTED: N_("Begun"),
    InvitationState.ANSWERED: N_("Answered"),
    InvitationState.EXPIRED: N_("Expired"),
}
ANSWERABLE = frozenset({InvitationState.SENT, InvitationState.OPENED, InvitationState.STARTED})
IN_FIELD = ANSWERABLE | {InvitationState.ANSWERED, InvitationState.EXPIRED}


class Withheld(StrEnum):
    """Why somebody was not invited."""

    NO_CONSENT = "no_consent"
    RECENTLY_ASKED = "recently_asked"
    ASKED_ENOUGH = "asked_enough"
    NO_CHANNEL = "no_channel"
    QUOTA_FULL = "quota_full"
    STUDY_CLOSED = "study_closed"
    NOT_SAMPLED = "not_sampled"
    ERASED = "erased"


WITHHELD_LABELS = {
    Withheld.NO_CONSENT: N_("Has not agreed to being asked"),
    Withheld.RECENTLY_ASKED: N_("Was asked a short while ago"),
    Withheld.ASKED_ENOUGH: N_("Was asked often enough this year"),
    Withheld.NO_CHANNEL: N_("Can't be reached over the chosen channels"),
    Withheld.QUOTA_FULL: N_("Enough answers of this kind"),
    Withheld.STUDY_CLOSED: N_("Closed before it was their turn"),
    Withheld.NOT_SAMPLED: N_("Not drawn into the sample"),
    Withheld.ERASED: N_("Data erased"),
}


class Entry(StrEnum):
    """How an answer came in."""

    WEB = "web"
    PAPER = "paper"
    TELEPHONE = "telephone"
    IMPORT = "import"


ENTRY_LABELS = {
    Entry.WEB: N_("On screen"),
    Entry.PAPER: N_("On paper"),
    Entry.TELEPHONE: N_("By telephone"),
    Entry.IMPORT: N_("Loaded"),
}


class Judgement(StrEnum):
    """What a person decided about a flagged answer."""

    KEPT = "kept"
    SET_ASIDE = "set_aside"


JUDGEMENT_LABELS = {Judgement.KEPT: N_("Kept in"), Judgement.SET_ASIDE: N_("Set aside")}


class LinkProblem(StrEnum):
    """Why a link can't be answered."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    FULL = "full"
    NOT_OPEN = "not_open"


LINK_SENTENCES = {
    LinkProblem.UNKNOWN: N_("This link does not lead to a survey. Please open it from your message again."),
    LinkProblem.USED: N_("This survey has been answered already. Thank you!"),
    LinkProblem.EXPIRED: N_("This survey is closed: the time to answer has passed."),
    LinkProblem.FULL: N_(
        "Thank you! We have heard from enough people like you, so there is nothing left to ask."
    ),
    LinkProblem.NOT_OPEN: N_("This survey is not open at the moment. Please come back later."),
}


class ClosedLink(HeartenError):
    """A link that can't be answered (any more)."""

    code = "closed_link"

    def __init__(self, problem: LinkProblem) -> None:
        self.problem = problem
        super().__init__(LINK_SENTENCES[problem])


@dataclass(frozen=True)
class Trigger:
    """When something happens with a customer, ask about it: which survey, how long after, which share of people."""

    name: str
    moment: str
    outcomes: tuple[str, ...]
    survey: str
    delay: timedelta
    fraction: float
    channels: tuple[str, ...] = ("app", "email")
    on: bool = True


@dataclass(frozen=True)
class AskingRules:
    """Triggers, how long nobody is asked again after any survey, how often a year, and when nobody is disturbed."""

    cool_down: timedelta
    triggers: tuple[Trigger, ...]
    most_a_year: int = 6
    quiet_start: time = time(22, 0)
    quiet_end: time = time(8, 0)
    number: int = 0  # 0: as the release ships them


@dataclass(frozen=True, kw_only=True)
class PastResponse:
    """An invitation of the past, with its answer when there was one, as handed over to be loaded."""

    customer_id: UUID
    survey_code: str
    invited_at: datetime
    answered_at: datetime | None = None
    opened_at: datetime | None = None
    channel: str = "app"
    csat: int | None = None
    effort: int | None = None
    nps: int | None = None
    comment: str | None = None
    duration_s: int = 60
    product_code: str = ""
    claim_id: UUID | None = None
    touchpoint_id: UUID | None = None
    parent_id: UUID | None = None
    context: dict[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(
        default_factory=dict
    )  # by field key, beside the measures and the comment
    seconds: Mapping[str, int] = field(default_factory=dict)  # by question
    study_id: UUID | None = None
    stratum: str = ""
    base_weight: float = 1.0
    invitation_id: UUID | None = None
    response_id: UUID | None = None


@event("surveys.answered")
@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(Event):
    """Somebody answered a survey; `low` says that a score lies at or below the survey's line.

    `customer_id` is None for an answer by an open link that names nobody.
    """

    response_id: UUID
    invitation_id: UUID
    customer_id: UUID | None
    survey: str
    channel: str
    csat: int | None
    effort: int | None
    nps: int | None
    low: bool
    low_items: list[str]
    parent_id: UUID | None
    context: dict[str, Any]
