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
_FLAGS = {"settled", "emergency", "referred", "unlisted", "pre_existing"}


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
        kind = np.int64 if name in (*AMOUNTS, "policy_year") else np.bool_ if name in _FLAGS else np.int32
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
_small = st.one_of(st.sampled_from([0, 1, 5_000]), st.integers(0, 60_000))
_whole_rate = st.sampled_from([0, 10, 30, 45, 50, 55, 60, 80, 95, 100]).map(lambda percent: f"{percent}%")
_some_rate = st.one_of(
    st.sampled_from(["0%", "45%", "50%", "55%", "60%", "70%", "75%", "80%", "85%", "90%", "100%", "33.33%"]),
    st.integers(0, 10_000).map(lambda bp: f"{bp // 100}.{bp % 100:02d}%"),
)
_position = st.sampled_from(["before_rate", "after_rate"])
TIERS = ["near", "known", "far"]
GROUPS = ["listed", "unlisted", "beyond"]


def _maybe(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(None), value)


def _rates(rate: st.SearchStrategy[str]) -> dict[str, st.SearchStrategy[str]]:
    return {"rate_settled": rate, "rate_unsettled": rate}


@st.composite
def _category(draw: st.DrawFn, rate: st.SearchStrategy[str], given: dict[str, Any]) -> dict[str, Any]:
    """A kind of expense with some of everything; how its rate is given depends on what else the plan has."""
    if draw(st.sampled_from([True, True, True, True, True, False])) is False:
        return {"clause": "2.3", "label": LABEL, "covered": False}
    found: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {
                "clause": st.just("2.3"), "label": st.just(LABEL), "covered": st.just(True),
                "covers_out_of_catalogue": st.booleans(), "covers_class_self_paid": st.booleans(), **_rates(rate),
            },
            optional={
                "sub_limit": _cap, "daily_limit": _cap, "visit_limit": _cap, "event_limit": _cap, "copay": _small,
                "deductible_applies": st.booleans(), "counts_to_maximum": st.booleans(),
                "times": st.fixed_dictionaries({"most": st.integers(0, 3), "of": st.sampled_from(["day", "visit", "event"])}),
                "causes": st.sampled_from([["illness"], ["accident"], ["illness", "accident"]]),
                "within_days": st.integers(0, 10), "after_expiry_days": st.integers(0, 10),
                "referral_required": st.booleans(), "listed_hospitals_only": st.booleans(),
            },
        )
    )  # fmt: skip
    ways = (
        ["plain", "plain"]
        + (["bands"] if given.get("bands") else [])
        + (["tiers"] if given.get("network") else [])
    )
    match draw(st.sampled_from(ways)):
        case "bands":
            del found["rate_settled"], found["rate_unsettled"]
            found["bands"] = draw(st.sampled_from(sorted(given["bands"])))
        case "tiers":
            tier = st.one_of(st.fixed_dictionaries(_rates(rate)), st.just({"covered": False}))
            found["tiers"] = draw(
                st.dictionaries(st.sampled_from(given["network"]["tiers"]), tier, min_size=1)
            )
    if "groups" in given and draw(st.booleans()):
        rated = "rate_settled" in given["groups"]["listed"]
        found["group"] = "plain" if rated and ("bands" in found or "tiers" in found) else "listed"
        if rated and found["group"] == "listed":
            del found["rate_settled"], found["rate_unsettled"]
    if "limit" in given.get("groups", {}).get(found.get("group"), {}) and draw(st.booleans()):
        found["overflow_group"] = "beyond"
    if "groups" in given and draw(st.booleans()):
        found |= {"covers_out_of_catalogue": True, "out_of_catalogue_group": "unlisted"}
    return found


