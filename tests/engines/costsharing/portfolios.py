"""Benefits and lines for tests: from tables, and random ones for Hypothesis."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from hearten.engines.costsharing import Lines, category_codes
from hearten.engines.costsharing.lines import AMOUNTS
from tests.engines.costsharing.referee import Answer, Row

DAY_ZERO = 740_000
LABEL = {"zh": "责任", "en": "Benefit"}
TRACE = Answer._fields
CATEGORIES = ("inpatient", "outpatient", "drug")


def category(**given: Any) -> dict[str, Any]:
    usual = {
        "clause": "2.3", "label": LABEL, "covered": True, "covers_out_of_catalogue": False, "rate_settled": "100%",
        "rate_unsettled": "60%",
    }  # fmt: skip
    return usual | given


def benefits(categories: dict[str, dict[str, Any]] | None = None, **given: Any) -> dict[str, Any]:
    """A whole `benefits` section from what a test wants to be special."""
    usual: dict[str, Any] = {
        "kind": "indemnity",
        "param_date": "service",
        "waiting": {"illness_days": 30, "accident_days": 0, "clause": "2.2"},
        "social_insurance": {"subtract_fund": True, "clause": "2.5"},
        "categories": {name: category(**rest) for name, rest in (categories or {"inpatient": {}}).items()},
        "rounding": "half_up_per_line",
    }
    return usual | given


def deductible(amount: Any, per: str = "policy_year", position: str = "before_rate") -> dict[str, Any]:
    return {"amount": amount, "per": per, "position": position, "clause": "2.6"}


def columns(rows: list[Row], rules: Any) -> Lines:
    """The rows as the columns the engine takes."""
    codes = category_codes(rules)

    def column(name: str) -> Any:
        kind = np.int64 if name in (*AMOUNTS, "policy_year") else np.bool_ if name == "settled" else np.int32
        values = [getattr(row, name) for row in rows]
        return np.array([codes.get(v, -1) for v in values] if name == "category" else values, kind)

    return Lines(**{name: column(name) for name in Row._fields})


def answers(decision: Any) -> list[Answer]:
    """The trace as rows, to compare with the referee's."""
    return [Answer(*row) for row in zip(*(getattr(decision, name).tolist() for name in TRACE), strict=True)]


_amount = st.one_of(
    st.sampled_from([0, 1, 99, 100, 10_000, 30_000, 30_001]), st.integers(0, 200_000), st.integers(0, 10**11)
)
_cap = st.one_of(st.none(), st.sampled_from([0, 1, 10_000, 30_000]), st.integers(0, 300_000))
_rate = st.one_of(
    st.sampled_from(["0%", "45%", "50%", "55%", "60%", "70%", "75%", "80%", "85%", "90%", "100%", "33.33%"]),
    st.integers(0, 10_000).map(lambda bp: f"{bp // 100}.{bp % 100:02d}%"),
)
_category = st.fixed_dictionaries(
    {
        "clause": st.just("2.3"),
        "label": st.just(LABEL),
        "covered": st.sampled_from([True, True, True, False]),
        "covers_out_of_catalogue": st.booleans(),
        "covers_class_self_paid": st.booleans(),
        "sub_limit": _cap,
        "daily_limit": _cap,
        "rate_settled": _rate,
        "rate_unsettled": _rate,
        "deductible_applies": st.booleans(),
    }
)


@st.composite
def any_benefits(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=3, unique=True))
    section = benefits(
        waiting={
            "illness_days": draw(st.integers(0, 90)),
            "accident_days": draw(st.integers(0, 3)),
            "clause": "2.2",
        },
        social_insurance={"subtract_fund": draw(st.booleans()), "clause": "2.5"},
        other_cover={"subtract": draw(st.booleans()), "clause": "2.5"},
        sub_limit_position=draw(st.sampled_from(["before_deductible", "after_rate"])),
    )
    section["categories"] = {name: draw(_category) for name in names}
    if draw(st.booleans()):
        section["deductible"] = deductible(
            draw(_amount),
            draw(st.sampled_from(["policy_year", "event"])),
            draw(st.sampled_from(["before_rate", "after_rate"])),
        )
    if draw(st.booleans()):
        section["annual_limit"] = {"amount": draw(_amount), "clause": "2.7"}
    return section


@st.composite
def any_rows(draw: st.DrawFn, plans: int, most_years: int = 4, most_lines: int = 8) -> list[Row]:
    """Lines of a few policy years, each with one plan, in the order of the years."""
    rows: list[Row] = []
    year = draw(st.integers(-5, 5))
    for _ in range(draw(st.integers(1, most_years))):
        plan = draw(st.integers(0, plans - 1))
        rows += [draw(_any_row(year, plan)) for _ in range(draw(st.integers(1, most_lines)))]
        year += draw(st.integers(1, 3))
    return rows


@st.composite
def _any_row(draw: st.DrawFn, year: int, plan: int) -> Row:
    return Row(
        policy_year=year,
        plan=plan,
        category=draw(st.sampled_from([*CATEGORIES, "unheard"])),
        day=DAY_ZERO + draw(st.one_of(st.integers(0, 3), st.integers(-2, 366))),
        cover_from=DAY_ZERO,
        cover_until=DAY_ZERO + 365,
        waiting_from=DAY_ZERO - draw(st.sampled_from([0, 0, 30, 365])),
        cause=draw(st.integers(0, 1)),
        event=draw(st.integers(-1, 2)),
        billed=draw(_amount),
        refused=draw(st.one_of(st.just(0), _amount)),
        out_of_catalogue=draw(st.one_of(st.just(0), _amount)),
        class_self_paid=draw(st.one_of(st.just(0), _amount)),
        social_fund_paid=draw(st.one_of(st.just(0), _amount)),
        other_paid=draw(st.one_of(st.just(0), _amount)),
        settled=draw(st.booleans()),
    )
