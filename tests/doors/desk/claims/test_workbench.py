"""The workbench page: papers with what was read, warnings with their values, history, the letter (L4, L5, C3)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.claims import services
from hearten.domains.claims.models import ClaimDocument, Reading
from hearten.domains.claims.selectors.turns import related_claims
from hearten.domains.claims.types import ReadingState
from hearten.domains.customers.models import HealthAccess
from tests.factories.claims import given_decided, given_policy, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(mei, now):
    """A claim whose bill was read; the member corrected the total, and the items do not add up."""
    claim = given_decided(mei, given_policy(mei, now), now)
    field = {"page": 1, "doubtful": False, "confidence": 0.98, "text": "", "box": [0.1, 0.2, 0.3, 0.04]}
    reading = Reading.objects.get(claim=claim)
    facts = {
        "state": ReadingState.READ, "document_class": "outpatient_bill", "recognised_at": now, "turn": 90,
        "fields": [
            field | {"name": "total_minor", "value": 805_00, "doubtful": True},
            field | {"name": "hospital", "value": "市一医院"},
        ],
        "items": [{"name": "阿莫西林", "amount_minor": 12_00}],
        "checks": [{"code": "items_total", "holds": False, "difference_minor": 45_00}],
        "confirmed": {"fields": {"total_minor": 850_00}}, "confirmed_at": now, "confirmed_by": "member:x",
    }  # fmt: skip
    for name, value in facts.items():
        setattr(reading, name, value)
    reading.save()
    return claim


def test_the_page_shows_paper_fields_corrections_and_sums(examiner, read):
    page = examiner("ann").desk.get(reverse("desk:claim", args=[read.number]))
    (paper,) = page.context["papers"]
    total, hospital = paper["fields"]
    assert (total["read"], total["corrected"], total["unsure"]) == ("¥805.00", "¥850.00", True)
    assert (hospital["corrected"], hospital["unsure"]) == ("", False)
    assert paper["turn"] == 90
    assert {"left": 10.0, "top": 20.0, "width": 30.0, "height": 4.0}.items() <= total["mark"].items()
    assert "45.00" in paper["failed"][0]
    text = page.content.decode()
    assert "× 90% = 270.00" in text
    assert 'data-turn="90"' in text


def test_warnings_come_with_their_values_and_weight(examiner, waiting):
    page = examiner("ann").desk.get(reverse("desk:claim", args=[waiting.number]))
    met = {warning["code"]: warning for warning in page.context["warnings"]}
    assert met["no_document"]["tone"] == "warn"
    assert met["no_document"]["text"]


def test_other_claims_are_marked_where_hospital_or_diagnosis_is_the_same(mei, lin, now, staff):
    policy = given_policy(mei, now)
    claim = given_decided(mei, policy, now)
    twin = given_decided(mei, policy, now, lines=[line(billed=900_00)])
    elsewhere = given_decided(mei, policy, now, lines=[line(provider="乙医院")], diagnosis="扭伤")
    given_decided(lin, given_policy(lin, now), now)
    found = {row.claim.pk: row for row in related_claims(staff(Role.EXAMINER), claim)}
    assert found.keys() == {twin.pk, elsewhere.pk}
    assert (found[twin.pk].same_provider, found[twin.pk].same_diagnosis) == (True, True)
    assert (found[elsewhere.pk].same_provider, found[elsewhere.pk].same_diagnosis) == (False, False)
    for_manager = {row.claim.pk: row for row in related_claims(staff(Role.MANAGER), claim)}
    assert for_manager[twin.pk].same_diagnosis is False, "who may not read health data learns nothing of it"


def test_the_letter_is_a_pdf_and_reading_it_is_noted(examiner, waiting, now):
    ann = examiner("ann")
    where = reverse("desk:claim_letter", args=[waiting.number])
    assert ann.desk.get(where).status_code == 409, "there is no decision yet"
    assert not HealthAccess.objects.exists()
    services.decide_by_person(
        claim_id=waiting.pk, version=waiting.version, refuse=True, clause="6.1", sentence="这项不在保障内。",
        by=ann.actor, now=now,
    )  # fmt: skip
    answer = ann.desk.get(where)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert HealthAccess.objects.count() == 1


def test_who_may_not_read_health_data_gets_neither_letter_nor_picture(door, user_of, read):
    client = door(user_of(Role.MANAGER))
    page = client.get(reverse("desk:claim", args=[read.number])).content.decode()
    assert "阿莫西林" not in page
    document = ClaimDocument.objects.get()
    for name, extra in (
        ("claim_letter", []),
        ("claim_paper_page", [document.pk]),
        ("claim_paper", [document.pk]),
    ):
        assert client.get(reverse(f"desk:{name}", args=[read.number, *extra])).status_code == 403
    assert not HealthAccess.objects.exists()
