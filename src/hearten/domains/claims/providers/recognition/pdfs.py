"""Pages of a PDF: the text layer where there is one (exact), else the page as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from hearten.domains.claims.providers.pdfium import open_pdf
from hearten.domains.claims.providers.recognition.lines import Picture
from hearten.domains.claims.providers.recognition.pictures import LONGEST_SIDE
from hearten.engines.bills import Page, TextBox
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

MOST_PAGES = 30
# A layer with fewer signs is a stamp or a page number on a scanned page.
_LEAST_SIGNS = 20
_LARGEST_POINTS = 4000
_TARGET_SIDE = 1800

_Size = tuple[float, float]


def pages_of(data: bytes) -> Iterator[tuple[int, int, Page | Picture]]:
    """Number, count, and each page as exact text or as a picture. Raises Invalid for what can't be opened."""
    count = _count(data)
    for index in range(count):
        # Opened for each page, so that others may use the library while this page is read.
        with open_pdf(data) as document:
            page = _page(document, index)
        yield index + 1, count, page


def _count(data: bytes) -> int:
    try:
        with open_pdf(data) as document:
            count = len(document)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Invalid(
                N_("The PDF is locked with a password."), field="file", hint=N_("Save it without one.")
            ) from error
        raise Invalid(
            N_("The PDF is damaged and can't be opened."), field="file", hint=N_("Save it again.")
        ) from error
    _check_count(count)
    return count


def _check_count(count: int) -> None:
    if count == 0:
        raise Invalid(N_("The PDF has no pages."), field="file", hint=N_("Save it again."))
    if count > MOST_PAGES:
        raise Invalid(
            N_("The PDF has %(pages)d pages; we read at most %(most)d."),
            field="file",
            hint=N_("Send only the pages of the bill."),
            pages=count,
            most=MOST_PAGES,
        )


def _page(document: Any, index: int) -> Page | Picture:
    try:
        page = document[index]
        width, height = page.get_size()
        text = page.get_textpage()
        if text.count_chars() >= _LEAST_SIGNS:
            exact = _exact(text, index + 1, width, height)
            if _has_chinese(exact):
                return exact
        return _picture(page, width, height)
    except pdfium.PdfiumError as error:
        raise Invalid(
            N_("Page %(page)d of the PDF can't be opened."),
            field="file",
            hint=N_("Print it to a new PDF and send that."),
            page=index + 1,
        ) from error


def _exact(text: Any, number: int, width: float, height: float) -> Page:
    boxes = []
    for place in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(place)
        words = text.get_text_bounded(left, bottom, right, top).replace("\r\n", " ").strip()
        if words and right > left and top > bottom:
            boxes.append(_box(words, left, height - top, right, height - bottom, (width, height)))
    return Page(number, width, height, tuple(boxes), exact=True)


def _box(words: str, left: float, top: float, right: float, bottom: float, page: _Size) -> TextBox:  # noqa: PLR0917 -- four edges
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    first, second, third, fourth = ((_share(x, page[0]), _share(y, page[1])) for x, y in quad)
    return TextBox(words, quad, (first, second, third, fourth))


def _share(place: float, whole: float) -> float:
    return min(max(place / whole, 0.0), 1.0)


def _has_chinese(page: Page) -> bool:
    """A layer without any Chinese sign is not this paper's text (fonts without a table of signs give rubbish)."""
    return any("\u4e00" <= sign <= "\u9fff" for box in page.boxes for sign in box.text)


def _picture(page: Any, width: float, height: float) -> Picture:
    if max(width, height) > _LARGEST_POINTS * 10 or min(width, height) <= 0:
        raise Invalid(
            N_("A page of the PDF is larger than any paper."), field="file", hint=N_("Save it again.")
        )
    scale = min(_TARGET_SIDE / max(width, height), LONGEST_SIDE / max(width, height))
    bitmap = page.render(scale=scale, rev_byteorder=False)
    array = bitmap.to_numpy()
    return np.ascontiguousarray(array[:, :, :3])
