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


def test_a_blood_pressure_reads_as_medicine_writes_it(door, member_of, mei, system, now):
    """Systolic before diastolic, whichever came first; the line shows the systolic."""

    def pressure(day):
        parts = [
            ("8462-4", "Diastolic Blood Pressure", "80"),
            ("8480-6", "Systolic Blood Pressure", str(120 + day)),
        ]
        content = {
            "code": "85354-9",
            "display": "Blood Pressure",
            "parts": [{"code": c, "display": d, "value": v, "unit": "mm[Hg]"} for c, d, v in parts],
        }
        return weight(mei, day, 0, content=content)

    load_records(rows=[pressure(day) for day in range(3)], by=system, now=now)
    browser = door(member_of(mei))
    (reading,) = browser.get(reverse("member:health")).context["readings"]
    assert (reading["value"], reading["unit"], reading["name"]) == ("122/80", "mmHg", "血压")
    assert list(reading["chart"].series[0].values) == [120, 121, 122]
    assert "收缩压" in reading["chart"].title


@pytest.mark.parametrize(
    ("written", "read"),
    [("{score}", ""), ("kg/m2", "kg/m²"), ("mm[Hg]", "mmHg"), ("mg/dL", "mg/dL"), ("", "")],
)
def test_units_as_people_write_them(written, read):
    from hearten.doors.member.health.views import unit_text

    assert unit_text(written) == read
