"""Which weights make those who answered stand for everybody?

Post-stratification (each cell reaches its total), raking (each margin reaches its totals, Deming and Stephan 1940), and trimming
of what grew too large. Each step leaves a report: how far the weights spread and what that costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hearten.engines.sampling.calibration import Totals
from hearten.engines.sampling.checks import Codes, Column, labels_of, numbers_of, weights_of
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_TOLERANCE = 1e-13
_MOST_PASSES = 1000
_TRIM_ROUNDS = 100
_MET = 1e-6


@dataclass(frozen=True)
class Report:
    """What the weights look like: `deff` is Kish's loss by unequal weights, `effective` the answers they are worth."""

    n: int
    total: float
    lowest: float
    highest: float
    deff: float
    effective: float
    trimmed: int = 0
    passes: int = 0
    off: float = 0.0  # largest relative distance from a total that was to be met


@dataclass(frozen=True)
class Weighted:
    """Weights with their report; `after_margin` holds the weights after each margin of the last pass of raking."""

    weights: Column
    report: Report
    after_margin: tuple[Column, ...] = ()


def describe(weights: ArrayLike, *, trimmed: int = 0, passes: int = 0, off: float = 0.0) -> Report:
    """The report of a column of weights; rows without weight don't count. Kish (1965): deff = n Σw² ÷ (Σw)²."""
    used = weights_of(weights)
    used = used[used > 0]
    total, n = float(used.sum()), len(used)
    deff = n * float(used @ used) / total**2 if n else np.nan
    low, high = (float(used.min()), float(used.max())) if n else (np.nan, np.nan)
    return Report(n, total, low, high, deff, n / deff if n else 0.0, trimmed, passes, off)


def post_stratify(weights: ArrayLike, cells: ArrayLike, totals: Totals) -> Weighted:
    """Weights times one factor for each cell, so that they add up to its total (label → people)."""
    old = weights_of(weights)
    margin = _margin(old, cells, totals, "cells")
    new = margin.fit(old)
    return Weighted(new, describe(new, off=margin.off(new)))


def rake(
    weights: ArrayLike, margins: Sequence[tuple[ArrayLike, Totals]], *, most_passes: int = _MOST_PASSES
) -> Weighted:
    """Weights that reach the totals of each margin in turn, until a whole pass changes nothing any more.

    Raises Invalid for a cell that has people but no answers, for margins whose totals differ, and when no weights reach them.
    """
    old = weights_of(weights)
    wanted = _margins(old, margins)
    current = old
    passes = 0
    while passes < max(most_passes, 1):
        passes += 1
        before, steps = current, []
        for margin in wanted:
            current = margin.fit(current)
            steps.append(current)
        if np.abs(current - before).max() <= _TOLERANCE * before.max():
            break
    off = max(margin.off(current) for margin in wanted)
    if off > _MET:
        raise Invalid(
            N_("No weights reach all totals at once: after %(passes)s passes one is still %(off)s off."),
            field="margins",
            hint=N_("Join small groups, or weight by fewer variables."),
            passes=passes,
            off=f"{off:.2%}",
        )
    return Weighted(current, describe(current, passes=passes, off=off), tuple(steps))


def rake_and_trim(
    weights: ArrayLike,
    margins: Sequence[tuple[ArrayLike, Totals]],
    *,
    highest: float = 5.0,
    lowest: float = 0.0,
) -> Weighted:
    """Raked weights held between `lowest` and `highest` times the mean (people ÷ answers); what is cut is raked back to the others.

    Rounds of cutting and raking go on until both hold, at most a hundred; the report says how far the totals are still off.
    """
    old = weights_of(weights)
    wanted = _margins(old, margins)
    everybody = float(wanted[0].totals.sum())
    _check_bounds(lowest, highest)
    current = rake(old, margins).weights
    trimmed = np.zeros(len(old), dtype=bool)
    rounds = 0
    while rounds < _TRIM_ROUNDS:
        rounds += 1
        cut, outside = _cut(current, lowest, highest, everybody)
        trimmed |= outside
        current = cut
        if max(margin.off(cut) for margin in wanted) <= _MET:
            break
        for margin in wanted:
            current = margin.fit(current)
    # The bounds are a promise, the totals an aim: a last cut, and the report says what that left off.
    current, outside = _cut(current, lowest, highest, everybody)
    off = max(margin.off(current) for margin in wanted)
    return Weighted(
        current, describe(current, trimmed=int((trimmed | outside).sum()), passes=rounds, off=off)
    )


