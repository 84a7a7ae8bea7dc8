"""The shape of the `benefits` section of each family, as JSON Schema."""

from __future__ import annotations

from hearten.engines.costsharing.shapes import (
    AMOUNT,
    CLAUSE,
    CODE,
    COUNT,
    RATE,
    SAID,
    TEXT,
    WAITING_DAYS,
    Schema,
    by_code,
    mapping,
)

FLAG: Schema = {"type": "boolean"}
CODES: Schema = {"type": "array", "items": CODE, "minItems": 1}
# Shares of a sum insured, and intensive care, may be above all of it.
LARGE_RATE: Schema = {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,2})?%$"}
ROUNDING: Schema = {"const": "half_up_per_month"}
WAITING: Schema = mapping(
    {"illness_days": WAITING_DAYS, "accident_days": WAITING_DAYS, "clause": CLAUSE},
    {"label": TEXT, "refund": FLAG},
)
_CLAUSE_ONLY = mapping({"clause": CLAUSE}, {"label": TEXT})
_TIER = mapping(
    {**SAID, "rate": LARGE_RATE, "times": {"type": "integer", "minimum": 1, "maximum": 20}},
    {
        "later_rate": LARGE_RATE,
        "interval_days": COUNT,
        "interval_after": by_code(COUNT),
        "not_after": CODES,
        "extra": mapping({"before_age": COUNT, "rate": LARGE_RATE}),
        "once_per_disease": FLAG,
        "once_per_group": FLAG,
        "waives_premium": FLAG,
        "ends_cover": FLAG,
    },
)
FIXED_TIERS = mapping(
    {"kind": {"const": "fixed_tiers"}, "waiting": WAITING, "sum_insured": AMOUNT, "tiers": by_code(_TIER)},
    {"one_per_cause": _CLAUSE_ONLY, "groups": by_code(CODES)},
)
DISABILITY = mapping(
    {
        "kind": {"const": "disability_grades"},
        "waiting": WAITING,
        "sum_insured": AMOUNT,
        "grades": {"type": "array", "items": RATE, "minItems": 10, "maxItems": 10},
        "within_days": COUNT,
        **SAID,
    },
    {"death": mapping({"rate": RATE, **SAID})},
)
INCOME = mapping(
    {
        "kind": {"const": "income"},
        "waiting": WAITING,
        "monthly_benefit": AMOUNT,
        "elimination_days": COUNT,
        "maximum_months": COUNT,
        **SAID,
        "rounding": ROUNDING,
    },
    {
        "recurrence_days": COUNT,
        "own_occupation_months": COUNT,
        "partial": mapping({"below": RATE, "clause": CLAUSE}, {"label": TEXT}),
        "income_cap": mapping({"rate": RATE, "clause": CLAUSE}, {"label": TEXT}),
        "waives_premium": FLAG,
    },
)
CARE = mapping(
    {
        "kind": {"const": "care"},
        "waiting": WAITING,
        "trigger": {"type": "integer", "minimum": 1, "maximum": 6},
        "observation_days": COUNT,
        "pays": {"enum": ["monthly", "daily"]},
        "amount": AMOUNT,
        "maximum": COUNT,
        **SAID,
        "rounding": ROUNDING,
    },
    {"waives_premium": FLAG},
)
DAILY_CASH = mapping(
    {
        "kind": {"const": "daily_cash"},
        "waiting": WAITING,
        "hospital": mapping(
            {"daily": AMOUNT, **SAID},
            {
                "elimination_days": COUNT,
                "accident_elimination_days": COUNT,
                "days_per_stay": COUNT,
                "days_per_year": COUNT,
                "intensive_rate": LARGE_RATE,
            },
        ),
    },
    {
        "surgery": mapping(
            {"classes": by_code(mapping({"amount": AMOUNT, **SAID}))}, {"times_per_year": COUNT}
        )
    },
)
HEALTH_ACCOUNT = mapping(
    {
        "kind": {"const": "health_account"},
        "contribution": mapping(
            {"yearly_limit": AMOUNT, **SAID}, {"catch_up": mapping({"from_age": COUNT, "amount": AMOUNT})}
        ),
        "spending": mapping(SAID),
    },
    {"waiting": WAITING, "balance_limit": AMOUNT},
)
FAMILY_SCHEMAS: dict[str, Schema] = {
    schema["properties"]["kind"]["const"]: schema
    for schema in (FIXED_TIERS, DISABILITY, INCOME, CARE, DAILY_CASH, HEALTH_ACCOUNT)
}
