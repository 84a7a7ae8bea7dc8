"""Hostile inputs through the real pages: each gets a clear sentence and changes nothing (M4)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hearten.domains.claims.models import Claim, ClaimDocument, ClaimEvent, ClaimLine
from tests.factories.claims import EVENT, given_draft, given_policy, photo

pytestmark = pytest.mark.django_db

BILL = {
    "category": "outpatient",
    "service_date": EVENT.isoformat(),
    "provider": "市一医院",
    "billed": "100.00",
}
LINES = {
    "no category": {"category": ""},
    "unknown category": {"category": "gold"},
    "category with script": {"category": "<script>alert(1)</script>"},
    "no amount": {"billed": ""},
    "words for an amount": {"billed": "一百元整"},
    "negative": {"billed": "-100"},
    "nothing": {"billed": "0"},
    "exponent": {"billed": "1e9"},
    "hexadecimal": {"billed": "0x64"},
    "three decimals": {"billed": "1.005"},
    "huge": {"billed": "9" * 30},
    "larger than any bill": {"billed": "10000000.01"},
    "infinity": {"billed": "Infinity"},
    "not a number": {"billed": "NaN"},
    "emoji amount": {"billed": "💯"},
    "full-width digits with letters": {"billed": "１００ＡＢ"},
    "formula": {"billed": "=1+1"},
    "list as amount": {"billed": "[100]"},
    "day of 1800": {"service_date": "1800-01-01"},
    "day of 2999": {"service_date": "2999-12-31"},
    "tomorrow's year": {"service_date": "2027-01-01"},
    "day that is none": {"service_date": "2026-02-30"},
    "day in words": {"service_date": "yesterday"},
    "emoji day": {"service_date": "📅"},
    "year of five digits": {"service_date": "12026-10-20"},
    "SQL as day": {"service_date": "2026-10-20'; DROP TABLE claims_claim; --"},
    "no hospital": {"provider": ""},
    "only blanks": {"provider": "   "},
    "hospital too long": {"provider": "医" * 121},
    "right-to-left override": {"provider": "\u202egpj.exe"},
    "right-to-left isolate": {"provider": "a\u2067b"},
    "null byte": {"provider": "a\x00b"},
    "bell": {"provider": "a\x07b"},
    "parts above the bill": {"social_fund_paid": "100.01"},
    "parts together above the bill": {"social_fund_paid": "60", "out_of_catalogue": "60"},
    "negative part": {"out_of_catalogue": "-1"},
    "part in words": {"class_self_paid": "half"},
}
EVENTS = {
    "cause unknown": {"cause": "magic"},
    "cause missing": {"cause": ""},
    "day missing": {"event_date": ""},
    "event of 1800": {"event_date": "1800-05-05"},
    "event of 2999": {"event_date": "2999-05-05"},
    "event past limitation": {"event_date": "2020-01-01"},
    "diagnosis missing": {"diagnosis": ""},
    "diagnosis too long": {"diagnosis": "x" * 201},
    "diagnosis with override": {"diagnosis": "\u202ecancer"},
    "diagnosis with null": {"diagnosis": "a\x00"},
    "story too long": {"story": "x" * 2001},
}
ACCOUNTS = [
    "abc",
    "12",
    "1" * 41,
    "622-020",
    "💳" * 12,
    "<script>",
    "0x1234567890ab",
    "１２３４５６７８９０abc",
]


def _png_of(width: int, height: int) -> bytes:
    """A picture whose head promises more points than it holds: a decompression bomb."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def _zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 20_000_000)
    return buffer.getvalue()


def _pdf(body: bytes = b"") -> bytes:
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + body + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


