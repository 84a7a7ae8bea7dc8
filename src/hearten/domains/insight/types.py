"""What a measure answers, cell by cell, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from hearten.kernel.period import Period
from hearten.kernel.text import N_


class Unit(StrEnum):
    """How a value is to be read and shown."""

    POINTS = "points"  # NPS, −100 … 100
    SHARE = "share"  # 0 … 1, shown in per cent
    SCALE_7 = "scale_7"
    DAYS = "days"
    STEPS_PER_DAY = "steps_per_day"
    SHARE_DIFFERENCE = "share_difference"
    TIMES = "times"


UNIT_LABELS = {
    Unit.POINTS: N_("points"),
    Unit.SHARE: N_("per cent"),
    Unit.SCALE_7: N_("on a scale from 1 to 7"),
    Unit.DAYS: N_("days"),
    Unit.STEPS_PER_DAY: N_("steps of satisfaction for each day"),
    Unit.SHARE_DIFFERENCE: N_("percentage points"),
    Unit.TIMES: N_("times"),
}


class Dimension(StrEnum):
    MONTH = "month"
    CHANNEL = "channel"
    PRODUCT = "product"
    STAGE = "stage"
    SURVEY = "survey"


DIMENSION_LABELS = {
    Dimension.MONTH: N_("Month"),
    Dimension.CHANNEL: N_("Channel"),
    Dimension.PRODUCT: N_("Product"),
    Dimension.STAGE: N_("Stage"),
    Dimension.SURVEY: N_("Survey"),
}


class TurnaroundStage(StrEnum):
    DECIDE = "decide"
    PAY = "pay"


TURNAROUND_LABELS = {
    TurnaroundStage.DECIDE: N_("From handing in to decision"),
    TurnaroundStage.PAY: N_("From decision to money"),
}


@dataclass(frozen=True)
class Cell:
    """One figure: for which keys, from how many, how much, how sure. A hidden cell says nothing else."""

    keys: tuple[str, ...]
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    hidden: bool = False

    @property
    def key(self) -> str:
        return self.keys[0] if self.keys else ""


@dataclass(frozen=True)
class Measured:
    """The answer to one question: the figure over all, and over each group that was asked for."""

    name: str
    unit: Unit
    by: tuple[Dimension, ...]
    period: Period | None
    filters: dict[Dimension, str]
    total: Cell
    cells: tuple[Cell, ...] = ()

    @property
    def hidden_cells(self) -> int:
        return sum(cell.hidden for cell in self.cells)


@dataclass(frozen=True)
class AnswerRow:
    """One answer behind a figure, as an analyst may see it: no name, no number of a person."""

    response_id: UUID
    day: str
    survey: str
    channel: str
    product: str
    csat: int | None
    effort: int | None
    nps: int | None
    comment: str


@dataclass(frozen=True)
class Rows:
    """A page of answers, or the word that there are too few to show any."""

    rows: tuple[AnswerRow, ...]
    count: int | None
    hidden: bool = False
    filters: dict[Dimension, str] = field(default_factory=dict)
