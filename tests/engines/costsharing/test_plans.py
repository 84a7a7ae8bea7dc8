"""Every kind of plan that pays bills fits the schema, and what does not fit together in one is named (P1)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from hearten.engines.costsharing import adjudicate, check_benefits, compile_rules, explain, formula
from hearten.engines.costsharing.schema import BENEFITS_SCHEMA
from hearten.kernel.errors import Invalid
from tests.engines.costsharing.plans import PLANS
from tests.engines.costsharing.portfolios import any_benefits, benefits, columns
from tests.engines.costsharing.referee import Row
from tests.engines.costsharing.test_columns import row

VALIDATOR = Draft202012Validator(BENEFITS_SCHEMA)


@pytest.mark.parametrize("name", PLANS)
def test_plan_fits_schema_and_compiles(name: str) -> None:
    VALIDATOR.validate(PLANS[name])
    assert check_benefits(PLANS[name], {}) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(any_benefits())
def test_whatever_compiles_fits_the_schema(section: dict[str, Any]) -> None:
    compile_rules(section, {})
    VALIDATOR.validate(section)


# The plan, where in it, what is written there (None: taken out), and the place that the answer names.
MISTAKES: list[tuple[str, str, Any, str]] = [
    ("student", "categories.outpatient.bands", "pupil", "categories.outpatient.bands"),
    ("student", "categories.outpatient.rate_settled", "90%", "categories.outpatient.rate_unsettled"),
    ("student", "bands.student.rows", [], "bands.student.rows"),
    ("student", "bands.student.over", "week", "bands.student.over"),
    ("employer", "bands.ceiling.rows.0.up_to", "90000.00", "bands.ceiling.rows[1].up_to"),
    ("employer", "bands.ceiling.rows.2.up_to", "90000.00", "bands.ceiling.rows"),
    ("city", "categories.inpatient.out_of_catalogue_group", "nowhere", "categories.inpatient.out_of_catalogue_group"),
    ("city", "categories.inpatient.covers_out_of_catalogue", False, "categories.inpatient.out_of_catalogue_group"),
    ("city", "categories.inpatient.group", None, "categories.inpatient.rate_settled"),
    ("city", "pre_existing.factor", "33.33%", "groups.listed"),
    ("million", "categories.cancer.overflow_group", "general", "categories.cancer.overflow_group"),
    ("million", "groups.general.limit", None, "categories.cancer.overflow_group"),
    ("million", "deductible.counts", {"neighbour": True}, "deductible.counts.neighbour"),
    ("million", "deductible.shared", "embedded", "deductible.family_amount"),
    ("million", "deductible.family_amount", "10.00", "deductible.family_amount"),
    ("hmo", "out_of_pocket_maximum.family_amount", "1.00", "out_of_pocket_maximum.family_amount"),
    ("hmo", "network.emergency", "elsewhere", "network.emergency"),
    ("hmo", "network.tiers", ["inside", "inside"], "network.tiers"),
    ("hmo", "categories.inpatient.tiers", {"moon": {"covered": False}}, "categories.inpatient.tiers.moon"),
    ("accident", "categories.inpatient.times.of", "week", "categories.inpatient.times.of"),
    ("accident", "categories.inpatient.causes", ["war"], "categories.inpatient.causes"),
    ("accident", "categories.inpatient.within_days", -1, "categories.inpatient.within_days"),
    ("accident", "deductible.shared", "family", "deductible.shared"),
    ("year_and_event", "deductible.per", "event", "event_deductible"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "value", "field"), MISTAKES, ids=[m[1] for m in MISTAKES])
def test_mistakes_are_named(name: str, path: str, value: Any, field: str) -> None:
    section: Any = deepcopy(PLANS[name])
    *above, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = section
    for part in above:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(Invalid) as caught:
        compile_rules(section, {})
    assert caught.value.field is not None
    assert caught.value.field.startswith(f"benefits.{field}"), caught.value.field
    assert caught.value.hint or caught.value.message
    compile_rules(PLANS[name], {})


def test_two_parts_are_explained_one_after_the_other() -> None:
    """What is outside the catalogue is set apart, worked by its own rules, and added."""
    section = PLANS["city"] | {"groups": deepcopy(PLANS["city"]["groups"])}
    for name, amount in (("listed", "3.00"), ("unlisted", "150.20")):
        section["groups"][name]["deductible"]["amount"] = amount
    rules: list[Any] = [compile_rules(section, {})]
    decision = adjudicate(columns([row(billed=38_633, out_of_catalogue=25_033)], rules), rules)
    assert formula(decision, 0) == ("((386.33 − 250.33 − 3.00) × 70%) + ((250.33 − 150.20) × 50%) = 143.17")
    codes = [step.code.value for step in explain(decision, 0)]
    assert codes == [
        "billed",
        "set_apart",
        "deductible",
        "coinsurance",
        "set_apart",
        "deductible",
        "coinsurance",
        "paid",
    ]


def test_bands_are_printed_slice_by_slice() -> None:
    rules: list[Any] = [compile_rules(PLANS["student"] | {"waiting": benefits()["waiting"]}, {})]
    line: Row = row(category="inpatient", billed=500_000, settled=False, waiting_from=0)
    decision = adjudicate(columns([line], rules), rules)
    assert formula(decision, 0) == (
        "5000.00 − 100.00 = 4900.00; 1000.00 × 30% + 3000.00 × 40% + 900.00 × 50% = 1950.00"
    )
