from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.domains.products.selectors import (
    default_choices,
    eligibility_problems,
    quote,
    read_choices,
)
from hearten.domains.products.selectors.pricing import price_facts
from hearten.domains.products.services.loading import DOCUMENTS, _read
from hearten.domains.products.types import HEALTH_GRADES, Applicant, Line, Product
from hearten.engines.rating import price_many
from hearten.kernel.errors import Invalid

TODAY = date(2026, 11, 2)
MEI = Applicant(age=38, sex="female", region="310000", occupation_class=1, has_social_insurance=True)


def read(code, version):
    document = _read(DOCUMENTS / code / f"{version}.yaml")
    return Product(code, version, Line(document["line"]), date(2022, 1, 1), "", document)


PRODUCTS = [read(*name) for name in (
    ("million-medical", "2026.1"), ("daily-outpatient", "2022.1"), ("critical-illness", "2022.1"), ("income-protection", "2022.1"),
    ("accident-disability", "2026.1"), ("health-account", "2026.1"), ("hospital-cash", "2026.1"), ("long-term-care", "2026.1"),
    ("accident-medical", "2026.1"), ("city-plan", "2026.1"), ("family-doctor", "2026.1"),
)]  # fmt: skip
BY_CODE = {product.code: product for product in PRODUCTS}
people = st.builds(
    Applicant,
    age=st.integers(18, 55),
    sex=st.sampled_from(["female", "male", "other", "unknown"]),
    region=st.sampled_from(["110101", "330100", "620000", ""]),
    occupation_class=st.integers(1, 4),
    has_social_insurance=st.booleans(),
)


@st.composite
def applications(draw):
    product = draw(st.sampled_from(PRODUCTS))
    choices = {c["code"]: draw(st.sampled_from(c["options"]))["value"] for c in product.document["choices"]}
    insured = draw(people)
    if product.document["eligibility"]["social_insurance"] == "required":
        insured = replace(insured, has_social_insurance=True)
    return product, choices, insured, draw(st.sampled_from(HEALTH_GRADES)), draw(st.integers(0, 10_000))


def test_a_price_by_hand():
    """P2: 45 500 fen × … : 38 years, Shanghai (× 1.10), deductible 10,000, limit 2 m: 455.00 × 1.10 = 500.50 → 501 yuan."""
    price = quote(BY_CODE["million-medical"], {}, MEI)
    assert price.premium_minor == 50_100
    assert sum(price.monthly) == 50_100
    assert [line["label"] for line in price.lines("zh")[1:3]] == ["健康等级", "职业类别"]
    region = next(line for line in price.lines("en") if line["label"] == "Where you live")
    assert (region["value"], region["rate_bp"], region["effect"]) == (
        "Beijing, Shanghai, Guangdong",
        11_000,
        4_550,
    )


def test_a_fixed_sum_is_scaled():
    """860 fen for each 10,000 yuan at 26: 300,000 yuan → … 30 × 13.40 × 1.03 = 414.06 → 414 yuan."""
    price = quote(BY_CODE["critical-illness"], {"sum_insured": "30000000"}, Applicant(26, "female", "310000"))
    assert price.premium_minor == 41_400


@given(application=applications())
def test_every_offered_choice_has_a_price_that_its_steps_lead_to(application):
    product, choices, person, grade, loading = application
    price = quote(product, choices, person, health_grade=grade, loading_bp=loading)
    assert price.premium_minor > 0
    assert price.premium_minor % 100 == 0
    assert price.steps[-1].amount_minor == price.premium_minor == sum(price.monthly)
    assert sum(step.effect_minor for step in price.steps) == price.premium_minor
    for language in ("zh-hans", "en"):
        assert all(
            isinstance(line["label"], str) and isinstance(line["value"], str)
            for line in price.lines(language)
        )


@given(application=applications())
def test_more_risk_never_costs_less(application):
    product, choices, person, _, loading = application
    prices = [
        quote(product, choices, person, health_grade=g, loading_bp=loading).premium_minor
        for g in HEALTH_GRADES
    ]
    assert prices == sorted(prices)
    assert (
        quote(product, choices, person).premium_minor
        <= quote(product, choices, person, loading_bp=loading).premium_minor
    )


@given(applications=st.lists(applications(), min_size=1, max_size=20))
def test_columnar_equals_single_on_our_products(applications):
    for product in {a[0] for a in applications}:
        rows = [a for a in applications if a[0] is product]
        facts = [price_facts(person, choices, grade) for _, choices, person, grade, _ in rows]
        numbers = {"age", product.tariff.scale.by if product.tariff.scale else ""}
        columns = {k: np.array([f[k] if k in numbers else str(f[k]) for f in facts]) for k in facts[0]}
        many = price_many(product.tariff, columns, loading_bp=np.array([a[4] for a in rows]))
        assert many.total.tolist() == [
            quote(p, c, person, health_grade=g, loading_bp=bp).premium_minor for p, c, person, g, bp in rows
        ]


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.code)
def test_dearer_with_age_from_26_on(product):
    first = max(26, product.document["eligibility"]["age_from"])
    ages = range(first, product.document["eligibility"]["renew_to"] + 1)
    for sex in ("female", "male"):
        prices = [quote(product, {}, Applicant(age, sex), renewal=True).premium_minor for age in ages]
        assert prices == sorted(prices)


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (Applicant(66), "age"),
        (Applicant(-1), "age"),
        (Applicant(30, occupation_class=5), "occupation_class"),
    ],
)
def test_who_cannot_buy_is_told_why(person, field):
    product = BY_CODE["million-medical"]
    assert [problem.field for problem in eligibility_problems(product, person)] == [field]
    with pytest.raises(Invalid) as refusal:
        quote(product, {}, person)
    assert (refusal.value.field, bool(refusal.value.hint)) == (field, True)


def test_a_renewal_may_be_older_than_a_first_purchase():
    assert quote(BY_CODE["million-medical"], {}, Applicant(80), renewal=True).premium_minor > 0
    with pytest.raises(Invalid):
        quote(BY_CODE["million-medical"], {}, Applicant(81), renewal=True)


@pytest.mark.parametrize("value", ["1", "-1000000", "1e6", "<b>", "9" * 300, 1_000_000.0, ["1000000"], True])
def test_a_choice_that_is_not_offered_is_refused(value):
    with pytest.raises(Invalid) as refusal:
        read_choices(BY_CODE["million-medical"], {"deductible": value})
    assert refusal.value.field == "deductible"


def test_choices_are_read_as_the_product_names_them():
    product = BY_CODE["critical-illness"]
    assert read_choices(product, {"term": "20", "sum_insured": ""}) == {"sum_insured": 30_000_000, "term": 20}
    assert default_choices(product) == {"sum_insured": 30_000_000, "term": 1}
    assert product.term_years({"term": 20, "sum_insured": 1}) == 20
    assert product.sum_insured({"term": 20, "sum_insured": 50_000_000}) == 50_000_000
    with pytest.raises(Invalid):
        read_choices(product, {"colour": "red"})
