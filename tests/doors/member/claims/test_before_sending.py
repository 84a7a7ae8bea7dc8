"""The last screen and the question before a treatment: which account, which diagnosis, what it would cost (L1, L3, L6)."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from hearten.base.accounts.types import Actor
from hearten.base.vault.keyring import blind_index
from hearten.domains.claims import services
from hearten.domains.claims.models import Adjudication, Claim, ClaimLine
from hearten.domains.customers.models import BankAccount
from hearten.domains.customers.services import appoint_representative
from hearten.domains.customers.types import Relation
from hearten.domains.terminology.models import CodeSystem, Concept
from hearten.domains.terminology.selectors.memory import forget
from hearten.domains.terminology.types import System
from tests.factories.claims import given_decided, given_draft, given_policy, member_actor

pytestmark = pytest.mark.django_db
GOOD, SOMEBODY_ELSES = "622202000300001234", "622202000500002222"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def app(door, member_of, mei):
    return door(member_of(mei))


def check_of(claim):
    return reverse("member:claim_step", args=[claim.number, "check"])


def test_nothing_typed_is_paid_to_the_account_in_use(app, mei, now):
    claim = given_draft(mei, given_policy(mei, now), now, bank_account=None)
    assert app.post(check_of(claim), {}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.bank_account) == ("submitted", mei.bank_account)
    assert not BankAccount.objects.exists()


def test_another_account_is_asked_about_and_then_used(app, mei, now):
    claim = given_draft(mei, given_policy(mei, now), now, bank_account=None)
    assert app.post(check_of(claim), {"bank_account": GOOD}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.bank_account) == ("submitted", GOOD)
    assert BankAccount.objects.get().state == "confirmed"


@pytest.mark.parametrize("number", [SOMEBODY_ELSES, "622202000300001235", "12"])
def test_an_account_that_cannot_be_right_is_said_and_nothing_is_sent(app, mei, now, number):
    claim = given_draft(mei, given_policy(mei, now), now, bank_account=None)
    answer = app.post(check_of(claim), {"bank_account": number})
    assert answer.status_code == 400
    assert 'id="id_bank_account_error"' in answer.content.decode()
    claim.refresh_from_db()
    assert claim.state == "draft"
    mei.refresh_from_db()
    assert mei.bank_account == "6222020000000000001"
    assert app.post(check_of(claim), {}).status_code == 302  # the account in use stays the one to pay to
    assert Claim.objects.get().bank_account == "6222020000000000001"


def test_who_represents_another_may_be_paid_for_them(door, member_of, mei, lin, now):
    appoint_representative(
        customer_id=mei.pk, number=lin.number, phone=lin.phone, relation=Relation.SPOUSE, by=member_actor(mei), now=now
    )  # fmt: skip
    claim = given_draft(mei, given_policy(mei, now), now, bank_account=None)
    app = door(member_of(lin))
    page = app.get(check_of(claim)).content.decode()
    assert mei.name in page
    assert app.post(check_of(claim), {"bank_account": GOOD, "holder": lin.name}).status_code == 302
    assert BankAccount.objects.get().holder == lin.name


def test_an_account_of_somebody_else_sends_the_claim_to_a_person(mei, now):
    claim = given_draft(mei, given_policy(mei, now), now, bank_account=SOMEBODY_ELSES)
    BankAccount.objects.create(
        customer=mei, number=SOMEBODY_ELSES, holder=mei.name, number_index=blind_index(SOMEBODY_ELSES),
        state="mismatch", answer="name_differs", named_by="tests", named_at=now, checked_at=now,
    )  # fmt: skip
    services.submit_claim(claim_id=claim.pk, by=member_actor(mei), now=now)
    decided = services.decide_claim(claim_id=claim.pk, by=Actor.system("tests"), now=now)
    assert decided.decision is None
    assert "account_mismatch" in decided.review_reasons


@pytest.fixture
def codes(now):
    CodeSystem.objects.update_or_create(code=System.ICD10, defaults={"uri": "urn:test", "changed_at": now})
    for code, name in (("J20.900", "急性支气管炎"), ("I10.x00", "特发性高血压"), ("J45.900", "支气管哮喘")):
        Concept.objects.create(source=System.ICD10, source_id=code, display=name, digest=b"", imported_at=now)
    forget()
    yield
    forget()


def test_the_diagnosis_is_understood_and_can_be_taken_back(app, mei, now, codes):
    claim = given_draft(mei, given_policy(mei, now), now, diagnosis="急性支气管炎；高血压")
    assert claim.diagnosis_code == "J20.900"
    with connection.cursor() as cursor:
        cursor.execute("select diagnosis_code from claims_claim")
        assert b"J20" not in bytes(cursor.fetchone()[0])
    assert "J20.900 急性支气管炎" in app.get(check_of(claim)).content.decode()
    services.save_draft(
        customer_id=mei.pk, client_token=claim.client_token, diagnosis_code="", by=member_actor(mei), now=now
    )
    same = services.save_draft(
        customer_id=mei.pk, client_token=claim.client_token, diagnosis="急性支气管炎；高血压", by=member_actor(mei), now=now,
    )  # fmt: skip
    assert not same.diagnosis_code  # said again it is not found again


def test_what_is_not_clear_or_has_no_table_is_left_to_the_examiner(mei, now, codes):
    policy = given_policy(mei, now)
    assert not given_draft(mei, policy, now, diagnosis="有点咳嗽").diagnosis_code
    Concept.objects.all().delete()
    forget()
    assert not given_draft(mei, policy, now, diagnosis="急性支气管炎").diagnosis_code


def test_unticked_means_no(app, mei, now, codes):
    claim = given_draft(mei, given_policy(mei, now), now)
    app.post(check_of(claim), {})  # a box that is not ticked is not sent
    claim.refresh_from_db()
    assert (claim.state, claim.diagnosis_code) == ("submitted", None)


def test_what_a_treatment_would_cost(app, mei, now, time_machine_at):
    policy = given_policy(mei, now)
    given_decided(mei, policy, now)  # 100.00 of the deductible are used by it
    before = (Claim.objects.count(), ClaimLine.objects.count(), Adjudication.objects.count())
    asked = {
        "policy": policy.number, "ask": "1", "category": "outpatient", "billed": "850", "social_fund_paid": "400",
        "out_of_catalogue": "50", "cause": "illness",
    }  # fmt: skip
    page = app.get(reverse("member:claim_what_if"), asked).content.decode()
    assert (Claim.objects.count(), ClaimLine.objects.count(), Adjudication.objects.count()) == before
    assert "(850.00 − 50.00 − 400.00" in page
    assert "ht-money-large" in page
    assert app.get(reverse("member:claim_what_if"), asked | {"billed": "0"}).status_code == 400
    assert app.get(reverse("member:claim_what_if"), asked | {"policy": "HP-NO"}).status_code == 404


def test_a_fixed_benefit_can_be_asked_about_too(app, mei, now, time_machine_at):
    policy = given_policy(mei, now, code="hospital-cash")
    asked = {
        "policy": policy.number, "ask": "1", "category": "hospital", "service_date": "2026-10-01",
        "until_date": "2026-10-11", "icu_days": "2", "cause": "illness",
    }  # fmt: skip
    page = app.get(reverse("member:claim_what_if"), asked).content.decode()
    assert "200.00 × 5 + 200.00 × 200% × 2 = 1800.00" in page


@pytest.fixture
def time_machine_at(now):
    with time_machine.travel(now, tick=False):
        yield
