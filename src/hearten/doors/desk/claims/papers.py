"""The papers of a claim at the desk: the picture, what was read where and how surely, what the member made of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim, ClaimDocument, Reading
from hearten.domains.claims.selectors import list_documents_for
from hearten.domains.claims.selectors.readings import FIELD_LABELS, list_readings_for
from hearten.domains.claims.types import DOCUMENT_LABELS, READING_LABELS, DocumentKind, ReadingState
from hearten.doors.components.bill_words import CHECK_SENTENCES, CLASS_LABELS
from hearten.doors.components.formats import day_text, money_text

_PDF = "application/pdf"
SURE = 0.9


def papers_of(actor: Actor, claim: Claim) -> list[dict[str, Any]]:
    """Each paper with its picture, its marks and its fields; nothing for staff who may not read health data."""
    readings = {row.document_id: row for row in list_readings_for(actor, claim)}
    documents = list_documents_for(actor, claim)
    return [_paper(claim, row, readings.get(row.pk), place) for place, row in enumerate(documents, 1)]


def _paper(claim: Claim, row: ClaimDocument, reading: Reading | None, place: int) -> dict[str, Any]:
    is_pdf = row.content_type == _PDF
    page = "desk:claim_paper_page" if is_pdf else "desk:claim_paper"
    paper: dict[str, Any] = {
        "row": row,
        "place": place,
        "kind": _(DOCUMENT_LABELS[DocumentKind(row.kind)]),
        "picture": reverse(page, args=[claim.number, row.pk]),
        "file": reverse("desk:claim_paper", args=[claim.number, row.pk]),
        "turn": 0,
    }
    if reading is None:
        return paper
    if reading.state != ReadingState.READ:
        return paper | {"state": _(READING_LABELS[ReadingState(reading.state)])}
    fields = [
        _field(field, reading, f"mark-{place}-{number}") for number, field in enumerate(reading.fields or ())
    ]
    fields.sort(key=lambda field: not (field["unsure"] or field["corrected"]))
    return paper | {
        "kind": _(CLASS_LABELS.get(reading.document_class, "Other paper")),  # type: ignore[call-overload]
        "turn": reading.turn,
        "fields": fields,
        "marks": [field["mark"] for field in fields if field["mark"]],
        "items": [(item["name"], money_text(item["amount_minor"])) for item in reading.items or ()],
        "failed": _failed(reading),
        "checked": bool(reading.checks),
        "payer_differs": reading.payer_differs,
        "confirmed_at": reading.confirmed_at,
    }


def _field(field: dict[str, Any], reading: Reading, name: str) -> dict[str, Any]:
    confirmed = (reading.confirmed or {}).get("fields", {})
    corrected = confirmed.get(field["name"], field["value"])
    confidence = float(field["confidence"])
    box = field.get("box")
    return {
        "label": _(FIELD_LABELS.get(field["name"], field["name"])),
        "read": _shown(field["name"], field["value"]) or field["text"],
        "corrected": _shown(field["name"], corrected) if corrected != field["value"] else "",
        "confidence": confidence,
        "unsure": field["doubtful"] or confidence < SURE,
        "mark_id": name,
        "mark": _mark(name, box, field) if box and field.get("page", 1) <= 1 else None,
    }


def _mark(name: str, box: list[float], field: dict[str, Any]) -> dict[str, Any]:
    left, top, width, height = (round(100 * side, 2) for side in box)
    return {
        "id": name,
        "left": left,
        "top": top,
        "width": width,
        "height": height,
        "unsure": bool(field["doubtful"]),
        "label": _(FIELD_LABELS.get(field["name"], field["name"])),
    }


def _failed(reading: Reading) -> list[str]:
    """The sums that do not hold, each with by how much."""
    return [
        f"{_(CHECK_SENTENCES.get(check['code'], check['code']))} ({money_text(check['difference_minor'])})"
        if check.get("difference_minor")
        else _(CHECK_SENTENCES.get(check["code"], check["code"]))
        for check in reading.checks or ()
        if not check["holds"]
    ]


def _shown(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name.endswith("_minor"):
        return money_text(int(value))
    if name.endswith("_date"):
        try:
            return day_text(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    return str(value)
