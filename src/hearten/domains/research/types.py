"""What a needs study, a need, a code and a label are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hearten.base.ledger.types import register_kind
from hearten.kernel.text import N_

STUDY_OPENED = register_kind("research.study_opened", N_("Needs study opened"))
STEP_FINISHED = register_kind("research.step_finished", N_("Step of a needs study finished"))
NEED_WRITTEN = register_kind("research.need_written", N_("Need written down"))
CHANGE_LINKED = register_kind("research.change_linked", N_("Change linked to a need"))
LABEL_CORRECTED = register_kind("research.label_corrected", N_("Label of an open answer corrected"))


class Step(StrEnum):
    """The five steps of a needs study, in order."""

    GOAL = "goal"
    COLLECT = "collect"
    ANALYSE = "analyse"
    DISTIL = "distil"
    STRATEGY = "strategy"


STEP_LABELS = {
    Step.GOAL: N_("Goal"),
    Step.COLLECT: N_("Collect"),
    Step.ANALYSE: N_("Analyse"),
    Step.DISTIL: N_("Distil"),
    Step.STRATEGY: N_("Strategy"),
}
STEP_ABOUT = {
    Step.GOAL: N_("What do we want to know, about whom, and what will be decided with it?"),
    Step.COLLECT: N_("Which surveys, interviews, focus groups and complaints tell us?"),
    Step.ANALYSE: N_("What do words and figures say, side by side?"),
    Step.DISTIL: N_("Which needs stand behind it, of which kind, and how sure are we?"),
    Step.STRATEGY: N_("What do we change for each need, and what became of it?"),
}


@dataclass(frozen=True)
class StepField:
    """One text that a step asks for."""

    name: str
    label: str
    hint: str
    required: bool = True


STEP_FIELDS: dict[Step, tuple[StepField, ...]] = {
    Step.GOAL: (
        StepField("question", N_("Question"), N_("One sentence that the study answers.")),
        StepField("people", N_("Whose needs"), N_("Age, product, situation: who is meant, who is not.")),
        StepField(
            "decision",
            N_("What is decided with it"),
            N_("What will be decided with the result, by whom, until when."),
        ),
    ),
    Step.COLLECT: (
        StepField("plan", N_("How we collect"), N_("Methods, numbers, period; why these.")),
        StepField("limits", N_("Limits"), N_("Who is not reached, and what that may hide."), required=False),
    ),
    Step.ANALYSE: (
        StepField(
            "findings", N_("What we found"), N_("What words and figures agree on, and where they differ.")
        ),
    ),
    Step.DISTIL: (
        StepField(
            "summary", N_("Needs in short"), N_("What people want to get done or to feel, in their words.")
        ),
    ),
    Step.STRATEGY: (
        StepField("decided", N_("What was decided"), N_("Which needs we answer first, and which we leave.")),
    ),
}


class StepState(StrEnum):
    EMPTY = "empty"
    BEGUN = "begun"
    DONE = "done"


STEP_STATE_LABELS = {
    StepState.EMPTY: N_("Not begun"),
    StepState.BEGUN: N_("Begun"),
    StepState.DONE: N_("Completed"),
}


class MaterialKind(StrEnum):
    FOCUS_GROUP = "focus_group"
    INTERVIEW = "interview"
    COMPLAINT = "complaint"
    OPEN_ANSWER = "open_answer"
    NOTES = "notes"


MATERIAL_LABELS = {
    MaterialKind.FOCUS_GROUP: N_("Focus group"),
    MaterialKind.INTERVIEW: N_("Depth interview"),
    MaterialKind.COMPLAINT: N_("Complaints"),
    MaterialKind.OPEN_ANSWER: N_("Open answers"),
    MaterialKind.NOTES: N_("Notes"),
}


class Kano(StrEnum):
    """Kano's classes of what an offer is to people (Kano and others 1984)."""

    BASIC = "basic"
    EXPECTED = "expected"
    EXCITEMENT = "excitement"
    INDIFFERENT = "indifferent"
    REVERSE = "reverse"


KANO_LABELS = {
    Kano.BASIC: N_("Basic"),
    Kano.EXPECTED: N_("Expected"),
    Kano.EXCITEMENT: N_("Excitement"),
    Kano.INDIFFERENT: N_("Indifferent"),
    Kano.REVERSE: N_("Reverse"),
}


class Factor(StrEnum):
    PERSONAL = "personal"
    SOCIAL = "social"
    ECONOMIC = "economic"
    TECHNOLOGICAL = "technological"


FACTOR_LABELS = {
    Factor.PERSONAL: N_("Personal"),
    Factor.SOCIAL: N_("Social"),
    Factor.ECONOMIC: N_("Economic"),
    Factor.TECHNOLOGICAL: N_("Technological"),
}


class Nature(StrEnum):
    FUNCTIONAL = "functional"
    EMOTIONAL = "emotional"


NATURE_LABELS = {Nature.FUNCTIONAL: N_("Functional"), Nature.EMOTIONAL: N_("Emotional")}


class Confidence(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


CONFIDENCE_LABELS = {
    Confidence.LOW: N_("Little sure"),
    Confidence.MEDIUM: N_("Fairly sure"),
    Confidence.HIGH: N_("Very sure"),
}


class ChangeKind(StrEnum):
    """What a need caused: upper floors keep cases and initiatives, so a change is named by its number."""

    INITIATIVE = "initiative"
    CASE = "case"
    PRODUCT_VERSION = "product_version"
    SERVICE = "service"


CHANGE_LABELS = {
    ChangeKind.INITIATIVE: N_("Initiative"),
    ChangeKind.CASE: N_("Case"),
    ChangeKind.PRODUCT_VERSION: N_("Product version"),
    ChangeKind.SERVICE: N_("Change of service"),
}


class ChangeState(StrEnum):
    PROPOSED = "proposed"
    DECIDED = "decided"
    LIVE = "live"
    DROPPED = "dropped"


CHANGE_STATE_LABELS = {
    ChangeState.PROPOSED: N_("Proposed"),
    ChangeState.DECIDED: N_("Decided"),
    ChangeState.LIVE: N_("Carried out"),
    ChangeState.DROPPED: N_("Dropped"),
}


# The classes by the letters that the analysis of Kano's pairs gives, and Q for answers that contradict themselves.
KANO_LETTERS = {
    "M": KANO_LABELS[Kano.BASIC],
    "O": KANO_LABELS[Kano.EXPECTED],
    "A": KANO_LABELS[Kano.EXCITEMENT],
    "I": KANO_LABELS[Kano.INDIFFERENT],
    "R": KANO_LABELS[Kano.REVERSE],
    "Q": N_("Contradictory"),
}


@dataclass(frozen=True)
class Gap:
    """Something that a step still lacks: a sentence with its values."""

    words: str
    values: tuple[tuple[str, object], ...] = ()
