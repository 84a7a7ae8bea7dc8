"""Is this PDF a paper and nothing else? Asked before it is kept: pages, password, programs, bombs.

What stands in compressed object streams and what hides behind `#4a` escapes of names is looked at too. The sizes of
pictures are read from their descriptions; nothing is drawn here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium_c

from hearten.domains.claims.providers.pdfium import MOST_PAGES, open_pdf
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

MOST_POINTS_A_SIDE = 5_000  # of 1/72 inch: 1.7 metres
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
MOST_PICTURE_PIXELS = 50_000_000
_TAIL_BYTES = 1024
_STREAM = re.compile(rb"\bstream\r?\n(.*?)endstream", re.DOTALL)
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_FLATE = re.compile(rb"/(FlateDecode|Fl)\b")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_SIDE = re.compile(rb"/(Width|Height)\s+(\d+)")
_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|XFA)(?![0-9A-Za-z_-])"
)
_PRINT_NEW = N_("Print it to a new PDF and send that.")


def check_pdf(data: bytes) -> None:
    """Raises Invalid, saying what is wrong with the PDF and how to send it instead."""
    if b"%%EOF" not in data[-_TAIL_BYTES:]:
        raise Invalid(N_("The PDF is damaged: its end is missing."), field="file", hint=N_("Save it again."))
    _check_pages(data)
    if any(_ACTIVE.search(_plain_names(part)) for part in _descriptions(data)):
        raise _holds_more()


def _check_pages(data: bytes) -> None:
    try:
        with open_pdf(data) as document:
            count = len(document)
            sizes = [document.get_page_size(number) for number in range(min(count, MOST_PAGES))]
            programs = pdfium_c.FPDFDoc_GetJavaScriptActionCount(document) > 0
            more_files = pdfium_c.FPDFDoc_GetAttachmentCount(document) > 0
    except pypdfium2.PdfiumError as error:
        # The library says why the last failure happened, which may be that of another file.
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD and b"/Encrypt" in data:
            raise Invalid(
                N_("The PDF is locked with a password."), field="file", hint=N_("Save it without one.")
            ) from error
        raise Invalid(
            N_("The PDF is damaged and can't be opened."), field="file", hint=N_("Save it again.")
        ) from error
    if programs or more_files:
        raise _holds_more()
    if count > MOST_PAGES:
        raise Invalid(
            N_("The PDF has %(pages)d pages; we read at most %(most)d."),
            field="file",
            hint=N_("Send only the pages of the bill."),
            pages=count,
            most=MOST_PAGES,
        )
    if any(side > MOST_POINTS_A_SIDE for size in sizes for side in size):
        raise Invalid(N_("A page of the PDF is larger than any paper."), field="file", hint=_PRINT_NEW)


def _descriptions(data: bytes) -> Iterator[bytes]:
    """What stands outside the streams, and inside those that hold objects. Raises Invalid for a bomb."""
    unpacked = end = 0
    for found in _STREAM.finditer(data):
        yield data[end : found.start()]
        about = _plain_names(data[max(end, data.rfind(b"obj", end, found.start())) : found.start()])
        end = found.end(1)
        if _PICTURE.search(about):
            _check_picture(about)
        elif _FLATE.search(about):
            content = _unpack(found[1], MOST_UNPACKED_BYTES - unpacked)
            unpacked += len(content)
            if b"/ObjStm" in about:
                yield content
    yield data[end:]


def _check_picture(about: bytes) -> None:
    sides = {name: int(digits) for name, digits in _SIDE.findall(about)}
    if sides.get(b"Width", 0) * sides.get(b"Height", 0) > MOST_PICTURE_PIXELS:
        raise _too_much()


def _unpack(packed: bytes, most: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(packed, most + 1)
    except zlib.error:
        return b""  # encrypted or broken: nothing that can be run
    if len(content) > most:
        raise _too_much()
    return content


def _plain_names(part: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), part)


def _holds_more() -> Invalid:
    return Invalid(N_("The PDF holds a program or another file."), field="file", hint=_PRINT_NEW)


def _too_much() -> Invalid:
    return Invalid(N_("The PDF unpacks to far more than a paper needs."), field="file", hint=_PRINT_NEW)
