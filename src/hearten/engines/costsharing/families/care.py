"""What does the need for care pay? Six activities of daily living, an observation and a second assessment."""

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
from hearten.engines.costsharing.families.elementwise import CALENDAR, least, most, part, pick
from hearten.engines.costsharing.families.reasons import FamilyReason, Outcome
from hearten.engines.costsharing.families.spans import MONTH, months_and_days
from hearten.engines.costsharing.reading import Said, Section
from hearten.kernel.money import BASIS_POINTS

ACTIVITIES = 6
ABLE, OBSERVATION = int(FamilyReason.ABLE), int(FamilyReason.OBSERVATION)
SAME_DAYS, MONTHS_USED = int(FamilyReason.SAME_DAYS), int(FamilyReason.MONTHS_USED)
WAIVER, CAPPED = int(Outcome.WAIVER), int(Outcome.CAPPED)
ASSESS_AGAIN = int(Outcome.ASSESS_AGAIN)
# How many of the six activities a mask of bits names.
NAMED = np.array([bits.bit_count() for bits in range(2**ACTIVITIES)], np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class CareRules(BaseRules):
    """Pays for days or months in which a person needs care. `maximum` counts days or months as `monthly` says."""

    kind = "care"
    trigger: int
    observation_days: int
    monthly: bool
    amount: int
    maximum: int
    waives_premium: bool
    care: Said

    @property
    def benefits(self) -> tuple[str, ...]:
        return ("care",)

    def said(self, benefit: str) -> Said:
        return self.care


def compile_care(section: Section) -> CareRules:
    section.only(
        "kind", "waiting", "trigger", "observation_days", "pays", "amount", "maximum", "waives_premium", "clause",
        "label", "rounding",
    )  # fmt: skip
    section.one_of("rounding", "half_up_per_month")
    return CareRules(
        waiting=waiting_of(section),
        trigger=max(1, section.count("trigger", most=ACTIVITIES)),
        observation_days=section.count("observation_days", most=LONGEST_SPAN),
        monthly=section.one_of("pays", "monthly", "daily") == "monthly",
        amount=section.amount("amount"),
        maximum=section.count("maximum", most=LONGEST_SPAN),
        waives_premium=section.flag("waives_premium", default=False),
        care=section.said(labelled=True),
    )


class CareColumns(NamedTuple):
    calendar: Any
    named: Any
    trigger: Any
    observation: Any
    monthly: Any
    amount: Any
    maximum: Any
    waives: Any


class CareState(NamedTuple):
    """`observed` has one place for each cause: whether its observation is over."""

    ended: Any
    paid_until: Any
    units: Any
    observed: Any


def columns(rules: Sequence[CareRules]) -> CareColumns:
    return CareColumns(
        calendar=CALENDAR,
        named=NAMED,
        trigger=ints([rule.trigger for rule in rules]),
        observation=ints([rule.observation_days for rule in rules]),
        monthly=ints([rule.monthly for rule in rules]),
        amount=ints([rule.amount for rule in rules]),
        maximum=ints([rule.maximum * (MONTH if rule.monthly else 1) for rule in rules]),
        waives=ints([rule.waives_premium for rule in rules]),
    )


def state(rules: CareColumns, policies: int, rows: int) -> CareState:
    return CareState(
        ended=np.zeros(policies, np.int64),
        paid_until=np.full(policies, NEVER, np.int64),
        units=np.zeros(policies, np.int64),
        observed=np.zeros(rows, np.int64),
    )


def visit(i: Any, e: Any, s: Any, r: Any, w: Any, o: Any) -> None:  # noqa: PLR0917 -- see deciding.py
    """Decide event `i` (a number, or a column of events of different policies) and remember what it uses."""
    p, plan, cause = s.policy[i], e.plan[i], s.first[i] + e.event[i]
    stop, outcome, w.ended[p] = first_look(s.stop[i], w.ended[p])
    start = most(e.day[i], w.paid_until[p])
    wait = pick(w.observed[cause] == 1, 0, r.observation[plan])
    began = start + wait
    left = most(r.maximum[plan] - w.units[p], 0)
    monthly = r.monthly[plan] == 1
    months, days, length, over = months_and_days(began, e.until[i], left, r.calendar)
    span = most(e.until[i] - began, 0)
    over = pick(monthly, over, span > left)
    months = pick(monthly, months, 0)
    days = pick(monthly, days, least(span, left))
    length = pick(monthly, length, 1)
    unseen = (e.later_activities[i] < 0) | (e.assessed[i] < began) | (e.until[i] <= began)
    recovered = r.named[most(e.later_activities[i], 0)] < r.trigger[plan]
    reason = pick(left == 0, MONTHS_USED, PAID)
    reason = pick((wait > 0) & recovered, ABLE, reason)
    reason = pick((wait > 0) & unseen, OBSERVATION, reason)
    reason = pick(r.named[e.activities[i]] < r.trigger[plan], ABLE, reason)
    reason = pick(e.until[i] <= start, SAME_DAYS, reason)
    reason = pick(stop == PAID, reason, stop)
    pays = reason == PAID
    outcome = outcome + pick(pays & (r.waives[plan] == 1), WAIVER, 0) + pick(pays & over, CAPPED, 0)
    outcome = outcome + pick(reason == OBSERVATION, ASSESS_AGAIN, 0)
    base = r.amount[plan]
    o.base[i] = base
    o.rate[i] = BASIS_POINTS
    o.months[i] = pick(pays, months, 0)
    o.days[i] = pick(pays, days, 0)
    o.length[i] = length
    paid = amount_paid(e.decided[i], reason, base * months + part(base, days, length))
    o.paid[i], o.reason[i], o.outcome[i] = paid, reason, outcome
    w.observed[cause] = pick(paid > 0, 1, w.observed[cause])
    w.units[p] = w.units[p] + pick(paid > 0, months * pick(monthly, MONTH, 0) + days, 0)
    w.paid_until[p] = pick(paid > 0, most(w.paid_until[p], e.until[i]), w.paid_until[p])
