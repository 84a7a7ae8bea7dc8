"""The steps a member reads: clause, label, amount, what is left, and a formula that can be typed into a calculator (L3, P7)."""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten.engines.costsharing import (
    REASONS,
    Bucket,
    ReasonCode,
    Used,
    adjudicate,
    balances_of,
    compile_rules,
    explain,
    formula,
    reasons,
)
from tests.engines.costsharing.portfolios import any_benefits, any_rows, benefits, columns, deductible
from tests.engines.costsharing.referee import Row
from tests.engines.costsharing.test_columns import row

LABEL = {"zh": "年免赔额", "en": "Deductible of the year"}
SECTION = benefits(
    {"inpatient": {"rate_settled": "80%"}, "dental": {"covered": False}},
    deductible=deductible("500.00") | {"label": LABEL},
    annual_limit={"amount": "1000.00", "clause": "2.7"},
    social_insurance={
        "subtract_fund": True,
        "clause": "2.5",
        "label": {"zh": "医保已付", "en": "Paid by 医保"},
    },
)


def decide(rows: list[Row], opening: list[Used] | None = None, **changes: Any) -> Any:
    rules = [compile_rules(SECTION | changes, {})]
    return adjudicate(columns(rows, rules), rules, balances_of(opening, rules) if opening else None)


def paid_line(**given: Any) -> Row:
    return row(day=740_100, cover_until=740_365, **given)


def test_formula_of_the_page() -> None:
    decision = decide(
        [paid_line(billed=100_000, social_fund_paid=20_000)], [Used(bucket=Bucket.DEDUCTIBLE, used=20_000)]
    )
    assert formula(decision, 0) == "(1000.00 − 200.00 − 300.00) × 80% = 400.00"


def test_steps_carry_clause_label_amount_and_rest() -> None:
    decision = decide([paid_line(billed=30_000), paid_line(billed=100_000, social_fund_paid=10_000)])
    first, second = explain(decision, 0), explain(decision, 1)
    assert [step.code for step in second] == [
        ReasonCode.BILLED, ReasonCode.SOCIAL_FUND, ReasonCode.DEDUCTIBLE, ReasonCode.COINSURANCE, ReasonCode.PAID,
    ]  # fmt: skip
    assert (first[1].cap, first[1].left, first[1].amount) == (50_000, 20_000, -30_000)
    assert (second[2].clause, second[2].title("zh-hans"), second[2].title("en")) == (
        "2.6",
        LABEL["zh"],
        LABEL["en"],
    )
    assert (second[2].left, second[2].formula) == (0, "900.00 − 200.00 = 700.00")
    assert (second[3].rate, second[3].formula, second[3].running) == (8000, "700.00 × 80% = 560.00", 56_000)
    assert second[-1].running == decision.paid[1] == 56_000
    assert reasons(decision, 1) == (ReasonCode.SOCIAL_FUND, ReasonCode.DEDUCTIBLE, ReasonCode.COINSURANCE)


def test_what_is_left_knows_the_opening_balance() -> None:
    decision = decide([paid_line(billed=10_000)], [Used(bucket=Bucket.DEDUCTIBLE, used=15_000)])
    assert explain(decision, 0)[1].left == 25_000


def test_what_is_left_of_an_events_deductible() -> None:
    decision = decide(
        [
            paid_line(billed=10_000, event=1),
            paid_line(billed=20_000, event=2),
            paid_line(billed=15_000, event=1),
        ],
        [
            Used(bucket=Bucket.EVENT_DEDUCTIBLE, used=5_000, event=1),
            Used(bucket=Bucket.EVENT_DEDUCTIBLE, used=9, event=3),
        ],
        deductible=deductible("500.00", per="event"),
    )
    assert [explain(decision, index)[1].left for index in range(3)] == [35_000, 30_000, 20_000]


@pytest.mark.parametrize(
    ("given", "code"),
    [({"day": 1}, ReasonCode.NOT_IN_FORCE), ({"day": 740_001}, ReasonCode.WAITING), ({"category": "dental"}, ReasonCode.NOT_COVERED),
     ({"category": "unheard"}, ReasonCode.NOT_COVERED)],
)  # fmt: skip
def test_a_stopped_line_says_why(given: dict[str, Any], code: ReasonCode) -> None:
    decision = decide([paid_line(billed=10_000)._replace(**given)])
    steps = explain(decision, 0)
    assert [step.code for step in steps] == [ReasonCode.BILLED, code, ReasonCode.PAID]
    assert (steps[1].amount, steps[-1].running) == (-10_000, 0)


def test_a_line_counted_from_the_end_and_one_beyond() -> None:
    decision = decide([paid_line(billed=10_000), paid_line(billed=90_000)])
    assert explain(decision, -1) == explain(decision, 1)
    with pytest.raises(IndexError):
        explain(decision, 2)


def test_every_reason_has_words_and_a_place_in_fhir() -> None:
    assert set(REASONS) == set(ReasonCode)
    assert all(
        reason.label and reason.sentence and reason.code and reason.system.startswith("http")
        for reason in REASONS.values()
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_benefits(), st.data())
def test_printed_formulas_are_true(section: dict[str, Any], data: st.DataObject) -> None:
    """A calculator that rounds half up gets what is paid."""
    rules = [compile_rules(section, {})]
    rows = data.draw(any_rows(1))
    decision = adjudicate(columns(rows, rules), rules)
    for index in range(len(rows)):
        assert _true(formula(decision, index)) == decision.paid[index]
        for step in explain(decision, index)[1:-1]:
            assert _true(step.formula) == step.running or _second(decision, index)


def _second(decision: Any, index: int) -> bool:
    """Whether the line has a part that is counted by itself: its steps are printed without what the first part paid."""
    return any(step.code == "set_apart" for step in explain(decision, index))


def _true(text: str) -> int:
    """The result of the last of one or more equations, each of which must hold to the fen."""
    result = 0
    for equation in text.split("; "):
        left, *right = equation.split(" = ")
        result = _fen(right[0]) if right else _calculate(left)
        assert _calculate(left) == result, equation
    return result


def _fen(text: str) -> int:
    yuan, fen = text.split(".")
    return int(yuan) * 100 + int(fen)


def _calculate(text: str) -> int:
    """What a calculator gives that rounds half up once for each part: `(…) + (…)` are two parts."""
    parts = text[1:-1].split(") + (") if text.startswith("(") and ") + (" in text else [text]
    return sum(floor(_exactly(part) * 100 + Fraction(1, 2)) for part in parts)


def _exactly(text: str) -> Fraction:
    python = re.sub(r"([\d.]+)%", r"Fraction('\1') / 100", text)
    python = re.sub(r"(?<!')\b\d+\.\d\d\b(?!')", r"Fraction('\g<0>')", python)
    value = eval(python.replace("−", "-").replace("×", "*"), {"Fraction": Fraction})  # noqa: S307 -- our own text
    return Fraction(value)
