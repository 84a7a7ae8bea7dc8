"""The papers of a claim as the member sees them: what each is, how far it is read, what was found, what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim, ClaimDocument, Reading
from hearten.domains.claims.selectors import list_documents_for
from hearten.domains.claims.selectors.readings import (
    FIELD_LABELS,
    WAITING,
    doubts_of,
    earlier_use,
    field_values,
    is_bill,
    list_readings_for,
)
from hearten.domains.claims.services.confirming import guess_category
from hearten.domains.claims.types import DOCUMENT_LABELS, DocumentKind, ReadingState
from hearten.doors.components.formats import day_text, money_text
from hearten.doors.member.claims.reading_form import ReadingForm
from hearten.doors.member.claims.words import CHECK_SENTENCES, CLASS_LABELS, category_choices
from hearten.engines.bills import DocumentClass

PREVIEWED = "application/pdf"
# What is shown of a bill beside its picture.
_SHOWN = (
    "hospital", "payer_name", "visit_date", "admission_date", "discharge_date", "total_minor", "fund_paid_minor",
    "account_paid_minor", "cash_paid_minor", "other_paid_minor", "out_of_catalogue_minor", "class_self_paid_minor",
    "bill_number",
)  # fmt: skip


def papers_of(actor: Actor, claim: Claim) -> list[dict[str, Any]]:
    """Each paper with its words; `reading` is None for a paper that is not read."""
    readings = {row.document_id: row for row in list_readings_for(actor, claim)}
    return [
        _paper(actor, document, readings.get(document.pk)) for document in list_documents_for(actor, claim)
    ]


def any_waiting(papers: list[dict[str, Any]]) -> bool:
    return any(paper["waiting"] for paper in papers)


def _paper(actor: Actor, document: ClaimDocument, reading: Reading | None) -> dict[str, Any]:
    paper: dict[str, Any] = {
        "row": document,
        "kind": _(DOCUMENT_LABELS[DocumentKind(document.kind)]),
        "is_picture": document.content_type != PREVIEWED,
        "reading": reading,
        "waiting": reading is not None and reading.state in WAITING,
        "percent": reading.percent if reading else 0,
    }
    if reading is None:
        return paper
    if reading.state == ReadingState.UNREADABLE:
        return paper | {"advice": _said(reading.advice, reading), "hint": _said(reading.hint, reading)}
    if reading.state == ReadingState.READ:
        use = earlier_use(actor, reading)
        paper |= {
            "kind": _(CLASS_LABELS[DocumentClass(reading.document_class)]),
            "is_bill": is_bill(reading),
            "confirmed": reading.confirmed_at is not None,
            "doubts": len(doubts_of(reading)),
            "used": _(use.sentence) % {"number": use.number} if use else "",
            "summary": _summary(reading),
        }
    return paper


def _said(sentence: str, reading: Reading) -> str:
    if not sentence:
        return ""
    return _(sentence) % reading.advice_params if reading.advice_params else _(sentence)


def _summary(reading: Reading) -> str:
    values = field_values(reading)
    parts = (_shown("hospital", values), _shown("total_minor", values))
    return " · ".join(part for part in parts if part)


def bill_of(
    actor: Actor, claim: Claim, paper: dict[str, Any], form: ReadingForm | None = None
) -> dict[str, Any]:
    """A bill that waits for the member's word: picture, what was read, and what must be looked at."""
    reading: Reading = paper["reading"]
    values = field_values(reading)
    checks = reading.checks or []
    failed = [check["code"] for check in checks if not check["holds"]]
    doubts = doubts_of(reading)
    return paper | {
        "facts": [(_(FIELD_LABELS[name]), _shown(name, values)) for name in _SHOWN if _shown(name, values)],
        "items": [(item["name"], money_text(item["amount_minor"])) for item in reading.items or ()],
        "adds_up": bool(checks) and not failed,
        "adds_up_not": [_(CHECK_SENTENCES[code]) for code in failed if code in CHECK_SENTENCES],
        "marks": [
            _mark(place, doubt.box)
            for place, doubt in enumerate(doubts, start=1)
            if doubt.box and doubt.page <= 1
        ],
        "form": form
        or ReadingForm(
            reading, categories=category_choices(claim), guess=guess_category(claim, reading, values)
        ),
    }


def _mark(number: int, box: tuple[float, ...]) -> dict[str, Any]:
    """Where on the picture a doubtful field stands, in percent."""
    left, top, width, height = (round(100 * side, 2) for side in box)
    return {"number": number, "left": left, "top": top, "width": width, "height": height}


def _shown(name: str, values: dict[str, Any]) -> str:
    value = values.get(name)
    if value is None or value == "":
        return ""
    if name.endswith("_minor"):
        return money_text(int(value))
    return day_text(date.fromisoformat(str(value))) if name.endswith("_date") else str(value)
