"""The member's way through a claim in the browser's requests, and that nobody else gets in (L1, L3, L6)."""

from __future__ import annotations

import hashlib
import re

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.claims import services
from hearten.domains.claims.models import Appeal, Claim, ClaimDocument, ClaimLine
from tests.factories.claims import (
    given_decided,
    given_draft,
    given_policy,
    given_submitted,
    line,
    photo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def app(door, member_of, mei):
    return door(member_of(mei))


def test_without_claims_the_page_says_what_to_do(app):
    page = app.get(reverse("member:claims")).content.decode()
    assert reverse("member:claim_new") in page
    assert "ht-empty" in page


def test_from_the_first_screen_to_the_money(app, mei, now):
    given_policy(mei, now)
    page = app.get(reverse("member:claim_new")).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    policy = re.search(r'name="policy_id" value="([^"]+)"', page)[1]
    for _ in range(2):  # the same form twice
        answer = app.post(reverse("member:claim_new"), {"token": token, "policy_id": policy})
        assert answer.status_code == 302
    claim = Claim.objects.get()

    def step(name):
        return reverse("member:claim_step", args=[claim.number, name])

    assert answer.headers["Location"] == step("papers")
    paper = {"file": SimpleUploadedFile("发票.jpg", photo())}
    answer = app.post(
        reverse("member:claim_paper_add", args=[claim.number]), paper, headers={"HX-Request": "true"}
    )
    assert "发票.jpg" in answer.content.decode()
    assert app.post(step("papers")).headers["Location"] == step("expenses")
    bill = {
        "category": "outpatient", "service_date": "2026-10-20", "provider": "市一医院", "billed": "850", "social_fund_paid": "400.00",
        "out_of_catalogue": "50", "class_self_paid": "", "settled_by_social": "on",
    }  # fmt: skip
    answer = app.post(
        reverse("member:claim_line_add", args=[claim.number]), bill, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "¥850.00" in answer.content.decode()
    assert app.post(step("expenses")).headers["Location"] == step("event")
    event = {"cause": "illness", "event_date": "2026-10-20", "diagnosis": "急性支气管炎", "story": ""}
    assert app.post(step("event"), event).headers["Location"] == step("check")
    page = app.get(step("check")).content.decode()
    assert "622••••0001" in page
    assert "6222020000000000001" not in page
    for _ in range(2):  # pressed twice
        answer = app.post(step("check"), {"bank_account": "6222 0200 0000 0000 001"})
        assert answer.headers["Location"] == reverse("member:claim", args=[claim.number])
    run_jobs()
    page = app.get(reverse("member:claim", args=[claim.number])).content.decode()
    assert "¥270.00" in page
    assert "(850.00 − 50.00 − 400.00 − 100.00) × 90% = 270.00" in page
    assert "急性支气管炎" in page


def test_a_moving_claim_listens_for_news_and_a_settled_one_rests(app, mei, now):
    claim = given_submitted(mei, given_policy(mei, now), now)
    address = reverse("member:claim", args=[claim.number])
    stream = f'data-live="{reverse("member:claim_live", args=[claim.number])}"'
    assert stream in app.get(address).content.decode()
    run_jobs()
    fragment = app.get(f"{address}?part=moving").content.decode()
    assert "<html" not in fragment
    assert "¥270.00" in fragment
    assert stream not in app.get(address).content.decode()


def test_the_statement_says_on_paper_what_the_page_says(app, mei, now):
    policy = given_policy(mei, now)
    claim = given_submitted(mei, policy, now)
    address = reverse("member:claim_statement", args=[claim.number])
    assert app.get(address).status_code == 409
    run_jobs()
    answer = app.get(address)
    assert answer.headers["Content-Type"] == "application/pdf"
    with pypdfium2.PdfDocument(answer.content) as document:
        words = "".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "")
    for told in (claim.number, "梅雪", policy.number, "¥270.00", "× 90% = 270.00", "12378"):
        assert told in words


def test_a_member_appeals_once_at_a_time_and_takes_it_back(app, mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    address = reverse("member:claim_appeal", args=[claim.number])
    assert app.post(address, {"grounds": ""}).status_code == 400
    for _ in range(2):
        app.post(address, {"grounds": "急诊不应按门诊算。"})
    assert Appeal.objects.get().grounds == "急诊不应按门诊算。"
    assert "急诊不应按门诊算。" in app.get(address).content.decode()
    app.post(reverse("member:claim_appeal_withdraw", args=[claim.number]))
    assert Appeal.objects.get().state == "withdrawn"


def test_what_cannot_be_right_is_said_beside_the_field(app, mei, now):
    claim = given_draft(mei, given_policy(mei, now), now)
    answer = app.post(
        reverse("member:claim_step", args=[claim.number, "event"]),
        {"cause": "illness", "event_date": "2999-01-01", "diagnosis": "x", "story": ""},
    )
    assert answer.status_code == 400
    assert "id_event_date_error" in answer.content.decode()


def test_withdrawing_and_asking_for_a_person(app, mei, now):
    claim = given_submitted(mei, given_policy(mei, now), now)
    app.post(reverse("member:claim_person", args=[claim.number]))
    claim.refresh_from_db()
    assert (claim.state, claim.person_asked) == ("in_review", True)
    app.post(reverse("member:claim_withdraw", args=[claim.number]))
    claim.refresh_from_db()
    assert claim.state == "withdrawn"
    assert app.get(reverse("member:claim", args=[claim.number])).status_code == 200


def test_the_papers_we_asked_for(app, mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    services.request_documents(
        claim_id=claim.pk, version=claim.version, text="请补充发票原件", by=staff(Role.EXAMINER), now=now
    )
    page = app.get(reverse("member:claim", args=[claim.number])).content.decode()
    assert "请补充发票原件" in page
    assert app.post(reverse("member:claim_papers_send", args=[claim.number])).status_code == 400
    app.post(
        reverse("member:claim_paper_add", args=[claim.number]),
        {"kind": "receipt", "file": SimpleUploadedFile("a.jpg", photo())},
    )
    assert app.post(reverse("member:claim_papers_send", args=[claim.number])).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_a_paper_is_shown_as_what_it_is_and_nothing_more(app, mei, now):
    claim = given_draft(mei, given_policy(mei, now), now)
    document = ClaimDocument.objects.get()
    answer = app.get(reverse("member:claim_paper", args=[claim.number, document.pk]))
    assert hashlib.sha256(answer.content).digest() == bytes(document.sha256)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_another_member_finds_nothing_and_changes_nothing(door, member_of, mei, lin, now):
    claim = given_draft(mei, given_policy(mei, now), now)
    document = ClaimDocument.objects.get().pk
    client = door(member_of(lin))
    number = claim.number
    addresses = [
        reverse("member:claim", args=[number]),
        *[reverse("member:claim_step", args=[number, step]) for step in ("event", "expenses", "papers", "check")],
        *[
            reverse(f"member:{name}", args=[number])
            for name in (
                "claim_line_add", "claim_discard", "claim_paper_add", "claim_papers_send", "claim_withdraw", "claim_person",
                "claim_account",
            )
        ],
        reverse("member:claim_line_remove", args=[number, 1]),
        reverse("member:claim_paper", args=[number, document]),
        reverse("member:claim_paper_remove", args=[number, document]),
    ]  # fmt: skip
    before = (claim.version, ClaimLine.objects.count(), ClaimDocument.objects.count())
    for address in addresses:
        assert {
            client.get(address).status_code,
            client.post(address, {"bank_account": "1" * 12}).status_code,
        } <= {404, 405}
    claim.refresh_from_db()
    assert (claim.version, ClaimLine.objects.count(), ClaimDocument.objects.count()) == before


def test_what_lies_within_the_deductible_is_not_shown_as_refused(app, mei, now):
    """L3: on the claim's page, in the list and at home it counts towards the deductible; in both languages."""
    small = given_decided(mei, given_policy(mei, now), now, lines=[line(billed=90_00, social=0, out=0)])
    page, words = (
        reverse("member:claim", args=[small.number]),
        {"zh-hans": "在免赔额内", "en": "Within your deductible"},
    )
    for language, said in words.items():
        User.objects.update(language=language)
        for address in (page, reverse("member:claims")):
            shown = app.get(address).content.decode()
            assert said in shown
            assert "We can't pay this claim" not in shown
            assert "无可赔金额" not in shown
            assert "Nothing to pay" not in shown
