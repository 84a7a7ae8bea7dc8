from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.rating import compile_tariff, instalments, price_many, price_one
from hearten.kernel.errors import Invalid
from tests.engines.rating.examples import RATES, SCALED, facts, loadings


def referee(rates, row, loading_bp):
    """The page read aloud, with decimals; None where there is no price."""

    def rounded(amount, to="1"):
        return (amount / Decimal(to)).quantize(Decimal(1), rounding=ROUND_HALF_UP) * Decimal(to)

    table = rates["base"]
    if not table["ages"][0] <= row["age"] < table["until"] or not 0 <= loading_bp <= 90_000:
        return None
    band = max(i for i, age in enumerate(table["ages"]) if age <= row["age"])
    columns = [row["sex"]] if row["sex"] in ("female", "male") else ["female", "male"]
    amount = Decimal(min(table[column][band] for column in columns))
    if "scale" in rates:
        value = row[rates["scale"]["by"]]
        if not 0 < value <= 10**10:
            return None
        amount = rounded(amount * value / rates["scale"]["unit"])
    for factor in rates["factors"]:
        key = str(row[factor["by"]])
        if "groups" in factor:
            key = next(
                (g for g, prefixes in factor["groups"].items() if key[:2] in prefixes), factor["otherwise"]
            )
        if key not in factor["rates"]:
            return None
        amount = rounded(amount * factor["rates"][key] / 10_000)
        if amount > 10**13:
            return None
    amount = rounded(amount * (10_000 + loading_bp) / 10_000)
    if amount > 10**13:
        return None
    return int(rounded(amount, "100") if rates["rounding"] == "half_up_yuan" else amount)


def single(tariff, row, loading_bp):
    try:
        return price_one(tariff, row, loading_bp=loading_bp).total
    except Invalid:
        return None


@pytest.mark.parametrize("rates", [RATES, SCALED], ids=["plain", "scaled"])
@given(rows=st.lists(st.tuples(facts, loadings), min_size=1, max_size=30))
def test_single_columnar_and_referee_agree(rates, rows):
    """P2: one by one, all at once, and with pencil and paper: the same fen, and the same rows refused."""
    tariff = compile_tariff(rates)
    columns = {name: np.array([row[name] for row, _ in rows]) for name in ("age", "sum_insured")}
    columns |= {
        name: np.array([str(row[name]) for row, _ in rows]) for name in rows[0][0] if name not in columns
    }
    prices = price_many(tariff, columns, loading_bp=np.array([bp for _, bp in rows]))
    assert prices.total.dtype == np.int64
    many = [int(total) if priced else None for total, priced in zip(prices.total, prices.priced, strict=True)]
    assert (
        many == [single(tariff, row, bp) for row, bp in rows] == [referee(rates, row, bp) for row, bp in rows]
    )
    assert not prices.total[~prices.priced].any()


@given(row=facts, loading_bp=loadings)
def test_price_is_whole_never_negative_and_repeatable(row, loading_bp):
    tariff = compile_tariff(SCALED)
    first = single(tariff, row, loading_bp)
    assert first == single(tariff, dict(reversed(row.items())), loading_bp)
    assert first is None or (type(first) is int and first >= 0)


@given(row=facts, older=st.integers(18, 65), younger=st.integers(18, 65))
def test_price_does_not_fall_with_age_where_the_table_rises(row, older, younger):
    tariff = compile_tariff(RATES)
    younger, older = sorted([younger, older])
    low, high = (
        single(tariff, row | {"age": age, "health_grade": "standard"}, 0) for age in (younger, older)
    )
    assert low <= high


@given(row=facts, loading_bp=st.integers(0, 20_000), more=st.integers(0, 20_000))
def test_a_larger_loading_never_lowers_the_price(row, loading_bp, more):
    tariff = compile_tariff(RATES)
    row |= {"age": 40, "health_grade": "high"}
    assert single(tariff, row, loading_bp) <= single(tariff, row, loading_bp + more)


@given(total=st.integers(0, 10**12))
def test_instalments_add_up_and_differ_by_one_fen_at_most(total):
    months = instalments(total)
    assert sum(months) == total
    assert months == sorted(months, reverse=True)
    assert months[0] - months[-1] <= 1


def test_steps_lead_to_the_total():
    price = price_one(
        compile_tariff(SCALED),
        {"age": 30, "sex": "male", "health_grade": "high", "social_insurance": "no", "deductible": 0,
         "region": "310000", "sum_insured": 30_000_000},
        loading_bp=2500,
    )  # fmt: skip
    assert [step.code for step in price.steps] == [
        "base", "sum_insured", "health_grade", "social", "deductible", "region", "loading",
    ]  # fmt: skip
    assert price.steps[1].amount == 18_500 * 30
    assert price.steps[5].key == "first"
    assert price.total == price.steps[-1].amount


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"base": RATES["base"] | {"ages": [0, 18, 18, 61]}}, "rates.base.ages"),
        ({"base": RATES["base"] | {"until": 61}}, "rates.base.ages"),
        ({"base": RATES["base"] | {"male": [1, 2, 3]}}, "rates.base.male"),
        ({"base": RATES["base"] | {"female": [0, 1, 2, 3]}}, "rates.base.female"),
        ({"factors": [{"code": "x", "by": "x", "rates": {"a": 0}}]}, "rates.factors[0].rates"),
        ({"factors": [{"code": "x", "by": "x", "rates": {"a": 1}, "groups": {"b": ["1"]}, "otherwise": "a"}]},
         "rates.factors[0].groups"),
    ],
)  # fmt: skip
def test_a_tariff_that_cannot_be_says_where(change, where):
    with pytest.raises(Invalid) as refusal:
        compile_tariff(RATES | change)
    assert refusal.value.field == where
