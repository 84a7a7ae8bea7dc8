"""A `benefits` section that can't be computed with is refused, saying what, where and how to mend it (P1)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hearten.engines.costsharing import (
    FixedRules,
    IncomeRules,
    Rules,
    adjudicate,
    check_benefits,
    compile_rules,
)
from hearten.engines.costsharing.schema import BENEFITS_SCHEMA, EXAMPLE
from hearten.kernel.errors import Invalid
from tests.engines.costsharing.portfolios import LABEL, columns

CHOICES = {"deductible": 1_000_000, "limit": 200_000_000}
VALIDATOR = Draft202012Validator(BENEFITS_SCHEMA)
FIXED = {
    "kind": "fixed_tiers",
    "waiting": {"illness_days": 90, "accident_days": 0, "clause": "2.2"},
    "sum_insured": "$sum_insured",
    "tiers": {"severe": {"rate": "100%", "times": 1, "ends_cover": True, "clause": "2.3", "label": LABEL}},
}
INCOME = {
    "kind": "income",
    "waiting": {"illness_days": 90, "accident_days": 0, "clause": "2.2"},
    "monthly_benefit": "$monthly",
    "elimination_days": 90,
    "maximum_months": "$months",
    "clause": "2.3",
    "label": LABEL,
    "rounding": "half_up_per_month",
}


def _set(*path_and_value: Any) -> Callable[[Any], None]:
    *path, last, value = path_and_value

    def change(section: Any) -> None:
        for name in path:
            section = section[name]
        section[last] = value

    return change


def _drop(*path: str) -> Callable[[Any], None]:
    def change(section: Any) -> None:
        for name in path[:-1]:
            section = section[name]
        del section[path[-1]]

    return change


def test_example_fits_schema_and_compiles() -> None:
    Draft202012Validator.check_schema(BENEFITS_SCHEMA)
    for section, kind in ((EXAMPLE, Rules), (FIXED, FixedRules), (INCOME, IncomeRules)):
        VALIDATOR.validate(section)
        choices = CHOICES | {"sum_insured": 50_000_000, "monthly": 1_000_000, "months": 24}
        assert isinstance(compile_rules(section, choices), kind)
        assert check_benefits(section, choices) == []


def test_amounts_in_fen_in_yuan_and_chosen() -> None:
    for written, fen in (
        (1_000_000, 1_000_000),
        ("10,000.00", 1_000_000),
        ("10000.00", 1_000_000),
        ("$deductible", 1_000_000),
        (0, 0),
    ):
        section = deepcopy(EXAMPLE)
        section["deductible"]["amount"] = written
        VALIDATOR.validate(section)
        rules = compile_rules(section, CHOICES)
        assert isinstance(rules, Rules)
        assert rules.deductible is not None
        assert rules.deductible.amount == fen


@pytest.mark.parametrize(
    ("rate", "basis_points"),
    [("0%", 0), ("45%", 4500), ("66.67%", 6667), ("5.5%", 550), ("100%", 10_000), ("100.00%", 10_000)],
)
def test_rates(rate: str, basis_points: int) -> None:
    section = deepcopy(EXAMPLE)
    section["categories"]["inpatient"]["rate_settled"] = rate
    VALIDATOR.validate(section)
    rules = compile_rules(section, CHOICES)
    assert isinstance(rules, Rules)
    assert rules.categories[0].rate_settled == basis_points


# What is changed in the example, and the place that the answer must name.
MISTAKES = [
    (_set("kind", "annuity"), "benefits.kind"),
    (_drop("kind"), "benefits.kind"),
    (_set("param_date", "birthday"), "benefits.param_date"),
    (_drop("waiting"), "benefits.waiting"),
    (_set("waiting", 30), "benefits.waiting"),
    (_set("waiting", "illness_days", 181), "benefits.waiting.illness_days"),
    (_set("waiting", "illness_days", -1), "benefits.waiting.illness_days"),
    (_set("waiting", "illness_days", True), "benefits.waiting.illness_days"),
    (_set("waiting", "clause", 2.2), "benefits.waiting.clause"),
    (_set("waiting", "clause", "chapter two"), "benefits.waiting.clause"),
    (_set("waiting", "label", {"en": "Waiting"}), "benefits.waiting.label"),
    (_set("social_insurance", "subtract_fund", "perhaps"), "benefits.social_insurance.subtract_fund"),
    (_set("categories", {}), "benefits.categories"),
    (_set("categories", "In Patient", {}), "benefits.categories"),
    (_set("categories", "inpatient", None), "benefits.categories.inpatient"),
    (_drop("categories", "inpatient", "label"), "benefits.categories.inpatient.label"),
    (
        _drop("categories", "inpatient", "covers_out_of_catalogue"),
        "benefits.categories.inpatient.covers_out_of_catalogue",
    ),
    (_drop("categories", "inpatient", "rate_settled"), "benefits.categories.inpatient.rate_settled"),
    (_set("categories", "inpatient", "rate_settled", 0.8), "benefits.categories.inpatient.rate_settled"),
    (_set("categories", "inpatient", "rate_settled", "80"), "benefits.categories.inpatient.rate_settled"),
    (_set("categories", "inpatient", "rate_settled", "101%"), "benefits.categories.inpatient.rate_settled"),
    (
        _set("categories", "inpatient", "rate_settled", "33.333%"),
        "benefits.categories.inpatient.rate_settled",
    ),
    (_set("categories", "inpatient", "sub_limit", 10000.0), "benefits.categories.inpatient.sub_limit"),
    (_set("categories", "inpatient", "sub_limit", "10000"), "benefits.categories.inpatient.sub_limit"),
    (_set("categories", "inpatient", "sub_limit", "1,00.00"), "benefits.categories.inpatient.sub_limit"),
    (_set("categories", "inpatient", "sublimit", 10_000), "benefits.categories.inpatient.sublimit"),
    (_set("deductible", "amount", "$franchise"), "benefits.deductible.amount"),
    (_set("deductible", "amount", -1), "benefits.deductible.amount"),
    (_set("deductible", "amount", 10**15), "benefits.deductible.amount"),
    (_set("deductible", "per", "visit"), "benefits.deductible.per"),
    (_set("deductible", "position", "sometimes"), "benefits.deductible.position"),
    (_drop("deductible", "clause"), "benefits.deductible.clause"),
    (_set("annual_limit", "amount", None), "benefits.annual_limit.amount"),
    (_set("rounding", "bankers"), "benefits.rounding"),
    (_set("excess", {}), "benefits.excess"),
    (_set("sub_limit_position", "somewhere"), "benefits.sub_limit_position"),
    (_set("other_cover", {"subtract": True}), "benefits.other_cover.clause"),
]


@pytest.mark.parametrize(("change", "field"), MISTAKES, ids=[field for _, field in MISTAKES])
def test_mistakes_are_named(change: Callable[[Any], None], field: str) -> None:
    section = deepcopy(EXAMPLE)
    change(section)
    with pytest.raises(Invalid) as caught:
        compile_rules(section, CHOICES)
    assert caught.value.field == field
    assert str(caught.value)
    [(where, what)] = check_benefits(section, CHOICES)
    assert where == field.removeprefix("benefits").lstrip(".")
    assert what
    assert "%(" not in what


# Beyond a schema: a choice that nobody offers, the largest number, and 10000.0, which JSON takes for a whole number.
_BEYOND_SCHEMA = {"benefits.deductible.amount", "benefits.categories.inpatient.sub_limit"}


@pytest.mark.parametrize(
    ("change", "field"),
    [pytest.param(*mistake, id=mistake[1]) for mistake in MISTAKES if mistake[1] not in _BEYOND_SCHEMA],
)
def test_schema_refuses_the_same_mistakes(change: Callable[[Any], None], field: str) -> None:
    section = deepcopy(EXAMPLE)
    change(section)
    assert not VALIDATOR.is_valid(section)


@pytest.mark.parametrize("value", ["ten thousand", 10000.5, True, None, -1, [1]])
def test_a_choice_that_is_no_amount(value: Any) -> None:
    with pytest.raises(Invalid) as caught:
        compile_rules(EXAMPLE, CHOICES | {"deductible": value})
    assert caught.value.field == "benefits.deductible.amount"


@pytest.mark.parametrize("benefits", [None, [], "indemnity", 7])
def test_not_a_section_at_all(benefits: Any) -> None:
    with pytest.raises(Invalid):
        compile_rules(benefits, {})


def test_fixed_rules_do_not_decide_expenses() -> None:
    fixed = compile_rules(FIXED, {"sum_insured": 50_000_000})
    with pytest.raises(Invalid, match="not for expenses"):
        adjudicate(columns([], [compile_rules(EXAMPLE, CHOICES)]), [fixed])  # type: ignore[list-item]
