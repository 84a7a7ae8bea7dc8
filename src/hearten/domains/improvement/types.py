"""What a case is: somebody is unhappy, somebody of ours sees to it, and the cause is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from hearten.base.ledger.types import register_kind
from hearten.kernel.events import Event, event
from hearten.kernel.text import N_

OPENED = register_kind("improvement.case_opened", N_("Case opened"))
TAKEN = register_kind("improvement.case_taken", N_("Case taken"))
CALLED = register_kind("improvement.call_logged", N_("Call to the customer"))
CLOSED = register_kind("improvement.case_closed", N_("Case closed"))
REOPENED = register_kind("improvement.case_reopened", N_("Case opened again"))


class CaseKind(StrEnum):
    EXPERIENCE = "experience"
    COMPLAINT = "complaint"
    REQUEST = "request"


KIND_LABELS = {
    CaseKind.EXPERIENCE: N_("Low answer"),
    CaseKind.COMPLAINT: N_("Complaint"),
    CaseKind.REQUEST: N_("Call asked for"),
}


class CaseState(StrEnum):
    OPEN = "open"
    WORKING = "working"
    CLOSED = "closed"


STILL_WORKED_ON = N_("%(n)s cases are open. They must be closed before the person is erased.")
STATE_LABELS = {
    CaseState.OPEN: N_("Waiting for somebody"),
    CaseState.WORKING: N_("Being worked on"),
    CaseState.CLOSED: N_("Closed"),
}


class Reason(StrEnum):
    LOW_CSAT = "low_csat"
    LOW_EFFORT = "low_effort"
    LOW_NPS = "low_nps"
    COMPLAINT = "complaint"
    AFTERCARE = "aftercare"


REASON_LABELS = {
    Reason.LOW_CSAT: N_("Dissatisfied"),
    Reason.LOW_EFFORT: N_("Too much trouble"),
    Reason.LOW_NPS: N_("Would not recommend us"),
    Reason.COMPLAINT: N_("Complaint"),
    Reason.AFTERCARE: N_("Help after treatment"),
}


class Outcome(StrEnum):
    RESOLVED = "resolved"
    PARTLY = "partly"
    EXPLAINED = "explained"
    UNRESOLVED = "unresolved"
    UNREACHABLE = "unreachable"


OUTCOME_LABELS = {
    Outcome.RESOLVED: N_("Settled"),
    Outcome.PARTLY: N_("Settled in part"),
    Outcome.EXPLAINED: N_("Explained; nothing to change"),
    Outcome.UNRESOLVED: N_("Not settled"),
    Outcome.UNREACHABLE: N_("Could not be reached"),
}


class CallResult(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    CALL_BACK = "call_back"
    WRONG_NUMBER = "wrong_number"


CALL_LABELS = {
    CallResult.REACHED: N_("Spoke with the customer"),
    CallResult.NO_ANSWER: N_("No answer"),
    CallResult.CALL_BACK: N_("Asked to call again later"),
    CallResult.WRONG_NUMBER: N_("Wrong number"),
}


class EntryKind(StrEnum):
    OPENED = "opened"
    TAKEN = "taken"
    NOTE = "note"
    CALL = "call"
    CLOSED = "closed"
    FOLLOW_UP = "follow_up"
    REOPENED = "reopened"


ENTRY_LABELS = {
    EntryKind.OPENED: N_("Case opened"),
    EntryKind.TAKEN: N_("Case taken"),
    EntryKind.NOTE: N_("Note"),
    EntryKind.CALL: N_("Call"),
    EntryKind.CLOSED: N_("Case closed"),
    EntryKind.FOLLOW_UP: N_("Asked again and answered"),
    EntryKind.REOPENED: N_("Case opened again"),
}


@dataclass(frozen=True)
class Cause:
    """A root cause of the taxonomy, with its name in both languages."""

    code: str
    zh: str
    en: str

    def in_language(self, language: str | None) -> str:
        return self.en if (language or "").startswith("en") else self.zh


@dataclass(frozen=True, kw_only=True)
class PastCase:
    """A case of the past as handed over to be loaded."""

    customer_id: UUID
    opened_at: datetime
    kind: CaseKind = CaseKind.EXPERIENCE
    reason: Reason = Reason.LOW_CSAT
    response_id: UUID | None = None
    claim_id: UUID | None = None
    product_code: str = ""
    summary: str = ""
    channel: str = "app"
    owner_id: UUID | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    root_cause: str = ""
    outcome: Outcome | None = None
    follow_up_id: UUID | None = None
    id: UUID | None = None


@event("improvement.case_closed")
@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    """A case was closed with its cause and outcome."""

    case_id: UUID
    customer_id: UUID
    case_kind: str
    root_cause: str
    outcome: str
