"""Pages of a PDF: the text layer where there is one (exact), else the page as a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

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
_UPRIGHT_WITHIN = 0.05
# Of the height of the signs: how far a run may rise, and how wide a gap may be within it.
_SAME_LINE, _SAME_RUN = 0.35, 0.6
_LEAST_SIZE, _MOST_SIZE = 0.6, 1.6


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
    """The upright signs of the text layer in runs, as the PDF sets them; the turned ones are the rim of a seal."""
    boxes: list[TextBox] = []
    run: list[_Sign] = []
    for place in range(text.count_chars()):
        sign = _sign(text, place)
        if run and (sign is None or not _follows(run[-1], sign)):
            boxes.append(_box(run, width, height))
            run = []
        if sign is not None:
            run.append(sign)
    if run:
        boxes.append(_box(run, width, height))
    return Page(number, width, height, tuple(boxes), exact=True)


_Sign = tuple[str, float, float, float, float]


def _sign(text: Any, place: int) -> _Sign | None:
    """A sign with its left, bottom, right and top; None for blanks and what is not upright."""
    sign = chr(pdfium_c.FPDFText_GetUnicode(text, place))
    angle = pdfium_c.FPDFText_GetCharAngle(text, place)
    if sign.isspace() or not sign.isprintable() or min(angle, 2 * math.pi - angle) > _UPRIGHT_WITHIN:
        return None
    left, bottom, right, top = text.get_charbox(place, loose=True)
    return (sign, left, bottom, right, top) if right > left and top > bottom else None


def _follows(one: _Sign, two: _Sign) -> bool:
    """Whether the second sign continues the first: on its line, of its size, and right behind it."""
    size = one[4] - one[2]
    level = abs((one[2] + one[4]) - (two[2] + two[4])) / 2 < _SAME_LINE * size
    gap = two[1] - one[3]
    return (
        level
        and -_SAME_LINE * size < gap < _SAME_RUN * size
        and _LEAST_SIZE < (two[4] - two[2]) / size < _MOST_SIZE
    )


def _box(run: list[_Sign], width: float, height: float) -> TextBox:
    words = "".join(sign[0] for sign in run)
    left, right = run[0][1], max(sign[3] for sign in run)
    top, bottom = height - max(sign[4] for sign in run), height - min(sign[2] for sign in run)
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    first, second, third, fourth = ((_share(x, width), _share(y, height)) for x, y in quad)
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
