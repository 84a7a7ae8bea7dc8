"""X1: nothing sensitive is taken before its consent, whichever way it is sent; with the consent goes what stood under it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from hearten.domains.surveys.models import Answer, AnswerFile, Response
from hearten.domains.surveys.selectors.invitations import saved_answers
from hearten.domains.surveys.services import attach_file, save_answers, submit_response
from hearten.domains.surveys.services.files import _path
from hearten.kernel.errors import Invalid
from tests.domains.surveys.every_kind import ANSWERS, document, invited
from tests.untouched import everything

MARKED = {"photo", "best", "points", "comment", "visits"}
VALUES = {"best.1.best": "speed", "points.speed": 100, "comment": "很好", "visits": 3, "health": "good"}


def sensitive_document():
    """Every kind of question with a value of its own shape, most of them asked under consent on the first page."""
    plain = document()
    items = [item for page in plain["pages"] for item in page["items"]]
    for item in items:
        if item["code"] in MARKED:
            item["sensitive"] = "health"
    consent = next(item for item in items if item["code"] == "agreed")
    for page in plain["pages"]:
        page["items"] = [item for item in page["items"] if item["code"] != "agreed"]
    plain["pages"][0]["items"].insert(0, consent)
    return plain


@pytest.fixture
def picture():
    made = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def asked(mei, now):
    return invited(mei, now, plain=sensitive_document())


def test_no_file_without_its_yes_and_none_left_when_it_is_taken_back(asked, picture, now):
    invitation, _ = asked
    facts = {"invitation_id": invitation.pk, "now": now}
    for agreed in (None, False):
        save_answers(values={"agreed": agreed}, **facts)
        before = everything()
        with pytest.raises(Invalid, match="consent"):
            attach_file(item="photo", name="x.png", data=picture, **facts)
        assert everything() == before
    save_answers(values={"agreed": True, "csat": 4}, **facts)
    file = attach_file(item="photo", name="x.png", data=picture, **facts)
    save_answers(values={"photo": str(file.pk), **VALUES}, **facts)
    sealed = Answer.objects.exclude(item__in=["agreed", "csat"])
    assert all(row.is_sealed and row.number is None and row.choices is None for row in sealed)
    for taken_back in (False, None):
        save_answers(values={"agreed": True, "visits": 3}, **facts)
        save_answers(values={"agreed": taken_back}, **facts)
        assert {key for key in saved_answers(invitation) if key != "agreed"} == {"csat"}
    assert not AnswerFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_bytes_go_with_the_consent(asked, picture, now):
    invitation, _ = asked
    save_answers(invitation_id=invitation.pk, values={"agreed": True}, now=now)
    file = attach_file(invitation_id=invitation.pk, item="photo", name="x.png", data=picture, now=now)
    assert _path(file.stored_as).exists()
    save_answers(invitation_id=invitation.pk, values={"agreed": False}, now=now)
    assert not _path(file.stored_as).exists()


def test_what_is_handed_in_without_consent_falls_away_and_with_it_is_sealed(asked, mei, now, system):
    invitation, _ = asked
    kept = submit_response(
        invitation_id=invitation.pk, answers=ANSWERS | {"agreed": False}, by=system, now=now
    )
    assert set(kept.dropped) >= {"health", "visits", "comment", "best.1.best", "points.speed"}
    assert not {"health", "visits", "best.1.best", "points.speed"} & {*kept.answers, *(kept.sealed or {})}
    another, _ = invited(mei, now, plain=sensitive_document())
    full = submit_response(invitation_id=another.pk, answers=ANSWERS, by=system, now=now)
    assert set(full.sealed) >= {"health", "visits", "comment", "best.1.best", "points.speed"}
    assert not {"health", "visits", "best.1.best", "points.speed"} & set(full.answers)


def test_a_forged_page_keeps_nothing_sensitive(asked, client, picture):
    _, token = asked
    link = reverse("member:survey", args=[token])
    page = {"page": "you", "go": "next", "seen": ["health", "photo"]}
    for agreed in ({}, {"agreed": "no", "seen": ["agreed", "health", "photo"]}):
        photo = SimpleUploadedFile("x.png", picture, "image/png")
        for sent in ({"health": "good"}, {"photo": photo}):
            refused = client.post(link, page | agreed | sent)
            assert refused.status_code == 422
            assert not Answer.objects.filter(item__in=["health", "photo"]).exists()
            assert not AnswerFile.objects.exists()
    assert not Response.objects.exists()


def test_consent_sent_along_with_the_file_is_kept_with_it(asked, client, picture):
    invitation, token = asked
    photo = SimpleUploadedFile("x.png", picture, "image/png")
    client.post(reverse("member:survey", args=[token]), {"go": "keep", "agreed": "yes", "photo": photo})
    assert saved_answers(invitation)["agreed"] is True
    assert AnswerFile.objects.get().item == "photo"
