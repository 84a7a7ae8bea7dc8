"""X1, X3, X4: what nobody should send by a survey's link is answered with a clear sentence, and nothing has changed.

Tables of cases; each is looked at by what all tables hold before and after.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hearten.domains.surveys.field_types import LinkKind, StudyState
from hearten.domains.surveys.models import AnswerFile, Invitation, Response, Study
from hearten.domains.surveys.selectors import saved_answers
from hearten.domains.surveys.selectors.invitations import token_digest
from hearten.domains.surveys.services import read_file
from hearten.domains.surveys.services.open_uses import MOST_AN_HOUR
from hearten.kernel.clock import utc_now
from tests.domains.surveys.every_kind import document, invited, version_of
from tests.untouched import everything

LONG = "长" * 100_000
WAYS = {"service.speed": "4", "service.clear": "dk", "service.polite": "5"}
WHOLE = {"csat": "5", "channel": "app", **WAYS, "client_token": "t1", "go": "whole"}
STUDY = {"link": LinkKind.OPEN, "state": StudyState.FIELDING, "created_by": "tests", "launched_by": "tests"}

# Question, what is sent for it.
ANSWERS_THAT_DO_NOT_FIT: list[tuple[str, dict[str, Any]]] = [
    *[("csat", {"csat": value}) for value in ("0", "6", "-1", "4.0", "5e0", "NaN", "inf", "1e309", "0x3", "'; DROP TABLE surveys_response;--")],
    ("csat", {"csat": "dk"}),  # offers no “can't say”
    ("nps", {"nps": "11"}),
    ("nps", {"nps": "9" * 5_000}),
    ("trust", {"trust": "8"}),
    *[("channel", {"channel": value}) for value in ("fax", "APP", "app\x00", "<script>", "app,phone", LONG)],
    ("channel", {"channel": "else", "channel.other": "字" * 201}),
    ("used", {"used": ["checkup", "moon"]}),
    ("used", {"used": ["checkup", "checkup"]}),
    ("used", {"used": ["checkup"] * 5_000}),
    ("service", {"service.speed": "6"}),
    ("service", {"service.speed": "4", "service.clear": "maybe"}),
    ("order", {"order": ["price", "price", "cover", "speed"]}),
    ("order", {"order": ["price", "moon"]}),
    ("order", {"order.price": "1", "order.cover": "1"}),
    ("kano", {"kano.day.f": "6"}),
    ("kano", {"kano.day.d": "0"}),
    ("quality", {"quality.t1.e": "8"}),
    ("best", {"best.1.best": "moon"}),
    ("best", {"best.2.worst": "cover"}),  # not shown in that set
    ("points", {"points.speed": "101"}),
    ("points", {"points.speed": "-5"}),
    ("points", {"points.speed": "33.3"}),
    ("agreed", {"agreed": "perhaps"}),
    ("health", {"health": "good"}),  # sensitive, and nobody agreed
    *[("visits", {"visits": value}) for value in ("-1", "366", "1e3", "NaN", "Infinity", "三", "1,5", "9" * 400)],
    *[("since", {"since": value}) for value in ("0000-00-00", "9999-99-99", "2026-02-30", "1999-12-31", "2031-01-01", "20200501", "2020-W01-1", "yesterday")],
    ("comment", {"comment": LONG}),
    ("why", {"why": "慢" * 501}),
    ("photo", {"photo": "../../etc/passwd"}),
    ("photo", {"photo": "01890000-0000-7000-8000-000000000000"}),
    ("moon", {"moon": "1"}),
    ("csat.text", {"csat.text": "1"}),
    ("context", {"context.product_name": "x"}),
    ("", {}),
    ("csat\x00", {"csat": "1"}),
]  # fmt: skip
# What is filled in as a whole, where it is refused.
WHOLES_THAT_DO_NOT_FIT: list[dict[str, Any]] = [
    {"csat": ""},
    {"channel": "moon"},
    {"service.polite": ""},
    {"points.speed": "60", "points.clear": "41"},
    {"points.speed": "60"},
    {"best.1.best": "price"},
    {"best.1.best": "price", "best.1.worst": "price"},
    {"used": ["none", "coach"]},
    {"used": ["checkup", "doctor", "pharmacy", "coach"]},
    {"order": ["price", "cover"]},
    {"channel.other": "朋友", "channel": "else", "comment": LONG},
    {"visits": "1e309"},
    {"since": "9999-99-99"},
]


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    """Other tests write files at the same time; what is compared here is ours alone."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def asked(mei):
    """An invitation to a survey with every kind of question, and the address of its link."""
    invitation, token = invited(mei, utc_now())
    return invitation, f"/app/s/{token}"


