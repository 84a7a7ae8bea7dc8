"""What is claimed where no bill is looked at? Stays, illnesses, lost income, care and disability, with what each must know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from hearten.domains.claims.benefit_facts import BenefitFacts


@dataclass(frozen=True)
class Bill:
    """One expense in minor units, its parts within what was billed; or a benefit without a bill, with its facts."""

    category: str
    day: date
    provider: str
    billed: int = 0
    own: int = 0
    fund: int = 0
    settled: bool = False
    until: date | None = None
    facts: BenefitFacts = field(default_factory=dict, hash=False)


# What a benefit is drawn from: chance, day of the event, day of the claim, where, and the severity's category.
Draw = Callable[[np.random.Generator, date, date, str], list[Bill]]
_ILLNESSES = {"mild": ("原位癌", "轻微脑中风"), "moderate": ("中度脑损伤",), "severe": ("恶性肿瘤", "急性心肌梗死", "脑中风后遗症")}  # fmt: skip
_TIERS, _TIER_SHARES = ("mild", "moderate", "severe"), (0.6, 0.15, 0.25)
_GRADES, _GRADE_SHARES = (10, 9, 8, 7), (0.55, 0.25, 0.13, 0.07)
_CARE_NEEDS = (0b000111, 0b101011, 0b111111)
_ASSESSED_AFTER = 92  # days after which a need of care is looked at for the second time


def critical_illness(rng: np.random.Generator, day: date, _claimed: date, where: str) -> list[Bill]:
    tier = str(rng.choice(_TIERS, p=_TIER_SHARES))
    return [Bill(tier, day, where, facts={"disease": str(rng.choice(_ILLNESSES[tier]))})]


def lost_income(rng: np.random.Generator, day: date, claimed: date, where: str) -> list[Bill]:
    """Wholly unable to work, or partly: then what is still earned counts."""
    income = int(rng.integers(6, 25)) * 100_000
    earning = income * int(rng.integers(2, 6)) // 10 if rng.random() < 0.3 else 0
    facts: BenefitFacts = {"income_minor": income, "earning_minor": earning}
    return [Bill("income", day, where, until=claimed - timedelta(days=1), facts=facts)]


def hospital_days(rng: np.random.Generator, day: date, claimed: date, where: str) -> list[Bill]:
    """A stay that ended before the claim; sometimes with intensive care or an operation."""
    nights = min(int(rng.gamma(3, 2.4)) + 2, (claimed - day).days)
    intensive = min(int(rng.integers(1, 4)), nights) if rng.random() < 0.12 else 0
    bills = [Bill("hospital", day, where, until=day + timedelta(days=nights), facts={"icu_days": intensive})]
    if rng.random() < 0.3:
        bills.append(Bill("major_surgery" if rng.random() < 0.2 else "minor_surgery", day, where))
    return bills


def care(rng: np.random.Generator, day: date, claimed: date, where: str) -> list[Bill]:
    need = int(rng.choice(_CARE_NEEDS))
    assessed = min(day + timedelta(days=_ASSESSED_AFTER), claimed)
    facts: BenefitFacts = {"adl": need, "adl_later": need, "assessed": assessed.isoformat()}
    return [Bill("care", day, where, until=claimed, facts=facts)]


def disability(rng: np.random.Generator, day: date, claimed: date, where: str) -> list[Bill]:
    facts: BenefitFacts = {
        "grade": int(rng.choice(_GRADES, p=_GRADE_SHARES)),
        "equal_grades": 1,
        "earlier_grade": 0,
        "assessed": claimed.isoformat(),
        "finished": 1,
    }
    return [Bill("disability", day, where, facts=facts)]


BENEFITS: dict[str, Draw] = {
    "critical": critical_illness,
    "income": lost_income,
    "cash": hospital_days,
    "care": care,
    "disability": disability,
}
