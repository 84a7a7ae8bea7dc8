"""What the index of service quality is made of: dimensions, indicators, groups, and how experts are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hearten.base.ledger.types import register_kind
from hearten.kernel.text import N_

TARGET_SET = register_kind("quality.target_set", N_("Target of an indicator set"))
PEER_ENTERED = register_kind("quality.peers_entered", N_("Figures of other insurers entered"))
ROUND_OPENED = register_kind("quality.round_opened", N_("Experts asked"))
ROUND_CLOSED = register_kind("quality.round_closed", N_("Round of experts closed"))
SCORES_GIVEN = register_kind("quality.scores_given", N_("Expert's judgement handed in"))
WEIGHTS_CHOSEN = register_kind("quality.weights_chosen", N_("Weights of the index chosen"))

LOWEST_SCORE, HIGHEST_SCORE = 1, 10


class Aspect(StrEnum):
    """The five dimensions of service quality (Parasuraman, Zeithaml and Berry 1988)."""

    TANGIBLES = "tangibles"
    RELIABILITY = "reliability"
    RESPONSIVENESS = "responsiveness"
    ASSURANCE = "assurance"
    EMPATHY = "empathy"


class SourceKind(StrEnum):
    RECORD = "record"
    SURVEY = "survey"
    EXPERT = "expert"


SOURCE_LABELS = {
    SourceKind.RECORD: N_("Measured from our own records"),
    SourceKind.SURVEY: N_("Measured by survey"),
    SourceKind.EXPERT: N_("Measured by experts' scores"),
}


class Measuring(StrEnum):
    """How the rows behind an indicator become its figure."""

    SHARE = "share"
    PER_THOUSAND = "per_thousand"
    MEAN = "mean"
    MEDIAN = "median"
    COUNTED = "counted"  # all there is, not a sample: it has no interval
    SCORED = "scored"


class Unit(StrEnum):
    SHARE = "share"
    PER_THOUSAND = "per_thousand"
    DAYS = "days"
    HOURS = "hours"
    SCALE_7 = "scale_7"
    SCALE_10 = "scale_10"


UNIT_LABELS = {
    Unit.SHARE: N_("per cent"),
    Unit.PER_THOUSAND: N_("for each 1,000 policies"),
    Unit.DAYS: N_("days"),
    Unit.HOURS: N_("hours"),
    Unit.SCALE_7: N_("on a scale from 1 to 7"),
    Unit.SCALE_10: N_("on a scale from 1 to 10"),
}


class Grouping(StrEnum):
    """By what a figure is cut; WHOLE is not cut at all."""

    WHOLE = ""
    PRODUCT = "product"
    CHANNEL = "channel"
    REGION = "region"


GROUPING_LABELS = {
    Grouping.WHOLE: N_("Over all"),
    Grouping.PRODUCT: N_("Product"),
    Grouping.CHANNEL: N_("Channel"),
    Grouping.REGION: N_("Region"),
}


class Standing(StrEnum):
    """Where a figure stands against its target and its floor."""

    MET = "met"
    SURELY_MET = "surely_met"
    BETWEEN = "between"
    POOR = "poor"
    UNKNOWN = "unknown"


STANDING_LABELS = {
    Standing.SURELY_MET: N_("Target met, surely"),
    Standing.MET: N_("Target met, may be chance"),
    Standing.BETWEEN: N_("Short of the target"),
    Standing.POOR: N_("At or below the floor"),
    Standing.UNKNOWN: N_("Not measured"),
}


class RoundKind(StrEnum):
    SCORES = "scores"
    WEIGHTS = "weights"


ROUND_LABELS = {
    RoundKind.SCORES: N_("Score what no record measures"),
    RoundKind.WEIGHTS: N_("Say what matters more (pairs)"),
}


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Weighing(StrEnum):
    EQUAL = "equal"
    EXPERTS = "experts"


WEIGHING_LABELS = {
    Weighing.EQUAL: N_("All dimensions alike"),
    Weighing.EXPERTS: N_("Weighed by experts' pairwise comparisons"),
}


@dataclass(frozen=True)
class Text:
    zh: str
    en: str

    def in_language(self, language: str | None) -> str:
        return self.en if (language or "").startswith("en") else self.zh


@dataclass(frozen=True)
class Indicator:
    """One figure of the index. `floor` is worth 0 points, `target` 100; which is larger says which way is better.

    `window` is how many months, the measured one included, a figure is counted over. `causes` are root causes of cases
    that speak of the same thing.
    """

    code: str
    aspect: Aspect
    name: Text
    about: Text
    measured_by: Text
    unit: Unit
    measuring: Measuring
    source: SourceKind
    target: float
    floor: float
    weight: float
    window: int
    causes: tuple[str, ...] = ()

    @property
    def higher_is_better(self) -> bool:
        return self.target > self.floor


@dataclass(frozen=True)
class IndexBook:
    """The index as documents/index.yaml states it: names of the dimensions and the fifteen indicators in their order."""

    version: int
    aspects: dict[Aspect, Text]
    indicators: tuple[Indicator, ...]

    def of(self, aspect: Aspect) -> tuple[Indicator, ...]:
        return tuple(row for row in self.indicators if row.aspect is aspect)

    def find(self, code: str) -> Indicator | None:
        return next((row for row in self.indicators if row.code == code), None)


@dataclass(frozen=True)
class Figure:
    """One measured figure of one group in one month. A hidden one says nothing else."""

    month: date
    grouping: Grouping
    key: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    upper_tenth: float | None = None  # of times: one in ten takes longer
    hidden: bool = False
