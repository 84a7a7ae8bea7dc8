"""One PDF at a time: PDFium must not be called from two threads at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

MOST_PAGES = 30
_one_at_a_time = threading.RLock()


@contextmanager
def open_pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, for as long as the `with` lasts. Raises pypdfium2.PdfiumError when it can't be opened."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(data)
        try:
            yield document
        finally:
            document.close()
