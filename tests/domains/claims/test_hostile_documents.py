"""Files that nobody should send: each gets a sentence that says what and how to mend it, and changes nothing (L2)."""

from __future__ import annotations

import struct
import zlib
from uuid import uuid4

import pytest
from PIL import Image

from hearten.domains.claims import services
from hearten.domains.claims.models import ClaimDocument
from hearten.domains.claims.services.documents import read_document
from hearten.domains.claims.services.files import LARGEST_FILE_BYTES
from hearten.domains.claims.types import DocumentKind
from hearten.kernel.errors import Conflict, NotFound
from tests.factories import hostile_files as made
from tests.factories.claims import given_decided, given_draft, given_policy, member_actor, photo
from tests.untouched import assert_refused, everything

pytestmark = pytest.mark.django_db

EMPTY = "The file is empty."
LARGE = "The file is larger than 10 MB."
NEITHER = "This is neither a photo (JPG, PNG, WebP) nor a PDF."
DAMAGED = "The picture is damaged and can't be opened."
POINTS = "The picture has more points than any camera makes."
SMALL = "The picture is too small to show a paper."
MOVES = "The picture moves."
HEIC = "We can't open HEIC photos yet."
BOTH = "The file is two kinds of file at once."
NO_END = "The PDF is damaged: its end is missing."
BROKEN = "The PDF is damaged and can't be opened."
LOCKED = "The PDF is locked with a password."
MORE = "The PDF holds a program or another file."
BOMB = "The PDF unpacks to far more than a paper needs."
PAGES = "The PDF has 500 pages; we read at most 30."
PAPER = "A page of the PDF is larger than any paper."

_SPECKLED = made.encoded(made.speckled())
_SPECKLED_PNG = made.encoded(made.speckled(), "PNG")
_LAUNCH = b"/OpenAction<</S/Launch/F(cmd.exe)>>"
_STORE = b"1 0 <</S/JavaScript/JS(app.alert(1))>>"

