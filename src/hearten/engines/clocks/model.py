"""What is a clock? From which event, to which event, how long, when it stands still, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Text = Mapping[str, str]


class Unit(StrEnum):
    DAYS = "days"
    HOURS = "hours"


class Counting(StrEnum):
    """Every day (or hour) counts, or those of business only."""

    CALENDAR = "calendar"
    BUSINESS = "business"


class Origin(StrEnum):
    """Who set the clock: the law, the insurer for all, the insurer for one product."""

    LAW = "law"
    PROMISE = "promise"
    PRODUCT = "product"


class Severity(StrEnum):
    NOTICE = "notice"
    SERIOUS = "serious"
    GRAVE = "grave"


class ClockState(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    ENDED = "ended"  # what was to be done in time need not be done any more: the claim was withdrawn


@dataclass(frozen=True)
class Source:
    """Where a clock comes from, so that anybody can look it up, and how we read it."""

    origin: Origin
    law: str = ""
    article: str = ""
    reading: str = ""


@dataclass(frozen=True)
class Pause:
    """From one of `begins` to one of `ends` the clock stands still."""

    begins: frozenset[str]
    ends: frozenset[str]


@dataclass(frozen=True)
class Warn:
    """When to warn: after a share of the time (basis points), and so many seconds before the end."""

    after_bp: tuple[int, ...] = ()
    before_s: tuple[int, ...] = ()


@dataclass(frozen=True)
class Compensation:
    """What a member gets for a broken clock: interest on what is owed, and a fixed sum."""

    interest: bool = False
    fixed_minor: int = 0


@dataclass(frozen=True)
class Clock:
    """One clock. `at_most` is set instead of `length` where the law counts acts, not days (one request for papers)."""

    code: str
    label: Text
    about: str
    source: Source
    starts: frozenset[str]
    stops: frozenset[str]
    ends: frozenset[str] = frozenset()
    length: int = 0
    unit: Unit = Unit.DAYS
    counting: Counting = Counting.CALENDAR
    last_day_moves: bool = False
    at_most: int = 0
    counts: frozenset[str] = frozenset()
    pauses: tuple[Pause, ...] = ()
    warn: Warn = Warn()
    escalate_to: str = "manager"
    severity: Severity = Severity.SERIOUS
    only_to_minor: int | None = None
    products: frozenset[str] = frozenset()
    tell_member: bool = False
    compensation: Compensation | None = None

    @property
    def is_law(self) -> bool:
        return self.source.origin is Origin.LAW

    @property
    def whole_days(self) -> bool:
        """Days begin to count on the day after the event and end at 24:00; hours run from the moment itself."""
        return self.unit is Unit.DAYS

    def applies_to(self, product: str, claimed_minor: int) -> bool:
        """Whether the clock runs for a claim of this product and amount."""
        if self.products and product not in self.products:
            return False
        return self.only_to_minor is None or claimed_minor <= self.only_to_minor
