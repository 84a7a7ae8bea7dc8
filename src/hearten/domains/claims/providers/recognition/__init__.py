"""Reading text off pictures and PDFs in this process, without a network. (docs/algorithms/bill_reading.md)"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hearten.domains.claims.ports import Progress, Transcript
from hearten.engines.bills import read_bill

__all__ = ["OnFirstUse", "read_file"]


class OnFirstUse:
    """The local recogniser, loaded with its networks when the first paper comes: a page server never needs them."""

    def transcribe(self, data: bytes, content_type: str, progress: Progress | None = None) -> Transcript:
        from hearten.domains.claims.providers.recognition.local import LocalRecogniser  # noqa: PLC0415 -- slow import

        return LocalRecogniser().transcribe(data, content_type, progress)


def read_file(data: bytes, content_type: str) -> dict[str, Any]:
    """What a bill says, as plain values: for benchmarks and for trying a picture out."""
    transcript = OnFirstUse().transcribe(data, content_type)
    bill = read_bill(transcript.pages)
    return {
        "document_class": bill.document_class.value,
        "fields": [asdict(field) for field in bill.fields],
        "items": [asdict(item) for item in bill.items],
        "checks": [
            {"code": check.code, "holds": check.holds, "difference_minor": check.difference_minor}
            for check in bill.checks
        ],
        "advice": transcript.advice,
        "readable": transcript.readable,
        "turn": transcript.turn,
    }
