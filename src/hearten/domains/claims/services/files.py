"""Is this file what it says, and harmless? Photos and PDFs are told by their bytes, never by their name."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

LARGEST_FILE_BYTES = 10 * 1024 * 1024
# Twice a 24-megapixel camera; a picture that claims more is a decompression bomb or a mistake.
MOST_PIXELS = 50_000_000
_HEAD_BYTES, _TAIL_BYTES = 1024, 66_000
_IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_ZIP_MARKS = (b"PK\x05\x06", b"PK\x06\x06")
_ACTIVE_PDF_MARKS = (b"/JavaScript", b"/JS ", b"/JS(", b"/JS<", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_HEIC_BRANDS = {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}


@dataclass(frozen=True)
class SniffedFile:
    content_type: str
    extension: str


def check_size(size: int) -> None:
    """Raises Invalid for an empty or too large file; asked before the bytes are read into memory."""
    if size <= 0:
        raise Invalid(N_("The file is empty."), field="file", hint=N_("Choose it again."))
    if size > LARGEST_FILE_BYTES:
        raise Invalid(
            N_("The file is larger than %(mb)d MB."),
            field="file",
            hint=N_("Take the photo again at a smaller size, or split the PDF."),
            mb=LARGEST_FILE_BYTES // 1024**2,
        )


def sniff_file(data: bytes) -> SniffedFile:
    """What kind of file the bytes are. Raises Invalid with how to mend it when we can't take them."""
    check_size(len(data))
    if data.startswith(b"%PDF-"):
        _check_pdf(data)
        return SniffedFile("application/pdf", "pdf")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise Invalid(
            N_("We can't open HEIC photos yet."),
            field="file",
            hint=N_("On the phone choose “most compatible” for the camera, or send a screenshot."),
        )
    found = _check_image(data)
    if b"%PDF-" in data[:_HEAD_BYTES] or b"<script" in data[:_HEAD_BYTES].lower() or _holds_archive(data):
        raise _two_kinds()
    return found


def _check_image(data: bytes) -> SniffedFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=list(_IMAGE_FORMATS)) as image:
                _check_pixels(image.width * image.height)
                name = str(image.format)
                image.verify()
    except UnidentifiedImageError as error:
        raise Invalid(
            N_("This is neither a photo (JPG, PNG, WebP) nor a PDF."),
            field="file",
            hint=N_("Take a photo of the paper, or save it as a PDF."),
        ) from error
    except Invalid:
        raise
    except Exception as error:  # a broken picture can make a decoder raise anything
        raise Invalid(
            N_("The picture is damaged and can't be opened."), field="file", hint=N_("Take the photo again.")
        ) from error
    return SniffedFile(_IMAGE_FORMATS[name], name.lower())


def _check_pixels(pixels: int) -> None:
    if pixels > MOST_PIXELS:
        raise Invalid(
            N_("The picture has more points than any camera makes."),
            field="file",
            hint=N_("Take the photo again at a smaller size."),
        )


def _check_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-_HEAD_BYTES:]:
        raise Invalid(N_("The PDF is damaged: its end is missing."), field="file", hint=N_("Save it again."))
    if b"/Encrypt" in data:
        raise Invalid(N_("The PDF is locked with a password."), field="file", hint=N_("Save it without one."))
    if any(mark in data for mark in _ACTIVE_PDF_MARKS):
        raise Invalid(
            N_("The PDF holds a program or another file."),
            field="file",
            hint=N_("Print it to a new PDF and send that."),
        )
    if _holds_archive(data):
        raise _two_kinds()


def _holds_archive(data: bytes) -> bool:
    return any(mark in data[-_TAIL_BYTES:] for mark in _ZIP_MARKS)


def _two_kinds() -> Invalid:
    return Invalid(
        N_("The file is two kinds of file at once."),
        field="file",
        hint=N_("Take a new photo, or save it again as a PDF."),
    )
