"""Underwriting at the desk (P2, C3)."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.customers.models import HealthAccess
from hearten.domains.policies.models import UnderwritingDecision
from hearten.domains.policies.services import decide_underwriting, declare_health
from hearten.domains.policies.types import ApplicationState

pytestmark = pytest.mark.django_db
NOTE = "根据您申报的情况，我们目前不能承保，很抱歉。"


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def referred(applied, answers, actor_for, mei, now):
    application, by = applied(), actor_for(mei)
    ill = answers(application, serious_illness=["cancer"])
    declare_health(application_id=application.pk, answers=ill, by=by, now=now)
    decide_underwriting(application_id=application.pk, by=by, now=now)
    application.refresh_from_db()
    return application


def page(application):
    return reverse("desk:referral", args=[application.number])


def test_an_examiner_reads_decides_and_the_reading_is_noted(door, user_of, referred):
    browser = door(user_of(Role.EXAMINER))
    assert referred.number in browser.get(reverse("desk:underwriting")).content.decode()
    shown = browser.get(page(referred))
    assert shown.status_code == 200
    assert shown.context["answers"]
    assert HealthAccess.objects.filter(customer=referred.customer_id).count() == 1
    answer = browser.post(page(referred), {"verdict": "load", "loading": "50", "note": NOTE})
    assert answer.url == reverse("desk:underwriting")
    referred.refresh_from_db()
    assert referred.state == ApplicationState.UNDERWRITTEN
    assert UnderwritingDecision.objects.latest("id").loading_bp == 5000
    assert browser.post(page(referred), {"verdict": "decline", "note": NOTE}).status_code == 409


def test_who_may_not_read_health_data_decides_nothing(door, user_of, referred):
    """The reasons of a referral speak of illness, so underwriting is for those who may read health data."""
    browser = door(user_of(Role.MANAGER))
    assert browser.get(page(referred)).status_code == 403
    assert browser.post(page(referred), {"verdict": "decline", "note": NOTE}).status_code == 403
    assert not HealthAccess.objects.exists()
    referred.refresh_from_db()
    assert referred.state == ApplicationState.REFERRED


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"verdict": "refer", "note": NOTE},
        {"verdict": "load", "note": NOTE},
        {"verdict": "load", "loading": "301", "note": NOTE},
        {"verdict": "exclude", "note": NOTE},
        {"verdict": "decline", "note": "no"},
    ],
)
def test_half_a_decision_is_asked_again_and_changes_nothing(door, user_of, referred, given):
    assert door(user_of(Role.EXAMINER)).post(page(referred), given).status_code == 422
    referred.refresh_from_db()
    assert referred.state == ApplicationState.REFERRED
    assert UnderwritingDecision.objects.count() == 1


@pytest.mark.parametrize("role", [Role.SERVICE_AGENT, Role.ANALYST, Role.ADMINISTRATOR, Role.HEALTH_MANAGER])
def test_others_do_not_underwrite(door, user_of, referred, role):
    browser = door(user_of(role))
    for answer in (
        browser.get(reverse("desk:underwriting")),
        browser.get(page(referred)),
        browser.post(page(referred), {"verdict": "decline", "note": NOTE}),
    ):
        assert answer.status_code == 403
    referred.refresh_from_db()
    assert referred.state == ApplicationState.REFERRED


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_policies_asks_the_same_however_long(
    door, user_of, bought, count, django_assert_max_num_queries
):
    for _ in range(count):
        policy = bought()
    browser = door(user_of(Role.SERVICE_AGENT))
    with django_assert_max_num_queries(12):
        shown = browser.get(reverse("desk:policies"), {"q": policy.number[:3]})
    assert shown.content.decode().count('<th scope="row">') == count
    assert browser.get(reverse("desk:policies"), {"q": "\x00💥<script>"}).status_code == 200
