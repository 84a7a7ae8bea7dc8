"""Each kind of published rule: an item that it does not allow, one that it does; codes before names (L4)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.engines.review import LineKind, LineRule, Person, RuleTable, check_lines
from tests.engines.review.scenes import DAY, item


def found_in(items, *rules, person=None, codes=(), **more):
    table = RuleTable.of(rules, codes)
    return check_lines(items, table, {0: person or Person()}, cases=1, **more)


def service(kind: LineKind, *, name="甲", code="001", **limits) -> LineRule:
    partner = {key: limits.pop(key) for key in ("partner_code", "partner_name") if key in limits}
    return LineRule(kind, name, limits, code=code, **partner)


WOMAN, MAN = Person(sex="female"), Person(sex="male")
CHILD_RULE = service(LineKind.AGE, group="child", below_days=6575)
PAIR = service(LineKind.DUPLICATE, span="day", partner_code="002", partner_name="乙")
OF_VISIT = service(LineKind.DUPLICATE, span="visit", partner_code="002", partner_name="乙")
WITHIN_HOURS = service(LineKind.DUPLICATE, span="hours", partner_code="002", partner_name="乙")
DAILY = service(LineKind.FREQUENCY, per_day=1)
WEEKLY = service(LineKind.PERIOD, times=1, days=7)
TWO_DAYS = service(LineKind.DURATION, days=2)
GROUP = service(LineKind.MAIN_SECONDARY, group="胃肠", members=frozenset({"001", "002"}))


def a(**more):
    return item("甲", code="001", **more)


def b(**more):
    return item("乙", code="002", **more)


@pytest.mark.parametrize(
    ("rule", "person", "wrong", "right"),
    [
        (service(LineKind.SEX, sex="female"), MAN, [a()], []),
        (CHILD_RULE, Person(birth=DAY - 6575), [a()], []),
        (service(LineKind.AGE, from_days=5844, below_days=21916), Person(birth=DAY - 5843), [a()], []),
        (PAIR, WOMAN, [a(), b()], [a(), b(day=1)]),
        (OF_VISIT, WOMAN, [a(), b(day=1)], [a(), b(visit=2)]),
        (service(LineKind.SETTING, setting="inpatient"), WOMAN, [a()], [a(inpatient=True)]),
        (service(LineKind.LEVEL, level=2), WOMAN, [a(place=1)], [a(place=2)]),
        (TWO_DAYS, WOMAN, [a(), a(day=-1), a(day=-2)], [a(), a(day=-1), a(day=-1)]),
        (DAILY, WOMAN, [a(), a()], [a(), a(day=1)]),
        (DAILY, WOMAN, [a(quantity=1500)], [a(quantity=1000)]),
        (WEEKLY, WOMAN, [a(), a(day=-6)], [a(), a(day=-7)]),
        (service(LineKind.INSURANCE_TYPE, insurance="maternity"), Person(insurance="employee"), [a()], []),
        (GROUP, WOMAN, [a(kind="surgery"), b(kind="surgery")], [a(kind="surgery"), b(kind="surgery", day=1)]),
    ],
    ids=lambda value: value.kind if isinstance(value, LineRule) else "",
)
def test_each_kind_finds_what_it_does_not_allow(rule, person, wrong, right):
    levels = {1: 1, 2: 2}
    findings = found_in(wrong, rule, person=person, levels=levels)
    assert {(f.kind, f.claim) for f in findings} == {(rule.kind, 0)}
    assert all(f.facts["name"] == "甲" for f in findings)
    assert found_in(right, rule, person=person, levels=levels) == []


def test_who_fits_passes():
    assert found_in([a()], service(LineKind.SEX, sex="female"), person=WOMAN) == []
    assert found_in([a()], CHILD_RULE, person=Person(birth=DAY - 6574)) == []
    assert (
        found_in(
            [a()],
            service(LineKind.INSURANCE_TYPE, insurance="maternity"),
            person=Person(insurance="maternity"),
        )
        == []
    )
    assert found_in([a()], service(LineKind.SETTING, setting="inpatient", emergency=True)) == []


def test_what_is_not_known_is_not_found():
    rules = [
        service(LineKind.SEX, sex="female"),
        CHILD_RULE,
        service(LineKind.LEVEL, level=3),
        service(LineKind.INSURANCE_TYPE, insurance="x"),
    ]
    assert found_in([a()], *rules) == []
    assert found_in([a()], service(LineKind.SEX, sex="female"), person=Person(sex="other")) == []
    assert found_in([a(), b()], WITHIN_HOURS) == []  # bills state days


def test_a_code_speaks_before_a_name():
    """Two drugs may share a name; a bill without codes is known by the exact name."""
    women = service(LineKind.SEX, name="甲", code="", sex="female")
    pack = [("X1", women)]
    assert found_in([item("别名", code="X1")], women, codes=pack, person=MAN)
    assert found_in([item("甲")], women, codes=pack, person=MAN)
    assert not found_in([item("甲片")], women, codes=pack, person=MAN)
    other = service(LineKind.SEX, name="乙", code="X2", sex="male")
    assert not found_in([item("甲", code="X2")], women, other, codes=pack, person=MAN)


def test_history_counts_and_is_not_found_itself():
    """A test of last week in an earlier claim makes today's too soon; the earlier claim is not under review."""
    (finding,) = found_in([a(), a(claim=9, day=-3)], WEEKLY)
    assert finding.items == (0,)
    assert (finding.facts["value"], finding.facts["limit"], finding.facts["days"]) == (2, 1, 7)


ITEMS = st.lists(
    st.builds(
        lambda code, day, claim, quantity: item(
            code, code=code, day=day, claim=claim, quantity=quantity * 500
        ),
        st.sampled_from(["001", "002", "003"]),
        st.integers(0, 12),
        st.sampled_from([0, 5]),
        st.integers(1, 4),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(ITEMS)
def test_days_and_units_agree_with_counting_one_by_one(items):
    rules = [
        LineRule(LineKind.PERIOD, "001", {"times": 2, "days": 5}, code="001"),
        LineRule(LineKind.FREQUENCY, "002", {"per_day": 2}, code="002"),
        LineRule(
            LineKind.DUPLICATE, "003", {"span": "day"}, code="003", partner_code="001", partner_name="001"
        ),
    ]
    found = Counter((f.kind, items[f.items[0]].day) for f in found_in(items, *rules))
    expected: Counter = Counter()
    mine = [one for one in items if one.claim == 0]
    for one in mine:
        if one.code == "001":
            days = {
                other.day for other in items if other.code == "001" and one.day - 5 < other.day <= one.day
            }
            expected[LineKind.PERIOD, one.day] += len(days) > 2
        if one.code == "003":
            expected[LineKind.DUPLICATE, one.day] += any(
                other.code == "001" and other.day == one.day for other in items
            )
    for day in {one.day for one in mine if one.code == "002"}:
        units = sum(other.quantity for other in items if other.code == "002" and other.day == day)
        expected[LineKind.FREQUENCY, day] += units > 2000
    assert found == +expected
