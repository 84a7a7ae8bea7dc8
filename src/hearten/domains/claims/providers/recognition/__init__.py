"""Reading text off pictures and PDFs in this process, without a network. (docs/algorithms/bill_reading.md)"""

from __future__ import annotations

from hearten.domains.claims.ports import Progress, Transcript

__all__ = ["LocalRecogniser"]


class LocalRecogniser:
    """Loads its networks when the first paper comes: a process that only serves pages never needs them."""

    def transcribe(self, data: bytes, content_type: str, progress: Progress | None = None) -> Transcript:
        from hearten.domains.claims.providers.recognition.local import (
            PageReader,
        )

        return PageReader().transcribe(data, content_type, progress)
