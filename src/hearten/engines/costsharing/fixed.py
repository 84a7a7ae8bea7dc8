"""What do plans pay that do not look at bills: on a diagnosis, or for months without work?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hearten.engines.costsharing.printing import TIMES, percent, yuan
from hearten.engines.costsharing.lines import Cause
from hearten.engines.costsharing.rules import FixedRules, IncomeRules, Tier, Waiting
from hearten.kernel.errors import Invalid
from hearten.kernel.money import BASIS_POINTS, half_up
from hearten.kernel.period import Period, add_months
from hearten.kernel.text import N_


class FixedReason(StrEnum):
    PAID = "paid"
    NOT_IN_FORCE = "not_in_force"
    WAITING = "waiting"
    COVER_ENDED = "cover_ended"
    TIMES_USED = "times_used"
    TOO_SOON = "too_soon"
    ELIMINATION = "elimination"
    MONTHS_USED = "months_used"


FIXED_REASONS = {
    FixedReason.PAID: N_("This is what the policy pays."),
    FixedReason.NOT_IN_FORCE: N_("The policy was not in force on this day."),
    FixedReason.WAITING: N_("The waiting period for this cause was not over on this day."),
    FixedReason.COVER_ENDED: N_("An earlier payment has ended this cover."),
    FixedReason.TIMES_USED: N_("This severity has been paid as many times as the policy allows."),
    FixedReason.TOO_SOON: N_("The last payment for this severity is too recent."),
    FixedReason.ELIMINATION: N_("The first days without work, which you bear, were not over."),
    FixedReason.MONTHS_USED: N_("The policy has paid for as many months as it allows."),
}


@dataclass(frozen=True, slots=True)
class FixedDecision:
    """What is paid, in minor units, why, under which clause, and the sum as printed (empty when nothing is paid)."""

    amount: int
    reason: FixedReason
    clause: str
    formula: str = ""
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class PaidTier:
    """An earlier payment: of which tier, for a diagnosis of which day."""

    tier: str
    day: date


def fixed_benefit(
    rules: FixedRules,
    tier: str,
    *,
    day: date,
    cause: Cause,
    cover: Period,
    waiting_from: date,
    paid: Sequence[PaidTier] = (),
) -> FixedDecision:
    """What a diagnosis of `tier` on `day` pays, after what was paid before. Raises Invalid for a tier that is not there."""
    rule = rules.tier(tier)
    if rule is None:
        raise Invalid(
            N_("The plan has no tier “%(tier)s”."),
            field="tier",
            hint=N_("Use one of: %(tiers)s."),
            tier=tier,
            tiers=", ".join(t.code for t in rules.tiers),
        )
    if (reason := _no_cover(rules.waiting, day, cause, cover, waiting_from)) is not None:
        return FixedDecision(0, reason, rules.waiting.said.clause if reason is FixedReason.WAITING else "")
    if (reason := _used_up(rules, rule, day, paid)) is not None:
        return FixedDecision(0, reason, rule.said.clause)
    amount = half_up(rules.sum_insured * rule.rate, BASIS_POINTS)
    text = f"{yuan(rules.sum_insured)} {TIMES} {percent(rule.rate)} = {yuan(amount)}"
    return FixedDecision(amount, FixedReason.PAID, rule.said.clause, text)


def income_benefit(
    rules: IncomeRules,
    incapacity: Period,
    *,
    cause: Cause,
    cover: Period,
    waiting_from: date,
    months_paid: int = 0,
) -> FixedDecision:
    """What the months of `incapacity` pay, `months_paid` of the maximum being gone. Raises Invalid without an end.

    Whole months count from the day benefit began; a month begun pays its days' share, half up to the fen.
    """
    if incapacity.end is None:
        raise Invalid(
            N_("Say up to which day to pay."),
            field="incapacity",
            hint=N_("Use the day after the last day without work."),
        )
    if (reason := _no_cover(rules.waiting, incapacity.start, cause, cover, waiting_from)) is not None:
        return FixedDecision(0, reason, rules.waiting.said.clause if reason is FixedReason.WAITING else "")
    began = incapacity.start + timedelta(days=rules.elimination_days)
    if incapacity.end <= began:
        return FixedDecision(0, FixedReason.ELIMINATION, rules.said.clause)
    most = max(0, rules.maximum_months - months_paid)
    if most == 0:
        return FixedDecision(0, FixedReason.MONTHS_USED, rules.said.clause)
    months, days, length = _months_and_days(began, incapacity.end, most)
    part = half_up(rules.monthly_benefit * days, length)
    amount = rules.monthly_benefit * months + part
    text = f"{yuan(rules.monthly_benefit)} {TIMES} {months}" + (
        f" + {yuan(rules.monthly_benefit)} {TIMES} {days}/{length}" if days else ""
    )
    return FixedDecision(
        amount, FixedReason.PAID, rules.said.clause, f"{text} = {yuan(amount)}", months, days
    )


def _no_cover(
    waiting: Waiting, day: date, cause: Cause, cover: Period, waiting_from: date
) -> FixedReason | None:
    if day not in cover:
        return FixedReason.NOT_IN_FORCE
    days = waiting.accident_days if cause is Cause.ACCIDENT else waiting.illness_days
    return FixedReason.WAITING if day < waiting_from + timedelta(days=days) else None


def _used_up(rules: FixedRules, rule: Tier, day: date, paid: Sequence[PaidTier]) -> FixedReason | None:
    ending = {tier.code for tier in rules.tiers if tier.ends_cover}
    if any(before.tier in ending for before in paid):
        return FixedReason.COVER_ENDED
    same = [before.day for before in paid if before.tier == rule.code]
    if len(same) >= rule.times:
        return FixedReason.TIMES_USED
    if same and day < max(same) + timedelta(days=rule.interval_days):
        return FixedReason.TOO_SOON
    return None


def _months_and_days(began: date, end: date, most: int) -> tuple[int, int, int]:
    """Whole months from `began` to `end` (at most `most`), days of the month begun, and how many days that month has."""
    months = 0
    while months < most and add_months(began, months + 1) <= end:
        months += 1
    start, finish = add_months(began, months), add_months(began, months + 1)
    days = 0 if months == most else (end - start).days
    return months, days, (finish - start).days
