"""A hospital sends a claim and reads the answer; the same again is the same; approvals, estimates, taking back (L8)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from fhir.resources.R4B.claimresponse import ClaimResponse
from fhir.resources.R4B.explanationofbenefit import ExplanationOfBenefit

from hearten.base.accounts.types import Role
from hearten.base.payments.models import PaymentOrder
from hearten.base.payments.providers.sandbox_bank import SANDBOX_BANK
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.claims.models import Claim, ClaimDocument, ClaimEvent, PayoutLink, PreAuthorization
from hearten.domains.claims.types import ClaimState, Payee
from hearten.domains.partners.models import ApiCall
from tests.factories.claims import EVENT, given_policy
from tests.factories.hospitals import ACCOUNT, claim_of, given_hospital, given_settlement, item

pytestmark = pytest.mark.django_db


def sums(answer):
    return {
        one["category"]["coding"][0]["code"]: Decimal(str(one["amount"]["value"])) for one in answer["total"]
    }


def test_a_claim_is_decided_at_once_and_paid_to_the_member(his, policy, mei):
    answered = his.post(claim_of(policy))
    body = answered.json()
    assert (answered.status_code, body["outcome"], body["use"]) == (200, "complete", "claim"), body
    ClaimResponse.model_validate(body)
    assert '"value": 270.00' in answered.content.decode()  # every decimal, as written
    assert sums(body)["submitted"] == 850
    assert (sums(body)["benefit"], sums(body)["priorpayerpaid"], sums(body)["memberliability"]) == (
        270,
        400,
        180,
    )
    deductible = next(
        one for one in body["item"][0]["adjudication"] if one["category"]["coding"][0]["code"] == "deductible"
    )
    assert deductible["reason"]["coding"][0]["code"] == "1"
    assert deductible["reason"]["text"] == "You bear this part before the policy pays."
    assert "¥270.00" in body["disposition"]
    assert "¥180.00" in body["disposition"]
    claim = Claim.objects.get()
    assert (claim.payee, claim.diagnosis_code, claim.channel) == (Payee.MEMBER, "J20.9", "api")
    assert ClaimDocument.objects.get().original_name == "bill.jpg"
    run_jobs()
    assert PaymentOrder.objects.get().account == mei.bank_account
    again = his.get(f"/fhir/ClaimResponse/{body['id']}").json()
    assert again["payment"]["type"]["coding"][0]["code"] == "complete"


def test_each_item_adds_up(his, policy):
    body = his.post(claim_of(policy, item=[item(), item("99.99", "", "", sequence=2)])).json()
    for one in body["item"]:
        amounts = [Decimal(str(step["amount"]["value"])) for step in one["adjudication"]]
        assert amounts[0] - sum(amounts[1:-1]) == amounts[-1]


def test_with_direct_settlement_the_hospital_is_paid_and_the_member_sees_it(his, hospital, policy, now):
    given_settlement(hospital, now)
    body = his.post(claim_of(policy)).json()
    assert body["payeeType"]["coding"][0]["code"] == "provider"
    run_jobs()
    assert PaymentOrder.objects.get().account == ACCOUNT
    claim = Claim.objects.get()
    assert claim.state == ClaimState.PAID
    (told,) = Message.objects.filter(template="claim_paid_hospital", channel="app")
    assert "180.00" in told.body
    assert not Message.objects.filter(template="claim_paid").exists()
    decided = Message.objects.get(template="claim_decided", channel="app")
    assert "医院" in decided.body
    assert ClaimEvent.objects.filter(claim=claim, kind="hospital_direct", visible_to_member=True).exists()


def test_the_bank_file_names_the_hospital_as_payee(his, hospital, policy, now, settings, tmp_path):
    settings.VAR, settings.PAYOUT_PROVIDER = tmp_path, SANDBOX_BANK
    given_settlement(hospital, now)
    his.post(claim_of(policy))
    run_jobs()
    order = PaymentOrder.objects.get()
    assert (order.payee, order.account) == ("市一医院", ACCOUNT)


def test_the_same_claim_again_is_the_same_and_another_under_its_number_is_refused(his, policy):
    first = his.post(claim_of(policy))
    again = his.post(claim_of(policy), "/fhir/Claim/$submit")
    assert first.json() == again.json()
    changed = his.post(claim_of(policy, item=[item(net="860.00")]))
    assert changed.status_code == 409
    issue = changed.json()["issue"][0]
    assert (issue["code"], issue["expression"]) == ("conflict", ["Claim.identifier"])
    assert Claim.objects.count() == 1


def test_an_approval_uses_nothing_up_and_a_claim_refers_to_it_once(his, policy, now):
    planned = claim_of(policy, "plan-1", use="preauthorization")
    planned["item"] = [item(day=now.date() + timedelta(days=10))]
    body = his.post(planned).json()
    assert (body["use"], body["outcome"]) == ("preauthorization", "complete"), body
    ClaimResponse.model_validate(body)
    assert sums(body)["benefit"] == 270
    assert body["preAuthPeriod"]["end"] == "2027-01-01"
    assert not Claim.objects.exists()
    assert not PayoutLink.objects.exists()
    assert his.post(planned).json() == body
    cover = {
        "sequence": 1, "focal": True, "coverage": {"identifier": {"value": policy.number}},
        "preAuthRef": [body["preAuthRef"]],
    }  # fmt: skip
    decided = his.post(claim_of(policy, insurance=[cover])).json()
    assert decided["preAuthRef"] == body["preAuthRef"]
    assert PreAuthorization.objects.get().claim_id == Claim.objects.get().pk
    second = his.post(claim_of(policy, "other", insurance=[cover]))
    assert (second.status_code, second.json()["issue"][0]["expression"]) == (
        422,
        ["Claim.insurance[0].preAuthRef"],
    )
    taken_back = his.post(planned | {"status": "cancelled"})
    assert taken_back.status_code == 409


def test_an_estimate_keeps_nothing(his, policy, now):
    from tests.architecture.test_access import _Writes

    his.post(claim_of(policy, "before"))
    asked = claim_of(policy, "e-1", use="predetermination", item=[item(day=now.date() + timedelta(days=30))])
    with _Writes() as writes:
        answered = his.post(asked)
    body = answered.json()
    assert (answered.status_code, body["outcome"], "id" in body) == (200, "complete", False), body
    ClaimResponse.model_validate(body)
    assert writes.seen == ["partners_apicall"]
    assert sums(body)["benefit"] == 270
    assert Claim.objects.count() == 1


def test_an_undecided_claim_is_withdrawn_and_a_decided_one_goes_to_a_person(his, policy):
    body = claim_of(policy)
    his.post(body)
    back = his.post(body | {"status": "cancelled"}).json()
    assert (back["outcome"], back["status"]) == ("partial", "active")
    claim = Claim.objects.get()
    assert claim.reopened_at
    assert "hospital_cancelled" in claim.review_reasons
    version = claim.version
    his.post(body | {"status": "cancelled"})
    assert Claim.objects.get().version == version
    large = claim_of(
        policy, "large", item=[item(net="90000.00", social="", out="", day=EVENT - timedelta(days=3))]
    )
    assert his.post(large).json()["outcome"] == "queued"
    assert his.post(large | {"status": "cancelled"}).json()["status"] == "cancelled"
    assert Claim.objects.get(provider_reference="large").state == ClaimState.WITHDRAWN


def test_the_explanation_of_benefit_says_what_was_decided(his, policy, door, member_of, mei):
    identity = his.post(claim_of(policy, item=[item(), item("120.50", "", "", sequence=2)])).json()["id"]
    body = his.get(f"/fhir/ExplanationOfBenefit/{identity}").json()
    ExplanationOfBenefit.model_validate(body)
    claim = Claim.objects.get()
    assert sums(body)["benefit"] == Decimal(claim.payable_minor) / 100
    assert sums(body)["submitted"] == Decimal(claim.claimed_minor) / 100
    assert Decimal(str(body["payment"]["amount"]["value"])) == Decimal(claim.payable_minor) / 100
    found = his.get(f"/fhir/ExplanationOfBenefit?claim=Claim/{identity}").json()
    assert found["entry"][0]["resource"] == body
    assert his.get("/fhir/ClaimResponse?identifier=urn:his|2026-77").json()["total"] == 1
    own = door(member_of(mei)).get(f"/fhir/mine/claims/{claim.number}/explanation-of-benefit.json")
    assert own.status_code == 200
    assert sums(own.json()) == sums(body)


def test_another_hospital_finds_nothing(his, policy, system_of, now, door, member_of, lin):
    identity = his.post(claim_of(policy)).json()["id"]
    other = system_of(given_hospital(now, "二医院", "h2"))
    for path in (f"/fhir/ClaimResponse/{identity}", f"/fhir/ExplanationOfBenefit/{identity}"):
        answered = other.get(path)
        assert (answered.status_code, answered.json()["issue"][0]["code"]) == (404, "not-found")
    for path in (
        f"/fhir/ClaimResponse?request=Claim/{identity}",
        "/fhir/ClaimResponse?identifier=2026-77",
        f"/fhir/ExplanationOfBenefit?claim=Claim/{identity}",
    ):
        assert other.get(path).json()["total"] == 0
    assert other.post(claim_of(policy) | {"status": "cancelled"}).status_code == 404
    number = Claim.objects.get().number
    assert (
        door(member_of(lin)).get(f"/fhir/mine/claims/{number}/explanation-of-benefit.json").status_code == 404
    )


def test_the_log_says_what_was_asked_and_nothing_of_whom(his, policy, hospital):
    his.post(claim_of(policy))
    call = ApiCall.objects.get()
    assert (call.action, call.status) == ("POST claim_submit", 200)
    assert call.key.organization_id == hospital.pk


def test_metadata_needs_no_key(client):
    body = client.get("/fhir/metadata").json()
    assert body["fhirVersion"] == "4.0.1"
    assert {one["type"] for one in body["rest"][0]["resource"]} == {
        "Claim",
        "ClaimResponse",
        "ExplanationOfBenefit",
    }


def test_a_patient_is_known_by_the_number_of_the_identity_card(his, make_customer, now):
    person = make_customer(
        name="王芳", email="w@example.com", phone="13800000009", id_number="110101198805170027"
    )
    policy = given_policy(person, now)
    claim = claim_of(policy)
    claim["contained"][0]["identifier"] = [{"value": "110101198805170027"}]
    assert his.post(claim).json()["outcome"] == "complete"


def test_what_a_hospitals_bank_refused_is_paid_to_the_account_named_next(
    his, hospital, policy, now, door, user_of, member_of, mei
):
    given_settlement(hospital, now, account="6222020000000000000")
    his.post(claim_of(policy))
    run_jobs()
    claim = Claim.objects.get()
    assert (claim.state, PayoutLink.objects.get().state) == (ClaimState.DECIDED, "failed")
    page = door(member_of(mei)).get(f"/app/claims/{claim.number}/").content.decode()
    assert "¥180.00" in page
    assert "bank_account" not in page  # the member is not asked for another account
    address = f"/desk/partners/{hospital.pk}/settlement/"
    door(user_of(Role.ADMINISTRATOR)).post(address, {"holder": "市一医院", "account": ACCOUNT})
    run_jobs()
    assert Claim.objects.get().state == ClaimState.PAID
    assert PaymentOrder.objects.order_by("created_at").last().account == ACCOUNT
