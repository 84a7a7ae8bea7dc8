"""The rules of several plans as tables that columns of lines are looked up in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.buckets import Coded
from hearten.engines.costsharing.cells import NO_CAP, Cell, cells_of
from hearten.engines.costsharing.program import Step, steps_of
from hearten.engines.costsharing.terms import Category, Rules
from hearten.kernel.errors import Invalid
from hearten.kernel.money import BASIS_POINTS
from hearten.kernel.text import N_

__all__ = ["NO_CAP", "Portfolio", "Switch", "category_codes", "codes_of", "portfolio_of"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

VARIANTS = 4


@dataclass(frozen=True, slots=True)
class Switch:
    """A yes/no of each cell that knows when it is the same everywhere."""

    table: Flags
    always: bool
    never: bool

    @staticmethod
    def of(values: Sequence[bool]) -> Switch:
        return Switch(np.array(values), all(values), not any(values))

    def part(self, amount: Ints, key: NDArray[np.intp]) -> Ints | None:
        """`amount` where the switch is on; None when it is on nowhere."""
        if self.never:
            return None
        return amount if self.always else amount * self.table.take(key)


@dataclass(frozen=True, eq=False)
class Portfolio:
    """Tables by cell: plan, tier of the network, part of the bill and category + 1, in one row after the other."""

    rules: tuple[Rules, ...]
    names: tuple[str, ...]
    codes_by: dict[Coded, dict[str, int]]
    tiers: int
    parts: int
    cells: tuple[Cell, ...]
    steps: tuple[Step, ...]

    @property
    def width(self) -> int:
        return len(self.names) + 1

    @property
    def codes(self) -> dict[str, int]:
        return self.codes_by[Coded.CATEGORY]

    def category(self, plan: int, code: int) -> Category | None:
        """The rules of a plan for a category code; None when the plan does not speak of it."""
        return self.rules[plan].category(self.names[code]) if code >= 0 else None

    def has(self, *columns: str) -> bool:
        """Whether some step writes one of these columns of the trace."""
        return any(step.column in columns for step in self.steps)

    @cached_property
    def stops(self) -> NDArray[np.int8]:
        return np.array([cell.stop.value for cell in self.cells], np.int8)

    @cached_property
    def waiting_days(self) -> NDArray[np.int32]:
        """By plan × 2 + cause."""
        waits = [d for p in self.rules for d in (p.waiting.illness_days, p.waiting.accident_days)]
        return np.array(waits, np.int32)

    @cached_property
    def emergency_tier(self) -> NDArray[np.int32]:
        """By plan: the tier at which an emergency counts."""
        nets = [plan.network for plan in self.rules]
        return np.array([net.tiers.index(net.emergency) if net else 0 for net in nets], np.int32)

    @cached_property
    def tier_count(self) -> NDArray[np.int32]:
        """By plan: how many tiers it speaks of; a hospital of a tier beyond counts as the last."""
        return np.array([len(plan.network.tiers) if plan.network else 1 for plan in self.rules], np.int32)

    @cached_property
    def causes(self) -> NDArray[np.int8]:
        """By cell: the causes that are paid for, 1 illness and 2 accident, added up."""
        return np.array([cell.causes for cell in self.cells], np.int8)

    @cached_property
    def within_days(self) -> NDArray[np.int32]:
        return np.array([cell.within_days for cell in self.cells], np.int32)

    @cached_property
    def after_expiry(self) -> NDArray[np.int32]:
        return np.array([cell.after_expiry_days for cell in self.cells], np.int32)

    @cached_property
    def switches(self) -> dict[str, Switch]:
        """By cell, under the names of `Cell`."""
        names = ("less_catalogue", "less_class", "less_fund", "less_other", "splits", "second_part", "needs_referral",
                 "needs_listing")  # fmt: skip
        return {name: Switch.of([getattr(cell, name) for cell in self.cells]) for name in names}

    @cached_property
    def rates(self) -> Ints:
        """By cell × 4 + (2 where the condition was there before) + (1 where 医保 was settled)."""
        return np.array([rate for cell in self.cells for rate in cell.rates], np.int64)

    @cached_property
    def band_row(self) -> NDArray[np.int32]:
        """By cell: its row in the tables of bands; −1 without bands."""
        return np.array(
            [self._band_rows.get(_band_key(self, i), -1) for i in range(len(self.cells))], np.int32
        )

    @cached_property
    def _band_rows(self) -> dict[tuple[int, str, int], int]:
        keys = [_band_key(self, i) for i, cell in enumerate(self.cells) if cell.bands is not None]
        return {key: row for row, key in enumerate(dict.fromkeys(keys))}

    @cached_property
    def band_ends(self) -> Ints:
        """By row of bands and band: where it ends."""
        ends = np.full((len(self._band_rows) or 1, self._most_bands), NO_CAP, np.int64)
        for (plan, name, _), row in self._band_rows.items():
            for i, band in enumerate(self.rules[plan].bands[name].rows):
                ends[row, i] = NO_CAP if band.up_to is None else band.up_to
        return ends

    @cached_property
    def band_rates(self) -> Ints:
        """By row of bands, band and the four variants of `rates`."""
        rates = np.zeros((len(self._band_rows) or 1, self._most_bands, VARIANTS), np.int64)
        for (plan, name, factor), row in self._band_rows.items():
            for i, band in enumerate(self.rules[plan].bands[name].rows):
                usual = [band.rate_unsettled, band.rate_settled]
                rates[row, i] = [*usual, *(rate * factor // BASIS_POINTS for rate in usual)]
        return rates

    @property
    def _most_bands(self) -> int:
        return max((len(table.rows) for plan in self.rules for table in plan.bands.values()), default=1)


def _band_key(portfolio: Portfolio, index: int) -> tuple[int, str, int]:
    cell = portfolio.cells[index]
    plan = index // (portfolio.tiers * portfolio.parts * portfolio.width)
    return plan, cell.bands or "", cell.factor


def category_codes(rules: Sequence[Rules]) -> dict[str, int]:
    """The code of each kind of expense that `rules` know, in the order they are first named."""
    return portfolio_of(tuple(rules)).codes


def codes_of(rules: Sequence[Rules]) -> dict[Coded, dict[str, int]]:
    """The codes of categories, liability groups and band tables."""
    return portfolio_of(tuple(rules)).codes_by


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
    tiers = max(len(plan.network.tiers) if plan.network else 1 for plan in rules)
    parts = 2 if any(c.out_of_catalogue_group for plan in rules for c in plan.categories) else 1
    codes = {
        Coded.CATEGORY: _numbered(names),
        Coded.GROUP: _numbered(name for plan in rules for name in plan.groups),
        Coded.BANDS: _numbered(name for plan in rules for name in plan.bands),
    }
    cells = tuple(cells_of(rules, names, tiers, parts))
    return Portfolio(
        rules=rules,
        names=names,
        codes_by=codes,
        tiers=tiers,
        parts=parts,
        cells=cells,
        steps=tuple(steps_of(cells, codes)),
    )


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: code for code, name in enumerate(dict.fromkeys(names))}
