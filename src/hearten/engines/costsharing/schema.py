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

CATEGORY: Schema = mapping(
    {**SAID, "covered": {"type": "boolean"}},
    {
        "covers_out_of_catalogue": {"type": "boolean"},
        "covers_class_self_paid": {"type": "boolean"},
        "sub_limit": {"anyOf": [AMOUNT, NO_AMOUNT]},
        "daily_limit": {"anyOf": [AMOUNT, NO_AMOUNT]},
        "rate_settled": RATE,
        "rate_unsettled": RATE,
        "deductible_applies": {"type": "boolean"},
    },
)
CATEGORY |= {
    "if": {"properties": {"covered": {"const": True}}},
    "then": {"required": ["covers_out_of_catalogue", "rate_settled", "rate_unsettled"]},
}
INDEMNITY: Schema = mapping(
    {
        "kind": {"const": "indemnity"},
        "param_date": {"enum": ["service", "admission", "discharge"]},
        "waiting": WAITING,
        "social_insurance": mapping(
            {"subtract_fund": {"type": "boolean"}, "clause": CLAUSE}, {"label": TEXT}
        ),
        "categories": by_code(CATEGORY),
        "rounding": {"const": "half_up_per_line"},
    },
    {
        "other_cover": mapping({"subtract": {"type": "boolean"}, "clause": CLAUSE}, {"label": TEXT}),
        "deductible": mapping(
            {
                "amount": AMOUNT,
                "per": {"enum": ["policy_year", "event"]},
                "position": {"enum": ["before_rate", "after_rate"]},
                "clause": CLAUSE,
            },
            {"label": TEXT},
        ),
        "sub_limit_position": {"enum": ["before_deductible", "after_rate"]},
        "annual_limit": mapping({"amount": AMOUNT, "clause": CLAUSE}, {"label": TEXT}),
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
