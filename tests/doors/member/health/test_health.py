"""The member's health tab: one's own record, who told it, how it went (H1, C3)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.customers.models import HealthAccess
from hearten.domains.health.services import load_records
from tests.domains.health.test_records import condition, weight

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(mei, lin, system, now):
    rows = [weight(mei, day, 60 + day) for day in range(4)]
    rows += [condition(mei, "Hypertension", "active"), condition(lin, "Secret of Lin", "active")]
    load_records(rows=rows, by=system, now=now)


def test_an_empty_record_says_what_will_be_there(door, member_of, mei):
    page = door(member_of(mei)).get(reverse("member:health"))
    assert page.status_code == 200
    assert "ht-empty" in page.content.decode()


def test_ones_own_record_and_nobody_elses(door, member_of, mei, filled):
    page = door(member_of(mei)).get(reverse("member:health")).content.decode()
    assert "Hypertension" in page
    assert "clinic" in page
    assert "data-chart" in page
    assert "Secret of Lin" not in page
    assert HealthAccess.objects.count() == 0


def test_the_list_is_narrowed_by_kind(door, member_of, mei, filled):
    browser = door(member_of(mei))
    rows = browser.get(reverse("member:health"), {"kind": "condition"}).context["rows"]
    assert [row["title"] for row in rows] == ["Hypertension"]
    assert len(browser.get(reverse("member:health"), {"kind": "<script>", "from": "-1"}).context["rows"]) == 5


def test_common_readings_have_names_in_the_readers_language(door, member_of, mei, filled):
    browser = door(member_of(mei))
    assert "体重" in browser.get(reverse("member:health")).content.decode()
    browser.cookies["django_language"] = "en"
    assert "Body weight" in browser.get(reverse("member:health")).content.decode()


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.ADMINISTRATOR])
def test_staff_have_no_tab_of_their_own(door, user_of, role):
    assert door(user_of(role)).get(reverse("member:health")).status_code == 403
