"""The administrator's printed formula, in every combination, against exact fractions (docs/algorithms/cost_sharing.md, "The trace").

`paid = max(0, half_up((bill − deductions) × rate − over_limit − deductible_after))`, where deductions are what is outside the
catalogue, class self-paid, what the fund paid, the deductible before the rate, and what was refused by a person or a rule.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import floor
from typing import Any, NamedTuple

import numpy as np
import pytest

from hearten.engines.costsharing import adjudicate, compile_rules, formula
from tests.engines.costsharing.portfolios import benefits, columns
from tests.engines.costsharing.referee import Row
from tests.engines.costsharing.test_against_referee import EXECUTORS
from tests.engines.costsharing.test_columns import row

RATES = (45, 50, 55, 60, 70, 75, 80, 85, 90, 100)
# Amounts of which some rate gives half a fen, and some that are below every deductible.
BILLS = (0, 1, 3, 10, 99, 12_345, 13_601, 25_033, 100_010, 1_000_001)
DEDUCTIBLES = (0, 1, 4_999, 10_000)
LIMITS = (None, 0, 2, 5_000, 9_003)
REFUSALS = ((0, 0), (7, 0), (0, 1_301), (333, 1_300))
PARTS = ((0, 0, 0), (31, 17, 1_003))


class Case(NamedTuple):
    bill: int
    own: int
    class_part: int
    fund: int
    manual: int
    system: int


CASES = [Case(bill, *parts, *refused) for bill, parts, refused in product(BILLS, PARTS, REFUSALS)]


def exactly(case: Case, rate: int, deductible: int, before: bool, limit: int | None) -> int:
    """The printed formula with fractions; a limit caps what is paid, what is above it is `over_limit`."""
    counts = case.bill - case.own - case.class_part - case.fund - case.manual - case.system
    base = max(0, counts)
    first = min(base, deductible) if before else 0
    rated = Fraction(base - first) * rate / 100
    after = 0 if before else min(Fraction(deductible), rated)
    over = max(Fraction(0), rated - after - limit) if limit is not None else Fraction(0)
    return max(0, floor(rated - over - after + Fraction(1, 2)))


@pytest.mark.parametrize(("before", "rate"), list(product((True, False), RATES)))
def test_every_combination(before: bool, rate: int) -> None:
    """Each case alone in its policy year: four deductibles, five limits, four refusals, two kinds of bill, ten amounts."""
    plans = list(product(DEDUCTIBLES, LIMITS))
    rules: list[Any] = [compile_rules(_section(before, rate, *plan), {}) for plan in plans]
    rows = [_row(case, place) for place in range(len(plans)) for case in CASES]
    rows = [line._replace(policy_year=year) for year, line in enumerate(rows)]
    expected = [exactly(case, rate, amount, before, most) for amount, most in plans for case in CASES]
    assert any(_half(case, rate) for case in CASES) is (rate not in {60, 80, 100})
    for executor in EXECUTORS:
        decision = adjudicate(columns(rows, rules), rules, executor=executor)
        wrong = np.flatnonzero(decision.paid != np.array(expected))
        assert not len(wrong), (rows[wrong[0]], decision.paid[wrong[0]], expected[wrong[0]])
    for place in range(0, len(rows), 97):
        assert formula(decision, place).endswith(f"= {expected[place] // 100}.{expected[place] % 100:02d}")


def test_the_lines_of_a_claim_add_up() -> None:
    """((136 − 3) × 50%) + ((250.33 − 150.2) × 100%) = 166.63, as two lines of one claim."""
    section = benefits({"inpatient": {"rate_settled": "50%"}, "drug": {"rate_settled": "100%"}})
    rules = [
        compile_rules(section | {"waiting": {"illness_days": 0, "accident_days": 0, "clause": "2.2"}}, {})
    ]
    rows = [row(billed=13_600, refused=300), row(category="drug", billed=25_033, refused=15_020)]
    assert adjudicate(columns(rows, rules), rules).total == 16_663


def _section(before: bool, rate: int, amount: int, limit: int | None) -> dict[str, Any]:
    section = benefits(
        {"inpatient": {"rate_settled": f"{rate}%", "sub_limit": limit, "covers_class_self_paid": False}},
        waiting={"illness_days": 0, "accident_days": 0, "clause": "2.2"},
        sub_limit_position="after_rate",
    )
    position = "before_rate" if before else "after_rate"
    section["deductible"] = {"amount": amount, "per": "policy_year", "position": position, "clause": "2.6"}
    return section


def _row(case: Case, plan: int) -> Row:
    return row(
        plan=plan,
        billed=case.bill,
        refused=case.manual + case.system,
        out_of_catalogue=case.own,
        class_self_paid=case.class_part,
        social_fund_paid=case.fund,
    )


def _half(case: Case, rate: int) -> bool:
    return (case.bill * rate) % 100 == 50
