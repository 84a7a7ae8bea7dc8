"""Files that nobody should send, each made in memory from as few bytes as will do."""

from __future__ import annotations

import io
import logging
import struct
import zipfile
import zlib

import numpy as np
from fpdf import FPDF
from PIL import Image

from tests.factories.claims import photo

PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def encoded(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def speckled(mode: str = "RGB", size: tuple[int, int] = (200, 150)) -> Image.Image:
    """A picture that does not compress to nothing, so that half of its bytes are half of it."""
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(noise).convert(mode)


def chunk(kind: bytes, data: bytes, *, sum_of: bytes | None = None) -> bytes:
    checked = zlib.crc32(kind + data if sum_of is None else sum_of)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checked)


def png(
    width: int, height: int, *, depth: int = 8, colour: int = 0, rows: bytes = b"\0" * 1000, more: bytes = b""
) -> bytes:
    """A PNG whose head promises `width` × `height`, whatever its rows hold."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(rows, 9))
    return PNG_HEAD + chunk(b"IHDR", head) + more + body + chunk(b"IEND", b"")


def huge_png(side: int) -> bytes:
    """A whole black picture of `side` × `side` points, one bit each: a few kilobytes that unpack to many."""
    return png(side, side, depth=1, rows=(b"\0" * (1 + side // 8)) * side)


def wide_jpeg(side: int = 60_000) -> bytes:
    """A JPEG whose head says it is `side` points wide and high."""
    data = photo()
    start = data.index(b"\xff\xc0") + 5
    return data[:start] + struct.pack(">HH", side, side) + data[start + 4 :]


def with_exif(data: bytes, exif: bytes) -> bytes:
    """The JPEG with this EXIF block after its first mark."""
    block = b"Exif\0\0" + exif
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:]


def orientation(value: int) -> bytes:
    """EXIF that says only how the camera was held."""
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, value, 0, 0)


def endless_exif() -> bytes:
    """EXIF whose directory names itself as the next one, and a field of four billion parts."""
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIII", 1, 0x8769, 4, 0xFFFFFFFF, 8, 8)


def zip_of(size: int = 5_000_000, name: str = "bill.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\0" * size)
    return buffer.getvalue()


def pdf(pages: int = 1, *, lock: dict | None = None, attach: bool = False, side_mm: float = 100) -> bytes:
    """A PDF with a line of text on each page."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    made = FPDF(format=(side_mm, side_mm))
    made.set_font("helvetica", size=12)
    if lock:
        made.set_encryption(**lock)
    for number in range(pages):
        made.add_page()
        made.text(10, 10, f"page {number + 1}")
    if attach:
        made.embed_file(bytes=b"<fapiao/>", basename="bill.xml")
    return bytes(made.output())


def pdf_with(entry: bytes) -> bytes:
    """A PDF whose catalogue also holds `entry`; the places of its objects are right."""
    return _assembled([b"<</Type/Catalog/Pages 2 0 R" + entry + b">>", *_one_page()])


def pdf_with_stream(about: bytes, packed: bytes) -> bytes:
    """A PDF with one more stream, described by `about`."""
    head = b"<<" + about + b"/Length %d>>\nstream\n" % len(packed)
    return _assembled([b"<</Type/Catalog/Pages 2 0 R>>", *_one_page(), head + packed + b"\nendstream"])


def pdf_without_pages() -> bytes:
    return _assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"])


def _one_page() -> list[bytes]:
    return [
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>",
    ]


def _assembled(objects: list[bytes]) -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    tail = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + tail


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("white", "red")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def two_in_one() -> bytes:
    """What many phones write: a JPEG that holds a second picture."""
    return encoded(speckled(), "MPO", save_all=True, append_images=[speckled(size=(80, 60))])
