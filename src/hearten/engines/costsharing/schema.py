"""The shape of a product's `benefits` section, as JSON Schema (draft 2020-12), and one example.

Amounts are whole fen (1000000 is ten thousand yuan) or quoted yuan text with two decimals ("10000.00"). `$name` stands
for the customer's choice of that name; a chosen amount is in whole fen. Rates are text in percent: "80%", "66.67%".
A bare 10000.00 is refused: YAML reads it as a binary float. `clause` is the number of a clause of the product.

    from hearten.engines.costsharing.schema import BENEFITS_SCHEMA, EXAMPLE
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {
    "type": "object",
    "required": ["zh", "en"],
    "additionalProperties": False,
    "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string", "minLength": 1}},
}
CLAUSE: Schema = {"type": "string", "pattern": r"^§?\d+(\.\d+){0,3}$"}
REFERENCE: Schema = {"type": "string", "pattern": r"^\$[a-z][a-z0-9_]*$"}
AMOUNT: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 0},
        {"type": "string", "pattern": r"^\d{1,3}(,\d{3})*\.\d{2}$|^\d+\.\d{2}$"},
        REFERENCE,
    ]
}
NO_AMOUNT: Schema = {"type": "null"}
COUNT: Schema = {"anyOf": [{"type": "integer", "minimum": 0}, REFERENCE]}
RATE: Schema = {"anyOf": [{"type": "string", "pattern": r"^(100(\.00?)?|\d{1,2}(\.\d{1,2})?)%$"}, REFERENCE]}
CODE: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{1,39}$"}
# Health Insurance Measures (2019), art. 27: a waiting period is at most 180 days.
WAITING_DAYS: Schema = {"type": "integer", "minimum": 0, "maximum": 180}


def _mapping(required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": required | (optional or {}),
    }


def _by_code(value: Schema) -> Schema:
    return {"type": "object", "minProperties": 1, "propertyNames": CODE, "additionalProperties": value}


_SAID = {"clause": CLAUSE, "label": TEXT}
WAITING: Schema = _mapping(
    {"illness_days": WAITING_DAYS, "accident_days": WAITING_DAYS, "clause": CLAUSE}, {"label": TEXT}
)
CATEGORY: Schema = _mapping(
    {**_SAID, "covered": {"type": "boolean"}},
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
INDEMNITY: Schema = _mapping(
    {
        "kind": {"const": "indemnity"},
        "param_date": {"enum": ["service", "admission", "discharge"]},
        "waiting": WAITING,
        "social_insurance": _mapping(
            {"subtract_fund": {"type": "boolean"}, "clause": CLAUSE}, {"label": TEXT}
        ),
        "categories": _by_code(CATEGORY),
        "rounding": {"const": "half_up_per_line"},
    },
    {
        "other_cover": _mapping({"subtract": {"type": "boolean"}, "clause": CLAUSE}, {"label": TEXT}),
        "deductible": _mapping(
            {
                "amount": AMOUNT,
                "per": {"enum": ["policy_year", "event"]},
                "position": {"enum": ["before_rate", "after_rate"]},
                "clause": CLAUSE,
            },
            {"label": TEXT},
        ),
        "sub_limit_position": {"enum": ["before_deductible", "after_rate"]},
        "annual_limit": _mapping({"amount": AMOUNT, "clause": CLAUSE}, {"label": TEXT}),
    },
)
FIXED_TIERS: Schema = _mapping(
    {
        "kind": {"const": "fixed_tiers"},
        "waiting": WAITING,
        "sum_insured": AMOUNT,
        "tiers": _by_code(
            _mapping(
                {**_SAID, "rate": RATE, "times": {"type": "integer", "minimum": 1, "maximum": 20}},
                {"interval_days": {"type": "integer", "minimum": 0}, "ends_cover": {"type": "boolean"}},
            )
        ),
    }
)
INCOME: Schema = _mapping(
    {
        "kind": {"const": "income"},
        "waiting": WAITING,
        "monthly_benefit": AMOUNT,
        "elimination_days": COUNT,
        "maximum_months": COUNT,
        **_SAID,
        "rounding": {"const": "half_up_per_month"},
    }
)
BENEFITS_SCHEMA: Schema = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"enum": ["indemnity", "fixed_tiers", "income"]}},
    "allOf": [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": schema}
        for kind, schema in (("indemnity", INDEMNITY), ("fixed_tiers", FIXED_TIERS), ("income", INCOME))
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
