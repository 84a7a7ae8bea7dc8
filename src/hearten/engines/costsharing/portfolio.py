"""The rules of several plans as tables that columns of lines are looked up in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.reading import Said
from hearten.engines.costsharing.rules import Category, DeductiblePosition, Per, Rules, SubLimitPosition
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# A cap that no running sum of a policy year reaches (the engine refuses sums from here on).
NO_CAP = 2**62
_UNKNOWN = Category(code="", said=Said(), covered=False)


@dataclass(frozen=True, slots=True)
class Switch:
    """A yes/no of each plan, or of each plan and category, that knows when it is the same everywhere."""

    table: Ints
    always: bool
    never: bool

    @staticmethod
    def of(values: Sequence[bool]) -> Switch:
        return Switch(np.array(values, np.int64), all(values), not any(values))

    def part(self, amount: Ints, key: NDArray[np.intp]) -> Ints | None:
        """`amount` where the switch is on; None when it is on nowhere."""
        if self.never:
            return None
        return amount if self.always else amount * self.table.take(key)


@dataclass(frozen=True, slots=True)
class BucketCaps:
    """A cap by plan, or by plan and category, and where it does anything."""

    caps: Ints
    picks: Flags

    @staticmethod
    def of(caps: Ints | None, without: int) -> BucketCaps | None:
        """None when every cap is `without`, the value that does nothing."""
        return None if caps is None else BucketCaps(caps, caps != without)


@dataclass(frozen=True, eq=False)
class Portfolio:
    """Tables by plan, or by plan × (category + 1) in one row after the other; caps that limit nowhere are None."""

    rules: tuple[Rules, ...]
    names: tuple[str, ...]
    width: int
    waiting_days: NDArray[np.int32]
    stops: Flags
    without_catalogue: Switch
    without_class: Switch
    without_fund: Switch
    without_other: Switch
    beyond_expense: Flags | None
    bears_deductible: Switch
    rates: Ints
    daily: BucketCaps | None
    sub_before: BucketCaps | None
    sub_after: BucketCaps | None
    year_before: Ints | None
    year_after: Ints | None
    event_before: BucketCaps | None
    event_after: BucketCaps | None
    annual: Ints | None

    @property
    def codes(self) -> dict[str, int]:
        return {name: code for code, name in enumerate(self.names)}

    def category(self, plan: int, code: int) -> Category | None:
        """The rules of a plan for a category code; None when the plan does not speak of it."""
        return self.rules[plan].category(self.names[code]) if code >= 0 else None


def category_codes(rules: Sequence[Rules]) -> dict[str, int]:
    """The code of each kind of expense that `rules` know, in the order they are first named."""
    return portfolio_of(tuple(rules)).codes


@lru_cache(maxsize=256)
def portfolio_of(rules: tuple[Rules, ...]) -> Portfolio:
    """Tables for these plans; made once for each combination."""
    if not rules:
        raise Invalid(
            N_("There are no rules to decide by."),
            field="rules",
            hint=N_("Give the rules of at least one plan."),
        )
    for place, plan in enumerate(rules):
        if not isinstance(plan, Rules):
            raise Invalid(
                N_("These rules are not for expenses."),
                field=f"rules[{place}]",
                hint=N_("Use decide for a plan whose benefits look at no bill."),
            )
    names = tuple(dict.fromkeys(name for plan in rules for name in plan.category_names))
    grid = [
        _UNKNOWN if c is None else c
        for plan in rules
        for c in (None, *(plan.category(name) for name in names))
    ]
    plan_of = [plan for plan in rules for _ in range(len(names) + 1)]
    before = [plan.sub_limit_position is SubLimitPosition.BEFORE_DEDUCTIBLE for plan in plan_of]
    return Portfolio(
        rules=rules,
        names=names,
        width=len(names) + 1,
        waiting_days=np.array(
            [d for p in rules for d in (p.waiting.illness_days, p.waiting.accident_days)], np.int32
        ),
        stops=np.array([not c.covered for c in grid]),
        without_catalogue=Switch.of([not c.covers_out_of_catalogue for c in grid]),
        without_class=Switch.of([not c.covers_class_self_paid for c in grid]),
        without_fund=Switch.of([plan.social_insurance.subtract for plan in rules]),
        without_other=Switch.of([plan.other_cover.subtract for plan in rules]),
        beyond_expense=_somewhere(
            [not (p.social_insurance.subtract and p.other_cover.subtract) for p in rules]
        ),
        bears_deductible=Switch.of([c.deductible_applies for c in grid]),
        rates=np.array([rate for c in grid for rate in (c.rate_unsettled, c.rate_settled)], np.int64),
        daily=BucketCaps.of(_limits([c.daily_limit for c in grid]), without=NO_CAP),
        sub_before=BucketCaps.of(
            _limits([c.sub_limit if b else None for c, b in zip(grid, before, strict=True)]), without=NO_CAP
        ),
        sub_after=BucketCaps.of(
            _limits([None if b else c.sub_limit for c, b in zip(grid, before, strict=True)]), without=NO_CAP
        ),
        year_before=_deductibles(rules, Per.POLICY_YEAR, DeductiblePosition.BEFORE_RATE),
        year_after=_deductibles(rules, Per.POLICY_YEAR, DeductiblePosition.AFTER_RATE),
        event_before=BucketCaps.of(_deductibles(rules, Per.EVENT, DeductiblePosition.BEFORE_RATE), without=0),
        event_after=BucketCaps.of(_deductibles(rules, Per.EVENT, DeductiblePosition.AFTER_RATE), without=0),
        annual=_limits([plan.annual_limit.amount if plan.annual_limit else None for plan in rules]),
    )


def _somewhere(values: Sequence[bool]) -> Flags | None:
    return np.array(values) if any(values) else None


def _limits(caps: Sequence[int | None]) -> Ints | None:
    if all(cap is None for cap in caps):
        return None
    return np.array([NO_CAP if cap is None else cap for cap in caps], np.int64)


def _deductibles(rules: Sequence[Rules], per: Per, position: DeductiblePosition) -> Ints | None:
    matches: Callable[[Rules], bool] = lambda plan: (  # noqa: E731 -- read once, just below
        plan.deductible is not None and plan.deductible.per is per and plan.deductible.position is position
    )
    amounts = [plan.deductible.amount if plan.deductible and matches(plan) else 0 for plan in rules]
    return np.array(amounts, np.int64) if any(amounts) else None
