"""What does the disability an accident left behind pay? Grades 1 to 10 of JR/T 0083-2013, and death."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from hearten.engines.costsharing.families.common import (
    LONGEST_SPAN,
    PAID,
    BaseRules,
    amount_paid,
    first_look,
    ints,
    waiting_of,
)
from hearten.engines.costsharing.families.elementwise import least, most, pick, share
from hearten.engines.costsharing.families.reasons import FamilyReason, Outcome
from hearten.engines.costsharing.reading import Said, Section

GRADES = 10
NOT_ACCIDENT, NOT_FINAL = int(FamilyReason.NOT_ACCIDENT), int(FamilyReason.NOT_FINAL)
TOO_LATE, PAID_EARLIER = int(FamilyReason.TOO_LATE), int(FamilyReason.PAID_EARLIER)
LIMIT_USED = int(FamilyReason.LIMIT_USED)
ENDS, ASSESS_AGAIN = int(Outcome.ENDS), int(Outcome.ASSESS_AGAIN)
CAPPED, RAISED = int(Outcome.CAPPED), int(Outcome.RAISED)


@dataclass(frozen=True, eq=False, kw_only=True)
class DisabilityRules(BaseRules):
    """Pays a share of the sum insured for a grade of disability, and for death, after an accident."""

    kind = "disability_grades"
    sum_insured: int
    grades: tuple[int, ...]
    within_days: int
    disability: Said
    death_rate: int
    death: Said

    @property
    def benefits(self) -> tuple[str, ...]:
        return ("disability", "death") if self.death_rate else ("disability",)

    def said(self, benefit: str) -> Said:
        return self.death if benefit == "death" else self.disability


def compile_disability(section: Section) -> DisabilityRules:
    section.only("kind", "waiting", "sum_insured", "grades", "within_days", "death", "clause", "label")
    death = section.section("death") if section.has("death") else None
    return DisabilityRules(
        waiting=waiting_of(section),
        sum_insured=section.amount("sum_insured"),
        grades=section.rates("grades", exactly=GRADES),
        within_days=section.count("within_days", most=LONGEST_SPAN),
        disability=section.said(labelled=True),
        death_rate=death.rate("rate") if death else 0,
        death=death.said(labelled=True) if death else Said(),
    )


class DisabilityColumns(NamedTuple):
    """`rate` has a column for each grade; grade 0 pays nothing."""

    sum_insured: Any
    rate: Any
    death_rate: Any
    within: Any


class DisabilityState(NamedTuple):
    """`cause_paid` has one place for each accident, `year_paid` one for each policy year."""

    ended: Any
    cause_paid: Any
    year_paid: Any


def columns(rules: Sequence[DisabilityRules]) -> DisabilityColumns:
    return DisabilityColumns(
        sum_insured=ints([rule.sum_insured for rule in rules]),
        rate=ints([(0, *rule.grades) for rule in rules]),
        death_rate=ints([rule.death_rate for rule in rules]),
        within=ints([rule.within_days for rule in rules]),
    )


def state(rules: DisabilityColumns, policies: int, rows: int) -> DisabilityState:
    return DisabilityState(np.zeros(policies, np.int64), np.zeros(rows, np.int64), np.zeros(rows, np.int64))


def visit(i: Any, e: Any, s: Any, r: Any, w: Any, o: Any) -> None:  # noqa: PLR0917 -- see deciding.py
    """Decide event `i` (a number, or a column of events of different policies) and remember what it uses."""
    p, plan, death = s.policy[i], e.plan[i], e.benefit[i] == 1
    cause, year = s.first[i] + e.event[i], s.first[i] + e.year[i]
    stop, outcome, w.ended[p] = first_look(s.stop[i], w.ended[p])
    raised = (e.equal_grades[i] > 1) & (e.grade[i] > 1) & (e.benefit[i] == 0)
    rate = pick(death, r.death_rate[plan], r.rate[plan, e.grade[i] - pick(raised, 1, 0)])
    existed = pick(death, 0, share(r.sum_insured[plan], r.rate[plan, e.earlier_grade[i]]))
    deducted = most(w.cause_paid[cause], existed)
    owed = share(r.sum_insured[plan], rate) - deducted
    left = most(r.sum_insured[plan] - w.year_paid[year], 0)
    after = e.assessed[i] - e.day[i]
    unfinished = (e.facts[i] & 1) == 0
    reason = pick(owed > 0, pick(left > 0, PAID, LIMIT_USED), PAID_EARLIER)
    reason = pick(death & (after > r.within[plan]), TOO_LATE, reason)
    early = (e.benefit[i] == 0) & unfinished & (after < r.within[plan])
    reason = pick(early, NOT_FINAL, reason)
    reason = pick(e.cause[i] == 1, reason, NOT_ACCIDENT)
    reason = pick(stop == PAID, reason, stop)
    pays = reason == PAID
    final = death | (owed >= left)
    outcome = outcome + pick(pays & final, ENDS, 0) + pick(pays & (owed > left), CAPPED, 0)
    outcome = outcome + pick(reason == NOT_FINAL, ASSESS_AGAIN, 0) + pick(pays & raised, RAISED, 0)
    o.base[i] = r.sum_insured[plan]
    o.rate[i] = rate
    o.deducted[i] = pick(pays, deducted, 0)
    paid = amount_paid(e.decided[i], reason, least(owed, left))
    o.paid[i], o.reason[i], o.outcome[i] = paid, reason, outcome
    w.ended[p] = pick(final & (paid > 0), 1, w.ended[p])
    w.cause_paid[cause] = w.cause_paid[cause] + paid
    w.year_paid[year] = w.year_paid[year] + paid
