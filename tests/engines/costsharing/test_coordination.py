"""Several who pay for one expense: who is first, and never more than the expense (L3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.engines.costsharing import Line, Payer, Rank, compile_rules, coordinate, in_order, what_if
from hearten.engines.costsharing.coordination import Reason, by_payer
from hearten.kernel.errors import Invalid
from tests.engines.costsharing.portfolios import any_benefits, benefits, deductible

NO_WAIT = {"illness_days": 0, "accident_days": 0, "clause": "2.2"}


def rules(rate: str, **given: Any) -> Any:
    kinds = {"inpatient": {"rate_settled": rate, "rate_unsettled": "60%"}}
    return compile_rules(benefits(kinds, waiting=NO_WAIT, **given), {})


def line(billed: int, **given: Any) -> Line:
    days = {"cover_from": date(2026, 1, 1), "cover_until": date(2027, 1, 1), "waiting_from": date(2026, 1, 1)}
    return Line(**({"category": "inpatient", "day": date(2026, 5, 1), "billed": billed} | days | given))


def test_the_secondary_pays_of_the_rest() -> None:
    """1000.00: 医保 600.00, then (1000 − 600) × 80% = 320.00, then the rest of 80.00 at 100%; nothing is left."""
    payers = [
        Payer("supplement", Rank.SUPPLEMENT, rules("100%")),
        Payer("own", Rank.OWN, rules("80%")),
        Payer("fund", Rank.SOCIAL, rules("60%")),
    ]
    found = coordinate([line(100_000)], payers)
    assert by_payer(found) == {"fund": 60_000, "own": 32_000, "supplement": 8_000}
    assert found.left == (0,)


def test_a_plan_that_ignores_others_still_never_pays_more_than_the_expense() -> None:
    blind = rules("100%", other_cover={"subtract": False, "clause": "2.5"})
    found = coordinate(
        [line(100_000, settled=True)] * 2, [Payer("a", Rank.OWN, blind), Payer("b", Rank.OWN, blind)]
    )
    assert by_payer(found) == {"a": 200_000, "b": 0}


def test_order_and_why() -> None:
    """The birthday decides between two parents, whatever the year; then the policy that is longer in force."""
    plan = rules("80%")
    placed = in_order(
        [
            Payer("father", Rank.FAMILY, plan, holder_born=date(1980, 9, 1)),
            Payer("mother", Rank.FAMILY, plan, holder_born=date(1985, 3, 9)),
            Payer("new", Rank.OWN, plan, since=date(2026, 1, 1)),
            Payer("old", Rank.OWN, plan, since=date(2020, 1, 1)),
            Payer("twin", Rank.OWN, plan, since=date(2026, 1, 1)),
        ]
    )
    assert [(p.payer.name, p.because) for p in placed] == [
        ("old", None), ("new", Reason.LONGER), ("twin", Reason.NAME), ("mother", Reason.RANK), ("father", Reason.BIRTHDAY),
    ]  # fmt: skip


def test_payers_are_named_once() -> None:
    plan = rules("80%")
    for payers in ([], [Payer("a", Rank.OWN, plan)] * 2):
        with pytest.raises(Invalid) as caught:
            coordinate([line(1)], payers)
        assert caught.value.field == "payers"


@settings(max_examples=40)
@given(
    st.lists(any_benefits(), min_size=1, max_size=3),
    st.lists(st.integers(0, 10**7), min_size=1, max_size=4),
    st.data(),
)
def test_nobody_gains(sections: list[dict[str, Any]], bills: list[int], data: st.DataObject) -> None:
    payers = [
        Payer(str(i), data.draw(st.sampled_from(Rank)), compile_rules(s, {}))
        for i, s in enumerate(sections)  # type: ignore[arg-type]
    ]
    lines = [line(billed, other_paid=data.draw(st.integers(0, 10**6))) for billed in bills]
    found = coordinate(lines, payers)
    for place, row in enumerate(lines):
        paid = sum(share.paid[place] for share in found.shares)
        assert paid + found.left[place] == max(0, row.billed - row.other_paid)


def test_what_would_this_cost_me() -> None:
    """1000.00 after 200.00 of a deductible of 300.00: 100.00 are borne, 20% of 700.00 after the fund's 200.00 too."""
    plan = rules("80%", deductible=deductible("300.00"))
    first = what_if([line(20_000, settled=True)], [plan])
    assert (first.paid, first.own) == (0, 20_000)
    then = what_if([line(100_000, social_fund_paid=20_000, settled=True)], [plan], first.closing)
    assert (then.billed, then.others, then.paid, then.own) == (100_000, 20_000, 56_000, 24_000)
    assert {code.value: amount for code, amount in then.own_by_stage.items()} == {
        "deductible": 10_000,
        "coinsurance": 14_000,
    }
    assert [step.code.value for step in then.lines[0]] == [
        "billed",
        "social_fund",
        "deductible",
        "coinsurance",
        "paid",
    ]


def test_what_others_paid_and_the_rules_do_not_take_off_lowers_what_is_left() -> None:
    plan = rules("50%", social_insurance={"subtract_fund": False, "clause": "2.5"})
    found = what_if([line(100_000, social_fund_paid=20_000, settled=True)], [plan])
    assert (found.paid, found.own) == (50_000, 30_000)
    assert sum(found.own_by_stage.values()) == 30_000
