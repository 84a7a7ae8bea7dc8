"""X1, X3, X4: a survey of several pages without script; links for everybody; files; what others wrote stays text."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hearten.base.plumbing.models import OutboxEvent
from hearten.domains.surveys.field_types import LinkKind, StudyState
from hearten.domains.surveys.models import Answer, AnswerFile, Invitation, Response, Study
from hearten.domains.surveys.selectors import saved_answers
from hearten.domains.surveys.selectors.invitations import token_digest
from hearten.domains.surveys.services import read_file
from hearten.kernel.clock import utc_now
from tests.domains.surveys.every_kind import document, invited, version_of

SEEN = ["hello", "csat", "effort", "nps", "trust"]
WAYS = {"service.speed": "4", "service.clear": "dk", "service.polite": "5"}


def photo() -> bytes:
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "at home, 31.2N 121.5E"
    Image.new("RGB", (40, 30), "red").save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_pages_turn_without_script_and_back_again(client, mei):
    invitation, token = invited(mei, utc_now())
    address = f"/app/s/{token}"
    first = client.get(address).content.decode()
    assert "您对我们的服务总体满意吗" in first
    assert 'id="q-why" data-question="why" data-kind="text" hidden' in first
    opened = client.post(address, {"page": "start", "csat": "1", "seen": SEEN})
    assert opened.url == f"{address}?p=start", "a low score opens a question on the same page"
    assert 'data-kind="text" hidden' not in client.get(opened.url).content.decode()
    on = client.post(address, {"page": "start", "csat": "1", "why": "慢", "seen": [*SEEN, "why"]})
    assert on.url == f"{address}?p=ways"
    missing = client.post(address, {"page": "ways", "channel": "app", "service.speed": "4"})
    assert (missing.status_code, "ht-error" in missing.content.decode()) == (422, True)
    skipped = client.post(address, {"page": "you", "comment": "好"})
    assert (skipped.status_code, 'data-question="channel"' in skipped.content.decode()) == (422, True)
    back = client.post(address, {"page": "ways", "channel": "fax", "service.speed": "5", "go": "back"})
    assert back.url == f"{address}?p=start"
    assert saved_answers(invitation) == {
        "csat": 1,
        "why": "慢",
        "channel": "app",
        "service.speed": 5,
        "comment": "好",
    }
    assert 'value="5" checked' in client.get(f"{address}?p=ways").content.decode()


def test_an_answer_repeated_in_a_later_question_stays_text(client, mei):
    _, token = invited(mei, utc_now(), context={"product_name": "x"})
    address = f"/app/s/{token}"
    client.post(
        f"{address}/save",
        {"item": "channel", "channel": "else", "channel.other": "<script>alert(1)</script>"},
    )
    page = client.get(f"{address}?p=you").content.decode()
    assert 'data-piped="channel">其他</span>' in page
    assert "<script>alert" not in page
    assert "<script>alert" not in client.get(f"{address}/sheets").json()["pages"]["ways"]
    assert "<script>alert" not in client.get(f"{address}?p=ways").content.decode()


def test_a_photo_is_told_by_its_bytes_and_loses_where_it_was_taken(client, mei):
    invitation, token = invited(mei, utc_now())
    address = f"/app/s/{token}/save"
    for name, data in (
        ("p.jpg", b"<html>"),
        ("p.pdf", b"%PDF-1.7 cut off"),
        ("p.jpg", b""),
        ("p.jpg", photo()[:200]),
    ):
        refused = client.post(address, {"item": "photo", "photo": SimpleUploadedFile(name, data)})
        assert refused.status_code == 422 or not data
    assert not AnswerFile.objects.exists()
    assert (
        client.post(address, {"item": "photo", "photo": SimpleUploadedFile("a/b.jpg", photo())}).status_code
        == 200
    )
    file = AnswerFile.objects.get()
    kept = read_file(file)
    assert (file.original_name, file.content_type, b"121.5E" in kept) == ("b.jpg", "image/jpeg", False)
    assert saved_answers(invitation) == {"photo": str(file.pk)}
    other, second = invited(mei, utc_now())
    stolen = client.post(f"/app/s/{second}/save", {"item": "photo", "photo": str(file.pk)})
    assert (stolen.status_code, saved_answers(other)) == (422, {})


def test_what_a_phone_sends_twice_is_thanked_for_twice_and_kept_once(client, mei):
    _, token = invited(mei, utc_now())
    whole = {"csat": "5", "channel": "app", **WAYS, "client_token": "t1", "go": "whole", "website": "spam"}
    for _ in range(2):
        assert client.post(f"/app/s/{token}", whole).url.endswith("/thanks")
    other = client.post(f"/app/s/{token}", whole | {"client_token": "t2"})
    assert other.status_code == 200
    response = Response.objects.get()
    assert (response.signals["trap"], response.signals["script"], len(response.device)) == (True, False, 32)


@pytest.fixture
def study(db):
    now = utc_now()
    token = "o" * 43
    row = Study.objects.create(
        name="Poster", survey=version_of(document(), now), link=LinkKind.OPEN, state=StudyState.FIELDING,
        open_token_digest=token_digest(token), created_at=now, created_by="tests", launched_at=now, launched_by="tests",
        closes_at=now + timedelta(days=7),
    )  # fmt: skip
    return row, f"/app/o/{token}"


def test_anybody_answers_by_an_open_link_without_a_name(client, study):
    row, address = study
    assert "各种题型" in client.get(address).content.decode()
    assert not Invitation.objects.exists(), "looking makes nothing"
    own = client.post(address, {"client_token": "a"}).url
    assert client.post(address, {"client_token": "b"}).url == own, "the same device goes on where it was"
    client.post(own, {"csat": "1", "why": "慢", "channel": "app", **WAYS, "go": "whole"})
    response = Response.objects.get()
    assert (response.customer_id, response.study_id, response.low) == (None, row.pk, True)
    assert response.sealed == {"why": "慢"}
    event = OutboxEvent.objects.get(kind="surveys.answered").payload
    assert event["customer_id"] is None


def test_an_open_link_that_is_closed_paused_or_forged_says_so(client, study):
    row, address = study
    for change, status in (
        ({"state": StudyState.CLOSED, "closed_at": utc_now(), "closed_by": "tests"}, 410),
        (
            {
                "state": StudyState.FIELDING,
                "closed_at": None,
                "closed_by": "",
                "paused_at": utc_now(),
                "paused_by": "x",
            },
            410,
        ),
    ):
        Study.objects.filter(pk=row.pk).update(**change)
        assert client.get(address).status_code == client.post(address).status_code == status
    assert client.get(f"{address[:-1]}x").status_code == 404
    assert not Invitation.objects.exists()
    assert not Answer.objects.exists()
