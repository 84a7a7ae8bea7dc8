"""X3, X5, I1: surveys and cases at the desk, and who may do what there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from hearten.base.accounts.types import ROLE_PERMISSIONS, Permission, Role
from hearten.base.touchpoints.types import Channel
from hearten.domains.channels.models import Message
from hearten.domains.improvement.models import Case, CaseEntry
from hearten.domains.improvement.services import register_complaint
from hearten.domains.improvement.types import CaseState
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.services import load_documents, load_responses
from hearten.domains.surveys.types import PastResponse
from hearten.kernel.clock import utc_now


@pytest.fixture
def answered(db, mei, lin, system):
    now = utc_now()
    load_documents(by=system, now=now)
    ago = now - timedelta(days=20)
    rows = [
        PastResponse(
            customer_id=mei.pk, survey_code="post_claim", invited_at=ago, answered_at=ago, csat=1, nps=2,
            comment="<script>alert(1)</script>",
        ),
        PastResponse(customer_id=lin.pk, survey_code="post_claim", invited_at=ago),
    ]  # fmt: skip
    return load_responses(rows=rows, now=now)


@pytest.fixture
def case(mei, system):
    return register_complaint(
        customer_id=mei.pk,
        summary="材料一再补充",
        channel=Channel.PHONE,
        client_token="one",
        by=system,
        now=utc_now(),
    )


def test_surveys_show_their_response_rate_and_triggers(door, user_of, answered):
    page = door(user_of(Role.ANALYST)).get(reverse("desk:surveys")).content.decode()
    assert "50" in page
    assert "理赔体验" in page


@pytest.mark.parametrize("role", [Role.ANALYST, Role.MARKETER])
def test_single_answers_are_for_who_may_read_rows(door, user_of, answered, role):
    page = door(user_of(role)).get(reverse("desk:survey", args=["post_claim"])).content.decode()
    may = Permission.INSIGHT_ROWS in ROLE_PERMISSIONS[role]
    assert ("&lt;script&gt;" in page) == may
    assert "<script>alert" not in page
    assert "phone-frame" in page


def test_an_unknown_survey_is_not_there(door, user_of, answered):
    assert door(user_of(Role.ANALYST)).get(reverse("desk:survey", args=["moon"])).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_who_enters_which_page(door, user_of, member_of, answered, case, mei, role):
    user = member_of(mei) if role is Role.MEMBER else user_of(role)
    client, rights = door(user), ROLE_PERMISSIONS[role]
    for address, needed in (
        (reverse("desk:surveys"), Permission.SURVEYS_VIEW),
        (reverse("desk:survey", args=["post_claim"]), Permission.SURVEYS_VIEW),
        (reverse("desk:cases"), Permission.CASES_VIEW),
        (reverse("desk:case", args=[case.pk]), Permission.CASES_VIEW),
        (reverse("desk:complaint"), Permission.CASES_WORK),
    ):
        assert client.get(address).status_code == (200 if needed in rights else 403), address
    before = list(Case.objects.values()), CaseEntry.objects.count()
    if Permission.CASES_WORK not in rights:
        for action in ("take", "call", "note", "close"):
            address = reverse(f"desk:case_{action}", args=[case.pk])
            assert client.post(address, {"version": 1, "words": "x", "result": "reached"}).status_code == 403
        assert (list(Case.objects.values()), CaseEntry.objects.count()) == before


def test_a_case_is_worked_to_its_end(door, user_of, case):
    client = door(user_of(Role.SERVICE_AGENT))

    def act(name, **given):
        given["version"] = Case.objects.get().version
        return client.post(reverse(f"desk:case_{name}", args=[case.pk]), given).status_code

    assert act("take") == 302
    assert act("call", result="reached", words="等了三周") == 302
    assert act("note", words="转核赔") == 302
    assert act("close", root_cause="", outcome="resolved") == 422
    assert Case.objects.get().state == CaseState.WORKING
    assert act("close", root_cause="slow_claim", outcome="resolved", promise="周五前补付") == 302
    assert Case.objects.get().state == CaseState.CLOSED
    assert Message.objects.filter(template="case_closed", channel="app").count() == 1
    assert Invitation.objects.filter(survey__code="follow_up").count() == 1
    page = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "等了三周" in page
    assert "周五前补付" in page


def test_who_looks_at_an_old_page_is_told_and_changes_nothing(door, user_of, case):
    client = door(user_of(Role.SERVICE_AGENT))
    client.post(reverse("desk:case_take", args=[case.pk]), {"version": 1})
    before = list(Case.objects.values()), CaseEntry.objects.count()
    late = client.post(reverse("desk:case_note", args=[case.pk]), {"version": 1, "words": "spät"})
    assert late.status_code == 409
    assert "ht-alert" in late.content.decode()
    for version in ("", "0", "x", "9" * 40):
        given = {"version": version, "words": "x"}
        assert client.post(reverse("desk:case_note", args=[case.pk]), given).status_code == 422
    assert (list(Case.objects.values()), CaseEntry.objects.count()) == before


def test_a_complaint_form_sent_twice_is_one_case(door, user_of, mei):
    client = door(user_of(Role.SERVICE_AGENT))
    address = reverse("desk:complaint")
    token = client.get(address).context["form"].initial["token"]
    given = {"token": token, "customer": mei.number, "channel": "phone", "summary": "一直没人接电话"}
    first, second = client.post(address, given), client.post(address, given)
    assert (first.status_code, first.url) == (302, second.url)
    assert Case.objects.count() == 1
    for wrong in ({"customer": "HC-0000"}, {"customer": " "}, {"channel": "smoke"}, {"summary": ""}):
        assert client.post(address, given | {"token": "other"} | wrong).status_code == 422
    assert Case.objects.count() == 1


@pytest.mark.parametrize("view", ["", "mine", "free", "overdue", "open", "closed", "all", "moon"])
def test_each_view_of_the_list_answers(door, user_of, case, view):
    client = door(user_of(Role.MANAGER))
    page = client.get(reverse("desk:cases"), {"view": view, "kind": "complaint", "text": "梅"})
    assert page.status_code == 200
    assert (case.number in page.content.decode()) == (view in {"", "free", "open", "all", "moon"})
