"""Money is whole minor units, and each rounding has a name."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.kernel.errors import Invalid
from hearten.kernel.money import Money, decimal_to_minor, half_up, largest_remainder, parse_money


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6))
def test_half_up_agrees_with_decimal_arithmetic(numerator, denominator):
    with_decimal = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    assert abs(half_up(numerator, denominator) * denominator - numerator) * 2 <= denominator
    if denominator in {1, 2, 4, 5, 8, 10, 100}:
        assert half_up(numerator, denominator) == int(with_decimal)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=24).filter(any))
def test_largest_remainder_shares_all_and_each_within_one_unit(total, weights):
    shares = largest_remainder(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - total * weight) < sum(weights)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("0", 0),
        ("1", 100),
        ("1.5", 150),
        ("1,234.50", 123450),
        (" ¥80 ", 8000),
        ("80元", 8000),
        ("0.01", 1),
        ("1，000", 100000),
        ("１２", 1200),
    ],
)
def test_what_people_type_is_understood(text, minor):
    assert parse_money(text) == minor


@pytest.mark.parametrize(
    "text", ["", "-1", "1.234", "1e9", "abc", "1,23", "--", "NaN", "9" * 30, "💰", "1 2", "0x10"]
)
def test_what_is_no_amount_is_refused_with_a_way_to_mend_it(text):
    with pytest.raises(Invalid) as refused:
        parse_money(text, field="billed")
    assert refused.value.field == "billed"
    assert refused.value.hint


@given(st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=6))
def test_decimal_to_minor_is_half_up(amount):
    assert decimal_to_minor(amount) == int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))


def test_money_refuses_floats_and_mixed_currencies():
    with pytest.raises(TypeError):
        Money(1.5)
    with pytest.raises(ValueError, match="CNY and USD"):
        Money(1) + Money(1, "USD")
    assert Money(1001).at_rate(5000) == Money(501)
