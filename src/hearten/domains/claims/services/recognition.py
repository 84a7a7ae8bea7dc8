"""How does a paper come to be read? Queued when it is attached, read outside a transaction, stored once."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.live import announce
from hearten.base.vault.keyring import blind_index
from hearten.domains.claims.models import Reading
from hearten.domains.claims.ports import Transcript, recogniser
from hearten.domains.claims.services.documents import read_document
from hearten.domains.claims.services.reading_queue import topic_of
from hearten.domains.claims.types import ReadingState
from hearten.engines.bills import BillReading, read_bill
from hearten.engines.bills.checks import Check
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

FAILED = N_("We could not read this paper.")
TYPE_IT = N_("Type in what the bill says; an examiner will see the picture.")
_DONE = (ReadingState.READ, ReadingState.UNREADABLE)
_log = logging.getLogger(__name__)


def recognise_document(*, document_id: UUID, by: Actor, now: datetime) -> Reading | None:
    """Read one paper and store what was found. Killed midway it begins again; done twice it is stored once.

    Returns None when the paper was taken out meanwhile.
    """
    reading = Reading.objects.select_related("document").filter(document_id=document_id).first()
    if reading is None or reading.state in _DONE:
        return reading
    _note_progress(reading, 0)
    started = time.perf_counter()
    try:
        found = _read(reading)
    except Exception as error:  # noqa: BLE001 -- whatever a picture does to the reader, the member goes on by typing
        # the fault's own words and its stack may hold what the bill says
        _log.error("reading of document %s failed: %s", document_id, type(error).__name__)
        found = _Nothing(FAILED, TYPE_IT)
    return _store(reading, found, seconds=time.perf_counter() - started, now=now)


@dataclass(frozen=True)
class _Nothing:
    """Nothing could be read; the advice says why, the hint what to do."""

    advice: str
    hint: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def _read(reading: Reading) -> tuple[Transcript, BillReading] | _Nothing:
    try:
        data = read_document(reading.document)
        transcript = recogniser().transcribe(
            data,
            reading.document.content_type,
            lambda done, pages: _note_progress(reading, done * 90 // max(pages, 1)),
        )
    except Invalid as error:
        return _Nothing(error.message, error.hint or "", error.params)
    except NotFound:
        return _Nothing(FAILED, TYPE_IT)
    if not transcript.readable:
        return _Nothing(transcript.advice or FAILED, transcript.hint or TYPE_IT)
    return transcript, read_bill(transcript.pages)


def _note_progress(reading: Reading, percent: int) -> None:
    """Tell the pages that wait; a reading that is done already stays as it is."""
    changed = Reading.objects.filter(pk=reading.pk).exclude(state__in=_DONE)
    if changed.update(state=ReadingState.READING, percent=percent):
        announce(topic_of(reading.claim_id))


@transaction.atomic
def _store(
    reading: Reading, found: tuple[Transcript, BillReading] | _Nothing, *, seconds: float, now: datetime
) -> Reading | None:
    row = Reading.objects.select_for_update().filter(pk=reading.pk).first()
    if row is None or row.state in _DONE:
        return row
    row.percent, row.recognised_at, row.seconds = 100, now, round(seconds, 3)
    if isinstance(found, _Nothing):
        row.state, row.advice, row.hint = ReadingState.UNREADABLE, found.advice, found.hint
        row.advice_params = dict(found.params)
    else:
        _fill(row, *found)
    row.save()
    announce(topic_of(row.claim_id))
    return row


def _fill(row: Reading, transcript: Transcript, bill: BillReading) -> None:
    row.state, row.turn = ReadingState.READ, transcript.turn % 360
    row.advice, row.hint = transcript.advice, transcript.hint
    row.document_class, row.picture_hash = bill.document_class.value, transcript.picture_hash
    fields = [asdict(one) for one in bill.fields]
    row.payer_differs = payer_differs(bill.value("payer_name"), row.customer.name)
    for one in fields:
        if one["name"] == "payer_name" and row.payer_differs:
            one["doubtful"] = True
    row.fields = fields
    row.items = [asdict(item) for item in bill.items]
    row.checks = [as_check(check) for check in bill.checks]
    row.bill_code_index = code_index(bill.value("bill_code"), bill.value("bill_number"))
    row.content_index = content_index({one.name: one.value for one in bill.fields}, row.items)


def as_check(check: Check) -> dict[str, Any]:
    return {"code": check.code, "holds": check.holds, "difference_minor": check.difference_minor}


def code_index(code: Any, number: Any) -> bytes | None:
    """The blind index of a bill's code and number; None unless both are there."""
    return blind_index(f"bill {code} {number}") if code and number else None


def content_index(values: Mapping[str, Any], items: list[dict[str, Any]]) -> bytes | None:
    """The blind index of who paid what on which day: finds a second photo whose code was not readable."""
    day = values.get("visit_date") or values.get("admission_date") or values.get("issue_date")
    total, payer = values.get("total_minor"), values.get("payer_name")
    if not (day and total and payer):
        return None
    amounts = sorted(item["amount_minor"] for item in items if not item.get("detail"))
    return blind_index(f"content {payer} {day} {total} {amounts}")


def payer_differs(payer: str | None, name: str) -> bool:
    """Whether the bill is made out to somebody else; a masked name (王*国) fits where its open signs do."""
    if not payer or not any("\u3400" <= sign <= "\u9fff" for sign in name):
        return False
    payer, name = payer.replace("×", "*").replace(" ", ""), name.replace(" ", "")
    if "*" not in payer:
        return payer != name
    open_signs = [(place, sign) for place, sign in enumerate(payer) if sign != "*"]
    return len(payer) != len(name) or any(name[place] != sign for place, sign in open_signs)
