"""Which family does a `benefits` section belong to, and what are its rules?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hearten.engines.costsharing.families.care import CareRules, compile_care
from hearten.engines.costsharing.families.critical_illness import FixedRules, compile_tiers
from hearten.engines.costsharing.families.daily_cash import CashRules, compile_cash
from hearten.engines.costsharing.families.disability import DisabilityRules, compile_disability
from hearten.engines.costsharing.families.health_account import AccountRules, compile_account
from hearten.engines.costsharing.families.income import IncomeRules, compile_income
from hearten.engines.costsharing.reading import Section

AnyFamilyRules = FixedRules | DisabilityRules | IncomeRules | CareRules | CashRules | AccountRules

COMPILERS: dict[str, Callable[[Section], Any]] = {
    "fixed_tiers": compile_tiers,
    "disability_grades": compile_disability,
    "income": compile_income,
    "care": compile_care,
    "daily_cash": compile_cash,
    "health_account": compile_account,
}
FAMILY_KINDS = tuple(COMPILERS)


def compile_family(section: Section, kind: str) -> AnyFamilyRules:
    """The rules of a section whose `kind` is one of FAMILY_KINDS. Raises Invalid naming what is wrong and where."""
    return COMPILERS[kind](section)  # type: ignore[no-any-return]
