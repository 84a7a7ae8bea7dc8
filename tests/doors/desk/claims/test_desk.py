"""The examiner's queue and one claim: what is shown, who may decide, what stays noted (L4, L5, C3)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.claims.models import Claim, ClaimDocument
from hearten.domains.customers.models import HealthAccess
from tests.factories.claims import given_decided, given_draft, given_policy, line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(door, user_of):
    return lambda role: door(user_of(role))


def test_the_queue_filters_sorts_and_leaves_drafts_out(desk, mei, now):
    policy = given_policy(mei, now)
    waiting = given_decided(mei, policy, now, papers=False)
    decided = given_decided(mei, given_policy(mei, now), now, lines=[line(provider="乙医院")])
    draft = given_draft(mei, policy, now)
    client = desk(Role.EXAMINER)

    def numbers(**query):
        page = client.get(reverse("desk:claims"), query).content.decode()
        return {c.number for c in (waiting, decided, draft) if c.number in page}

    assert numbers() == {waiting.number}
    assert numbers(state="all") == {waiting.number, decided.number}
    assert numbers(state="all", product="daily-outpatient") == {waiting.number, decided.number}
    assert numbers(state="all", least="900") == set()
    assert numbers(state="all", text=decided.number[:7]) == {decided.number}
    assert numbers(state="all", sort="-amount") == {waiting.number, decided.number}
    assert numbers(state="nonsense", least="much", sort="drop table") == {waiting.number}


def test_the_export_holds_no_name_and_no_diagnosis(desk, mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    table = desk(Role.EXAMINER).get(reverse("desk:claims_csv"), {"state": "all"}).content.decode("utf-8-sig")
    head, row = table.strip().splitlines()
    assert head.startswith("number,state,product")
    assert row.startswith(f"{claim.number},decided,daily-outpatient,2026-10-20")
    assert ",850.00,270.00,approved" in row
    assert mei.name not in table


def test_an_examiner_sees_all_and_the_reading_is_noted(desk, mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    page = desk(Role.EXAMINER).get(reverse("desk:claim", args=[claim.number])).content.decode()
    for shown in ("急性支气管炎", "× 90% = 270.00", "bill.jpg", mei.name):
        assert shown in page
    access = HealthAccess.objects.get()
    assert (access.customer_id, access.what, access.actor_role) == (mei.pk, "claim.diagnosis", "examiner")


def test_a_manager_sees_amounts_but_no_health_data(desk, mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    client = desk(Role.MANAGER)
    page = client.get(reverse("desk:claim", args=[claim.number])).content.decode()
    assert "急性支气管炎" not in page
    assert "bill.jpg" not in page
    assert not HealthAccess.objects.exists()
    document = ClaimDocument.objects.get().pk
    assert client.get(reverse("desk:claim_paper", args=[claim.number, document])).status_code == 403


def test_the_examiner_opens_a_paper_and_that_is_noted(desk, mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    answer = desk(Role.EXAMINER).get(
        reverse("desk:claim_paper", args=[claim.number, ClaimDocument.objects.get().pk])
    )
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert HealthAccess.objects.get().what == "claim.document"


def test_deciding_in_the_form(desk, mei, now):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    client, address = desk(Role.EXAMINER), reverse("desk:claim_decide", args=[claim.number])
    bare = {"version": claim.version, "choice": "refuse", "clause": "", "sentence": ""}
    assert client.post(address, bare).status_code == 400
    off = {"version": claim.version, "choice": "approve", "off_1": "99999", "why_1": "x"}
    assert client.post(address, off).status_code == 400
    silent = {"version": claim.version, "choice": "approve", "off_1": "10", "why_1": ""}
    assert client.post(address, silent).status_code == 400
    claim.refresh_from_db()
    assert claim.decision is None
    assert client.post(address, {"version": claim.version, "choice": "approve"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.decision, claim.payable_minor, claim.auto) == ("approved", 270_00, False)
    assert client.post(address, {"version": claim.version - 1, "choice": "approve"}).status_code == 409


def test_asking_for_papers_in_the_form(desk, mei, now):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    client, address = desk(Role.EXAMINER), reverse("desk:claim_request", args=[claim.number])
    assert client.post(address, {"version": claim.version, "text": " "}).status_code == 400
    assert client.post(address, {"version": claim.version, "text": "请补充发票"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.request) == ("waiting_member", "请补充发票")


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.EXAMINER])
def test_who_may_not_decide_changes_nothing(door, user_of, member_of, mei, now, role):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    client = door(member_of(mei) if role is Role.MEMBER else user_of(role))
    version = claim.version
    for name in ("claim_decide", "claim_request"):
        answer = client.post(
            reverse(f"desk:{name}", args=[claim.number]),
            {"version": version, "choice": "approve", "text": "x"},
        )
        assert answer.status_code == 403
    assert Claim.objects.get().version == version
