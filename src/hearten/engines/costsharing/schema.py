"""The shape of a product's `benefits` section, as JSON Schema (draft 2020-12), and one example.

Amounts are whole fen (1000000 is ten thousand yuan) or quoted yuan text with two decimals ("10000.00"). `$name` stands
for the customer's choice of that name; a chosen amount is in whole fen. Rates are text in percent: "80%", "66.67%".
A bare 10000.00 is refused: YAML reads it as a binary float. `clause` is the number of a clause of the product.

    from hearten.engines.costsharing.schema import BENEFITS_SCHEMA, EXAMPLE
"""

from __future__ import annotations

from typing import Any

from hearten.engines.costsharing.families.schema import FAMILY_SCHEMAS
from hearten.engines.costsharing.shapes import (
    AMOUNT,
    CLAUSE,
    CODE,
    NO_AMOUNT,
    RATE,
    SAID,
    TEXT,
    WAITING,
    Schema,
    by_code,
    mapping,
)

__all__ = ["BENEFITS_SCHEMA", "EXAMPLE", "TEXT"]

_NAME = CODE
_DAYS: Schema = {"type": "integer", "minimum": 0, "maximum": 3660}
_LIMIT: Schema = {"anyOf": [AMOUNT, NO_AMOUNT]}
_RATES: Schema = {"rate_settled": RATE, "rate_unsettled": RATE}
_POSITION: Schema = {"enum": ["before_rate", "after_rate"]}
_CLAUSED: Schema = {"clause": CLAUSE}
_LABEL: Schema = {"label": TEXT}


def _flags(*names: str) -> Schema:
    return {name: {"type": "boolean"} for name in names}


def _embedded(section: Schema) -> Schema:
    """A family's amount stands where, and only where, a person's is embedded in it."""
    return section | {
        "if": {"properties": {"shared": {"const": "embedded"}}, "required": ["shared"]},
        "then": {"required": ["family_amount"]},
        "else": {"not": {"required": ["family_amount"]}},
    }


