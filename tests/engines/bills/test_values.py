"""Amounts, days and codes as printed and misread."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.bills.values import check_code_of, dates_of, digits_of, identity_of, minor_of_amount


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1291.24", 1291_24), ("¥1,291.24", 1291_24), ("Y1291.24元", 1291_24), ("1291,24", 1291_24), ("1,291,24", 1291_24),
        ("12O.5l", 120_51), ("46.5", 46_50), ("46.5100", 46_51), ("0.005", None), ("-30.00", -30_00), ("100", 100_00),
        ("1.234.567,89", 1234567_89), ("12,34.00", None), ("四十元", None), ("", None), ("2024-06-08", None), ("1" * 20, None),
        ("3 盒", None), (":15.00", 15_00),
    ],
)  # fmt: skip
def test_amounts(text, minor):
    assert minor_of_amount(text) == minor


@given(st.integers(0, 10**9), st.sampled_from(["{:.2f}", "{:,.2f}", "¥{:,.2f}", "{:.2f}元"]))
def test_every_printed_amount_is_read_again(minor, form):
    assert minor_of_amount(form.format(minor / 100)) == minor


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024-06-08", [(2024, 6, 8)]), ("2024年6月8日", [(2024, 6, 8)]), ("2024/06/08 10:21:07", [(2024, 6, 8)]),
        ("2024-06-0810:21:07", [(2024, 6, 8)]), ("20240608", [(2024, 6, 8)]), ("2024.6.8", [(2024, 6, 8)]),
        ("2024-O6-O8", [(2024, 6, 8)]), ("二〇二四年六月二十八日", [(2024, 6, 28)]),
        ("2024-04-29至2024-05-10", [(2024, 4, 29), (2024, 5, 10)]), ("2024-04-29-2024-05-10", [(2024, 4, 29), (2024, 5, 10)]),
        ("2024-02-30", []), ("3024-02-03", []), ("110201197", []),
    ],
)  # fmt: skip
def test_days(text, days):
    assert dates_of(text) == [date(*parts) for parts in days]


def test_codes():
    assert digits_of("3824 2194:8O") == "3824219480"
    assert digits_of("AB12") == ""
    assert (check_code_of("102cOf"), check_code_of("7E9OD3"), check_code_of("kOla1z")) == (
        "102c0f",
        "7E90D3",
        "kOla1z",
    )
    assert identity_of("510107********778X") == "510107********778X"
    assert identity_of("510107******778X") == "510107********778X"  # asterisks lost in a row of them
    assert identity_of("91510100MA6CXXXX1K") == "91510100MA6CXXXX1K"
