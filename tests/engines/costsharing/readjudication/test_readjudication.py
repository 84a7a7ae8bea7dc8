"""Who gains and who loses under other rules: against sums made by hand, and the same however it is cut into parts (P7)."""

from __future__ import annotations

import copy
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.costsharing import compile_rules
from hearten.engines.costsharing.readjudication import (
    CHANGE_EDGES,
    PORTFOLIO,
    Summary,
    compare,
    lines_from,
    summarise,
)
from hearten.engines.costsharing.schema import EXAMPLE
from hearten.kernel.errors import Invalid

DAY = date(2026, 3, 1).toordinal()
CHOICES = {"deductible": 10_000_00, "limit": 2_000_000_00}


def rules(**changes):
    benefits = copy.deepcopy(EXAMPLE)
    benefits["deductible"]["amount"] = changes.get("deductible", "$deductible")
    benefits["categories"]["inpatient"]["rate_unsettled"] = changes.get("rate", "60%")
    return {"million": compile_rules(benefits, CHOICES)}


def portfolio(*expenses, plan="million"):
    """(member, billed) of policy years in order: one year for each member, hospital stays, nothing paid by others."""
    years = {}
    rows = [
        {
            "bucket": 0,
            "member": member,
            "policy_year": years.setdefault(member, len(years) + 1),
            "place": place,
            "plan": plan,
            "category": "inpatient",
            "day": DAY,
            "cover_from": DAY - 60,
            "cover_until": DAY + 300,
            "waiting_from": DAY - 60,
            "cause": 0,
            "event": 0,
            "billed": billed,
            "settled": False,
            **dict.fromkeys(
                ("refused", "out_of_catalogue", "class_self_paid", "social_fund_paid", "other_paid"), 0
            ),
        }
        for place, (member, billed) in enumerate(expenses)
    ]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: row["policy_year"]), PORTFOLIO)


def test_a_lower_deductible_gives_those_above_it_more():
    table = portfolio(("a", 50_000_00), ("b", 9_000_00), ("c", 3_000_00), ("a", 1_000_00))
    members = compare(table, rules(), rules(deductible="5000.00"))
    found = {row["member"]: (row["before"], row["after"]) for row in members.to_pylist()}
    # a: (50,000 − 10,000 + 1,000) × 60 % = 24,600; with 5,000: 27,600. b: 0; (9,000 − 5,000) × 60 % = 2,400.
    assert found == {"a": (24_600_00, 27_600_00), "b": (0, 2_400_00), "c": (0, 0)}
    summary = summarise(members)
    assert (summary.members, summary.gain, summary.lose, summary.same) == (3, 2, 0, 1)
    assert (summary.before, summary.after, summary.gained, summary.lost) == (
        24_600_00,
        30_000_00,
        5_400_00,
        0,
    )
    assert summary.lines == 4
    assert sum(summary.classes) == 3


def test_a_change_stands_in_its_class():
    members = compare(
        portfolio(("a", 11_000_00), ("b", 10_001_00), ("c", 1_00)), rules(rate="70%"), rules(rate="60%")
    )
    summary = summarise(members)
    # a loses 100.00 and b 0.10; a class is from one edge up to, not including, the next.
    classes = {
        (CHANGE_EDGES[i - 1], CHANGE_EDGES[i]): count
        for i, count in enumerate(summary.classes)
        if count and 0 < i < len(CHANGE_EDGES)
    }
    assert classes == {(-100_00, -10_00): 1, (-1_00, 0): 1, (0, 1): 1}
    assert summary.lost == 100_10


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 80_000_00)), max_size=30),
    st.integers(1, 5),
)
def test_parts_add_up_to_the_whole(expenses, parts):
    before, after = rules(), rules(deductible="3000.00", rate="50%")
    whole = summarise(compare(portfolio(*expenses), before, after))
    pieces = [[e for e in expenses if ord(e[0]) % parts == part] for part in range(parts)]
    added = sum((summarise(compare(portfolio(*piece), before, after)) for piece in pieces), Summary())
    assert added == whole
    assert Summary.from_dict(whole.as_dict()) == whole
    assert whole.after - whole.before == whole.gained - whole.lost


def test_a_plan_without_rules_and_a_missing_column_are_named():
    with pytest.raises(Invalid, match="plan"):
        compare(portfolio(("a", 1), plan="other"), rules(), rules())
    with pytest.raises(Invalid) as found:
        lines_from(portfolio(("a", 1)).drop_columns(["billed"]), rules())
    assert found.value.field == "billed"
    assert found.value.hint