CATEGORY: Schema = mapping(
    {**SAID, "covered": {"type": "boolean"}},
    {
        **_flags(
            "covers_out_of_catalogue", "covers_class_self_paid", "deductible_applies", "referral_required",
            "listed_hospitals_only", "counts_to_maximum",
        ),
        **_RATES,
        "sub_limit": _LIMIT,
        "daily_limit": _LIMIT,
        "visit_limit": _LIMIT,
        "event_limit": _LIMIT,
        "copay": AMOUNT,
        "times": mapping(
            {"most": {"type": "integer", "minimum": 0, "maximum": 10_000}, "of": {"enum": ["day", "visit", "event"]}}
        ),
        "bands": _NAME,
        "group": _NAME,
        "overflow_group": _NAME,
        "out_of_catalogue_group": _NAME,
        "causes": {
            "type": "array",
            "minItems": 1,
            "items": {"enum": ["illness", "accident"]},
            "uniqueItems": True,
        },
        "within_days": _DAYS,
        "after_expiry_days": _DAYS,
        "tiers": by_code(mapping({}, {**_flags("covered"), **_RATES})),
    },
)  # fmt: skip
CATEGORY |= {
    "if": {"properties": {"covered": {"const": True}}},
    "then": {
        "required": ["covers_out_of_catalogue"],
        "anyOf": [
            {"required": ["rate_settled", "rate_unsettled"]},
            {"required": ["bands"]},
            {"required": ["group"]},
        ],
    },
}
DEDUCTIBLE: Schema = _embedded(
    mapping(
        {"amount": AMOUNT, "per": {"enum": ["policy_year", "event"]}, "position": _POSITION, **_CLAUSED},
        {
            "shared": {"enum": ["person", "family", "embedded"]},
            "family_amount": AMOUNT,
            "counts": mapping({}, _flags("social_fund", "other_cover")),
            **_LABEL,
        },
    )
)
BANDS: Schema = mapping(
    {
        "over": {"enum": ["policy_year", "event"]},
        "rows": {
            "type": "array",
            "minItems": 1,
            "items": mapping({**_RATES, "up_to": {"anyOf": [AMOUNT, NO_AMOUNT]}}),
        },
        **_CLAUSED,
    },
    _LABEL,
)
GROUP: Schema = mapping(
    SAID,
    {
        "limit": _LIMIT,
        "deductible": mapping({"amount": AMOUNT, "position": _POSITION}),
        **_RATES,
        "pre_existing_factor": RATE,
    },
)
NETWORK: Schema = mapping(
    {
        "tiers": {"type": "array", "minItems": 1, "maxItems": 4, "items": _NAME, "uniqueItems": True},
        "emergency": _NAME,
        **_CLAUSED,
    },
    _LABEL,
)
INDEMNITY: Schema = mapping(
    {
        "kind": {"const": "indemnity"},
        "param_date": {"enum": ["service", "admission", "discharge"]},
        "waiting": WAITING,
        "social_insurance": mapping({**_flags("subtract_fund"), **_CLAUSED}, _LABEL),
        "categories": by_code(CATEGORY),
        "rounding": {"const": "half_up_per_line"},
    },
    {
        "other_cover": mapping({**_flags("subtract"), **_CLAUSED}, _LABEL),
        "deductible": DEDUCTIBLE,
        "event_deductible": mapping({"amount": AMOUNT, "position": _POSITION, **_CLAUSED}, _LABEL),
        "sub_limit_position": {"enum": ["before_deductible", "after_rate"]},
        "annual_limit": mapping(
            {"amount": AMOUNT, **_CLAUSED}, {"shared": {"enum": ["person", "family"]}, **_LABEL}
        ),
        "lifetime_limit": mapping({"amount": AMOUNT, **_CLAUSED}, _LABEL),
        "out_of_pocket_maximum": _embedded(
            mapping(
                {"amount": AMOUNT, **_CLAUSED},
                {"shared": {"enum": ["person", "family", "embedded"]}, "family_amount": AMOUNT, **_LABEL},
            )
        ),
        "bands": by_code(BANDS),
        "groups": by_code(GROUP),
        "pre_existing": mapping({"factor": RATE, **_CLAUSED}, _LABEL),
        "network": NETWORK,
    },
)
_KINDS: dict[str, Schema] = {"indemnity": INDEMNITY, **FAMILY_SCHEMAS}
BENEFITS_SCHEMA: Schema = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"enum": list(_KINDS)}},
    "allOf": [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": schema} for kind, schema in _KINDS.items()
    ],
}

# What a million-yuan medical plan says; products/documents hold the real ones.
EXAMPLE: dict[str, Any] = {
    "kind": "indemnity",
    "param_date": "admission",
    "waiting": {
        "illness_days": 30,
        "accident_days": 0,
        "clause": "2.2",
        "label": {"zh": "等待期", "en": "Waiting period"},
    },
    "social_insurance": {
        "subtract_fund": True,
        "clause": "2.5",
        "label": {"zh": "扣除医保已报销", "en": "Less what social insurance paid"},
    },
    "categories": {
        "inpatient": {
            "clause": "2.3",
            "label": {"zh": "住院医疗费用", "en": "Hospital stay"},
            "covered": True,
            "covers_out_of_catalogue": True,
            "covers_class_self_paid": True,
            "sub_limit": None,
            "rate_settled": "100%",
            "rate_unsettled": "60%",
            "deductible_applies": True,
        },
        "pre_post_hospital": {
            "clause": "2.3",
            "label": {"zh": "住院前后门急诊", "en": "Outpatient visits before and after a stay"},
            "covered": True,
            "covers_out_of_catalogue": False,
            "sub_limit": "10,000.00",
            "rate_settled": "100%",
            "rate_unsettled": "60%",
        },
    },
    "deductible": {
        "amount": "$deductible",
        "per": "policy_year",
        "position": "before_rate",
        "clause": "2.6",
        "label": {"zh": "年免赔额", "en": "Deductible of the year"},
    },
    "annual_limit": {
        "amount": "$limit",
        "clause": "2.7",
        "label": {"zh": "年度限额", "en": "Annual limit"},
    },
    "rounding": "half_up_per_line",
}
