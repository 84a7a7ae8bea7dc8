"""What a report is made of, what may become of it, and what is done about what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from hearten.base.ledger.types import register_kind
from hearten.kernel.text import N_

REPORT_MADE = register_kind("reports.report_made", N_("Report composed"))
REPORT_CHANGED = register_kind("reports.report_changed", N_("Report composed anew"))
RUN_MADE = register_kind("reports.run_made", N_("Report made"))
RUN_WORDED = register_kind("reports.run_worded", N_("Words of a report changed"))
RUN_RELEASED = register_kind("reports.run_released", N_("Report released"))
SCHEDULE_MADE = register_kind("reports.schedule_made", N_("Report put on schedule"))
SCHEDULE_STOPPED = register_kind("reports.schedule_stopped", N_("Schedule of a report stopped"))
ACTION_PLANNED = register_kind("reports.action_planned", N_("Something planned about a finding"))
ACTION_MOVED = register_kind("reports.action_moved", N_("What was planned about a finding moved on"))

# A table of a report is hidden, shown or cut by language as a document: plain JSON.
Document = dict[str, Any]
LANGUAGES = ("zh", "en")


class Section(StrEnum):
    """The parts a report can have, in the order in which they usually stand."""

    FINDINGS = "findings"
    SCORES = "scores"
    BUSINESS = "business"
    DRIVERS = "drivers"
    SERVQUAL = "servqual"
    KANO = "kano"
    PREFERENCES = "preferences"
    SEGMENTS = "segments"
    COMPARISONS = "comparisons"
    TREND = "trend"
    FACTORS = "factors"
    QUESTIONS = "questions"
    WORDS = "words"
    ACTIONS = "actions"
    QUALITY = "quality"
    METHOD = "method"


SECTION_LABELS = {
    Section.FINDINGS: N_("Key findings"),
    Section.SCORES: N_("Scores"),
    Section.BUSINESS: N_("Beside the business figures"),
    Section.DRIVERS: N_("What moves satisfaction"),
    Section.SERVQUAL: N_("Expected and perceived service"),
    Section.KANO: N_("What delights, what is taken for granted"),
    Section.PREFERENCES: N_("What matters most when one must choose"),
    Section.SEGMENTS: N_("Kinds of customers"),
    Section.COMPARISONS: N_("Groups compared"),
    Section.TREND: N_("Over time"),
    Section.FACTORS: N_("Which questions go together"),
    Section.QUESTIONS: N_("Question by question"),
    Section.WORDS: N_("In their own words"),
    Section.ACTIONS: N_("What is done about it"),
    Section.QUALITY: N_("Quality of the answers"),
    Section.METHOD: N_("How it was asked"),
}


class RunState(StrEnum):
    MAKING = "making"
    FAILED = "failed"
    DRAFT = "draft"
    RELEASED = "released"
    SUPERSEDED = "superseded"


RUN_LABELS = {
    RunState.MAKING: N_("Being made"),
    RunState.FAILED: N_("Could not be made"),
    RunState.DRAFT: N_("Draft"),
    RunState.RELEASED: N_("Released"),
    RunState.SUPERSEDED: N_("Superseded"),
}


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ON_CLOSE = "on_close"


RHYTHM_LABELS = {
    Rhythm.WEEKLY: N_("Every week, on Monday"),
    Rhythm.MONTHLY: N_("Every month, on the first"),
    Rhythm.QUARTERLY: N_("Every quarter, on its first day"),
    Rhythm.ON_CLOSE: N_("When the study closes"),
}


class ActionKind(StrEnum):
    INITIATIVE = "initiative"
    CASE = "case"
    NEED = "need"


ACTION_LABELS = {
    ActionKind.INITIATIVE: N_("Initiative"),
    ActionKind.CASE: N_("Case of a customer"),
    ActionKind.NEED: N_("Need of a needs study"),
}


class ActionState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


ACTION_STATE_LABELS = {
    ActionState.PLANNED: N_("Planned"),
    ActionState.RUNNING: N_("Under way"),
    ActionState.DONE: N_("Done"),
    ActionState.DROPPED: N_("Dropped"),
}


@dataclass(frozen=True)
class ReportQuestion:
    """Which answers a run looks at: those of a study, or of a survey in a stretch of time."""

    study_id: str = ""
    survey_code: str = ""
    since: datetime | None = None
    until: datetime | None = None
    weighting: str = "sample"
    flagged: str = "without_set_aside"

    def to_document(self) -> Document:
        moments = {
            name: value.isoformat()
            for name, value in (("since", self.since), ("until", self.until))
            if value is not None
        }
        names = ("study_id", "survey_code", "weighting", "flagged")
        return {**{name: getattr(self, name) for name in names}, **moments}

    @classmethod
    def of_document(cls, document: Document) -> ReportQuestion:
        since, until = (
            datetime.fromisoformat(document[name]) if document.get(name) else None
            for name in ("since", "until")
        )
        names = ("study_id", "survey_code", "weighting", "flagged")
        return cls(**{name: str(document[name]) for name in names}, since=since, until=until)
