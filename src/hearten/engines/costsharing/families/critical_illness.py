"""What does a diagnosis pay? Tiers of severity, with groups, intervals, repeated payments and an extra share before an age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from hearten.engines.costsharing.families.common import (
    NEVER,
    PAID,
    BaseRules,
    amount_paid,
    first_look,
    ints,
    waiting_of,
)
from hearten.engines.costsharing.families.elementwise import CALENDAR, FIRST_DAY, later, most, pick, share
from hearten.engines.costsharing.families.reasons import FamilyReason, Outcome
from hearten.engines.costsharing.reading import Said, Section
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

MOST_TIMES = 20
MOST_TIERS = 8
MOST_GROUPS = 30
MOST_RATE = 30_000
LONGEST_INTERVAL = 3660
DISEASE_PAID, GROUP_PAID = int(FamilyReason.DISEASE_PAID), int(FamilyReason.GROUP_PAID)
TIMES_USED, TOO_SOON = int(FamilyReason.TIMES_USED), int(FamilyReason.TOO_SOON)
SAME_CAUSE = int(FamilyReason.SAME_CAUSE)
WAIVER, ENDS = int(Outcome.WAIVER), int(Outcome.ENDS)
EXTRA, LATER = int(Outcome.EXTRA), int(Outcome.LATER)


@dataclass(frozen=True, slots=True)
class Tier:
    """One severity. Rates are basis points; `interval_after` and `not_after` name other tiers."""

    code: str
    said: Said
    rate: int
    later_rate: int
    times: int
    interval_days: int
    interval_after: Mapping[str, int]
    not_after: tuple[str, ...]
    once_per_disease: bool
    once_per_group: bool
    extra_rate: int
    extra_before_age: int
    waives_premium: bool
    ends_cover: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class FixedRules(BaseRules):
    """Pays a share of the sum insured on a diagnosis."""

    kind = "fixed_tiers"
    sum_insured: int
    tiers: tuple[Tier, ...]
    groups: Mapping[str, int]
    cause: Said | None

    @property
    def benefits(self) -> tuple[str, ...]:
        return tuple(tier.code for tier in self.tiers)

    @property
    def asks_age(self) -> bool:
        return any(tier.extra_rate for tier in self.tiers)

    def said(self, benefit: str) -> Said:
        return next((tier.said for tier in self.tiers if tier.code == benefit), Said())

    def group_of(self, disease: str) -> int:
        return self.groups.get(disease, -1) if self.groups else 0


def compile_tiers(section: Section) -> FixedRules:
    section.only("kind", "waiting", "sum_insured", "one_per_cause", "groups", "tiers")
    tiers = tuple(_tier(code, given) for code, given in section.sections("tiers"))
    if len(tiers) > MOST_TIERS:
        raise Invalid(
            N_("There are more than %(most)s tiers."), field=f"{section.where}.tiers", most=MOST_TIERS
        )
    _check_names(section, tiers)
    return FixedRules(
        waiting=waiting_of(section),
        sum_insured=section.amount("sum_insured"),
        tiers=tiers,
        groups=_groups(section) if section.has("groups") else {},
        cause=section.section("one_per_cause").said() if section.has("one_per_cause") else None,
    )


def _tier(code: str, given: Section) -> Tier:
    given.only(
        "clause", "label", "rate", "later_rate", "times", "interval_days", "interval_after", "not_after", "extra",
        "once_per_disease", "once_per_group", "waives_premium", "ends_cover",
    )  # fmt: skip
    extra = given.section("extra") if given.has("extra") else None
    after = given.section("interval_after") if given.has("interval_after") else None
    rate = given.rate("rate", most=MOST_RATE)
    return Tier(
        code=code,
        said=given.said(labelled=True),
        rate=rate,
        later_rate=given.rate("later_rate", most=MOST_RATE) if given.has("later_rate") else rate,
        times=given.count("times", most=MOST_TIMES),
        interval_days=given.count("interval_days", most=LONGEST_INTERVAL)
        if given.has("interval_days")
        else 0,
        interval_after={name: after.count(name, most=LONGEST_INTERVAL) for name in after.given}
        if after
        else {},
        not_after=given.names("not_after"),
        once_per_disease=given.flag("once_per_disease", default=False),
        once_per_group=given.flag("once_per_group", default=False),
        extra_rate=extra.rate("rate", most=MOST_RATE) if extra else 0,
        extra_before_age=extra.count("before_age", most=120) if extra else 0,
        waives_premium=given.flag("waives_premium", default=False),
        ends_cover=given.flag("ends_cover", default=False),
    )


def _check_names(section: Section, tiers: Sequence[Tier]) -> None:
    known = {tier.code for tier in tiers}
    for tier in tiers:
        for entry, names in (("interval_after", tier.interval_after), ("not_after", tier.not_after)):
            if unknown := [name for name in names if name not in known]:
                raise Invalid(
                    N_("The plan has no tier “%(tier)s”."),
                    field=f"{section.where}.tiers.{tier.code}.{entry}",
                    hint=N_("Use one of: %(tiers)s."),
                    tier=unknown[0],
                    tiers=", ".join(sorted(known)),
                )


def _groups(section: Section) -> dict[str, int]:
    given = section.section("groups")
    if len(given.given) > MOST_GROUPS:
        raise Invalid(
            N_("There are more than %(most)s groups of illnesses."), field=given.where, most=MOST_GROUPS
        )
    found: dict[str, int] = {}
    for place, name in enumerate(given.given):
        for disease in given.names(name):
            if disease in found:
                raise Invalid(
                    N_("“%(disease)s” is in two groups."), field=f"{given.where}.{name}", disease=disease
                )
            found[disease] = place
    return found


class TierColumns(NamedTuple):
    """Rules as columns, one row for each plan; tables over tiers have one column for each."""

    calendar: Any
    sum_insured: Any
    one_per_cause: Any
    rate: Any
    later_rate: Any
    times: Any
    extra_rate: Any
    extra_months: Any
    once_per_disease: Any
    waives: Any
    ends: Any
    gap: Any
    bars: Any


class TierState(NamedTuple):
    """What a policy has used; the last two have one place for each illness and each cause."""

    ended: Any
    times: Any
    free_from: Any
    barred: Any
    disease_paid: Any
    cause_paid: Any


def columns(rules: Sequence[FixedRules]) -> TierColumns:
    width = max(len(rule.tiers) for rule in rules)

    def table(name: str) -> Any:
        return ints(
            [[int(getattr(t, name)) for t in rule.tiers] + [0] * (width - len(rule.tiers)) for rule in rules]
        )

    gap, bars = np.zeros((2, len(rules), width, width), np.int64)
    for plan, rule in enumerate(rules):
        for new, tier in enumerate(rule.tiers):
            for old, before in enumerate(rule.tiers):
                own = new == old
                gap[plan, new, old] = tier.interval_days if own else tier.interval_after.get(before.code, 0)
                bars[plan, new, old] = tier.once_per_group if own else before.code in tier.not_after
    return TierColumns(
        calendar=CALENDAR,
        sum_insured=ints([rule.sum_insured for rule in rules]),
        one_per_cause=ints([rule.cause is not None for rule in rules]),
        rate=table("rate"),
        later_rate=table("later_rate"),
        times=table("times"),
        extra_rate=table("extra_rate"),
        extra_months=table("extra_before_age") * 12,
        once_per_disease=table("once_per_disease"),
        waives=table("waives_premium"),
        ends=table("ends_cover"),
        gap=gap,
        bars=bars,
    )


def state(rules: TierColumns, policies: int, rows: int) -> TierState:
    width = rules.rate.shape[1]
    return TierState(
        ended=np.zeros(policies, np.int64),
        times=np.zeros((policies, width), np.int64),
        free_from=np.full((policies, width), NEVER, np.int64),
        barred=np.zeros((policies, width), np.int64),
        disease_paid=np.zeros(rows, np.int64),
        cause_paid=np.zeros(rows, np.int64),
    )


def visit(i: Any, e: Any, s: Any, r: Any, w: Any, o: Any) -> None:  # noqa: PLR0917 -- see deciding.py
    """Decide event `i` (a number, or a column of events of different policies) and remember what it uses."""
    p, plan, tier = s.policy[i], e.plan[i], most(e.benefit[i], 0)
    disease, cause = s.first[i] + e.disease[i], s.first[i] + e.event[i]
    stop, outcome, w.ended[p] = first_look(s.stop[i], w.ended[p])
    used = w.times[p, tier]
    extra = (used == 0) & (
        e.day[i] < later(most(e.born[i], FIRST_DAY), r.extra_months[plan, tier], r.calendar)
    )
    extra = extra & (r.extra_rate[plan, tier] > 0)
    rate = pick(used > 0, r.later_rate[plan, tier], r.rate[plan, tier])
    rate = rate + pick(extra, r.extra_rate[plan, tier], 0)
    earlier = w.cause_paid[cause] * r.one_per_cause[plan]
    amount = share(r.sum_insured[plan], rate)
    bit = pick(e.group[i] >= 0, 1 << most(e.group[i], 0), 0)
    reason = pick((earlier > 0) & (amount <= earlier), SAME_CAUSE, PAID)
    reason = pick(e.day[i] < w.free_from[p, tier], TOO_SOON, reason)
    reason = pick(used >= r.times[plan, tier], TIMES_USED, reason)
    reason = pick((w.barred[p, tier] & bit) != 0, GROUP_PAID, reason)
    again = (w.disease_paid[disease] == 1) & (r.once_per_disease[plan, tier] == 1)
    reason = pick(again, DISEASE_PAID, reason)
    reason = pick(stop == PAID, reason, stop)
    pays = reason == PAID
    outcome = outcome + pick(pays & (r.waives[plan, tier] == 1), WAIVER, 0)
    outcome = outcome + pick(pays & (r.ends[plan, tier] == 1), ENDS, 0) + pick(pays & extra, EXTRA, 0)
    outcome = outcome + pick(pays & (used > 0) & (r.later_rate[plan, tier] != r.rate[plan, tier]), LATER, 0)
    o.base[i] = r.sum_insured[plan]
    o.rate[i] = rate
    o.deducted[i] = pick(pays, earlier, 0)
    paid = amount_paid(e.decided[i], reason, most(amount - earlier, 0))
    o.paid[i], o.reason[i], o.outcome[i] = paid, reason, outcome
    _remember(i, e, r, w, p, tier, paid, bit)
    w.times[p, tier] = used + pick(paid > 0, 1, 0)
    w.disease_paid[disease] = pick(paid > 0, 1, w.disease_paid[disease])
    w.cause_paid[cause] = w.cause_paid[cause] + paid


def _remember(  # noqa: PLR0917 -- as above
    i: Any, e: Any, r: Any, w: Any, p: Any, tier: Any, paid: Any, bit: Any
) -> None:
    """What a payment means for each tier: from which day it may be paid again, and which groups are barred."""
    plan, counts = e.plan[i], paid > 0
    w.ended[p] = pick(counts & (r.ends[plan, tier] == 1), 1, w.ended[p])
    for u in range(r.rate.shape[1]):
        gap = r.gap[plan, u, tier]
        w.free_from[p, u] = most(w.free_from[p, u], pick(counts & (gap > 0), e.day[i] + gap, NEVER))
        w.barred[p, u] = w.barred[p, u] | pick(counts & (r.bars[plan, u, tier] == 1), bit, 0)
