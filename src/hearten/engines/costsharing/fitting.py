"""Do the parts of a plan's rules fit together? Each entry is right by itself; here one is held against another."""

from __future__ import annotations

from collections.abc import Iterator

from hearten.engines.costsharing.terms import Category, Per, Rules
from hearten.kernel.money import BASIS_POINTS
from hearten.kernel.text import N_

# The place below the section, what is wrong there, and how to mend it.
Mismatch = tuple[str, str, str]


def mismatches(rules: Rules) -> Iterator[Mismatch]:
    """What in `rules` contradicts something else in them."""
    yield from _names(rules)
    yield from _overflows(rules)
    for category in rules.categories:
        if category.covered:
            yield from _category(rules, category)
    yield from _factors(rules)
    if rules.event_deductible and rules.deductible and rules.deductible.per is Per.EVENT:
        yield (
            "event_deductible",
            N_("There is a deductible per event already."),
            N_("Keep one of them, or make the other one per policy_year."),
        )


def _names(rules: Rules) -> Iterator[Mismatch]:
    for category in rules.categories:
        at = f"categories.{category.code}"
        if category.bands is not None and category.bands not in rules.bands:
            yield f"{at}.bands", N_("There are no bands of this name."), N_("Write them under bands.")
        for place in ("group", "overflow_group", "out_of_catalogue_group"):
            if getattr(category, place) not in {None, *rules.groups}:
                yield f"{at}.{place}", N_("There is no group of this name."), N_("Write it under groups.")


def _overflows(rules: Rules) -> Iterator[Mismatch]:
    direct = {name for c in rules.categories for name in (c.group, c.out_of_catalogue_group)}
    for category in rules.categories:
        target = rules.groups.get(category.overflow_group or "")
        if target is None:
            continue
        at = f"categories.{category.code}.overflow_group"
        if target.code in direct or target.deductible or target.rates:
            yield (
                at,
                N_("A group that takes what is above another's limit can have nothing but a limit."),
                N_("Give it no category, no deductible and no rates."),
            )
        own = rules.groups.get(category.group or "")
        if own is None or own.limit is None:
            yield at, N_("Without a limit nothing overflows."), N_("Give the category a group with a limit.")


def _category(rules: Rules, category: Category) -> Iterator[Mismatch]:
    at = f"categories.{category.code}"
    own = rules.groups.get(category.group or "")
    if category.bands is not None and category.tiers:
        yield (
            f"{at}.tiers",
            N_("Bands and rates by tier can't both give the rate."),
            N_("Keep one of them."),
        )
    ways = category.rated + (category.bands is not None) + (own is not None and own.rates is not None)
    if ways != 1:
        yield (
            f"{at}.rate_settled",
            N_("The rate must be given once: here, by bands or by the group."),
            N_("Keep one of them."),
        )
    if category.out_of_catalogue_group is not None:
        if not category.covers_out_of_catalogue:
            yield (
                f"{at}.out_of_catalogue_group",
                N_("Expense outside the catalogue is not covered here."),
                N_("Write covers_out_of_catalogue: true, or remove the group."),
            )
        outside = rules.groups.get(category.out_of_catalogue_group)
        if outside is not None and outside.rates is None:
            yield (
                f"groups.{outside.code}.rate_settled",
                N_("This entry is missing."),
                N_("Give a group for expense outside the catalogue rates of its own."),
            )


def _factors(rules: Rules) -> Iterator[Mismatch]:
    """A rate times a factor must again be a whole number of basis points, or it would be rounded twice."""
    for place, rate, factor in _products(rules):
        if factor is not None and rate * factor % BASIS_POINTS:
            yield (
                place,
                N_("The rate times the factor is not a whole number of hundredths of a percent."),
                N_("Choose a factor, such as 50%, that gives one."),
            )


def _products(rules: Rules) -> Iterator[tuple[str, int, int | None]]:
    usual = rules.pre_existing.factor if rules.pre_existing else None
    for category in rules.categories:
        group = rules.groups.get(category.group or "")
        factor = usual if group is None or group.pre_existing_factor is None else group.pre_existing_factor
        rates = [category.rate_settled, category.rate_unsettled]
        rates += [rate for _, tier in category.tiers for rate in (tier.rate_settled, tier.rate_unsettled)]
        if (table := rules.bands.get(category.bands or "")) is not None:
            rows = table.rows
            rates += [rate for row in rows for rate in (row.rate_settled, row.rate_unsettled)]
        for rate in rates:
            yield f"categories.{category.code}", rate, factor
    for group in rules.groups.values():
        factor = usual if group.pre_existing_factor is None else group.pre_existing_factor
        for rate in group.rates or ():
            yield f"groups.{group.code}", rate, factor
