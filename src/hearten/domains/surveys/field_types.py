"""What a study is, how far it has come, and what became of each invitation."""

from __future__ import annotations

from enum import StrEnum

from hearten.base.ledger.types import register_kind
from hearten.kernel.text import N_

STUDY_MADE = register_kind("surveys.study_made", N_("Study planned"))
STUDY_CHANGED = register_kind("surveys.study_changed", N_("Study changed"))
STUDY_SAMPLED = register_kind("surveys.study_sampled", N_("Sample drawn"))
STUDY_LAUNCHED = register_kind("surveys.study_launched", N_("Study launched"))
STUDY_PAUSED = register_kind("surveys.study_paused", N_("Study paused"))
STUDY_RESUMED = register_kind("surveys.study_resumed", N_("Study taken up again"))
STUDY_EXTENDED = register_kind("surveys.study_extended", N_("Study made longer"))
LINK_RENEWED = register_kind("surveys.link_renewed", N_("Open link replaced"))
STUDY_CLOSED = register_kind("surveys.study_closed", N_("Study closed"))
STUDY_DROPPED = register_kind("surveys.study_dropped", N_("Plan of a study thrown away"))
PANEL_CHANGED = register_kind("surveys.panel_changed", N_("Panel changed"))
RULES_CHANGED = register_kind("surveys.rules_changed", N_("Rules of asking changed"))


class Stage(StrEnum):
    PILOT = "pilot"
    MAIN = "main"


STAGE_LABELS = {Stage.PILOT: N_("Pilot"), Stage.MAIN: N_("Main study")}


class StudyState(StrEnum):
    DRAFT = "draft"
    SAMPLED = "sampled"
    FIELDING = "fielding"
    CLOSED = "closed"


STUDY_LABELS = {
    StudyState.DRAFT: N_("Being planned"),
    StudyState.SAMPLED: N_("Sample drawn"),
    StudyState.FIELDING: N_("In the field"),
    StudyState.CLOSED: N_("Over"),
}


class LinkKind(StrEnum):
    """A link of one's own that works once, or one link for everybody (poster, QR code)."""

    PERSONAL = "personal"
    OPEN = "open"


LINK_LABELS = {LinkKind.PERSONAL: N_("A link of one's own"), LinkKind.OPEN: N_("One link for everybody")}


class Left(StrEnum):
    """Why somebody is not in a panel any more."""

    ASKED_OUT = "asked_out"
    NO_CONSENT = "no_consent"
    SILENT = "silent"
    LONG_ENOUGH = "long_enough"
    ERASED = "erased"


LEFT_LABELS = {
    Left.ASKED_OUT: N_("Wanted to leave"),
    Left.NO_CONSENT: N_("Has not agreed to being asked"),
    Left.SILENT: N_("Has not answered for several waves"),
    Left.LONG_ENOUGH: N_("Has been in it long enough"),
    Left.ERASED: N_("Data erased"),
}


class Disposition(StrEnum):
    """Final codes of AAPOR's Standard Definitions (10th edition, 2023) as far as they come up here."""

    COMPLETE = "1.1"
    PARTIAL = "1.2"
    REFUSAL = "2.11"
    BREAK_OFF = "2.12"
    NON_CONTACT = "2.2"
    DIED = "2.31"
    UNABLE = "2.32"
    LANGUAGE = "2.33"
    OTHER = "2.36"
    NOTHING_RETURNED = "3.19"
    UNDELIVERED = "3.3"
    NOT_ELIGIBLE = "4.1"
    QUOTA_FILLED = "4.8"


DISPOSITION_LABELS = {
    Disposition.COMPLETE: N_("Complete"),
    Disposition.PARTIAL: N_("Answered in part"),
    Disposition.REFUSAL: N_("Refused to answer"),
    Disposition.BREAK_OFF: N_("Broke off"),
    Disposition.NON_CONTACT: N_("Not reached"),
    Disposition.DIED: N_("Has died"),
    Disposition.UNABLE: N_("Not able to answer"),
    Disposition.LANGUAGE: N_("Speaks another language"),
    Disposition.OTHER: N_("Did not answer for another reason"),
    Disposition.NOTHING_RETURNED: N_("Nothing ever came back"),
    Disposition.UNDELIVERED: N_("Could not be delivered"),
    Disposition.NOT_ELIGIBLE: N_("Not one of those to be asked"),
    Disposition.QUOTA_FILLED: N_("Quota was full"),
}

# What leaves by a message, in any order; then what people do by hand: the call and the letter.
MESSAGE_CHANNELS = ("app", "email", "sms", "wechat")
HAND_CHANNELS = ("phone", "paper")
CHANNELS = MESSAGE_CHANNELS + HAND_CHANNELS
