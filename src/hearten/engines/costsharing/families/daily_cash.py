"""What do days in hospital and operations pay? So much a day, more in intensive care, a sum for each class of operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from hearten.engines.costsharing.families.common import (
    LONGEST_SPAN,
    PAID,
    UNLIMITED,
    BaseRules,
    amount_paid,
    first_look,
    ints,
    waiting_of,
)
from hearten.engines.costsharing.families.elementwise import least, most, pick, share
from hearten.engines.costsharing.families.reasons import FamilyReason, Outcome
from hearten.engines.costsharing.reading import Said, Section
from hearten.kernel.money import BASIS_POINTS

MOST_RATE = 100_000
MOST_TIMES = 366
HOSPITAL = "hospital"
ELIMINATION, DAYS_USED = int(FamilyReason.ELIMINATION), int(FamilyReason.DAYS_USED)
TIMES_USED, CAPPED = int(FamilyReason.TIMES_USED), int(Outcome.CAPPED)


@dataclass(frozen=True, slots=True)
class Operation:
    """One class of operations and what it pays."""

    code: str
    amount: int
    said: Said


@dataclass(frozen=True, eq=False, kw_only=True)
class CashRules(BaseRules):
    """Pays for days in hospital and for operations, whatever the bills."""

    kind = "daily_cash"
    daily: int
    elimination_days: int
    accident_elimination_days: int
    days_per_stay: int
    days_per_year: int
    intensive_rate: int
    hospital: Said
    operations: tuple[Operation, ...]
    operations_per_year: int

    @property
    def benefits(self) -> tuple[str, ...]:
        return (HOSPITAL, *(operation.code for operation in self.operations))

    def said(self, benefit: str) -> Said:
        return next((o.said for o in self.operations if o.code == benefit), self.hospital)


def compile_cash(section: Section) -> CashRules:
    section.only("kind", "waiting", "hospital", "surgery")
    stay = section.section("hospital")
    stay.only(
        "daily", "elimination_days", "accident_elimination_days", "days_per_stay", "days_per_year", "intensive_rate",
        "clause", "label",
    )  # fmt: skip
    surgery = section.section("surgery") if section.has("surgery") else None
    if surgery is not None:
        surgery.only("times_per_year", "classes")
    return CashRules(
        waiting=waiting_of(section),
        daily=stay.amount("daily"),
        elimination_days=_days(stay, "elimination_days", 0),
        accident_elimination_days=_days(stay, "accident_elimination_days", 0),
        days_per_stay=_days(stay, "days_per_stay", UNLIMITED),
        days_per_year=_days(stay, "days_per_year", UNLIMITED),
        intensive_rate=stay.rate("intensive_rate", most=MOST_RATE)
        if stay.has("intensive_rate")
        else BASIS_POINTS,
        hospital=stay.said(labelled=True),
        operations=tuple(_operation(code, given) for code, given in surgery.sections("classes"))
        if surgery
        else (),
        operations_per_year=_times(surgery),
    )


def _days(section: Section, name: str, otherwise: int) -> int:
    return section.count(name, most=LONGEST_SPAN) if section.has(name) else otherwise


def _times(surgery: Section | None) -> int:
    if surgery is None or not surgery.has("times_per_year"):
        return UNLIMITED
    return surgery.count("times_per_year", most=MOST_TIMES)


def _operation(code: str, given: Section) -> Operation:
    given.only("amount", "clause", "label")
    return Operation(code, given.amount("amount"), given.said(labelled=True))


class CashColumns(NamedTuple):
    """`amount` has a column for each benefit of a plan; the first, of the hospital, is what a day pays."""

    elimination: Any
    per_stay: Any
    per_year: Any
    intensive_rate: Any
    times: Any
    amount: Any


class CashState(NamedTuple):
    """`borne` and `stay` have one place for each stay, `year` and `times` one for each policy year."""

    ended: Any
    borne: Any
    stay: Any
    year: Any
    times: Any


def columns(rules: Sequence[CashRules]) -> CashColumns:
    width = max(len(rule.benefits) for rule in rules)
    amounts = [[rule.daily, *(operation.amount for operation in rule.operations)] for rule in rules]
    return CashColumns(
        elimination=ints([[rule.elimination_days, rule.accident_elimination_days] for rule in rules]),
        per_stay=ints([rule.days_per_stay for rule in rules]),
        per_year=ints([rule.days_per_year for rule in rules]),
        intensive_rate=ints([rule.intensive_rate for rule in rules]),
        times=ints([rule.operations_per_year for rule in rules]),
        amount=ints([row + [0] * (width - len(row)) for row in amounts]),
    )


def state(rules: CashColumns, policies: int, rows: int) -> CashState:
    borne, stay, year, times = np.zeros((4, rows), np.int64)
    return CashState(np.zeros(policies, np.int64), borne, stay, year, times)


def visit(i: Any, e: Any, s: Any, r: Any, w: Any, o: Any) -> None:  # noqa: PLR0917 -- see deciding.py
    """Decide event `i` (a number, or a column of events of different policies) and remember what it uses."""
    p, plan, benefit = s.policy[i], e.plan[i], most(e.benefit[i], 0)
    stay, year = s.first[i] + e.event[i], s.first[i] + e.year[i]
    stop, outcome, w.ended[p] = first_look(s.stop[i], w.ended[p])
    operation = benefit > 0
    spent = pick(operation, 0, e.until[i] - e.day[i])
    gone = least(most(r.elimination[plan, e.cause[i]] - w.borne[stay], 0), spent)
    counted = spent - gone
    left = most(least(r.per_stay[plan] - w.stay[stay], r.per_year[plan] - w.year[year]), 0)
    days = least(counted, left)
    intensive = least(pick(operation, 0, e.intensive_days[i]), days)
    amount = r.amount[plan, benefit]
    extra = share(amount * intensive, r.intensive_rate[plan])
    by_day = amount * (days - intensive) + extra
    reason = pick(left == 0, DAYS_USED, PAID)
    reason = pick(counted == 0, ELIMINATION, reason)
    reason = pick(operation, pick(w.times[year] >= r.times[plan], TIMES_USED, PAID), reason)
    reason = pick(stop == PAID, reason, stop)
    pays = reason == PAID
    outcome = outcome + pick(pays & (days < counted), CAPPED, 0)
    o.base[i] = amount
    o.rate[i] = pick(operation, BASIS_POINTS, r.intensive_rate[plan])
    o.days[i] = pick(pays, days, 0)
    o.intensive[i] = pick(pays, intensive, 0)
    paid = amount_paid(e.decided[i], reason, pick(operation, amount, by_day))
    o.paid[i], o.reason[i], o.outcome[i] = paid, reason, outcome
    counts = paid > 0
    seen = counts | (reason == ELIMINATION)
    w.borne[stay] = w.borne[stay] + pick(seen, gone, 0)
    w.stay[stay] = w.stay[stay] + pick(counts, days, 0)
    w.year[year] = w.year[year] + pick(counts, days, 0)
    w.times[year] = w.times[year] + pick(counts & operation, 1, 0)