FILES = {
    "fifty megabytes": ("big.jpg", lambda: photo() + b"\0" * (50 * 1024 * 1024)),
    "empty": ("empty.jpg", lambda: b""),
    "zip bomb as photo": ("photo.jpg", _zip_bomb),
    "zip bomb by its name": ("bomb.zip", _zip_bomb),
    "program as photo": ("photo.png", lambda: b"MZ" + b"\0" * 500),
    "script as photo": ("x.jpg", lambda: b"<script>alert(1)</script>"),
    "page as PDF": ("x.pdf", lambda: b"<!doctype html><html></html>"),
    "drawing with script": ("x.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "animation of another kind": ("x.gif", lambda: photo(kind="GIF")),
    "half a photo": ("cut.png", lambda: photo(kind="PNG")[:40]),
    "damaged photo": ("bad.png", lambda: photo(kind="PNG")[:30] + b"\xff" * 30 + photo(kind="PNG")[60:]),
    "decompression bomb": ("bomb.png", lambda: _png_of(60_000, 60_000)),
    "photo that is an archive too": ("both.jpg", lambda: photo() + _zip_bomb()),
    "PDF that is an archive too": (
        "both.pdf",
        lambda: _pdf(_zip_bomb()[:200]) + _zip_bomb()[-40:] + b"%%EOF",
    ),
    "PDF without an end": ("open.pdf", lambda: b"%PDF-1.7\n1 0 obj"),
    "PDF with a program": ("js.pdf", lambda: _pdf(b"<</S/JavaScript/JS(app.alert(1))>>")),
    "PDF with a launcher": ("run.pdf", lambda: _pdf(b"<</S/Launch/F(cmd.exe)>>")),
    "PDF with a password": ("locked.pdf", lambda: _pdf(b"<</Encrypt 5 0 R>>")),
    "phone photo we cannot open": ("x.heic", lambda: b"\0\0\0\x18ftypheic" + b"\0" * 100),
}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def draft(mei, now):
    return given_draft(mei, given_policy(mei, now), now)


@pytest.fixture
def app(door, member_of, mei):
    return door(member_of(mei))


def _state(tmp_path):
    claim = Claim.objects.get()
    facts = (
        claim.version,
        claim.state,
        claim.event_date,
        claim.diagnosis,
        claim.story,
        claim.bank_account,
        claim.cause,
    )
    files = sorted(str(path) for path in tmp_path.rglob("*") if path.is_file())
    return facts, ClaimLine.objects.count(), ClaimDocument.objects.count(), ClaimEvent.objects.count(), files


def _refused(answer):
    page = answer.content.decode()
    assert answer.status_code == 400, answer.status_code
    assert "ht-error" in page or 'data-tone="bad"' in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("name", LINES)
def test_a_bill_that_cannot_be_right(app, draft, tmp_path, name):
    before = _state(tmp_path)
    _refused(app.post(reverse("member:claim_line_add", args=[draft.number]), BILL | LINES[name]))
    assert _state(tmp_path) == before


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_that_cannot_be_right(app, draft, tmp_path, name):
    before = _state(tmp_path)
    given = {"cause": "illness", "event_date": EVENT.isoformat(), "diagnosis": "感冒", "story": ""} | EVENTS[
        name
    ]
    _refused(app.post(reverse("member:claim_step", args=[draft.number, "event"]), given))
    assert _state(tmp_path) == before


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_that_cannot_be_right(app, draft, tmp_path, account):
    before = _state(tmp_path)
    _refused(app.post(reverse("member:claim_step", args=[draft.number, "check"]), {"bank_account": account}))
    assert _state(tmp_path) == before


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_what_it_says(app, draft, tmp_path, name):
    before = _state(tmp_path)
    file_name, make = FILES[name]
    paper = {"kind": "receipt", "file": SimpleUploadedFile(file_name, make(), content_type="image/jpeg")}
    _refused(app.post(reverse("member:claim_paper_add", args=[draft.number]), paper))
    assert _state(tmp_path) == before


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\windows\\system.ini",
        "/etc/shadow",
        "<script>alert(1)</script>.jpg",
        "😀\u202e.jpg",
    ],
)
def test_a_files_name_is_only_ever_shown(app, draft, tmp_path, name):
    paper = {"kind": "record", "file": SimpleUploadedFile(name, photo("green"))}
    answer = app.post(reverse("member:claim_paper_add", args=[draft.number]), paper, follow=True)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    shown = ClaimDocument.objects.latest("added_at").original_name
    assert not {"/", "\\", "\u202e"} & set(shown)
    stored = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(stored) == 2
    assert all(path.is_relative_to(tmp_path / "files" / "claims") for path in stored)


@pytest.mark.parametrize(
    ("field", "value"), [("policy_id", "not-a-policy"), ("policy_id", ""), ("token", "x" * 65), ("token", "")]
)
def test_a_first_screen_that_was_tampered_with(app, mei, now, field, value):
    policy = given_policy(mei, now)
    answer = app.post(
        reverse("member:claim_new"), {"token": "t", "policy_id": str(policy.pk)} | {field: value}
    )
    assert answer.status_code == 400
    assert not Claim.objects.exists()


@pytest.mark.parametrize("number", ["CL-0000-0000-0", "x" * 300, "<script>", "💥", "' OR 1=1 --"])
def test_a_number_that_is_none(app, number):
    assert app.get(reverse("member:claim", args=[number])).status_code == 404
