"""What do these lines pay? One path for five lines and for ten million (docs/algorithms/cost_sharing.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.balances import Accumulators, Bucket
from hearten.engines.costsharing.capping import Buckets, Groups, used_in_years
from hearten.engines.costsharing.checking import check_values, check_years
from hearten.engines.costsharing.decision import Decision, blank
from hearten.engines.costsharing.lines import Ints, Lines
from hearten.engines.costsharing.portfolio import BucketCaps, portfolio_of
from hearten.engines.costsharing.reasons import Stop
from hearten.engines.costsharing.rules import Rules
from hearten.kernel.errors import Invalid
from hearten.kernel.money import BASIS_POINTS
from hearten.kernel.text import N_

CHUNK = 65_536
_HALF = BASIS_POINTS // 2


def adjudicate(
    lines: Lines, rules: Sequence[Rules], opening: Accumulators | None = None, *, chunk: int = CHUNK
) -> Decision:
    """What each line pays and what each step took away, to the fen.

    `lines.plan` counts in `rules`; `opening` is what earlier decisions of the same policy years have used. `chunk` has
    no effect on the answer. Raises Invalid, before anything is given back, for columns that can't be computed with.
    """
    portfolio = portfolio_of(tuple(rules))
    decision = blank(lines, portfolio, opening)
    for start, stop in _cuts(lines.policy_year, chunk):
        whole = start == 0 and stop == len(lines)
        _Chunk(decision, lines if whole else lines.cut(start, stop), start, stop).decide()
    return decision


def _cuts(policy_year: Ints, chunk: int) -> Iterator[tuple[int, int]]:
    """Stretches of about `chunk` lines that never cut a policy year in two."""
    start, end = 0, len(policy_year)
    while start < end:
        stop = start + chunk
        if stop < end:
            stop += int(np.searchsorted(policy_year[stop:], policy_year[stop - 1], "right"))
        stop = min(stop, end)
        if start and policy_year[start] <= policy_year[start - 1]:
            raise Invalid(
                N_("Line %(line)s begins a policy year that came before."),
                field="policy_year",
                hint=N_("Sort the lines by policy year; keep the order within a year."),
                line=start,
            )
        yield start, stop
        start = stop


class _Chunk:
    """Lines of whole policy years on their way through the steps.

    `self.amount` is what is left of each line; it is changed in place, so it never shares memory with the trace.
    """

    def __init__(self, decision: Decision, lines: Lines, start: int, stop: int) -> None:
        self.out, self.lines, self.table = decision, lines, decision.portfolio
        self.where = slice(start, stop)
        check_values(lines, self.table, start)
        self.years = Groups.of(lines.policy_year)
        check_years(lines, self.years.starts, self.years.index, start)
        self.policy_years = lines.policy_year[self.years.starts]
        self.opening = decision.opening
        if self.opening is not None:
            self.opening = self.opening.within(int(self.policy_years[0]), int(self.policy_years[-1]))
        self.plan = lines.plan.astype(np.intp)
        self.plan_of_year = self.plan[self.years.starts]
        self.category = lines.category.astype(np.intp)
        self.category += 1
        self.key = (
            self.category if len(self.table.rules) == 1 else self.plan * self.table.width + self.category
        )

    def decide(self) -> None:
        """All steps in their order."""
        table, out = self.table, self.out
        self._eligible(self._stop())
        self._bucket_limit(Bucket.DAILY_LIMIT, table.daily, out.over_daily)
        self._bucket_limit(Bucket.SUB_LIMIT, table.sub_before, out.over_sub_limit)
        self._deductible(table.year_before, table.event_before)
        self._rate()
        self._deductible(table.year_after, table.event_after)
        self._bucket_limit(Bucket.SUB_LIMIT, table.sub_after, out.over_sub_limit)
        self._indemnity()
        self._annual_limit()
        out.paid[self.where] = self.amount

    def _stop(self) -> NDArray[np.bool_]:
        lines, stop = self.lines, self.out.stop[self.where]
        outside = lines.day < lines.cover_from
        outside |= lines.day >= lines.cover_until
        wait = self.table.waiting_days.take(self.plan * 2 + lines.cause)
        wait += lines.waiting_from
        waiting = lines.day < wait
        stopped = self.table.stops.take(self.key)
        np.multiply(stopped, Stop.NOT_COVERED.value, out=stop, dtype=np.int8)
        np.copyto(stop, Stop.WAITING.value, where=waiting)
        np.copyto(stop, Stop.NOT_IN_FORCE.value, where=outside)
        stopped |= waiting
        stopped |= outside
        return stopped

    def _eligible(self, stopped: NDArray[np.bool_]) -> None:
        lines, table = self.lines, self.table
        amount = np.subtract(lines.billed, lines.refused, out=self.out.eligible[self.where])
        for switch, part, key in (
            (table.without_catalogue, lines.out_of_catalogue, self.key),
            (table.without_class, lines.class_self_paid, self.key),
            (table.without_fund, lines.social_fund_paid, self.plan),
            (table.without_other, lines.other_paid, self.plan),
        ):
            if (less := switch.part(part, key)) is not None:
                amount -= less
        np.maximum(amount, 0, out=amount)
        amount *= ~stopped
        self.amount = amount.copy()

    def _bucket_limit(self, bucket: Bucket, caps: BucketCaps | None, over: Ints) -> None:
        if caps is None:
            return
        places, kept = self._buckets(bucket).take(self.amount, caps, self.key, self.lines)
        cut = self.amount[places]
        cut -= kept
        over[self.where][places] += cut
        self.amount[places] = kept

    def _deductible(self, per_year: Ints | None, per_event: BucketCaps | None) -> None:
        if per_year is None and per_event is None:
            return
        bearing = self.table.bears_deductible.part(self.amount, self.key)
        if bearing is None:
            return
        borne = self.out.deductible[self.where]
        if per_event is not None:
            places, taken = self._buckets(Bucket.EVENT_DEDUCTIBLE).take(
                bearing, per_event, self.plan, self.lines
            )
            borne[places] += taken
            self.amount[places] -= taken
        if per_year is not None:
            used = used_in_years(self.opening, Bucket.DEDUCTIBLE, self.policy_years)
            taken = self.years.take(bearing, per_year[self.plan_of_year], used)
            borne += taken
            self.amount -= taken

    def _rate(self) -> None:
        rates = self.table.rates.take(self.key * 2 + self.lines.settled)
        rates *= self.amount
        rates += _HALF
        self.amount = np.floor_divide(rates, BASIS_POINTS, out=rates)
        self.out.rated[self.where] = rates

    def _indemnity(self) -> None:
        if self.table.beyond_expense is None:
            return
        places = self.table.beyond_expense.take(self.plan).nonzero()[0]
        cut = self.lines.social_fund_paid[places] + self.lines.other_paid[places]
        cut -= self.lines.billed[places]
        np.minimum(cut, 0, out=cut)
        cut += self.amount[places]
        np.maximum(cut, 0, out=cut)
        self.out.over_indemnity[self.where][places] = cut
        self.amount[places] -= cut

    def _annual_limit(self) -> None:
        if self.table.annual is None:
            return
        used = used_in_years(self.opening, Bucket.ANNUAL_LIMIT, self.policy_years)
        kept = self.years.take(self.amount, self.table.annual[self.plan_of_year], used)
        np.subtract(self.amount, kept, out=self.out.over_annual[self.where])
        self.amount = kept

    def _buckets(self, bucket: Bucket) -> Buckets:
        return Buckets(bucket, self.years, self.policy_years, self.opening)
