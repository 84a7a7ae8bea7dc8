"""The shapes that all `benefits` sections are made of, as JSON Schema."""

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


def mapping(required: Schema, optional: Schema | None = None) -> Schema:
    """A mapping with exactly these entries, the optional ones aside."""
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": required | (optional or {}),
    }


def by_code(value: Schema) -> Schema:
    """A mapping from codes to values of one shape."""
    return {"type": "object", "minProperties": 1, "propertyNames": CODE, "additionalProperties": value}


SAID = {"clause": CLAUSE, "label": TEXT}
WAITING: Schema = mapping(
    {"illness_days": WAITING_DAYS, "accident_days": WAITING_DAYS, "clause": CLAUSE}, {"label": TEXT}
)
