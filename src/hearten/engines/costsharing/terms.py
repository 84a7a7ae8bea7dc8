"""What a plan that pays bills says, as values: categories, liability groups, deductibles, limits, rates, networks.

Amounts are minor units, rates basis points; a limit of None does not limit. `Said` is where the contract says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hearten.engines.costsharing.reading import Said


class ParamDate(StrEnum):
    """Which day of an expense picks the rules and the policy year."""

    SERVICE = "service"
    ADMISSION = "admission"
    DISCHARGE = "discharge"


class Per(StrEnum):
    POLICY_YEAR = "policy_year"
    EVENT = "event"


class DeductiblePosition(StrEnum):
    BEFORE_RATE = "before_rate"
    AFTER_RATE = "after_rate"


class SubLimitPosition(StrEnum):
    BEFORE_DEDUCTIBLE = "before_deductible"
    AFTER_RATE = "after_rate"


class Shared(StrEnum):
    """Who uses an amount up: each insured person, the family together, or each person within the family's amount."""

    PERSON = "person"
    FAMILY = "family"
    EMBEDDED = "embedded"


class Unit(StrEnum):
    """What is counted where a number of times is limited."""

    DAY = "day"
    VISIT = "visit"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Waiting:
    illness_days: int
    accident_days: int
    said: Said


@dataclass(frozen=True, slots=True)
class Subtraction:
    """Whether an amount paid by someone else is taken off before the policy's own steps."""

    subtract: bool
    said: Said


@dataclass(frozen=True, slots=True)
class Times:
    """At most so many days, visits or events of a policy year count."""

    most: int
    of: Unit


@dataclass(frozen=True, slots=True)
class TierRates:
    """What one tier of the network pays of a kind of expense."""

    covered: bool
    rate_settled: int = 0
    rate_unsettled: int = 0


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of expense. Rates are basis points; a limit of None does not limit.

    `rated` is whether the rates stand here; else bands or the liability group give them.
    """

    code: str
    said: Said
    covered: bool
    covers_out_of_catalogue: bool = False
    covers_class_self_paid: bool = False
    sub_limit: int | None = None
    daily_limit: int | None = None
    rate_settled: int = 0
    rate_unsettled: int = 0
    rated: bool = True
    deductible_applies: bool = True
    visit_limit: int | None = None
    event_limit: int | None = None
    times: Times | None = None
    copay: int = 0
    bands: str | None = None
    group: str | None = None
    overflow_group: str | None = None
    out_of_catalogue_group: str | None = None
    causes: tuple[str, ...] = ()
    within_days: int | None = None
    after_expiry_days: int = 0
    referral_required: bool = False
    listed_hospitals_only: bool = False
    counts_to_maximum: bool = True
    tiers: tuple[tuple[str, TierRates], ...] = ()


@dataclass(frozen=True, slots=True)
class Deductible:
    """`amount` is the person's, or the family's where it is shared whole; `family_amount` only where it is embedded.

    `counts_social` and `counts_other`: what 医保 or another insurer paid uses the deductible up as well.
    """

    amount: int
    per: Per
    position: DeductiblePosition
    said: Said
    shared: Shared = Shared.PERSON
    family_amount: int | None = None
    counts_social: bool = False
    counts_other: bool = False


@dataclass(frozen=True, slots=True)
class AnnualLimit:
    amount: int
    said: Said
    shared: Shared = Shared.PERSON


@dataclass(frozen=True, slots=True)
class Maximum:
    """The most that a person, or a family, bears in a policy year as deductible, copay and share of the rate."""

    amount: int
    said: Said
    shared: Shared = Shared.PERSON
    family_amount: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """Rates of the part of a cumulated amount up to `up_to`; None is without end."""

    up_to: int | None
    rate_settled: int
    rate_unsettled: int


@dataclass(frozen=True, slots=True)
class BandTable:
    """Marginal rates 分段: each part of the amount cumulated over an event or a policy year at its own band's rate."""

    code: str
    over: Per
    rows: tuple[Band, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Group:
    """A liability 责任 with its own accumulators: deductible, limit and rates of its own where it states them.

    A category's `overflow_group` takes what is above the limit of its group, and takes nothing else.
    """

    code: str
    said: Said
    limit: int | None = None
    deductible: int = 0
    deductible_position: DeductiblePosition = DeductiblePosition.BEFORE_RATE
    rates: tuple[int, int] | None = None
    pre_existing_factor: int | None = None


@dataclass(frozen=True, slots=True)
class PreExisting:
    """Rates of a condition that was there before the cover are multiplied by this."""

    factor: int
    said: Said


@dataclass(frozen=True, slots=True)
class Network:
    """Tiers of hospitals, best first; the place in `tiers` is the code in the column. An emergency counts as `emergency`."""

    tiers: tuple[str, ...]
    emergency: str
    said: Said


@dataclass(frozen=True, eq=False)
class Rules:
    """The indemnity rules of one plan with the choices made at purchase."""

    param_date: ParamDate
    waiting: Waiting
    social_insurance: Subtraction
    other_cover: Subtraction
    categories: tuple[Category, ...]
    deductible: Deductible | None
    sub_limit_position: SubLimitPosition
    annual_limit: AnnualLimit | None
    event_deductible: Deductible | None = None
    out_of_pocket_maximum: Maximum | None = None
    lifetime_limit: AnnualLimit | None = None
    bands: Mapping[str, BandTable] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    pre_existing: PreExisting | None = None
    network: Network | None = None

    @property
    def category_names(self) -> tuple[str, ...]:
        return tuple(category.code for category in self.categories)

    def category(self, code: str) -> Category | None:
        """The rules for a kind of expense; None when the plan does not speak of it."""
        return next((category for category in self.categories if category.code == code), None)

    @property
    def year_deductible(self) -> Deductible | None:
        """The deductible of the policy year."""
        rule = self.deductible
        return rule if rule is not None and rule.per is Per.POLICY_YEAR else None

    @property
    def incident_deductible(self) -> Deductible | None:
        """The deductible of each event: alone, or beside that of the policy year."""
        rule = self.deductible
        return rule if rule is not None and rule.per is Per.EVENT else self.event_deductible
