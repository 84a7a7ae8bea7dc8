"""How an answer leaves: FHIR JSON with exact decimals, and refusals as OperationOutcome."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from hearten.doors.api.fhir.server.body import Broken, TooLarge
from hearten.doors.api.fhir.values import Resource
from hearten.doors.components.sentences import sentence
from hearten.kernel.errors import Conflict, HeartenError, Invalid, NotAllowed, NotFound, Unavailable

CONTENT_TYPE = "application/fhir+json; charset=utf-8"
# The status and FHIR's issue code of each kind of error; the first that fits holds.
_KINDS: tuple[tuple[type[HeartenError], int, str], ...] = (
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-long"),
    (Broken, HTTPStatus.BAD_REQUEST, "structure"),
    (NotFound, HTTPStatus.NOT_FOUND, "not-found"),
    (NotAllowed, HTTPStatus.FORBIDDEN, "forbidden"),
    (Conflict, HTTPStatus.CONFLICT, "conflict"),
    (Unavailable, HTTPStatus.TOO_MANY_REQUESTS, "throttled"),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"),
)
_LINE = re.compile(r"^lines\.(\d+)\.?(\w*)$")
_PAPER = re.compile(r"^documents\.(\d+)$")
_ITEM_PLACES = {"service_date": "serviced", "until_date": "serviced", "category": "category"}
_PLACES = {
    "identifier": "Claim.identifier",
    "provider_reference": "Claim.identifier",
    "event_date": "Claim.item[0].serviced",
    "diagnosis": "Claim.diagnosis",
    "payee": "Claim.payee",
    "approval": "Claim.insurance[0].preAuthRef",
    "lines": "Claim.item",
    "file": "Claim.supportingInfo",
}
_EXACT = re.compile(r'"\\u0001(-?\d+(?:\.\d+)?)"')


def fhir_answer(resource: Resource, status: int = HTTPStatus.OK) -> HttpResponse:
    """A resource as the body of an answer."""
    response = HttpResponse(to_json(resource), status=status, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def to_json(resource: Resource) -> str:
    """JSON in which every decimal stands with all its places: 270.00 and not 270.0."""
    return _EXACT.sub(r"\1", json.dumps(resource, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"\x01{value:f}"  # no text of ours begins so; the quotation marks are taken off afterwards
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in FHIR")


def refusal(error: HeartenError, status: int | None = None) -> HttpResponse:
    """The error as OperationOutcome: issue code, place, and a sentence in the reader's language."""
    code = next((code for known, _, code in _KINDS if isinstance(error, known)), "invalid")
    issue: Resource = {
        "severity": "error",
        "code": "login" if status == HTTPStatus.UNAUTHORIZED else code,
        "details": {"text": sentence(error)},
        "diagnostics": sentence(error),
    }
    if error.field:
        issue["expression"] = [expression(error.field)]
    return fhir_answer({"resourceType": "OperationOutcome", "issue": [issue]}, status or status_of(error))


def status_of(error: HeartenError) -> int:
    """The status of HTTP that fits an error."""
    return next((status for known, status, _ in _KINDS if isinstance(error, known)), HTTPStatus.BAD_REQUEST)


def expression(field: str) -> str:
    """Where in the Claim stands what a service calls `lines.2.billed`?"""
    if line := _LINE.match(field):
        place = _ITEM_PLACES.get(line.group(2), "net")
        return f"Claim.item[{int(line.group(1)) - 1}].{place}"
    if paper := _PAPER.match(field):
        return f"Claim.supportingInfo[{int(paper.group(1)) - 1}]"
    return _PLACES.get(field, field)
