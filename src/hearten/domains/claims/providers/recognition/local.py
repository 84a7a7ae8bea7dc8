"""Reads photos and PDFs in this process; tells the member what to do when a photo is too small or blurred."""

from __future__ import annotations

from statistics import median

import cv2

from hearten.domains.claims.ports import Progress, Transcript
from hearten.domains.claims.providers.recognition.lines import Picture
from hearten.domains.claims.providers.recognition.pdfs import pages_of
from hearten.domains.claims.providers.recognition.pictures import open_picture, picture_hash
from hearten.domains.claims.providers.recognition.reading import read_picture
from hearten.engines.bills import Page
from hearten.kernel.text import N_

Advice = tuple[str, str]
NONE: Advice = ("", "")
TOO_SMALL: Advice = (
    N_("The picture is too small to read."),
    N_("Move closer, so that the bill fills the picture."),
)
BLURRED: Advice = (
    N_("The picture is blurred."),
    N_("Put the bill flat, hold still, and take the photo in more light."),
)
NO_TEXT: Advice = (
    N_("We found no text in the picture."),
    N_("Put the bill flat on a table and photograph it from above."),
)
HARD: Advice = (
    N_("Parts of the picture are hard to read."),
    N_("A photo from closer, in more light, would help."),
)

# Measured on rendered bills (docs/algorithms/bill_reading.md): below these figures reading breaks down.
_SMALLEST_SIDE = 700
_GOOD_SIDE = 1200
_SMALLEST_TYPE = 9.0
_UNREADABLE, _HARD, _FLAWLESS = 0.75, 0.9, 0.97
_SOFT_EDGES = 30.0
_FEWEST_LINES = 4


class PageReader:
    """PP-OCRv6 on ONNX runtime; PDF text by pdfium. No network, one page at a time."""

    def transcribe(self, data: bytes, content_type: str, progress: Progress | None = None) -> Transcript:
        if content_type == "application/pdf":
            return self._pdf(data, progress)
        picture = open_picture(data)
        if progress:
            progress(0, 1)
        transcript = self._photo(picture)
        if progress:
            progress(1, 1)
        return transcript

    def _photo(self, picture: Picture) -> Transcript:
        same = picture_hash(picture)
        if max(picture.shape[:2]) < _SMALLEST_SIDE:
            return Transcript((), *TOO_SMALL, readable=False, picture_hash=same)
        read = read_picture(picture)
        advice, readable = _quality(picture, read.page)
        return Transcript((read.page,), *advice, readable, read.turn, same)

    def _pdf(self, data: bytes, progress: Progress | None) -> Transcript:
        pages: list[Page] = []
        same, advice, readable = "", NONE, True
        for number, count, page in pages_of(data):
            if progress:
                progress(number - 1, count)
            if isinstance(page, Page):
                pages.append(page)
                continue
            read = read_picture(page, number)
            same = same or picture_hash(page)
            pages.append(read.page)
            page_advice, page_readable = _quality(page, read.page)
            advice = page_advice if advice == NONE else advice
            readable = readable and page_readable
        if progress:
            progress(len(pages), len(pages))
        return Transcript(tuple(pages), *advice, readable or len(pages) > 1, picture_hash=same)


def _quality(picture: Picture, page: Page) -> tuple[Advice, bool]:
    """What to tell the member, and whether the text can be relied on at all."""
    if len(page.boxes) < _FEWEST_LINES:
        return (NO_TEXT if not _is_blurred(picture) else BLURRED), False
    sure = median(sum(box.sureness) / len(box.sureness) for box in page.boxes)
    type_size = median(box.height for box in page.boxes) / 1.6
    small = type_size < _SMALLEST_TYPE or max(picture.shape[:2]) < _GOOD_SIDE
    if sure < _UNREADABLE:
        return (TOO_SMALL if small else BLURRED), False
    if sure < _HARD or (small and sure < _FLAWLESS):
        return HARD, True
    return NONE, True


def _is_blurred(picture: Picture) -> bool:
    """Whether even the sharpest edges are soft."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_64F).var()) < _SOFT_EDGES