def refusals(calls) -> list[str]:
    """Of calls that should be refused, those that were not told so in a sentence, or that left a trace."""
    wrong, before = [], everything()
    for name, answer, statuses in calls:
        response = answer()
        after, body = everything(), response.content.decode()
        if response.status_code not in statuses:
            wrong.append(f"{name}: {response.status_code}")
        if "Traceback" in body or not body.strip():
            wrong.append(f"{name}: no sentence")
        if after != before:
            wrong.append(f"{name}: changed {[key for key in after if after[key] != before.get(key)]}")
        before = after
    return wrong


def test_answers_that_no_question_takes_are_not_kept(client, asked):
    _invitation, address = asked
    calls = [
        (
            f"{item}={str(sent)[:60]}",
            lambda item=item, sent=sent: client.post(f"{address}/save", {"item": item, **sent}),
            {400, 422},  # 400: more fields than any page has
        )
        for item, sent in ANSWERS_THAT_DO_NOT_FIT
    ]
    assert not refusals(calls)


def test_a_whole_form_that_does_not_fit_is_shown_again_with_what_is_wrong(client, asked):
    _invitation, address = asked
    calls = [
        (str(sent)[:60], lambda sent=sent: client.post(address, {**WHOLE, **sent}), {422})
        for sent in WHOLES_THAT_DO_NOT_FIT
    ]
    assert not refusals(calls)
    assert "ht-error" in client.post(address, {**WHOLE, **WHOLES_THAT_DO_NOT_FIT[0]}).content.decode()


def test_unknown_and_doubled_fields_are_left_alone(client, asked):
    _invitation, address = asked
    more = {
        "csat": ["1", "5"],
        "is_admin": "1",
        "customer_id": "1",
        "weight": "99",
        "__proto__": "x",
        "nps.other": "y",
    }
    assert (
        client.post(address, {**WHOLE, **more, "seconds_csat": "-5", "noticed_keys": "1e9"}).status_code
        == 302
    )
    response = Response.objects.get()
    assert set(response.answers) == {"csat", "channel", *WAYS}
    assert (response.answers["csat"], response.seconds.get("csat", 0)) == (5, 0), "the last of two counts"


def test_far_too_much_at_once_is_refused_before_it_is_read(client, asked):
    _invitation, address = asked
    calls = [
        ("10,000 fields", lambda: client.post(address, {f"f{n}": "1" for n in range(10_000)}), {400}),
        ("8 MiB", lambda: client.post(address, {**WHOLE, "comment": "x" * (8 << 20)}), {400, 413, 422}),
        ("no form", lambda: client.post(address, b"{'a': 1", content_type="application/json"), {200, 422}),
        ("torn form", lambda: client.post(address, b"--x\r\ngarbage", content_type="multipart/form-data; boundary=x"), {200, 400, 422}),
    ]  # fmt: skip
    assert not refusals(calls)


def test_marks_that_a_script_makes_up_do_no_harm(client, asked):
    """Odd marks of a phone, odd pages, odd clocks: either taken as nothing, or refused; never an error of ours."""
    _invitation, address = asked
    odd = {
        "client_token": "\x00" * 10,
        "seconds_csat": "٣" * 4,
        "noticed_keys": "१२",
        "website": "\x00",
        "script": LONG,
    }
    assert client.post(
        address, {**WHOLE, **odd, "language": "xx", "page": "\x00", "seen": ["\x00"]}
    ).status_code in {302, 422}
    for query in ("?p=%00", "?p=" + "x" * 4_000, "?p=you&p=ways"):
        assert client.get(address + query).status_code in {200, 302}


