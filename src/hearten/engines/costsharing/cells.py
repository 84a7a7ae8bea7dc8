"""What do the rules of one plan say of one kind of expense, at one tier of the network, for one part of the bill?

A bill has two parts where the product counts expense outside the catalogue in a liability group of its own: part 0 is
what is in the catalogue, part 1 what is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hearten.engines.costsharing.buckets import Bucket
from hearten.engines.costsharing.reasons import Stop
from hearten.engines.costsharing.terms import (
    Category,
    DeductiblePosition,
    Group,
    Per,
    Rules,
    Shared,
    SubLimitPosition,
    Unit,
)
from hearten.kernel.money import BASIS_POINTS

NO_DAYS = 2**22
_CAUSES = {"illness": 1, "accident": 2}
_COUNTERS = {Unit.DAY: Bucket.DAYS, Unit.VISIT: Bucket.VISITS, Unit.EVENT: Bucket.EVENTS}


class CapTerm(NamedTuple):
    """A cap in a cell, and the category, group or band table whose bucket it is."""

    amount: int
    code: str = ""


# A step before the rate (False) or after it (True) of one bucket.
Place = tuple[Bucket, bool]


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the rules. `rates` are unsettled, settled, and the same two for a condition that was there before."""

    stop: Stop = Stop.NONE
    causes: int = 3
    within_days: int = NO_DAYS
    after_expiry_days: int = 0
    needs_referral: bool = False
    needs_listing: bool = False
    less_catalogue: bool = False
    less_class: bool = False
    less_fund: bool = False
    less_other: bool = False
    splits: bool = False
    second_part: bool = False
    credits_social: bool = False
    credits_other: bool = False
    rates: tuple[int, int, int, int] = (0, 0, 0, 0)
    bands: str | None = None
    factor: int = BASIS_POINTS
    caps: dict[Place, CapTerm] = field(default_factory=dict)


def cells_of(rules: Sequence[Rules], names: Sequence[str], tiers: int, parts: int) -> Iterator[Cell]:
    """All cells in the order of plan, tier, part and category, the first category being one that no plan knows."""
    for plan in rules:
        for tier in range(tiers):
            for part in range(parts):
                for name in ("", *names):
                    category = plan.category(name)
                    yield _cell(plan, category, tier, part)


