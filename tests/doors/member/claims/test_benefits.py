"""A family claims a benefit that has no bill: the facts are asked in words, kept sealed, and shown wherever the claim is (L1)."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
from django.db import connection
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.claims import services
from hearten.domains.claims.models import ClaimLine
from hearten.domains.claims.types import Cause
from tests.factories.claims import given_decided, given_draft, given_policy, line

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
ASKED = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def app(door, member_of, mei):
    return door(member_of(mei))


def given_benefit_draft(mei, now, product, cause=Cause.ILLNESS):
    return given_draft(mei, given_policy(mei, now, code=product), now, lines=[], cause=cause, event_date=DAY)


@pytest.mark.parametrize(
    ("product", "given", "kept"),
    [
        (
            "accident-disability",
            {"category": "disability", "grade": "9", "equal_grades": "2", "assessed": "2026-06-01", "finished": "on"},
            {"grade": 9, "equal_grades": 2, "assessed": "2026-06-01", "finished": 1},
        ),
        (
            "long-term-care",
            {"category": "care", "until_date": "2026-07-28", "adl": ["1", "2", "4"], "assessed": "2026-06-01",
             "adl_later": ["1", "2", "32"]},
            {"adl": 7, "adl_later": 35, "assessed": "2026-06-01"},
        ),
        (
            "long-term-care",
            {"category": "care", "until_date": "2026-07-28", "adl": ["1"], "adl_later": ["1"]},
            {"adl": 1},
        ),
        (
            "income-protection",
            {"category": "income", "until_date": "2026-07-28", "any_occupation": "on", "income_minor": "12000",
             "earning_minor": ""},
            {"any_occupation": 1, "income_minor": 12_000_00},
        ),
        ("hospital-cash", {"category": "hospital", "until_date": "2026-03-11", "icu_days": "2"}, {"icu_days": 2}),
        ("critical-illness", {"category": "severe", "disease": "急性心肌梗死"}, {"disease": "急性心肌梗死"}),
    ],
)  # fmt: skip
def test_what_was_asked_is_kept_and_sealed(app, mei, now, product, given, kept):
    claim = given_benefit_draft(mei, now, product)
    form = {"service_date": DAY.isoformat(), "provider": "市一医院"} | given
    answer = app.post(reverse("member:claim_line_add", args=[claim.number]), form, headers=ASKED)
    assert ClaimLine.objects.get().benefit_facts == kept, answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("select benefit_facts from claims_claimline")
        assert b"grade" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("product", "given", "field"),
    [
        ("accident-disability", {"category": "disability", "assessed": "2026-06-01"}, "grade"),
        ("accident-disability", {"category": "disability", "grade": "11", "assessed": "2026-06-01"}, "grade"),
        ("accident-disability", {"category": "death"}, "assessed"),
        ("long-term-care", {"category": "care", "until_date": "2026-07-28"}, "adl"),
        ("hospital-cash", {"category": "hospital", "icu_days": "1"}, "until_date"),
        ("hospital-cash", {"category": "hospital", "until_date": "2026-03-11", "icu_days": "-1"}, "icu_days"),
        ("income-protection", {"category": "income", "until_date": "2026-07-28", "income_minor": "much"}, "income_minor"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_beside_its_field(app, mei, now, product, given, field):
    claim = given_benefit_draft(mei, now, product)
    form = {"service_date": DAY.isoformat(), "provider": "市一医院"} | given
    answer = app.post(reverse("member:claim_line_add", args=[claim.number]), form, headers=ASKED)
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not ClaimLine.objects.exists()


def test_a_health_account_pays_a_bill(app, mei, now):
    claim = given_benefit_draft(mei, now, "health-account")
    form = {"category": "spending", "service_date": DAY.isoformat(), "provider": "市一医院", "billed": "80.50", "qualified": "on"}  # fmt: skip
    app.post(reverse("member:claim_line_add", args=[claim.number]), form, headers=ASKED)
    kept = ClaimLine.objects.get()
    assert (kept.billed_minor, kept.benefit_facts) == (80_50, {"qualified": 1})


def test_the_facts_stand_on_every_page_and_on_paper(app, mei, now):
    facts = {"adl": 7, "adl_later": 35, "assessed": "2026-06-01"}
    claimed = line(
        billed=0, social=0, out=0, category="care", day=DAY, until_date=date(2026, 7, 29), benefit_facts=facts
    )
    policy = given_policy(mei, now, code="long-term-care")
    draft = given_draft(mei, policy, now, lines=[claimed], cause=Cause.ACCIDENT, event_date=DAY)
    told = ("穿衣 · 室内行走 · 上下床", "洗澡", "2026年6月1日")
    for step in ("expenses", "check"):
        page = app.get(reverse("member:claim_step", args=[draft.number, step])).content.decode()
        assert [words for words in told if words not in page] == []
    sent = given_decided(mei, policy, now, lines=[claimed], cause=Cause.ACCIDENT, event_date=DAY)
    page = app.get(reverse("member:claim", args=[sent.number])).content.decode()
    assert [words for words in told if words not in page] == []


def test_the_facts_stand_on_paper(app, mei, now, staff):
    stay = line(
        billed=0, social=0, out=0, category="hospital", day=DAY, until_date=date(2026, 3, 11),
        benefit_facts={"icu_days": 2},
    )  # fmt: skip
    policy = given_policy(mei, now, code="hospital-cash")
    claim = given_decided(mei, policy, now, lines=[stay], event_date=DAY)
    services.decide_by_person(
        claim_id=claim.pk, version=claim.version, refuse=False, by=staff(Role.EXAMINER), now=now
    )
    paper = app.get(reverse("member:claim_statement", args=[claim.number])).content
    with pypdfium2.PdfDocument(paper) as document:
        words = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "重症监护天数: 2" in words