LINKS = [
    ("forged", lambda _: "A" * 43, 404), ("too short", lambda _: "A", 404), ("too long", lambda _: "A" * 5_000, 404),
    ("one letter off", lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), 404), ("with more behind", lambda t: t + "A", 404),
    ("null byte", lambda t: t[:-3] + "%00", 404), ("a path", lambda _: "..%2F..%2Fetc", 404), ("SQL", lambda _: "'%20OR%201=1--", 404),
]  # fmt: skip


@pytest.mark.parametrize("tail", ["", "/save", "/sheets", "/thanks"])
def test_links_that_were_never_given_lead_nowhere(client, mei, tail):
    _, token = invited(mei, utc_now())
    send = client.get if tail in {"/sheets", "/thanks"} else client.post
    calls = [
        (
            name,
            lambda forge=forge: send(f"/app/s/{forge(token)}{tail}", {"item": "csat", "csat": "5"}),
            {status},
        )
        for name, forge, status in LINKS
    ]
    assert not refusals(calls)


def test_links_that_are_over_take_no_answers(client, mei, lin, member_of):
    now = utc_now()
    _, used = invited(mei, now)
    client.post(f"/app/s/{used}", WHOLE)
    paused, closed = (
        Study.objects.create(
            name=name, survey=version_of(document(), now), link=LinkKind.PERSONAL, state=state, created_at=now,
            created_by="tests", launched_at=now, launched_by="tests", **more,
        )
        for name, state, more in (
            ("paused", StudyState.FIELDING, {"paused_at": now, "paused_by": "tests"}),
            ("closed", StudyState.CLOSED, {"closed_at": now, "closed_by": "tests"}),
        )
    )  # fmt: skip
    expired, expired_token = invited(mei, now)
    Invitation.objects.filter(pk=expired.pk).update(
        expires_at=now - timedelta(seconds=1),
        sent_at=now - timedelta(days=2),
        created_at=now - timedelta(days=2),
        due_at=now - timedelta(days=2),
    )
    _, closed_token = invited(mei, now, study=closed)
    client.post(f"/app/s/{invited(mei, now, study=paused)[1]}/save", {"item": "csat", "csat": "5"})
    calls = []
    for name, token, status in (
        ("used", used, 200),
        ("expired", expired_token, 410),
        ("study closed", closed_token, 410),
    ):
        address = f"/app/s/{token}"
        calls += [
            (f"{name}: whole", lambda a=address: client.post(a, {**WHOLE, "client_token": "t9"}), {status}),
            (f"{name}: one answer", lambda a=address: client.post(f"{a}/save", {"item": "csat", "csat": "1"}), {status}),
            (f"{name}: a page", lambda a=address: client.post(a, {"page": "start", "csat": "1"}), {status}),
            (f"{name}: sheets", lambda a=address: client.get(f"{a}/sheets"), {status}),
        ]  # fmt: skip
    assert not refusals(calls)
    assert Response.objects.count() == 1


def test_nobody_answers_in_the_name_of_somebody_else(client, mei, lin, member_of):
    invitation, _ = invited(mei, utc_now())
    client.force_login(member_of(lin), backend="allauth.account.auth_backends.AuthenticationBackend")
    own = f"/app/surveys/{invitation.pk}/"
    calls = [
        ("page", lambda: client.get(own), {404, 410}),
        ("whole", lambda: client.post(own, WHOLE), {404, 410}),
        ("one answer", lambda: client.post(f"{own}save", {"item": "csat", "csat": "1"}), {404, 410}),
        ("sheets", lambda: client.get(f"{own}sheets"), {404, 410}),
        ("thanks", lambda: client.get(f"{own}thanks"), {404, 410}),
    ]
    assert not refusals(calls)


