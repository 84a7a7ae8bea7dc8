"""What do days without work pay? Elimination, months, own and any occupation, and a share for work in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from hearten.engines.costsharing.families.common import (
    LONGEST_SPAN,
    NEVER,
    PAID,
    BaseRules,
    amount_paid,
    first_look,
    ints,
    waiting_of,
)
from hearten.engines.costsharing.families.elementwise import CALENDAR, least, most, part, pick, share
from hearten.engines.costsharing.families.reasons import FamilyReason, Outcome
from hearten.engines.costsharing.families.spans import MONTH, months_and_days
from hearten.engines.costsharing.reading import Said, Section
from hearten.kernel.money import BASIS_POINTS, LARGEST_MINOR

LONGEST_ELIMINATION = 3660
MOST_MONTHS = 1200
ELIMINATION, SAME_DAYS = int(FamilyReason.ELIMINATION), int(FamilyReason.SAME_DAYS)
MONTHS_USED, OTHER_WORK = int(FamilyReason.MONTHS_USED), int(FamilyReason.OTHER_WORK)
EARNING_ENOUGH = int(FamilyReason.EARNING_ENOUGH)
WAIVER, CAPPED, PARTIAL = int(Outcome.WAIVER), int(Outcome.CAPPED), int(Outcome.PARTIAL)


@dataclass(frozen=True, eq=False, kw_only=True)
class IncomeRules(BaseRules):
    """Pays a monthly amount while unable to work. Rates of 0 and months of 0 switch their rule off."""

    kind = "income"
    monthly_benefit: int
    elimination_days: int
    maximum_months: int
    recurrence_days: int
    own_occupation_months: int
    partial_below: int
    partial: Said
    income_cap: int
    cap: Said
    waives_premium: bool
    income: Said

    @property
    def benefits(self) -> tuple[str, ...]:
        return ("income",)

    def said(self, benefit: str) -> Said:
        return self.income


def compile_income(section: Section) -> IncomeRules:
    section.only(
        "kind", "waiting", "monthly_benefit", "elimination_days", "maximum_months", "recurrence_days",
        "own_occupation_months", "partial", "income_cap", "waives_premium", "clause", "label", "rounding",
    )  # fmt: skip
    section.one_of("rounding", "half_up_per_month")
    partial = section.section("partial") if section.has("partial") else None
    cap = section.section("income_cap") if section.has("income_cap") else None
    return IncomeRules(
        waiting=waiting_of(section),
        monthly_benefit=section.amount("monthly_benefit"),
        elimination_days=section.count("elimination_days", most=LONGEST_ELIMINATION),
        maximum_months=section.count("maximum_months", most=MOST_MONTHS),
        recurrence_days=section.count("recurrence_days", most=LONGEST_SPAN)
        if section.has("recurrence_days")
        else 0,
        own_occupation_months=section.count("own_occupation_months", most=MOST_MONTHS)
        if section.has("own_occupation_months")
        else 0,
        partial_below=partial.rate("below") if partial else 0,
        partial=partial.said() if partial else Said(),
        income_cap=cap.rate("rate") if cap else 0,
        cap=cap.said() if cap else Said(),
        waives_premium=section.flag("waives_premium", default=False),
        income=section.said(labelled=True),
    )


class IncomeColumns(NamedTuple):
    calendar: Any
    monthly: Any
    elimination: Any
    maximum: Any
    own: Any
    recurrence: Any
    below: Any
    cap: Any
    waives: Any


class IncomeState(NamedTuple):
    """`borne`, `last` and `units` have one place for each cause."""

    ended: Any
    paid_until: Any
    borne: Any
    last: Any
    units: Any


def columns(rules: Sequence[IncomeRules]) -> IncomeColumns:
    return IncomeColumns(
        calendar=CALENDAR,
        monthly=ints([rule.monthly_benefit for rule in rules]),
        elimination=ints([rule.elimination_days for rule in rules]),
        maximum=ints([rule.maximum_months * MONTH for rule in rules]),
        own=ints([(rule.own_occupation_months or rule.maximum_months) * MONTH for rule in rules]),
        recurrence=ints([rule.recurrence_days for rule in rules]),
        below=ints([rule.partial_below for rule in rules]),
        cap=ints([rule.income_cap for rule in rules]),
        waives=ints([rule.waives_premium for rule in rules]),
    )


def state(rules: IncomeColumns, policies: int, rows: int) -> IncomeState:
    return IncomeState(
        ended=np.zeros(policies, np.int64),
        paid_until=np.full(policies, NEVER, np.int64),
        borne=np.zeros(rows, np.int64),
        last=np.full(rows, NEVER, np.int64),
        units=np.zeros(rows, np.int64),
    )


def visit(i: Any, e: Any, s: Any, r: Any, w: Any, o: Any) -> None:  # noqa: PLR0917 -- see deciding.py
    """Decide event `i` (a number, or a column of events of different policies) and remember what it uses."""
    p, plan, cause = s.policy[i], e.plan[i], s.first[i] + e.event[i]
    stop, outcome, w.ended[p] = first_look(s.stop[i], w.ended[p])
    start = most(e.day[i], w.paid_until[p])
    borne = pick(e.day[i] > w.last[cause] + r.recurrence[plan], 0, w.borne[cause])
    gone = least(most(r.elimination[plan] - borne, 0), most(e.until[i] - start, 0))
    began = start + gone
    whole = most(r.maximum[plan] - w.units[cause], 0)
    own = most(least(r.own[plan], r.maximum[plan]) - w.units[cause], 0)
    left = pick((e.facts[i] & 2) == 0, own, whole)
    months, days, length, over = months_and_days(began, e.until[i], left, r.calendar)
    rate, enough, partial = _lost(i, e, r)
    base, cut = _within_cap(i, e, r, rate)
    reason = pick(enough | (base == 0), EARNING_ENOUGH, PAID)
    reason = pick(left == 0, pick(whole == 0, MONTHS_USED, OTHER_WORK), reason)
    reason = pick(e.until[i] <= began, ELIMINATION, reason)
    reason = pick(e.until[i] <= start, SAME_DAYS, reason)
    reason = pick(stop == PAID, reason, stop)
    pays = reason == PAID
    outcome = outcome + pick(pays & (r.waives[plan] == 1), WAIVER, 0) + pick(pays & partial, PARTIAL, 0)
    outcome = outcome + pick(pays & (over | cut), CAPPED, 0)
    o.base[i] = base
    o.rate[i] = rate
    o.months[i] = pick(pays, months, 0)
    o.days[i] = pick(pays, days, 0)
    o.length[i] = length
    paid = amount_paid(e.decided[i], reason, base * months + part(base, days, length))
    o.paid[i], o.reason[i], o.outcome[i] = paid, reason, outcome
    seen = (paid > 0) | (reason == ELIMINATION)
    w.borne[cause] = pick(seen, borne + gone, w.borne[cause])
    w.last[cause] = pick(seen, most(w.last[cause], e.until[i]), w.last[cause])
    w.units[cause] = w.units[cause] + pick(paid > 0, months * MONTH + days, 0)
    w.paid_until[p] = pick(paid > 0, most(w.paid_until[p], e.until[i]), w.paid_until[p])


def _lost(i: Any, e: Any, r: Any) -> Any:
    """The share of income that is lost, whether what is left is enough, and whether the benefit is partial."""
    known = (e.income[i] > 0) & (e.earning[i] > 0) & (r.below[e.plan[i]] > 0)
    income = most(e.income[i], 1)
    lost = most(income - e.earning[i], 0)
    rate = pick(known, (2 * BASIS_POINTS * lost + income) // (2 * income), BASIS_POINTS)
    enough = known & (BASIS_POINTS * e.earning[i] >= r.below[e.plan[i]] * income)
    return rate, enough, known


def _within_cap(i: Any, e: Any, r: Any, rate: Any) -> Any:
    """The benefit of a month, and whether the cap on all income together cut it."""
    full = share(r.monthly[e.plan[i]], rate)
    capped = (r.cap[e.plan[i]] > 0) & (e.income[i] > 0)
    room = most(share(e.income[i], r.cap[e.plan[i]]) - e.other[i], 0)
    base = least(full, pick(capped, room, LARGEST_MINOR))
    return base, base < full
