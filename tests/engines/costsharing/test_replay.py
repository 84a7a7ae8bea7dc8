"""A late, a changed and a reversed expense: the year is worked out anew, and only differences are settled (L3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.engines.costsharing import Decided, Line, adjudicate, compile_rules, lines_of, replay
from hearten.kernel.errors import Invalid
from tests.engines.costsharing.portfolios import benefits, deductible

RULES: list[Any] = [
    compile_rules(
        benefits(
            {"inpatient": {"rate_settled": "80%"}},
            deductible=deductible("300.00"),
            annual_limit={"amount": "1000.00", "clause": "2.7"},
            waiting={"illness_days": 0, "accident_days": 0, "clause": "2.2"},
        ),
        {},
    )
]


def line(billed: int, year: int = 0) -> Line:
    days = {"cover_from": date(2026, 1, 1), "cover_until": date(2027, 1, 1), "waiting_from": date(2026, 1, 1)}
    return Line(
        category="inpatient", day=date(2026, 5, 1), billed=billed, settled=True, policy_year=year, **days
    )


def decided(*billed: int, year: int = 0) -> list[Decided[str]]:
    rows = [line(amount, year) for amount in billed]
    paid = adjudicate(lines_of(rows, RULES), RULES).paid.tolist()
    return [Decided(f"{year}/{i}", row, own) for i, (row, own) in enumerate(zip(rows, paid, strict=True))]


def amounts(**given: Any) -> dict[str, int]:
    return {d.key: d.amount for d in replay(rules=RULES, **given).differences}


def test_a_reversed_line_frees_the_limit_and_brings_the_deductible_back() -> None:
    """1000.00: 560.00 paid; 700.00: 440.00 of 560.00 are left. Without the first, the second pays (700 − 300) × 80%."""
    before = decided(100_000, 70_000)
    assert [item.paid for item in before] == [56_000, 44_000]
    assert amounts(before=before, reversed_=["0/0"]) == {"0/0": -56_000, "0/1": 32_000 - 44_000}


def test_a_changed_line_keeps_its_place() -> None:
    before = decided(100_000, 70_000)
    found = amounts(before=before, changed={"0/0": line(60_000)})
    assert found == {"0/0": 24_000 - 56_000, "0/1": 56_000 - 44_000}


def test_a_late_line_comes_last() -> None:
    found = amounts(before=decided(100_000), late=[("new", line(40_000))])
    assert found == {"0/0": 0, "new": 32_000}


def test_another_year_is_left_alone() -> None:
    before = [*decided(100_000), *decided(100_000, year=1)]
    assert amounts(before=before, reversed_=["0/0"]) == {"0/0": -56_000, "1/0": 0}


def test_nothing_changed_settles_nothing_and_names_are_checked() -> None:
    before = decided(100_000, 70_000)
    assert replay(before, RULES).amount == 0
    for wrong in (
        {"reversed_": ["nobody"]},
        {"changed": {"nobody": line(1)}},
        {"late": [("0/0", line(1))]},
        {"changed": {"0/0": line(1)}, "reversed_": ["0/0"]},
    ):
        with pytest.raises(Invalid) as caught:
            replay(before, RULES, **wrong)
        assert caught.value.field == "key"


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 120_000), min_size=1, max_size=6),
    st.lists(st.integers(0, 120_000), max_size=3),
    st.data(),
)
def test_what_was_settled_in_turns_is_what_the_year_pays(
    billed: list[int], late: list[int], data: st.DataObject
) -> None:
    """Whatever is reversed, changed and added: paid before + differences = the year decided at once."""
    before = decided(*billed)
    gone = data.draw(st.sets(st.sampled_from(before).map(lambda item: item.key), max_size=2))
    rest = [item for item in before if item.key not in gone]
    changed = {item.key: line(data.draw(st.integers(0, 120_000))) for item in rest[:1]}
    new = [(f"late/{i}", line(amount)) for i, amount in enumerate(late)]
    found = replay(before, RULES, changed=changed, reversed_=sorted(gone), late=new)
    rows = [changed.get(item.key, item.line) for item in rest] + [row for _, row in new]
    whole = adjudicate(lines_of(rows, RULES), RULES).total if rows else 0
    assert sum(item.paid for item in before) + found.amount == whole
