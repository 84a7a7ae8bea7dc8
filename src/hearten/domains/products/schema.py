"""The shape of a product document, as JSON Schema (draft 2020-12)."""

from __future__ import annotations

from typing import Any

from hearten.engines.costsharing.schema import BENEFITS_SCHEMA, TEXT

Schema = dict[str, Any]

CODE: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_-]{1,39}$"}
CLAUSE: Schema = {"type": "string", "pattern": r"^\d+(\.\d+){1,3}$"}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
REFERENCE: Schema = {
    "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^\\$[a-z_]+$"}]
}


def mapping(required: Schema, optional: Schema | None = None) -> Schema:
    """A mapping with exactly these keys, the optional ones aside."""
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": required | (optional or {}),
    }


def several(item: Schema, least: int = 1) -> Schema:
    return {"type": "array", "items": item, "minItems": least}


def table(value: Schema) -> Schema:
    return {"type": "object", "minProperties": 1, "additionalProperties": value}


_ELIGIBILITY = mapping(
    {
        "age_from": NUMBER,
        "age_to": NUMBER,
        "renew_to": NUMBER,
        "occupation_classes": several({"type": "integer", "minimum": 1, "maximum": 6}),
        "social_insurance": {"enum": ["either", "required"]},
        "note": TEXT,
    },
    {"regions": several({"type": "string", "pattern": "^[0-9]{2,6}$"})},
)
_CHOICE = mapping(
    {
        "code": CODE,
        "kind": {"enum": ["amount", "number", "option"]},
        "label": TEXT,
        "help": TEXT,
        "default": {"type": ["integer", "string"]},
        "options": several(mapping({"value": {"type": ["integer", "string"]}, "label": TEXT}), 2),
    }
)
_RATES = mapping(
    {
        "currency": {"const": "CNY"},
        "rounding": {"enum": ["half_up_fen", "half_up_yuan"]},
        "base": mapping(
            {"ages": several(NUMBER), "until": NUMBER, "female": several(NUMBER), "male": several(NUMBER)}
        ),
        "factors": several(
            mapping(
                {"code": CODE, "by": CODE, "label": TEXT, "rates": table({"type": "integer"})},
                {"keys": table(TEXT), "groups": table(several({"type": "string"})), "otherwise": CODE},
            )
        ),
    },
    {"scale": mapping({"by": CODE, "unit": {"type": "integer", "minimum": 1}, "label": TEXT})},
)
_QUESTION = mapping(
    {"code": CODE, "kind": {"enum": ["yes_no", "number", "choice", "choices"]}, "text": TEXT},
    {
        "options": several(mapping({"value": CODE, "label": TEXT}), 2),
        "least": NUMBER,
        "greatest": NUMBER,
        "unit": TEXT,
        "after": CODE,
        "equals": {"type": ["boolean", "integer", "string"]},
    },
)
_CONDITION: Schema = {"type": "object", "minProperties": 1}
_UNDERWRITING = mapping(
    {
        "loading_limit_bp": NUMBER,
        "rules": several(
            mapping(
                # a refusal is made by a person: no rule can say "refuse"
                {
                    "code": CODE,
                    "when": _CONDITION,
                    "then": {"enum": ["accept", "load", "exclude", "refer"]},
                    "reason": TEXT,
                },
                {
                    "load_bp": {"type": "integer", "minimum": 1, "maximum": 90_000},
                    "exclude": mapping({"clause": CLAUSE, "text": TEXT}),
                },
            )
        ),
    },
    {
        "grading": mapping(
            {
                "points": several(
                    mapping({"code": CODE, "when": _CONDITION, "points": {"type": "integer"}, "reason": TEXT})
                ),
                "grades": several(
                    mapping(
                        {"grade": {"enum": ["preferred", "standard", "elevated", "high"]}},
                        {"up_to": {"type": "integer"}},
                    )
                ),
            }
        )
    },
)
_CLAUSE_TEXT = mapping(
    {"number": CLAUSE, "section": CODE, "title": TEXT, "text": TEXT, "plain": TEXT},
    {"highlight": {"type": "boolean"}},
)

PRODUCT_SCHEMA: Schema = mapping(
    {
        "code": CODE,
        "version": {"type": "string", "pattern": r"^\d{4}\.\d{1,3}$"},
        "effective_from": DATE,
        "line": {
            "enum": [
                "medical_expense",
                "critical_illness",
                "income_protection",
                "long_term_care",
                "medical_accident",
                "accident",
            ]
        },
        "name": TEXT,
        "tagline": TEXT,
        "audience": TEXT,
        "highlights": several(TEXT),
        "eligibility": _ELIGIBILITY,
        "term": mapping(
            {"years": REFERENCE, "renewable_to": NUMBER, "guaranteed": {"type": "boolean"}, "note": TEXT}
        ),
        "cooling_off_days": {"type": "integer", "minimum": 15},
        "sum_insured": REFERENCE,
        "choices": several(_CHOICE),
        "rates": _RATES,
        "benefits": BENEFITS_SCHEMA,
        "exclusions": several(mapping({"clause": CLAUSE, "title": TEXT, "text": TEXT})),
        "declaration": mapping({"intro": TEXT, "questions": several(_QUESTION)}),
        "underwriting": _UNDERWRITING,
        "clauses": several(_CLAUSE_TEXT),
        "claim_steps": several(mapping({"title": TEXT, "text": TEXT})),
        "services": several(mapping({"code": CODE, "name": TEXT, "text": TEXT, "per_year": NUMBER}), 0),
        "glossary": several(CODE, 0),
    },
    # Below the first amount rules decide alone; a person's decision above the second waits for a second examiner.
    {"review": mapping({}, {"straight_through_below": NUMBER, "four_eyes_above": NUMBER})},
)
