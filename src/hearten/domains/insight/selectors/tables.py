"""The tables that measures read, by name and column, bound to no database: PostgreSQL and DuckDB take the same expression."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.datatypes import JSON

# Months are those of the clock that members and staff live by; China has one zone and no summer time.
HOURS_AHEAD_OF_UTC = 8
SECONDS_A_DAY = 86_400.0

_TIME = "timestamp('UTC')"

RESPONSES = ibis.table(
    {
        "id": "uuid",
        "customer_id": "uuid",
        "survey_code": "string",
        "channel": "string",
        "submitted_at": _TIME,
        "csat": "int16",
        "effort": "int16",
        "nps": "int16",
        "low": "boolean",
        "product_code": "string",
        "claim_id": "uuid",
        "study_id": "uuid",
    },
    name="surveys_response",
)
INVITATIONS = ibis.table(
    {
        "id": "uuid",
        "customer_id": "uuid",
        "survey_id": "int64",
        "channel": "string",
        "state": "string",
        "sent_at": _TIME,
        "answered_at": _TIME,
        "study_id": "uuid",
    },
    name="surveys_invitation",
)
SURVEYS = ibis.table({"id": "int64", "code": "string", "version": "int32"}, name="surveys_surveyversion")
CLAIMS = ibis.table(
    {
        "id": "uuid",
        "customer_id": "uuid",
        "policy_id": "uuid",
        "product_code": "string",
        "channel": "string",
        "state": "string",
        "auto": "boolean",
        "decision": "string",
        "submitted_at": _TIME,
        "decided_at": _TIME,
        "paid_at": _TIME,
    },
    name="claims_claim",
)
POLICIES = ibis.table(
    {
        "id": "uuid",
        "customer_id": "uuid",
        "product_code": "string",
        "channel": "string",
        "state": "string",
        "inception": "date",
        "expiry": "date",
        "ended_at": _TIME,
    },
    name="policies_policy",
)
TOUCHPOINTS = ibis.table(
    {
        "id": "uuid",
        "customer_id": "uuid",
        "channel": "string",
        "kind": "string",
        "outcome": "string",
        "occurred_at": _TIME,
        "refs": JSON(binary=True),
    },
    name="touchpoints_touchpoint",
)
TABLES = (RESPONSES, INVITATIONS, SURVEYS, CLAIMS, POLICIES, TOUCHPOINTS)


def month_of(time: Any) -> Any:
    """`2026-09` of a moment."""
    return (time + ibis.interval(hours=HOURS_AHEAD_OF_UTC)).strftime("%Y-%m")


def days_between(earlier: Any, later: Any) -> Any:
    """How many days lie between two moments, with the part of a day, to the second."""
    return (later.epoch_seconds().cast("int64") - earlier.epoch_seconds().cast("int64")).cast(
        "float64"
    ) / SECONDS_A_DAY
