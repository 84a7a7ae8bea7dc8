"""What can be asked of the answers to a study, and what comes back: plain data that a page or a report puts into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from hearten.domains.surveys.questionnaire import Item, ItemKind, Words
from hearten.domains.surveys.selectors.columns import ResponseColumns
from hearten.engines.psychometrics.descriptives import Difference, Estimate, NetPromoter
from hearten.engines.psychometrics.kano import KanoFeature
from hearten.kernel.text import N_


class Weighting(StrEnum):
    """Whom an answer stands for."""

    NONE = "none"  # for itself
    SAMPLE = "sample"  # for all who could have been drawn in its place
    POPULATION = "population"  # fitted to the people of the frame by age, sex and so on


WEIGHTING_LABELS = {
    Weighting.NONE: N_("Each answer counts once"),
    Weighting.SAMPLE: N_("Weighted by the chance of being asked"),
    Weighting.POPULATION: N_("Weighted to all customers of the frame"),
}


class Flagged(StrEnum):
    """What becomes of doubtful answers."""

    ALL = "all"
    WITHOUT_SET_ASIDE = "without_set_aside"
    WITHOUT_FLAGGED = "without_flagged"


FLAGGED_LABELS = {
    Flagged.ALL: N_("All answers"),
    Flagged.WITHOUT_SET_ASIDE: N_("Without answers set aside"),
    Flagged.WITHOUT_FLAGGED: N_("Without any flagged answer"),
}


# The dimensions of service quality (Parasuraman, Zeithaml and Berry 1988).
DIMENSION_WORDS = {
    "tangibles": Words("有形性", "Tangibles"),
    "reliability": Words("可靠性", "Reliability"),
    "responsiveness": Words("响应性", "Responsiveness"),
    "assurance": Words("专业水平", "Assurance"),
    "empathy": Words("关怀", "Empathy"),
}
# A dimension as a driver: the mean of what was perceived of it.
DIMENSION_KEY = "dimension:"


class TooFew(StrEnum):
    """Why a figure is not given."""

    HIDDEN = "hidden"  # fewer people than may be shown
    UNANSWERABLE = "unanswerable"  # the answers can't carry it: too few, or all the same


@dataclass(frozen=True)
class Question:
    """Which answers to look at, and how. `groups` keeps those with the given value (`{"sex": "female"}`)."""

    study_id: UUID | None = None
    survey_code: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    weighting: Weighting = Weighting.SAMPLE
    flagged: Flagged = Flagged.WITHOUT_SET_ASIDE
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StudyFrame:
    """The answers of one question, after filters: what all analyses of a page share.

    `hidden`: somebody answered, but the filters leave so few (or all but so few) that no figure may leave; the columns are
    empty then. `same_either_way`: so few answers are doubtful that with and without them must look the same.
    """

    question: Question
    columns: ResponseColumns
    weights: NDArray[np.float64]
    received: int
    flagged: int
    set_aside: int
    hidden: bool = False
    same_either_way: bool = False

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def items(self) -> tuple[Item, ...]:
        return self.columns.survey.items


@dataclass(frozen=True)
class Step:
    """One possible answer: its share, and how many; both None where too few gave it to be shown."""

    code: str
    label: Words
    number: float | None
    share: float | None
    count: int | None


@dataclass(frozen=True)
class Line:
    """One field of a question: its steps, mean, median and the shares at both ends with their intervals.

    `hidden` is the share of all steps together that are too small to be shown one by one.
    """

    key: str
    label: Words
    n: int
    missing: int
    cannot_say: int
    steps: tuple[Step, ...] = ()
    hidden: float = 0.0
    mean: Estimate | None = None
    median: float | None = None
    sd: float | None = None
    top: Estimate | None = None
    bottom: Estimate | None = None
    nps: NetPromoter | None = None


@dataclass(frozen=True)
class QuestionResult:
    """One question with its lines; `seconds` is the median time people took for it."""

    item: Item
    lines: tuple[Line, ...]
    seconds: float | None
    too_few: TooFew | None = None

    @property
    def kind(self) -> ItemKind:
        return self.item.kind


@dataclass(frozen=True)
class Driver:
    """One driver of an outcome: its share of what is explained, with interval, its own mean (0–100), and where it stands."""

    key: str
    label: Words
    share: float
    low: float
    high: float
    coefficient: float
    johnson: float
    performance: float
    quadrant: str


@dataclass(frozen=True)
class DriverAnalysis:
    """Drivers, strongest first."""

    outcome: str
    outcome_label: Words
    n: int
    left_out: int
    r_squared: float
    drivers: tuple[Driver, ...]
    importance_cut: float
    performance_cut: float


@dataclass(frozen=True)
class Feature:
    """One feature of a Kano question and its figures; `shares` by category, None where too few stand behind one."""

    key: str
    label: Words
    result: KanoFeature
    shares: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupResult:
    """One group of a comparison; hidden when too few people stand behind it."""

    key: str
    n: int | None
    estimate: Estimate | None
    adjusted: float | None = None
    stars: int | None = None
    p: float | None = None
    differs: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Comparison:
    """One figure over groups: a test over all of them, and each group against the mean of all (Holm at 5 %)."""

    key: str
    label: Words
    by: str
    groups: tuple[GroupResult, ...]
    test_p: float | None
    adjusters: Sequence[str] = ()
    reliability: float | None = None


@dataclass(frozen=True)
class Change:
    """The same figure before and after a day, or in two waves."""

    before: Estimate
    after: Estimate
    difference: Difference


class Weight(StrEnum):
    """How much a finding matters for what to do next."""

    ACT = "act"
    KEEP = "keep"
    KNOW = "know"


WEIGHT_LABELS = {
    Weight.ACT: N_("To act on"),
    Weight.KEEP: N_("To keep up"),
    Weight.KNOW: N_("Good to know"),
}


@dataclass(frozen=True)
class Finding:
    """One sentence about the answers with its figures. `sentence` is translated and filled with `facts` at the page;
    facts that are `Words` are put in the reader's language. The larger `rank`, the earlier it stands.
    """

    code: str
    weight: Weight
    sentence: str
    facts: Mapping[str, object]
    rank: float
    uncertain: bool = False
