"""Is this file what it says, and harmless? Photos and PDFs are told by their bytes, never by their name."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from hearten.domains.claims.services.pdf_files import check_pdf
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

LARGEST_FILE_BYTES = 10 * 1024 * 1024
# Twice a 24-megapixel camera; a picture that claims more is a decompression bomb or a mistake.
MOST_PIXELS = 50_000_000
# Up to here a picture is unpacked once to see that it is whole: at most 100 MB for a moment. The worker sees the larger ones.
MOST_PIXELS_UNPACKED = 25_000_000
FEWEST_POINTS_A_SIDE = 16
_HEAD_BYTES, _TAIL_BYTES = 1024, 66_000
_OPENED = ("JPEG", "PNG", "WEBP")
# MPO is what phones call a JPEG that holds a second, smaller picture.
_IMAGE_FORMATS = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_EXTENSIONS = {"image/jpeg": "jpeg", "image/png": "png", "image/webp": "webp"}
_ZIP_MARKS = (b"PK\x05\x06", b"PK\x06\x06")
_PAGE_MARKS = (b"<script", b"<html", b"<svg", b"<?php")
_HEIC_BRANDS = {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}
_TAKE_AGAIN = N_("Take the photo again.")
_TAKE_SMALLER = N_("Take the photo again at a smaller size.")


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
        if _holds_archive(data):
            raise _two_kinds()
        check_pdf(data)
        return SniffedFile("application/pdf", "pdf")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise Invalid(
            N_("We can't open HEIC photos yet."),
            field="file",
            hint=N_("On the phone choose “most compatible” for the camera, or send a screenshot."),
        )
    content_type = _check_image(data)
    head = data[:_HEAD_BYTES].lower()
    if b"%pdf-" in head or any(mark in head for mark in _PAGE_MARKS) or _holds_archive(data):
        raise _two_kinds()
    return SniffedFile(content_type, _EXTENSIONS[content_type])


def _check_image(data: bytes) -> str:
    try:
        with Image.open(io.BytesIO(data), formats=_OPENED) as image:
            _check_points(image)
            name = str(image.format)
            pixels = image.width * image.height
            image.verify()
        if pixels <= MOST_PIXELS_UNPACKED:
            _unpack(data)
    except UnidentifiedImageError as error:
        raise Invalid(
            N_("This is neither a photo (JPG, PNG, WebP) nor a PDF."),
            field="file",
            hint=N_("Take a photo of the paper, or save it as a PDF."),
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_points() from error
    except Invalid:
        raise
    except Exception as error:  # a broken picture can make a decoder raise anything
        raise Invalid(
            N_("The picture is damaged and can't be opened."), field="file", hint=_TAKE_AGAIN
        ) from error
    return _IMAGE_FORMATS[name]


def _unpack(data: bytes) -> None:
    """Decode the whole picture once: a cut-off photo looks whole until its last line."""
    with Image.open(io.BytesIO(data), formats=_OPENED) as image:
        image.draft(
            "L", (image.width // 8, image.height // 8)
        )  # JPEG: the whole file is read, an eighth is made
        image.load()


def _check_points(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_points()
    if min(image.size) < FEWEST_POINTS_A_SIDE:
        raise Invalid(
            N_("The picture is too small to show a paper."),
            field="file",
            hint=N_("Take the photo again, close to the paper."),
        )
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise Invalid(
            N_("The picture moves."), field="file", hint=N_("Send a photo, or a screenshot of the paper.")
        )


def _too_many_points() -> Invalid:
    return Invalid(N_("The picture has more points than any camera makes."), field="file", hint=_TAKE_SMALLER)


def _holds_archive(data: bytes) -> bool:
    return any(mark in data[-_TAIL_BYTES:] for mark in _ZIP_MARKS)


def _two_kinds() -> Invalid:
    return Invalid(
        N_("The file is two kinds of file at once."),
        field="file",
        hint=N_("Take a new photo, or save it again as a PDF."),
    )