def _cell(plan: Rules, category: Category | None, tier: int, part: int) -> Cell:
    if category is None or not category.covered:
        return Cell(stop=Stop.NOT_COVERED, causes=3)
    if part and category.out_of_catalogue_group is None:
        return Cell(stop=Stop.NOT_COVERED)
    rates = _tier_rates(plan, category, tier)
    if rates is None:
        return Cell(stop=Stop.OUTSIDE_NETWORK)
    group = plan.groups.get((category.out_of_catalogue_group if part else category.group) or "")
    if group is not None and group.rates is not None:
        rates = group.rates
    factor = _factor(plan, group)
    settled, unsettled = rates
    splits = category.out_of_catalogue_group is not None
    year = plan.year_deductible
    return Cell(
        causes=sum(_CAUSES[cause] for cause in category.causes) or 3,
        within_days=NO_DAYS if category.within_days is None else category.within_days,
        after_expiry_days=category.after_expiry_days,
        needs_referral=category.referral_required,
        needs_listing=category.listed_hospitals_only,
        less_catalogue=splits or not category.covers_out_of_catalogue,
        less_class=not category.covers_class_self_paid,
        less_fund=plan.social_insurance.subtract,
        less_other=plan.other_cover.subtract,
        splits=splits and not part,
        second_part=bool(part),
        credits_social=bool(year and year.counts_social and category.deductible_applies and not part),
        credits_other=bool(year and year.counts_other and category.deductible_applies and not part),
        rates=(unsettled, settled, unsettled * factor // BASIS_POINTS, settled * factor // BASIS_POINTS),
        bands=None if part else category.bands,
        factor=factor,
        caps=dict(_caps(plan, category, group, part)),
    )


def _tier_rates(plan: Rules, category: Category, tier: int) -> tuple[int, int] | None:
    """Settled and unsettled rate; None where the tier is not covered. Without a word on a tier, the usual rates hold."""
    if plan.network is not None and tier < len(plan.network.tiers):
        own = dict(category.tiers).get(plan.network.tiers[tier])
        if own is not None:
            return (own.rate_settled, own.rate_unsettled) if own.covered else None
    return category.rate_settled, category.rate_unsettled


def _factor(plan: Rules, group: Group | None) -> int:
    if group is not None and group.pre_existing_factor is not None:
        return group.pre_existing_factor
    return plan.pre_existing.factor if plan.pre_existing else BASIS_POINTS


def _caps(plan: Rules, category: Category, group: Group | None, part: int) -> Iterator[tuple[Place, CapTerm]]:
    yield from _category_caps(plan, category)
    if category.deductible_applies:
        yield from _deductibles(plan, group)
    if category.bands is not None and not part:
        bucket = Bucket.BANDS if plan.bands[category.bands].over is Per.POLICY_YEAR else Bucket.EVENT_BANDS
        yield (bucket, False), CapTerm(0, category.bands)
    maximum = plan.out_of_pocket_maximum
    if maximum is not None and category.counts_to_maximum:
        yield from _shared(
            maximum.shared, maximum.amount, maximum.family_amount, Bucket.OUT_OF_POCKET, Bucket.FAMILY_OUT_OF_POCKET, True
        )  # fmt: skip
    yield from _totals(plan, group, None if part else plan.groups.get(category.overflow_group or ""))


def _category_caps(plan: Rules, category: Category) -> Iterator[tuple[Place, CapTerm]]:
    late = plan.sub_limit_position is SubLimitPosition.AFTER_RATE
    if category.times is not None:
        yield (_COUNTERS[category.times.of], False), CapTerm(category.times.most, category.code)
    for bucket, amount, after in (
        (Bucket.DAILY_LIMIT, category.daily_limit, False),
        (Bucket.VISIT_LIMIT, category.visit_limit, late),
        (Bucket.EVENT_LIMIT, category.event_limit, late),
        (Bucket.SUB_LIMIT, category.sub_limit, late),
    ):
        if amount is not None:
            yield (bucket, after), CapTerm(amount, category.code)
    if category.copay:
        yield (Bucket.COPAY, False), CapTerm(category.copay, category.code)


def _deductibles(plan: Rules, group: Group | None) -> Iterator[tuple[Place, CapTerm]]:
    if group is not None and group.deductible:
        late = group.deductible_position is DeductiblePosition.AFTER_RATE
        yield (Bucket.GROUP_DEDUCTIBLE, late), CapTerm(group.deductible, group.code)
    event, year = plan.incident_deductible, plan.year_deductible
    if event is not None and event.amount:
        yield (
            (Bucket.EVENT_DEDUCTIBLE, event.position is DeductiblePosition.AFTER_RATE),
            CapTerm(event.amount),
        )
    if year is not None and year.amount:
        late = year.position is DeductiblePosition.AFTER_RATE
        yield from _shared(
            year.shared, year.amount, year.family_amount, Bucket.DEDUCTIBLE, Bucket.FAMILY_DEDUCTIBLE, late
        )


def _shared(  # noqa: PLR0917 -- one amount in the words of the rules, and its two buckets
    shared: Shared, amount: int, family_amount: int | None, own: Bucket, family: Bucket, late: bool
) -> Iterator[tuple[Place, CapTerm]]:
    if shared is not Shared.FAMILY:
        yield (own, late), CapTerm(amount)
    if shared is not Shared.PERSON:
        yield (family, late), CapTerm(amount if family_amount is None else family_amount)


def _totals(plan: Rules, group: Group | None, further: Group | None) -> Iterator[tuple[Place, CapTerm]]:
    if group is not None and group.limit is not None:
        yield (Bucket.GROUP_LIMIT, True), CapTerm(group.limit, group.code)
        if further is not None:
            yield (Bucket.OVERFLOW_LIMIT, True), CapTerm(_or_none(further.limit), further.code)
    if plan.lifetime_limit is not None:
        yield (Bucket.LIFETIME_LIMIT, True), CapTerm(plan.lifetime_limit.amount)
    if plan.annual_limit is not None:
        bucket = Bucket.FAMILY_LIMIT if plan.annual_limit.shared is Shared.FAMILY else Bucket.ANNUAL_LIMIT
        yield (bucket, True), CapTerm(plan.annual_limit.amount)


def _or_none(limit: int | None) -> int:
    return NO_CAP if limit is None else limit


# A cap that no running sum of a policy year reaches (the engine refuses sums from here on).
NO_CAP = 2**62
