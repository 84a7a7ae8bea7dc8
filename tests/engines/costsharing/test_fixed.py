"""Fixed sums: tiers of critical illness (times, interval, waiting, end of cover) and income by months."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.costsharing import (
    FIXED_REASONS,
    Cause,
    FixedReason,
    FixedRules,
    IncomeRules,
    PaidTier,
    compile_rules,
    fixed_benefit,
    income_benefit,
)
from hearten.kernel.errors import Invalid
from hearten.kernel.period import Period, add_months
from tests.engines.costsharing.portfolios import LABEL
from tests.engines.costsharing.test_rules import FIXED, INCOME

START = date(2026, 1, 1)
COVER = Period(START, date(2027, 1, 1))
TIERS = {
    "severe": {"rate": "100%", "times": 1, "ends_cover": True, "clause": "2.3", "label": LABEL},
    "moderate": {"rate": "60%", "times": 2, "interval_days": 90, "clause": "2.4", "label": LABEL},
    "mild": {"rate": "30%", "times": 3, "clause": "2.5", "label": LABEL},
}


@pytest.fixture
def tiers() -> FixedRules:
    rules = compile_rules(FIXED | {"tiers": TIERS}, {"sum_insured": 50_000_000})
    assert isinstance(rules, FixedRules)
    return rules


def pay(rules: FixedRules, tier: str, day: date, *paid: PaidTier, cause: Cause = Cause.ILLNESS) -> Any:
    return fixed_benefit(rules, tier, day=day, cause=cause, cover=COVER, waiting_from=START, paid=paid)


def test_each_tier_pays_its_share(tiers: FixedRules) -> None:
    found = {tier: pay(tiers, tier, date(2026, 6, 1)) for tier in TIERS}
    assert {tier: decision.amount for tier, decision in found.items()} == {
        "severe": 50_000_000,
        "moderate": 30_000_000,
        "mild": 15_000_000,
    }
    assert found["moderate"].formula == "500000.00 × 60% = 300000.00"
    assert found["moderate"].clause == "2.4"


@pytest.mark.parametrize(
    ("day", "cause", "reason"),
    [
        (date(2026, 3, 31), Cause.ILLNESS, FixedReason.WAITING),
        (date(2026, 4, 1), Cause.ILLNESS, FixedReason.PAID),
        (date(2026, 1, 1), Cause.ACCIDENT, FixedReason.PAID),
        (date(2025, 12, 31), Cause.ACCIDENT, FixedReason.NOT_IN_FORCE),
        (date(2026, 12, 31), Cause.ILLNESS, FixedReason.PAID),
        (date(2027, 1, 1), Cause.ILLNESS, FixedReason.NOT_IN_FORCE),
    ],
)
def test_cover_and_waiting(tiers: FixedRules, day: date, cause: Cause, reason: FixedReason) -> None:
    decision = pay(tiers, "severe", day, cause=cause)
    assert decision.reason is reason
    assert (decision.amount > 0) == (reason is FixedReason.PAID)


def test_times_interval_and_end(tiers: FixedRules) -> None:
    june = date(2026, 6, 1)
    first = PaidTier("moderate", june)
    assert pay(tiers, "moderate", june + timedelta(89), first).reason is FixedReason.TOO_SOON
    assert pay(tiers, "moderate", june + timedelta(90), first).reason is FixedReason.PAID
    assert pay(tiers, "mild", june, first).reason is FixedReason.PAID
    second = PaidTier("moderate", june + timedelta(90))
    assert pay(tiers, "moderate", june + timedelta(200), first, second).reason is FixedReason.TIMES_USED
    assert pay(tiers, "mild", june, PaidTier("severe", june)).reason is FixedReason.COVER_ENDED
    mild = [PaidTier("mild", june)] * 3
    assert pay(tiers, "mild", june, *mild[:2]).amount == 15_000_000
    assert pay(tiers, "mild", june, *mild).amount == 0


def test_unknown_tier(tiers: FixedRules) -> None:
    with pytest.raises(Invalid, match="severe, moderate, mild") as caught:
        pay(tiers, "grave", START)
    assert caught.value.field == "tier"


@pytest.fixture
def income() -> IncomeRules:
    rules = compile_rules(INCOME, {"monthly": 1_000_000, "months": 12})
    assert isinstance(rules, IncomeRules)
    return rules


def away(rules: IncomeRules, start: date, days: int, **given: Any) -> Any:
    usual: dict[str, Any] = {"cause": Cause.ACCIDENT, "cover": COVER, "waiting_from": START}
    return income_benefit(rules, Period(start, start + timedelta(days)), **(usual | given))


def test_elimination_days_are_borne(income: IncomeRules) -> None:
    assert away(income, START, 90).reason is FixedReason.ELIMINATION
    one_day = away(income, START, 91)
    assert (one_day.reason, one_day.days, one_day.amount) == (FixedReason.PAID, 1, 33_333)
    assert one_day.formula == "10000.00 × 0 + 10000.00 × 1/30 = 333.33"


def test_maximum_months(income: IncomeRules) -> None:
    assert away(income, START, 3000).months == 12
    assert away(income, START, 3000, months_paid=10).amount == 2_000_000
    assert away(income, START, 3000, months_paid=12).reason is FixedReason.MONTHS_USED


def test_waiting_and_cover_of_income(income: IncomeRules) -> None:
    assert away(income, date(2026, 3, 31), 300, cause=Cause.ILLNESS).reason is FixedReason.WAITING
    assert away(income, date(2026, 4, 1), 300, cause=Cause.ILLNESS).reason is FixedReason.PAID
    assert away(income, date(2027, 1, 1), 300).reason is FixedReason.NOT_IN_FORCE
    with pytest.raises(Invalid, match="up to which day"):
        income_benefit(income, Period(START), cause=Cause.ACCIDENT, cover=COVER, waiting_from=START)


@given(st.integers(0, 700), st.integers(0, 364))
def test_a_day_more_never_pays_less_and_months_are_whole(days: int, offset: int) -> None:
    rules = compile_rules(INCOME, {"monthly": 1_000_001, "months": 12})
    assert isinstance(rules, IncomeRules)
    start = START + timedelta(offset)
    shorter, longer = away(rules, start, days), away(rules, start, days + 1)
    assert shorter.amount <= longer.amount <= 12 * 1_000_001
    began = start + timedelta(90)
    whole = income_benefit(
        rules, Period(start, add_months(began, 3)), cause=Cause.ACCIDENT, cover=COVER, waiting_from=START
    )
    assert (whole.amount, whole.days) == (3 * 1_000_001, 0)


def test_every_reason_has_a_sentence() -> None:
    assert set(FIXED_REASONS) == set(FixedReason)
