"""What must be known beyond a bill: a grade, activities of daily living, days in intensive care, income; network and referral.

A line of a claim keeps them sealed as `benefit_facts`, a mapping from these names to small values.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hearten.kernel.errors import Invalid
from hearten.kernel.money import LARGEST_MINOR
from hearten.kernel.text import N_

Fact = int | str
BenefitFacts = Mapping[str, Fact]

LONGEST_CODE = 60
# Each whole number with its least and greatest value. `adl` and `adl_later` are bits: 1 dressing, 2 moving, 4 transfer,
# 8 toilet, 16 feeding, 32 bathing; -1: not assessed a second time. Flags are 0 or 1.
NUMBERS: dict[str, tuple[int, int]] = {
    "grade": (1, 10),
    "equal_grades": (1, 100),
    "earlier_grade": (0, 10),
    "finished": (0, 1),
    "adl": (0, 63),
    "adl_later": (-1, 63),
    "icu_days": (0, 3660),
    "any_occupation": (0, 1),
    "income_minor": (0, LARGEST_MINOR),
    "earning_minor": (0, LARGEST_MINOR),
    "other_income_minor": (0, LARGEST_MINOR),
    "qualified": (0, 1),
    "emergency": (0, 1),
    "referred": (0, 1),
    "pre_existing": (0, 1),
}
# A day as 2026-01-31, the code of an illness, and a name for the cause where several events have one.
DAYS = frozenset({"assessed"})
CODES = frozenset({"disease", "cause", "network"})
# What each family needs to know; the rest may be left out.
ASKED: dict[str, tuple[str, ...]] = {
    "fixed_tiers": ("disease",),
    "disability_grades": ("grade", "equal_grades", "earlier_grade", "assessed", "finished"),
    "income": ("any_occupation", "income_minor", "earning_minor", "other_income_minor"),
    "care": ("adl", "adl_later", "assessed"),
    "daily_cash": ("icu_days",),
    "health_account": ("qualified",),
}
# The six activities of daily living, by their bit.
ACTIVITIES: dict[int, str] = {
    1: N_("Getting dressed"),
    2: N_("Moving about indoors"),
    4: N_("Getting in and out of bed"),
    8: N_("Using the toilet"),
    16: N_("Eating"),
    32: N_("Washing and bathing"),
}
FACT_LABELS: dict[str, str] = {
    "disease": N_("Name of the illness"),
    "cause": N_("Name of the cause"),
    "grade": N_("Grade of disability"),
    "equal_grades": N_("Impairments of this grade"),
    "earlier_grade": N_("Grade before the accident"),
    "assessed": N_("Day of the assessment"),
    "finished": N_("The treatment is finished"),
    "any_occupation": N_("No work of any kind is possible"),
    "income_minor": N_("Monthly income before"),
    "earning_minor": N_("Monthly income now"),
    "other_income_minor": N_("Monthly from other insurance"),
    "adl": N_("Not possible without help"),
    "adl_later": N_("Not possible without help, second assessment"),
    "icu_days": N_("Days in intensive care"),
    "qualified": N_("A medical expense"),
}
FLAGS = frozenset({"finished", "any_occupation", "qualified"})


def activities_of(bits: int) -> list[str]:
    """The activities that the bits name; none for -1, which says that nobody has looked."""
    return [label for bit, label in ACTIVITIES.items() if bits > 0 and bits & bit]


def check_benefit_facts(facts: BenefitFacts, *, prefix: str = "") -> None:
    """Raises Invalid naming the fact that is not known or can't be."""
    for name, value in facts.items():
        where = f"{prefix}benefit_facts.{name}"
        if name in NUMBERS:
            _check_number(value, *NUMBERS[name], field=where)
        elif name in DAYS:
            _check_day(value, field=where)
        elif name not in CODES:
            raise Invalid(
                N_("“%(name)s” is not asked for any benefit."),
                field=where,
                hint=N_("Use one of: %(names)s."),
                name=str(name)[:LONGEST_CODE],
                names=", ".join([*NUMBERS, *sorted(DAYS | CODES)]),
            )
        elif not isinstance(value, str) or len(value) > LONGEST_CODE:
            raise Invalid(
                N_("This is not a code of at most %(longest)d characters."), field=where, longest=LONGEST_CODE
            )


def _check_number(value: Fact, least: int, greatest: int, *, field: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= greatest:
        raise Invalid(
            N_("This is not a number from %(least)s to %(greatest)s."),
            field=field,
            hint=N_("Write digits only."),
            least=least,
            greatest=greatest,
        )


def _check_day(value: Fact, *, field: str) -> None:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        raise Invalid(N_("There is no such day."), field=field, hint=N_("Write it as 2026-01-31.")) from None
