"""The plans of the mixed portfolio: one of each kind of plan that pays bills (sums and rates made up to look usual)."""

from __future__ import annotations

from typing import Any

Section = dict[str, Any]
LABEL = {"zh": "责任", "en": "Benefit"}
SAID = {"clause": "2.3", "label": LABEL}


def category(rates: str = "", **rest: Any) -> Section:
    """`rates` are settled and unsettled; none where bands or a group give them."""
    given: Section = {**SAID, "covered": True, "covers_out_of_catalogue": False, **rest}
    if rates:
        given["rate_settled"], given["rate_unsettled"] = rates.split()
    return given


def section(categories: Section, *, illness_days: int = 30, fund: bool = True, **rest: Any) -> Section:
    return {
        "kind": "indemnity",
        "param_date": "service",
        "waiting": {"illness_days": illness_days, "accident_days": 0, "clause": "2.2"},
        "social_insurance": {"subtract_fund": fund, "clause": "2.5"},
        "categories": categories,
        "rounding": "half_up_per_line",
        **rest,
    }


def deductible(amount: str, per: str = "policy_year", position: str = "before_rate", **rest: Any) -> Section:
    return {"amount": amount, "per": per, "position": position, "clause": "2.6", **rest}


def limit(amount: str, **rest: Any) -> Section:
    return {"amount": amount, "clause": "2.7", **rest}


def bands(over: str, *rows: tuple[str | None, str, str]) -> Section:
    told = [
        {"up_to": end, "rate_settled": settled, "rate_unsettled": unsettled}
        for end, settled, unsettled in rows
    ]
    return {"over": over, "rows": told, "clause": "2.8"}


def group(amount: str, rate: str, most: str) -> Section:
    own = {"amount": amount, "position": "before_rate"}
    return {**SAID, "limit": most, "deductible": own, "rate_settled": rate, "rate_unsettled": rate}


_VISITS = {
    "outpatient": category("90% 70%", sub_limit="8000.00", daily_limit="600.00"),
    "emergency": category("85% 65%", daily_limit="1000.00"),
    "drug": category("75% 50%", sub_limit="2000.00", covers_class_self_paid=False),
    "dental": {**SAID, "covered": False},
}
_HOSPITAL = {
    "inpatient": category("100% 60%", covers_out_of_catalogue=True),
    "special_outpatient": category("100% 60%", covers_out_of_catalogue=True),
    "pre_post_hospital": category("100% 60%", sub_limit="50000.00"),
}
_GENERAL = {"covers_out_of_catalogue": True, "group": "general"}

PLANS: dict[str, Section] = {
    "million": section(
        {
            "inpatient": category("100% 60%", listed_hospitals_only=True, **_GENERAL),
            "special_outpatient": category("100% 60%", **_GENERAL),
            "pre_post_hospital": category("100% 60%", sub_limit="50000.00", group="general"),
            "cancer": category("100% 60%", deductible_applies=False, overflow_group="cancer", **_GENERAL),
        },
        deductible=deductible("1000.00", counts={"other_cover": True}),
        groups={"general": {**SAID, "limit": "5000.00"}, "cancer": {**SAID, "limit": "3000.00"}},
        lifetime_limit=limit("8000000.00"),
    ),
    "group_outpatient": section(_VISITS, annual_limit=limit("3000.00")),
    "group_before": section(
        _HOSPITAL | _VISITS, deductible=deductible("300.00"), annual_limit=limit("30000.00")
    ),
    "group_after": section(
        _HOSPITAL | _VISITS,
        deductible=deductible("500.00", position="after_rate"),
        sub_limit_position="after_rate",
        annual_limit=limit("50000.00"),
    ),
    "top_up": section(_HOSPITAL | _VISITS, fund=False, annual_limit=limit("100000.00")),
    "student": section(
        {"inpatient": category(bands="student"), "outpatient": category(bands="student", daily_limit="500.00")},
        event_deductible={"amount": "100.00", "position": "before_rate", "clause": "2.6"},
        bands={
            "student": bands(
                "event", ("1000.00", "90%", "30%"), ("4000.00", "90%", "40%"), ("7000.00", "90%", "50%"),
                ("10000.00", "90%", "60%"), ("30000.00", "90%", "70%"), (None, "90%", "80%"),
            )
        },
    ),
    "employer": section(
        {name: category(bands="ceiling") for name in ("inpatient", "outpatient", "drug")},
        deductible=deductible("2000.00"),
        bands={
            "ceiling": bands(
                "policy_year", ("40000.00", "85%", "85%"), ("80000.00", "90%", "90%"), (None, "95%", "95%")
            )
        },
        annual_limit=limit("200000.00"),
    ),
    "accident": section(
        {
            "outpatient": category("90% 80%", causes=["accident"], within_days=180, after_expiry_days=15),
            "inpatient": category("90% 80%", causes=["accident"], within_days=180, after_expiry_days=90,
                                  times={"most": 90, "of": "day"}),
        },
        illness_days=0,
        deductible=deductible("100.00", per="event"),
        annual_limit=limit("20000.00"),
    ),
    "year_and_event": section(
        {"inpatient": category("80% 60%", event_limit="20000.00"), "outpatient": category("70% 50%", visit_limit="300.00",
                                                                                     times={"most": 12, "of": "visit"})},
        deductible=deductible("1000.00"),
        event_deductible={"amount": "100.00", "position": "after_rate", "clause": "2.6"},
    ),
    "city": section(
        {
            "inpatient": category(covers_out_of_catalogue=True, group="listed", out_of_catalogue_group="unlisted"),
            "special_drug": category(covers_out_of_catalogue=True, group="drugs"),
        },
        illness_days=0,
        groups={
            "listed": group("12000.00", "70%", "1000000.00"),
            "unlisted": group("22000.00", "50%", "1000000.00"),
            "drugs": group("22000.00", "70%", "800000.00"),
        },
        pre_existing={"factor": "50%", "clause": "2.10"},
    ),
    "hmo": section(
        {
            "outpatient": category("90% 90%", copay="30.00", tiers={"outside": {"covered": False}}),
            "specialist": category("80% 80%", copay="50.00", referral_required=True,
                                   tiers={"outside": {"rate_settled": "50%", "rate_unsettled": "50%"}}),
            "inpatient": category("90% 90%", tiers={"outside": {"rate_settled": "60%", "rate_unsettled": "60%"}}),
            "prevention": category("100% 100%"),
        },
        illness_days=0,
        network={"tiers": ["inside", "outside"], "emergency": "inside", "clause": "2.9"},
        out_of_pocket_maximum=limit("500.00", shared="embedded", family_amount="900.00"),
    ),
    "hdhp": section(
        {
            "inpatient": category("80% 80%"),
            "outpatient": category("80% 80%"),
            "drug": category("70% 70%"),
            "prevention": category("100% 100%", deductible_applies=False, counts_to_maximum=False),
        },
        illness_days=0,
        deductible=deductible("1700.00", shared="family"),
        out_of_pocket_maximum=limit("8500.00", shared="family"),
        annual_limit=limit("1000000.00", shared="family"),
    ),
}  # fmt: skip