def test_a_full_quota_ends_kindly_and_keeps_nothing(client, mei):
    """Two people who call are enough; the third is thanked, what they said is forgotten."""
    phone = WHOLE | {"channel": "phone"}
    for n in range(2):
        assert (
            client.post(f"/app/s/{invited(mei, utc_now())[1]}", phone | {"client_token": f"q{n}"}).status_code
            == 302
        )
    third, token = invited(mei, utc_now())
    client.post(f"/app/s/{token}/save", {"item": "csat", "csat": "1"})
    assert client.post(f"/app/s/{token}", phone).status_code == 200
    assert (Response.objects.count(), saved_answers(third)) == (2, {})
    assert client.post(f"/app/s/{token}", WHOLE).status_code in {200, 410}
    assert Response.objects.count() == 2


WORDS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'; DROP TABLE surveys_response;--", "{{ context.__class__ }}",
    "{% load i18n %}{% debug %}", "{{csat}}", '=HYPERLINK("http://x")', "\u202etxt.exe\u200b", "👨‍👩‍👧‍👦" * 20, "a\x00b\x1bc", "</textarea><b>",
    "%(secret)s %s {0} ${7*7}",
]  # fmt: skip


def test_open_words_are_kept_as_words_and_shown_as_words(client, mei):
    for words in WORDS:
        invitation, token = invited(mei, utc_now())
        address = f"/app/s/{token}"
        assert client.post(f"{address}/save", {"item": "comment", "comment": words}).status_code == 200
        kept = saved_answers(invitation)["comment"]
        assert kept == "".join(c for c in words if c not in "\x00\x1b")
        shown = client.get(f"{address}/sheets").json()["pages"]["you"]
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "</textarea><b>" not in shown
        assert "\x00" not in shown


def bomb() -> bytes:
    """A PNG of some hundred bytes that says it is 60,000 × 60,000 points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000))
        + chunk(b"IEND", b"")
    )


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"\0" * 5_000_000)
    return made.getvalue()


def test_files_that_are_something_else_are_refused(client, asked):
    _invitation, address = asked
    files = [
        ("p.jpg", b"MZ\x90\x00"), ("p.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), ("p.png", bomb()),
        ("p.zip", zipped()), ("p.pdf", b"%PDF-1.7\n" + zipped() + b"%%EOF"), ("p.html", b"<html><script>1</script>"),
        ("p.gif", b"GIF89a" + b"\0" * 50), ("../../p.jpg", b"\xff\xd8\xff" + b"\0" * 100), ("p.jpg", b"x" * (3 << 20)),
    ]  # fmt: skip
    calls = [
        (
            name,
            lambda name=name, data=data: client.post(
                f"{address}/save", {"item": "photo", "photo": SimpleUploadedFile(name, data)}
            ),
            {422},
        )
        for name, data in files
    ]
    assert not refusals(calls)
    exif, made = Image.Exif(), io.BytesIO()
    exif[0x010E] = "at home, 31.2N 121.5E"
    Image.new("RGB", (40, 30), "red").save(made, "JPEG", exif=exif)
    client.post(
        f"{address}/save", {"item": "photo", "photo": SimpleUploadedFile("\x00a.jpg", made.getvalue())}
    )
    assert b"121.5E" not in read_file(AnswerFile.objects.get())


@pytest.fixture
def poster(db):
    now, token = utc_now(), "o" * 43
    study = Study.objects.create(
        name="Poster", survey=version_of(document(), now), created_at=now, launched_at=now,
        open_token_digest=token_digest(token), closes_at=now + timedelta(days=7), **STUDY,
    )  # fmt: skip
    return study, f"/app/o/{token}"


def test_an_open_link_is_neither_flooded_nor_fooled(client, poster, django_assert_max_num_queries):
    study, address = poster
    calls = [
        ("honeypot", lambda: client.post(address, {"website": "http://x", "client_token": "a"}), {200}),
        ("only looked at", lambda: client.get(address), {200}),
        ("forged", lambda: client.post(f"/app/o/{'p' * 43}"), {404}),
    ]
    assert not refusals(calls)
    for n in range(MOST_AN_HOUR):
        client.cookies.clear()
        assert client.post(address, {"client_token": f"n{n}"}).status_code == 302
    client.cookies.clear()
    assert not refusals([("one too many", lambda: client.post(address, {"client_token": "more"}), {429})])
    assert Invitation.objects.filter(study=study).count() == MOST_AN_HOUR
