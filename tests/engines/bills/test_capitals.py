"""Amounts in Chinese capitals, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.bills import capitals_of, minor_of_capitals


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (0, "零元整"), (5, "伍分"), (50, "伍角整"), (1_00, "壹元整"), (100_05, "壹佰元零伍分"), (1000_50, "壹仟元伍角整"),
        (10010_00, "壹万零壹拾元整"), (1291_24, "壹仟贰佰玖拾壹元贰角肆分"), (120304_00, "壹拾贰万零叁佰零肆元整"),
        (100001000_50, "壹亿零壹仟元伍角整"), (100000000_00, "壹亿元整"), (-30_00, "负叁拾元整"),
    ],
)  # fmt: skip
def test_written_as_bills_write_them(minor, text):
    assert capitals_of(minor) == text
    assert minor_of_capitals(text) == minor


@given(st.integers(min_value=0, max_value=10**13))
def test_what_is_written_is_read_again(minor):
    assert minor_of_capitals(capitals_of(minor)) == minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("壹仟伍佰捌拾伍圆叁角陆分正", 1585_36), ("人民币壹佰元正", 100_00), ("陸仟叁佰零伍圓零伍分", 6305_05),
        ("拾元整", 10_00), ("壹仟零伍元零角零分", 1005_00), ("⼀", None), ("壹佰", None), ("壹佰贰元元", None), ("壹贰元", None),
        ("壹拾佰元", None), ("", None), ("1291.24", None), ("叁角贰元", None),
    ],
)  # fmt: skip
def test_other_ways_and_what_is_no_amount(text, minor):
    assert minor_of_capitals(text) == minor


def test_beyond_all_bills():
    with pytest.raises(ValueError, match="too large"):
        capitals_of(10**14)
