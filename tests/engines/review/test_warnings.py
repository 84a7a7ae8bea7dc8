"""Each kind of warning rule, once met and once not; windows against counting one by one (L4)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.engines.review import Severity, Visit, warn
from hearten.kernel.errors import Invalid
from tests.engines.review.scenes import DAY, book, item, rule, visit

MONTH = {"what": "visits", "days": 30, "limit": 3}
SURGERY = {"of": ["surgery"], "limit": 1}
CASES = {
    # kind: (rule, a book that meets it with its value, a book that does not)
    "flag": (rule("flag", fact="zero"), book(zero=1), 1, book(zero=0)),
    "over": (rule("over", fact="n", limit=4), book(n=5), 5, book(n=4)),
    "at_least": (rule("at_least", fact="n", limit=4), book(n=4), 4, book(n=3)),
    "under": (rule("under", fact="n", limit=4), book(n=3), 3, book(n=4)),
    "over_share": (rule("over_share", fact="a", of="b", limit=50), book(a=51, b=100), 51, book(a=50, b=100)),
    "count_in_window": (
        rule("count_in_window", **MONTH),
        book([visit(), visit(5, -10, 0, 2), visit(6, -29, 0), visit(7, -29, 0, 2)]),
        4,
        book([visit(), visit(5, -10, 0, 2), visit(6, -29, 0), visit(7, -30, 0)]),
    ),
    "places": (
        rule("count_in_window", what="places", days=7, limit=1),
        book([visit(), visit(5, -6, 0, 2)]),
        2,
        book([visit(), visit(5, -7, 0, 2)]),
    ),
    "sum_in_window": (
        rule("sum_in_window", days=30, limit=150_00),
        book([visit(), visit(5, -29, 0)]),
        200_00,
        book([visit(), visit(5, -30, 0)]),
    ),
    "largest_visit": (
        rule("largest_visit", limit=100_00, or_equal=True, care="outpatient"),
        book([visit()]),
        100_00,
        book([visit(inpatient=True), visit(amount=99_99)]),
    ),
    "seen_before": (
        rule("seen_before", same=["day", "place", "amount"]),
        book([visit(), visit(5, 0, 0)]),
        100_00,
        book([visit(), visit(5, 0, 0, amount=99_00), visit(6, 1, 0), visit(7, 0, 9)]),
    ),
    "split bills": (
        rule("seen_before", same=["day", "place"], differs="amount"),
        book([visit(), visit(5, 0, 0, amount=99_00)]),
        100_00,
        book([visit(), visit(5, 0, 0)]),
    ),
    "places_same_day": (
        rule("places_same_day", limit=2),
        book([visit(), visit(place=2), visit(5, 0, 0, 3)]),
        3,
        book([visit(), visit(place=2), visit(5, 1, 0, 3)]),
    ),
    "items_same_day": (
        rule("items_same_day", **SURGERY),
        book(items=[item("阑尾切除术", "surgery"), item("肠粘连松解术", "surgery")]),
        2,
        book(
            items=[item("阑尾切除术", "surgery"), item("阑尾切除术", "surgery"), item("B", "surgery", day=1)]
        ),
    ),
    "a heading is no item": (
        rule("items_same_day", **SURGERY),
        book(
            items=[
                item("A", "surgery", detail=True),
                item("B", "surgery", detail=True),
                item("手术费", "surgery"),
            ]
        ),
        2,
        book(items=[item("A", "surgery", detail=True), item("手术费", "surgery")]),
    ),
    "item_share": (
        rule("item_share", of=["anaesthesia"], against=["operating_room"], limit=30),
        book(items=[item(kind="anaesthesia", amount=31), item(kind="operating_room", amount=100)]),
        31,
        book(items=[item(kind="anaesthesia", amount=30), item(kind="operating_room", amount=100)]),
    ),
    "only medicines": (
        rule("item_share", of=["drug"], limit=99),
        book(items=[item(kind="drug", amount=50), item(kind="drug", amount=50)]),
        100,
        book(items=[item(kind="drug", amount=98), item(kind="test", amount=2)]),
    ),
    "item_names": (
        rule("item_names", words=["特需"]),
        book(items=[item("特需病房床位费", amount=800_00)]),
        800_00,
        book(items=[item("普通病房床位费")]),
    ),
    "total_differs": (
        rule("total_differs", limit=0),
        book([visit()], [item(amount=99_99)]),
        99_99,
        book([visit()], [item(amount=60_00), item(amount=40_00), item(amount=7, detail=True)]),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_kind_is_met_and_passed(name):
    tested, meets, value, passes = CASES[name]
    (finding,) = warn(meets, [tested])
    assert value in {finding.facts.get("value"), finding.facts.get("value_minor")}
    assert warn(passes, [tested]) == []


def test_what_is_not_known_is_no_warning():
    rules = [
        rule("over", fact="n", limit=0),
        rule("under", fact="n", limit=9),
        rule("flag", fact="n"),
        rule("over_share", fact="n", of="m", limit=1),
        rule("over", fact="never_heard_of", limit=0),
    ]
    assert warn(book(n=None, m=1), rules) == []


def test_a_condition_and_a_product_narrow_a_rule():
    tested = rule(
        "under",
        fact="n",
        limit=90,
        when={"illness": 1},
        products={"mild": {"limit": 30, "severity": "info"}, "none": {"off": True}},
    )
    facts = {"n": [60, 60, 20, 10], "illness": [1, 0, 1, 1]}
    found = warn(book(cases=4, product=["p", "p", "mild", "none"], **facts), [tested])
    assert [(f.case, f.severity, f.facts["limit"]) for f in found] == [
        (0, Severity.REVIEW, 90),
        (2, Severity.INFO, 30),
    ]


def test_of_two_equal_claims_handed_in_together_only_the_later_repeats():
    same = rule("seen_before", same=["day", "place", "amount"])
    found = warn(book([visit(0, person=7), visit(1, person=7)], cases=2, person=[7, 7]), [same])
    assert [finding.case for finding in found] == [1]


def test_a_claim_does_not_see_the_places_of_a_later_one():
    several = rule("places_same_day", limit=1)
    found = warn(book([visit(0, person=7), visit(1, person=7, place=2)], cases=2, person=[7, 7]), [several])
    assert [finding.case for finding in found] == [1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "magic"}, "no kind of rule"),
        ({"limits": {"fact": "n"}}, "takes the limits"),
        ({"limits": {"fact": "n", "limit": 1, "limits": 2}}, "takes the limits"),
        ({"limits": {"fact": "n", "limit": "5,000"}}, "whole number"),
        ({"limits": {"fact": "n", "limit": True}}, "whole number"),
        ({"severity": "red"}, "no severity"),
        ({"name": {"zh": "只有中文"}}, "zh and en"),
        ({"severity": "block", "products": {"p": {"limit": 9}}}, "every product"),
        ({"products": {"p": {"limt": 9}}}, "takes the limits"),
        ({"code": ""}, "needs a code"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_its_place(change, words):
    from hearten.engines.review import compile_book

    text = {"zh": "-", "en": "-"}
    good = {
        "code": "X",
        "kind": "over",
        "severity": "review",
        "limits": {"fact": "n", "limit": 1},
        "name": text,
        "text": text,
    }
    compile_book([good])
    with pytest.raises(Invalid) as caught:
        compile_book([good | change])
    assert words in caught.value.message
    assert caught.value.field.startswith("rules[0]")
    with pytest.raises(Invalid, match="twice"):
        compile_book([good, good])


VISITS = st.lists(
    st.builds(
        Visit,
        claim=st.integers(0, 6),
        person=st.just(0),
        day=st.integers(DAY, DAY + 70),
        place=st.integers(0, 3),
        amount=st.integers(0, 500_00),
        inpatient=st.booleans(),
    ),
    max_size=25,
)


def _referee(visits, case, cases, days, care):
    """The visits of the window, one by one, as a person would count them."""
    own = [v.day for v in visits if v.claim == case]
    if not own:
        return []
    last = max(own)
    return [
        v
        for v in visits
        if last - days < v.day <= last
        and (v.claim >= cases or v.claim <= case)
        and (care is None or v.inpatient == (care == "inpatient"))
    ]


@settings(max_examples=150, deadline=None)
@given(VISITS, st.integers(1, 60), st.sampled_from([None, "inpatient", "outpatient"]), st.integers(0, 4))
def test_windows_agree_with_counting_one_by_one(visits, days, care, limit):
    """Three claims under review of person 0, four earlier ones; a claim never sees one handed in after it."""
    cases = 3
    limits = {"days": days, "limit": limit} | ({"care": care} if care else {})
    rules = [
        rule("count_in_window", code="visits", what="visits", **limits),
        rule("count_in_window", code="claims", what="claims", **limits),
        rule("sum_in_window", code="sum", **{**limits, "limit": limit * 100_00}),
    ]
    found = {
        (f.case, f.code): f.facts.get("value", f.facts.get("value_minor"))
        for f in warn(book(visits, cases=cases, person=[0] * cases), rules)
    }
    expected = {}
    for case in range(cases):
        seen = _referee(visits, case, cases, days, care)
        counts = {
            "visits": len({(v.day, v.place) for v in seen}),
            "claims": len({v.claim for v in seen}),
        }
        expected |= {(case, code): count for code, count in counts.items() if count > limit}
        if sum(v.amount for v in seen) > limit * 100_00:
            expected[case, "sum"] = sum(v.amount for v in seen)
    assert found == expected
