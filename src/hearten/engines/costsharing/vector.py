"""The steps executed by NumPy: each step once, for all lines of a chunk. Always there; the loop in `loop` may be quicker."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.balances import Accumulators, visit_keys
from hearten.engines.costsharing.buckets import Coded, Fine
from hearten.engines.costsharing.capping import Places, Sorted, Taken, Whole, grouped, sums_of
from hearten.engines.costsharing.eligibility import Shares, shares_of
from hearten.engines.costsharing.lines import Ints, Lines, given
from hearten.engines.costsharing.portfolio import Portfolio
from hearten.engines.costsharing.program import Cap, Effect, Step
from hearten.kernel.money import BASIS_POINTS

_HALF = BASIS_POINTS // 2


class Told(NamedTuple):
    """What shares at `places` used of one cap, and what is left of it after each (for bands: what came before each)."""

    cap: Cap
    places: Places
    used: Ints
    left: Ints


class Notes(Protocol):
    """What wants to know of each step: the shares it looked at, their amounts before and after, and its caps."""

    def step(self, step: Step, places: Places, before: Ints, after: Ints, told: list[Told]) -> None: ...


class Run:
    """Lines of whole policy years on their way through the steps. `amount` is what is left of each share of a line."""

    def __init__(self, lines: Lines, portfolio: Portfolio, opening: Accumulators | None, notes: Notes | None = None) -> None:  # fmt: skip
        self.lines, self.table, self.opening, self.notes = lines, portfolio, opening, notes
        self.shares: Shares = shares_of(lines, portfolio)
        self.amount = self.shares.eligible.copy()
        self.columns: dict[str, Ints] = {}
        self.people = given(lines.person) and bool((lines.person != lines.person[0]).any())
        self._fine: dict[Fine, Ints] = {}
        self._told: list[Told] = []
        self._counted = self._cut = self.amount

    def decide(self) -> None:
        """All steps in their order."""
        measures = any(step.effect is Effect.RETURN for step in self.table.steps)
        self._counted = self.amount
        snapped = not measures
        for step in self.table.steps:
            if not snapped and step.effect in {Effect.DEDUCT, Effect.RATE}:
                self._counted, snapped = self.amount.copy(), True
            places = step.active.take(self.shares.cell).nonzero()[0]
            if len(places) or step.effect is Effect.RATE:
                _EFFECTS[step.effect](self, step, places)

    def column(self, name: str) -> Ints:
        """What one step took, by line."""
        whole = self.columns.get(name)
        return np.zeros(len(self.lines), np.int64) if whole is None else self.shares.by_line(whole)

    def _limit(self, step: Step, places: Places) -> None:
        before = self.amount[places]
        kept = self._chain(step, places, before)
        self._settle(step, places, before, kept, before - kept)
        if step.effect is Effect.LIMIT and step.column == "over_group":
            self._cut = np.zeros(len(self.amount), np.int64)
            self._cut[places] = before - kept

    def _deduct(self, step: Step, places: Places) -> None:
        before = self.amount[places]
        borne = self._chain(step, places, before)
        self._settle(step, places, before, before - borne, borne)

    def _return(self, step: Step, places: Places) -> None:
        before = self.amount[places]
        own = self._counted[places] - before
        borne = self._chain(step, places, own)
        self._settle(step, places, before, before + own - borne, own - borne)

    def _overflow(self, step: Step, places: Places) -> None:
        before = self.amount[places]
        kept = self._chain(step, places, self._cut[places])
        self._settle(step, places, before, before + kept, -kept)

    def _rate(self, step: Step, places: Places) -> None:
        lines, shares = self.lines, self.shares
        variant = shares.of(lines.settled).astype(np.intp)
        if given(lines.pre_existing):
            variant += shares.of(lines.pre_existing) * np.intp(2)
        whole = self.table.rates.take(shares.cell * 4 + variant)
        whole *= self.amount
        for cap in step.caps:
            self._bands(cap, whole, variant)
        whole += _HALF
        rated = np.floor_divide(whole, BASIS_POINTS, out=whole)
        self._note(step, places, self.amount[places], rated[places])
        self.amount = rated
        self.columns["rated"] = rated.copy()

    def _bands(self, cap: Cap, whole: Ints, variant: Places) -> None:
        """Sets the products of lines whose rate depends on what was cumulated before them."""
        places = cap.present.take(self.shares.cell).nonzero()[0]
        if not len(places):
            return
        amounts = self.amount[places]
        upper = self._cumulated(cap, places, amounts)
        lower = upper - amounts
        row, at = self.table.band_row[self.shares.cell[places]], variant[places]
        product = np.zeros(len(places), np.int64)
        begin = np.zeros(len(places), np.int64)
        for band in range(self.table.band_ends.shape[1]):
            end = self.table.band_ends[row, band]
            part = np.minimum(upper, end)
            part -= np.maximum(lower, begin)
            np.maximum(part, 0, out=part)
            product += part * self.table.band_rates[row, band, at]
            begin = end
        whole[places] = product
        self._told.append(Told(cap, places, amounts, lower))

    def _cumulated(self, cap: Cap, places: Places, amounts: Ints) -> Ints:
        """The amounts of each bucket added up, to and with each line."""
        order, groups = self._grouped(cap, places)
        moved = places if order is None else places[order]
        upper = groups.sums(amounts if order is None else amounts[order])
        used = self._used(cap, moved[groups.starts])
        if used is not None:
            upper += used[groups.index]
        return upper if order is None else _unsorted(upper, order)

    def _indemnity(self, step: Step, places: Places) -> None:
        lines, shares = self.lines, self.shares
        cap = shares.of(np.maximum(lines.billed - lines.social_fund_paid - lines.other_paid, 0))
        kept = np.minimum(self.amount, cap)
        second = shares.second
        kept[second] = np.minimum(kept[second], cap[second] - kept[second - 1])
        before = self.amount[places]
        self._settle(step, places, before, kept[places], before - kept[places])

    def _times(self, step: Step, places: Places) -> None:
        """Lines of a day (visit, event) beyond the number that counts lose all."""
        cap = step.caps[0]
        places = places[self.amount[places] > 0]
        if not len(places):
            return
        order, groups = self._grouped(cap, places)
        firsts = (places if order is None else places[order])[groups.starts]
        seen = self._used(cap, firsts)
        new = np.zeros(len(self.amount), np.int64)
        new[firsts] = 1 if seen is None else seen == 0
        rank = self._counted_so_far(cap, places, new)
        fits = rank[firsts] <= cap.amounts[self.shares.cell[firsts]]
        fits |= new[firsts] == 0
        keeps = fits[groups.index]
        keeps = keeps if order is None else _unsorted(keeps, order)
        before = self.amount[places]
        after = before * keeps
        left = np.maximum(cap.amounts[self.shares.cell[places]] - rank[places], 0)
        self._told.append(Told(cap, places, new[places] * keeps, left))
        self._settle(step, places, before, after, before - after)

    def _counted_so_far(self, cap: Cap, places: Places, new: Ints) -> Ints:
        """By share: how many days (visits, events) of its person, category and year began up to and with it."""
        order, groups = self._grouped(cap, places, whole=True)
        moved = places if order is None else places[order]
        counts = groups.sums(new[moved])
        used = self._used(cap, moved[groups.starts], whole=True)
        if used is not None:
            counts += used[groups.index]
        rank = np.zeros(len(new), np.int64)
        rank[moved] = counts
        return rank

    def _settle(self, step: Step, places: Places, before: Ints, after: Ints, taken: Ints) -> None:
        self.amount[places] = after
        if step.column not in self.columns:
            self.columns[step.column] = np.zeros(len(self.amount), np.int64)
        self.columns[step.column][places] += taken
        self._note(step, places, before, after)

    def _note(self, step: Step, places: Places, before: Ints, after: Ints) -> None:
        if self.notes is not None:
            self.notes.step(step, places, before, after, self._told)
        self._told = []

    def _chain(self, step: Step, places: Places, amounts: Ints) -> Ints:
        """What the caps of a step take of `amounts`, one nested in the other."""
        credit = self._credit(step, places)
        told = []
        for cap in step.caps:
            has = cap.present[self.shares.cell[places]]
            if has.all():
                taken = self._take(cap, places, amounts, credit)
                amounts, credit = taken.amounts, taken.credits
                told.append((cap, np.arange(len(places)), taken.left))
            elif has.any():
                within = has.nonzero()[0]
                taken = self._take(
                    cap, places[within], amounts[within], None if credit is None else credit[within]
                )
                amounts = amounts.copy()
                amounts[within] = taken.amounts
                if credit is not None and taken.credits is not None:
                    credit = credit.copy()
                    credit[within] = taken.credits
                told.append((cap, within, taken.left))
        if self.notes is not None:
            used = amounts if credit is None else amounts + credit
            self._told = [Told(cap, places[within], used[within], left) for cap, within, left in told]
        return amounts

    def _credit(self, step: Step, places: Places) -> Ints | None:
        """What others paid and uses the deductible up as well; no more than the largest deductible, so that sums stay small."""
        total = None
        cell = self.shares.cell[places]
        for flags, column in (
            (step.credits_social, self.lines.social_fund_paid),
            (step.credits_other, self.lines.other_paid),
        ):
            if flags is not None:
                counts = flags[cell] & (self.shares.of(self.shares.stop)[places] == 0)
                part = self.shares.of(column)[places] * counts
                total = part if total is None else total + part
        if total is None:
            return None
        room = step.caps[0].amounts[cell]
        for cap in step.caps[1:]:
            room = np.minimum(room, cap.amounts[cell])
        bearing: Ints = np.minimum(total, room)
        return bearing

    def _take(self, cap: Cap, places: Places, amounts: Ints, credit: Ints | None) -> Taken:
        order, groups = self._grouped(cap, places)
        moved = places
        if order is not None:
            moved, amounts = places[order], amounts[order]
            credit = None if credit is None else credit[order]
        firsts = moved[groups.starts]
        taken = groups.take(amounts, credit, cap.amounts[self.shares.cell[firsts]], self._used(cap, firsts))
        if order is None:
            return taken
        back = None if taken.credits is None else _unsorted(taken.credits, order)
        return Taken(_unsorted(taken.amounts, order), back, _unsorted(taken.left, order))

    def _grouped(self, cap: Cap, places: Places, *, whole: bool = False) -> Sorted:
        """The buckets of the shares at `places`; `whole` joins those that only day, visit or event tell apart."""
        parts: list[Whole] = []
        if cap.shape.by_person and self.people:
            parts.append(self.shares.of(self.lines.person)[places])
        if cap.width > 1:
            parts.append(cap.codes[self.shares.cell[places]])
        if cap.shape.fine is not Fine.NONE and not whole:
            parts.append(self._fine_of(cap.shape.fine)[places])
        return grouped(self.shares.year[places], parts)

    def _fine_of(self, fine: Fine) -> Ints:
        if fine not in self._fine:
            lines = self.lines
            match fine:
                case Fine.EVENT:
                    key = lines.event.astype(np.int64)
                case Fine.DAY:
                    key = lines.day.astype(np.int64)
                case _:
                    key = visit_keys(lines.visit, lines.day)
            self._fine[fine] = self.shares.of(key)
        return self._fine[fine]

    def _used(self, cap: Cap, firsts: Places, *, whole: bool = False) -> Ints | None:
        """The opening balance of the bucket of each share in `firsts`."""
        if self.opening is None or not len(rows := self.opening.of(cap.bucket)):
            return None
        opening, shares = self.opening, self.shares
        known: list[Whole] = [opening.policy_year[rows]]
        wanted: list[Whole] = [shares.of(self.lines.policy_year)[firsts]]
        if cap.shape.by_person:
            known.append(opening.person[rows])
            wanted.append(shares.of(self.lines.person)[firsts])
        if cap.shape.coded is not Coded.NOTHING:
            known.append(opening.category[rows])
            wanted.append(cap.codes[shares.cell[firsts]])
        if cap.shape.fine is not Fine.NONE and not whole:
            known.append(opening.fine()[rows])
            wanted.append(self._fine_of(cap.shape.fine)[firsts])
        return sums_of(known, opening.used[rows], wanted)


def _unsorted(values: NDArray[Any], order: Places) -> NDArray[Any]:
    back = np.empty_like(values)
    back[order] = values
    return back


_EFFECTS = {
    Effect.TIMES: Run._times,
    Effect.LIMIT: Run._limit,
    Effect.DEDUCT: Run._deduct,
    Effect.RATE: Run._rate,
    Effect.RETURN: Run._return,
    Effect.INDEMNITY: Run._indemnity,
    Effect.OVERFLOW: Run._overflow,
}