FILES = {
    "empty": (EMPTY, lambda: b""),
    "larger than ten megabytes": (LARGE, lambda: photo() + b"\0" * LARGEST_FILE_BYTES),
    "one zero byte": (NEITHER, lambda: b"\0"),
    "nothing but zeros": (NEITHER, lambda: b"\0" * 5000),
    "plain text": (NEITHER, "医疗费 100 元".encode),
    "page with a script": (NEITHER, lambda: b"<!doctype html><script>alert(1)</script>"),
    "drawing with a script": (NEITHER, lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "drawing that reads files": (NEITHER, lambda: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg>&e;</svg>'),
    "program of Windows": (NEITHER, lambda: b"MZ" + b"\0" * 400),
    "program of Linux": (NEITHER, lambda: b"\x7fELF" + b"\0" * 400),
    "shell script": (NEITHER, lambda: b"#!/bin/sh\nrm -rf /\n"),
    "zip bomb": (NEITHER, made.zip_of),
    "electronic bill as OFD": (NEITHER, lambda: made.zip_of(10, "OFD.xml")),
    "gzip": (NEITHER, lambda: b"\x1f\x8b\x08" + zlib.compress(b"\0" * 100_000)),
    "old Word document": (NEITHER, lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "GIF": (NEITHER, lambda: photo(kind="GIF")),
    "moving GIF": (NEITHER, lambda: made.moving("GIF")),
    "TIFF": (NEITHER, lambda: photo(kind="TIFF")),
    "BMP": (NEITHER, lambda: photo(kind="BMP")),
    "icon": (NEITHER, lambda: photo(kind="ICO")),
    "JPEG 2000": (NEITHER, lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 200),
    "PostScript": (NEITHER, lambda: b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n"),
    "PDF after a line of something else": (NEITHER, lambda: b"GARBAGE\n" + made.pdf()),
    "video": (NEITHER, lambda: b"\0\0\0\x18ftypisom" + b"\0" * 200),
    "HEIC photo": (HEIC, lambda: b"\0\0\0\x18ftypheic" + b"\0" * 100),
    "HEIC of another brand": (HEIC, lambda: b"\0\0\0\x18ftypmif1" + b"\0" * 100),
    "first two bytes of a JPEG": (NEITHER, lambda: b"\xff\xd8"),
    "head of a JPEG alone": (DAMAGED, lambda: _SPECKLED[:400]),
    "half a JPEG": (DAMAGED, lambda: _SPECKLED[: len(_SPECKLED) // 2]),
    "JPEG without its last tenth": (DAMAGED, lambda: _SPECKLED[: len(_SPECKLED) * 9 // 10]),
    "signature of a PNG alone": (NEITHER, lambda: made.PNG_HEAD),
    "half a PNG": (DAMAGED, lambda: _SPECKLED_PNG[: len(_SPECKLED_PNG) // 2]),
    "PNG with a false sum": (DAMAGED, lambda: _flipped(_SPECKLED_PNG, 100)),
    "PNG with fewer rows than promised": (DAMAGED, lambda: made.png(500, 500, rows=b"\0" * 100)),
    "PNG of no width": (NEITHER, lambda: made.png(0, 100)),
    "PNG of an unknown depth": (NEITHER, lambda: made.png(40, 40, depth=5)),
    "PNG with a text that unpacks to 60 MB": (DAMAGED, lambda: made.png(40, 40, rows=b"\0" * 1640, more=_text_bomb())),
    "half a WebP": (DAMAGED, lambda: made.encoded(made.speckled(), "WEBP")[:900]),
    "20,000 × 20,000 points, whole": (POINTS, lambda: made.huge_png(20_000)),
    "8,000 × 8,000 points": (POINTS, lambda: made.png(8_000, 8_000)),
    "100,000 × 600 points": (POINTS, lambda: made.png(100_000, 600)),
    "two billion points a side": (POINTS, lambda: made.png(2**31 - 1, 2**31 - 1)),
    "JPEG that claims 60,000 × 60,000": (POINTS, made.wide_jpeg),
    "one point": (SMALL, lambda: photo(size=(1, 1))),
    "one line": (SMALL, lambda: photo(size=(3000, 1), kind="PNG")),
    "moving PNG": (MOVES, lambda: made.moving("PNG")),
    "moving WebP": (MOVES, lambda: made.moving("WEBP")),
    "photo that is an archive too": (BOTH, lambda: photo() + made.zip_of(100)),
    "PNG that is an archive too": (BOTH, lambda: photo(kind="PNG") + made.zip_of(100)),
    "photo that is a PDF too": (BOTH, lambda: _with_comment(photo(), b"%PDF-1.4 1 0 obj")),
    "photo that is a page too": (BOTH, lambda: _with_comment(photo(), b"<html><script>alert(1)</script>")),
    "photo that is a PHP program too": (BOTH, lambda: _with_comment(photo(), b"<?php system($_GET['c']); ?>")),
    "photo that is a drawing too": (BOTH, lambda: _with_comment(photo(), b"<SVG onload=alert(1)>")),
    "PDF that is an archive too": (BOTH, lambda: made.pdf() + made.zip_of(100) + b"%%EOF"),
    "head of a PDF alone": (NO_END, lambda: b"%PDF-1.7\n1 0 obj"),
    "half a PDF": (NO_END, lambda: made.pdf(20)[:4000]),
    "head and end of a PDF": (BROKEN, lambda: b"%PDF-1.7\n%%EOF"),
    "noise between head and end": (BROKEN, lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF"),
    "PDF with a password": (LOCKED, lambda: made.pdf(lock={"owner_password": "a", "user_password": "b"})),
    "500 pages": (PAGES, lambda: made.pdf(500)),
    "no pages": (BROKEN, made.pdf_without_pages),
    "a page of four metres": (PAPER, lambda: made.pdf(side_mm=4000)),
    "PDF with a program": (MORE, lambda: made.pdf_with(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")),
    "PDF with a program among its names": (MORE, lambda: made.pdf_with(b"/Names<</JavaScript<</Names[(x)<</S/JavaScript/JS(1)>>]>>>>")),
    "PDF with a program in disguise": (MORE, lambda: made.pdf_with(b"/OpenAction<</S/J#61vaScript/J#53(1)>>")),
    "PDF with a program in a packed object": (MORE, lambda: made.pdf_with_stream(b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", zlib.compress(_STORE))),
    "PDF that starts a program": (MORE, lambda: made.pdf_with(_LAUNCH)),
    "PDF with a file inside": (MORE, lambda: made.pdf(attach=True)),
    "PDF that sends a form": (MORE, lambda: made.pdf_with(b"/OpenAction<</S/SubmitForm/F(http://example.com)>>")),
    "PDF with a form of another language": (MORE, lambda: made.pdf_with(b"/AcroForm<</XFA[(a)]>>")),
    "PDF with a film": (MORE, lambda: made.pdf_with(b"/Extra<</Subtype/RichMedia>>")),
    "stream that unpacks to 100 MB": (BOMB, lambda: made.pdf_with_stream(b"/Filter/FlateDecode", zlib.compress(b"\0" * 100_000_000, 1))),
    "picture of 60,000 × 60,000 in a PDF": (BOMB, lambda: made.pdf_with_stream(b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/Filter/FlateDecode", zlib.compress(b"\0"))),
}  # fmt: skip

# Odd, but a paper may look like this: taken, and told rightly.
ODD = {
    "CMYK": ("image/jpeg", lambda: made.encoded(made.speckled("CMYK"))),
    "grey": ("image/jpeg", lambda: made.encoded(made.speckled("L"))),
    "palette": ("image/png", lambda: made.encoded(made.speckled("P"), "PNG")),
    "sixteen bits": ("image/png", lambda: made.encoded(Image.new("I;16", (60, 40), 40_000), "PNG")),
    "black and white": ("image/png", lambda: made.encoded(made.speckled("1"), "PNG")),
    "see-through": ("image/png", lambda: made.encoded(made.speckled("RGBA"), "PNG")),
    "all black": ("image/jpeg", lambda: photo("black")),
    "all white": ("image/jpeg", lambda: photo("white")),
    "two pictures of a phone": ("image/jpeg", made.two_in_one),
    "held upside down": ("image/jpeg", lambda: made.with_exif(photo(), made.orientation(3))),
    "held in no way there is": ("image/jpeg", lambda: made.with_exif(photo(), made.orientation(60_000))),
    "EXIF without an end": ("image/jpeg", lambda: made.with_exif(photo(), made.endless_exif())),
    "EXIF of 64 KB": ("image/jpeg", lambda: made.with_exif(photo(), b"\xff" * 65_000)),
    "EXIF of zeros": ("image/jpeg", lambda: made.with_exif(photo(), b"\0" * 100)),
    "WebP": ("image/webp", lambda: photo(kind="WEBP")),
    "locked against changes only": ("application/pdf", lambda: made.pdf(lock={"owner_password": "a"})),
    "thirty pages": ("application/pdf", lambda: made.pdf(30)),
    "PDF with a link": ("application/pdf", lambda: made.pdf_with(b"/OpenAction<</S/URI/URI(https://example.com)>>")),
}  # fmt: skip

NAMES = {
    "../../../etc/passwd": "passwd",
    "C:\\Windows\\system32\\发票.jpg": "发票.jpg",
    "/": "file",
    "": "file",
    "\u202egpj.exe": "gpj.exe",
    "bill\x00.php\n.jpg": "bill.php.jpg",
    "票据" * 100 + ".jpg": "票据" * 60,
    "👩‍⚕️.jpg": "👩⚕️.jpg",
}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def draft(mei, now):
    return given_draft(mei, given_policy(mei, now), now)


def attach(claim, customer, now, data, name="bill.jpg"):
    return services.attach_document(
        claim_id=claim.pk, kind=DocumentKind.RECEIPT, name=name, data=data, by=member_actor(customer), now=now
    )


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def _with_comment(jpeg: bytes, comment: bytes) -> bytes:
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + jpeg[2:]


def _text_bomb() -> bytes:
    return made.chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 60_000_000, 9))


def test_no_hostile_file_is_taken(draft, mei, now, subtests):
    for name, (sentence, make) in FILES.items():
        with subtests.test(name):
            assert_refused(lambda make=make: attach(draft, mei, now, make()), sentence, "file")


@pytest.mark.filterwarnings("ignore:Tag data larger than file")
def test_odd_files_are_taken_as_what_they_are(draft, mei, now, subtests):
    ClaimDocument.objects.all().delete()
    for name, (content_type, make) in ODD.items():
        with subtests.test(name):
            document = attach(draft, mei, now, make())
            assert document.content_type == content_type
            assert read_document(document) == make()
            document.delete()


def test_a_name_is_only_ever_shown(draft, mei, now, settings, subtests):
    for position, (name, shown) in enumerate(NAMES.items()):
        with subtests.test(name):
            document = attach(draft, mei, now, photo(size=(40, 40 + position)), name)
            assert document.original_name == shown
            kept = settings.MEDIA_ROOT / document.stored_as
            assert kept.resolve().is_relative_to(settings.MEDIA_ROOT)
            assert not set(shown) & set(kept.name) - set("0123456789abcdef")


def test_a_wrong_name_does_not_make_a_file_another(draft, mei, now):
    assert attach(draft, mei, now, made.pdf(), "photo.jpg").content_type == "application/pdf"
    assert attach(draft, mei, now, photo("red"), "bill.pdf").content_type == "image/jpeg"


def test_the_same_file_twice_is_one(draft, mei, now):
    first = attach(draft, mei, now, photo("red"))
    before = everything()
    assert attach(draft, mei, now, photo("red"), "another name.jpg") == first
    assert everything() == before


def test_one_file_too_many(draft, mei, now):
    for size in range(19):  # the draft has one
        attach(draft, mei, now, photo(size=(40, 50 + size)))
    assert_refused(lambda: attach(draft, mei, now, photo("red")), "A claim takes at most 20 files.", "file")


def test_nobody_adds_to_anothers_claim(draft, mei, lin, now):
    before = everything()
    with pytest.raises(NotFound) as anothers:
        attach(draft, lin, now, photo("red"))
    draft.pk = uuid4()
    with pytest.raises(NotFound) as nobodys:
        attach(draft, mei, now, photo("red"))
    assert str(anothers.value) == str(nobodys.value)
    assert everything() == before


def test_a_decided_claim_takes_no_more(mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    before = everything()
    with pytest.raises(Conflict, match="takes no more papers"):
        attach(claim, mei, now, photo("red"))
    assert everything() == before