@st.composite
def _groups(draw: st.DrawFn, rate: st.SearchStrategy[str], whole: bool) -> dict[str, Any]:
    said = {"clause": "2.4", "label": LABEL}
    deductible = st.fixed_dictionaries({"amount": _small, "position": _position})
    factor = {"pre_existing_factor": st.sampled_from(["0%", "50%", "100%"])} if whole else {}
    own = st.fixed_dictionaries({}, optional={"limit": _amount, "deductible": deductible, **factor})
    listed = said | draw(own)
    if draw(st.booleans()):
        listed |= {"rate_settled": draw(rate), "rate_unsettled": draw(rate)}
    unlisted = said | draw(own) | {"rate_settled": draw(rate), "rate_unsettled": draw(rate)}
    return {
        "listed": listed,
        "unlisted": unlisted,
        "plain": said | draw(own),
        "beyond": said | {"limit": draw(_amount)},
    }


@st.composite
def _bands(draw: st.DrawFn, rate: st.SearchStrategy[str]) -> dict[str, Any]:
    ends = sorted(draw(st.sets(st.integers(1, 60_000), max_size=3)))
    rows = [{"up_to": end, "rate_settled": draw(rate), "rate_unsettled": draw(rate)} for end in [*ends, None]]
    return {"over": draw(st.sampled_from(["event", "policy_year"])), "rows": rows, "clause": "2.8"}


@st.composite
def _shared(draw: st.DrawFn, *, embedded: bool = True) -> dict[str, Any]:
    kinds = ["person", "family"] + (["embedded"] if embedded else [])
    found = {"amount": draw(_amount), "shared": draw(st.sampled_from(kinds)), "clause": "2.6"}
    if found["shared"] == "embedded":
        found["family_amount"] = found["amount"] + draw(st.integers(0, 60_000))
    return found


@st.composite
def any_benefits(draw: st.DrawFn) -> dict[str, Any]:
    """Any rules at all: each feature is there or not, and meets any other."""
    whole = draw(st.booleans())
    rate = _whole_rate if whole else _some_rate
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
    section |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "annual_limit": _shared(embedded=False),
                "out_of_pocket_maximum": _shared(),
                "lifetime_limit": st.fixed_dictionaries({"amount": _amount, "clause": st.just("2.7")}),
                "bands": st.dictionaries(st.sampled_from(["usual", "other"]), _bands(rate), min_size=1),
                "groups": _groups(rate, whole),
                "network": st.permutations(TIERS).map(
                    lambda names: {"tiers": names[:2], "emergency": names[0], "clause": "2.9"}
                ),
                **({"pre_existing": st.just({"factor": "50%", "clause": "2.10"})} if whole else {}),
            },
        )
    )
    names = draw(st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=3, unique=True))
    section["categories"] = {name: draw(_category(rate, section)) for name in names}
    kind = draw(st.sampled_from(["none", "year", "event", "both"]))
    if kind in {"year", "both"}:
        counts = st.fixed_dictionaries(
            {}, optional={"social_fund": st.booleans(), "other_cover": st.booleans()}
        )
        section["deductible"] = {**draw(_shared()), "per": "policy_year", "position": draw(_position)}
        section["deductible"]["counts"] = draw(counts)
    if kind == "event":
        section["deductible"] = deductible(draw(_amount), "event", draw(_position))
    if kind == "both":
        section["event_deductible"] = {"amount": draw(_small), "position": draw(_position), "clause": "2.6"}
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
    day = DAY_ZERO + draw(st.one_of(st.integers(100, 103), st.integers(-2, 370)))
    return Row(
        policy_year=year,
        plan=plan,
        category=draw(st.sampled_from([*CATEGORIES, "unheard"])),
        day=day,
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
        person=draw(st.sampled_from([0, 0, 1, 7, -(2**31)])),
        visit=draw(st.sampled_from([0, 0, 1, 2, -1])),
        tier=draw(st.sampled_from([0, 0, 1, 2])),
        event_day=draw(st.one_of(st.just(0), st.integers(day - 12, day))),
        emergency=draw(st.sampled_from([False, False, True])),
        referred=draw(st.booleans()),
        unlisted=draw(st.booleans()),
        pre_existing=draw(st.booleans()),
    )