def trim(weights: ArrayLike, *, highest: float = 5.0, lowest: float = 0.0) -> Weighted:
    """Weights held between `lowest` and `highest` times their mean; what is cut goes to the others alike, so the sum stays."""
    old = weights_of(weights)
    _check_bounds(lowest, highest)
    current, trimmed = old.copy(), np.zeros(len(old), dtype=bool)
    for _ in range(_TRIM_ROUNDS):
        current, outside = _cut(current, lowest, highest, old.sum())
        if not outside.any():
            break
        trimmed |= outside
        free = ~trimmed & (current > 0)
        if not free.any():
            break
        current[free] *= (old.sum() - current[~free].sum()) / current[free].sum()
    return Weighted(current, describe(current, trimmed=int(trimmed.sum())))


@dataclass(frozen=True)
class _Margin:
    codes: Codes
    totals: Column

    def fit(self, weights: Column) -> Column:
        found = np.bincount(self.codes, weights, minlength=len(self.totals))
        factor = np.divide(self.totals, found, out=np.zeros(len(found)), where=found > 0)
        fitted: Column = weights * factor[self.codes]
        return fitted

    def off(self, weights: Column) -> float:
        found = np.bincount(self.codes, weights, minlength=len(self.totals))
        apart = np.abs(found - self.totals)
        return float(np.max(np.divide(apart, self.totals, out=apart, where=self.totals > 0)))


def _margins(weights: Column, margins: Sequence[tuple[ArrayLike, Totals]]) -> list[_Margin]:
    if not margins:
        raise Invalid(
            N_("There is nothing to rake to."), field="margins", hint=N_("Name one variable at least.")
        )
    wanted = [
        _margin(weights, values, totals, f"margins[{place}]")
        for place, (values, totals) in enumerate(margins)
    ]
    sums = [float(margin.totals.sum()) for margin in wanted]
    if max(sums) - min(sums) > _MET * max(sums):
        raise Invalid(
            N_("The totals of the margins differ: one adds up to %(least)s, another to %(most)s."),
            field="margins",
            hint=N_("Count all margins over the same people."),
            least=min(sums),
            most=max(sums),
        )
    return wanted


def _margin(weights: Column, values: ArrayLike, totals: Totals, field: str) -> _Margin:
    labels, codes = labels_of(values, len(weights), field)
    if not len(labels):
        raise Invalid(N_("There are no answers."), field=field, hint=N_("Wait for the first ones."))
    numbers_of(list(totals.values()), field)
    known = {_plain(label): place for place, label in enumerate(labels)}
    wanted: NDArray[np.float64] = np.zeros(len(labels))
    answered = np.bincount(codes, weights, minlength=len(labels)) > 0
    for label, people in totals.items():
        place = known.get(_plain(label))
        if people > 0 and (place is None or not answered[place]):
            raise Invalid(
                N_("Nobody in “%(cell)s” answered, but %(people)s people belong there."),
                field=field,
                hint=N_("Join the group with one that is like it."),
                cell=label,
                people=f"{people:g}",
            )
        if not np.isfinite(people) or people < 0:
            raise Invalid(
                N_("The total of “%(cell)s” is missing or below zero."),
                field=field,
                hint=N_("Count its people."),
                cell=label,
            )
        if place is not None:
            wanted[place] = people
    stated = {_plain(label) for label in totals}
    for label, place in known.items():
        if label not in stated and answered[place]:
            raise Invalid(
                N_("“%(cell)s” has answers, but no total."),
                field=field,
                hint=N_("Give the number of its people."),
                cell=label,
            )
    return _Margin(codes, wanted)


def _plain(label: object) -> object:
    return label.item() if isinstance(label, np.generic) else label


def _cut(weights: Column, lowest: float, highest: float, total: float) -> tuple[Column, NDArray[np.bool_]]:
    used = weights > 0
    mean = total / used.sum()
    cut = np.where(used, np.clip(weights, lowest * mean, highest * mean), 0.0)
    return cut, np.abs(cut - weights) > _MET * mean


def _check_bounds(lowest: float, highest: float) -> None:
    if not 0 <= lowest < 1 < highest:
        raise Invalid(
            N_("Weights can be held between a share below 1 and a multiple above 1 of their mean."),
            field="highest",
            hint=N_("Usual are 0.2 and 5."),
        )
