"""Whatever is sent, the answer is a sentence with its place, and nothing has changed (L8)."""

from __future__ import annotations

import base64
import copy
import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from hearten.domains.claims.models import Claim, HospitalSubmission
from hearten.domains.customers.models import Customer
from hearten.domains.partners.models import ApiCall, ApiKey
from hearten.domains.partners.services import keys, revoke_key
from hearten.domains.partners.types import Scope
from hearten.doors.api.fhir.server import body as bodies
from tests.architecture.test_access import _Writes
from tests.factories.claims import SYSTEM, given_policy, photo
from tests.factories.hospitals import System, claim_of, given_hospital, given_key

pytestmark = pytest.mark.django_db


def changed(change):
    """A Claim with `change` done to it."""

    def made(policy, _lin):
        claim = copy.deepcopy(claim_of(policy))
        change(claim)
        return claim

    return made


def paper(data, kind="image/jpeg"):
    packed = data if isinstance(data, str) else base64.b64encode(data).decode()
    return changed(
        lambda c: c["supportingInfo"][0].update(valueAttachment={"contentType": kind, "data": packed})
    )


def item(**facts):
    return changed(lambda c: c["item"][0].update(facts))


def patient(**facts):
    return changed(lambda c: c["contained"][0].update(facts))


def net(value, currency="CNY"):
    return item(net={"value": value, "currency": currency})


def part(url, value):
    extension = {"url": f"urn:hearten:{url}", "valueMoney": {"value": value, "currency": "CNY"}}
    return item(extension=[extension])


def others_policy(policy, lin):
    claim = claim_of(policy)
    other = Customer.objects.get(pk=lin.pk)
    claim["contained"][0]["identifier"] = [{"value": other.number}]
    return claim


def raw(text):
    return lambda _policy, _lin: text


NESTED = '{"resourceType": "Claim", "extension": ' + "[" * 10_000 + "]" * 10_000 + "}"
TABLE = {
    "empty": (raw(""), 400, ""),
    "not json": (raw("<Claim/>"), 400, ""),
    "a list": (raw("[]"), 400, ""),
    "not utf-8": (raw(b'{"resourceType": "\xff\xfe"}'), 400, ""),
    "ends too early": (raw('{"resourceType": "Claim", '), 400, ""),
    "nested ten thousand deep": (raw(NESTED), 400, ""),
    "a name twice": (raw('{"resourceType": "Claim", "use": "claim", "use": "predetermination"}'), 400, ""),
    "not a number": (raw('{"resourceType": "Claim", "x": NaN}'), 400, ""),
    "a null character": (raw('{"resourceType": "Claim", "id": "\\u0000"}'), 400, ""),
    "a lone surrogate": (raw('{"resourceType": "Claim", "id": "\\ud800"}'), 400, ""),
    "a patient": (raw('{"resourceType": "Patient"}'), 422, "resourceType"),
    "an empty bundle": (raw('{"resourceType": "Bundle", "entry": []}'), 422, "entry"),
    "an element that is none": (item(bogus=1), 422, "Claim.item[0].bogus"),
    "no insurance": (changed(lambda c: c.pop("insurance")), 422, "Claim.insurance"),
    "no number": (changed(lambda c: c.pop("identifier")), 422, "Claim.identifier"),
    "an unknown use": (changed(lambda c: c.update(use="robbery")), 422, "Claim.use"),
    "a draft": (changed(lambda c: c.update(status="draft")), 422, "Claim.status"),
    "no items": (changed(lambda c: c.pop("item")), 422, "Claim.item"),
    "a negative amount": (net(-5), 422, "Claim.item[0].net"),
    "nothing": (net(0), 422, "Claim.item[0].net"),
    "a thousand million": (net(1_000_000_000), 422, "Claim.item[0].net"),
    "a fraction of a fen": (net(10.005), 422, "Claim.item[0].net"),
    "a number of ten thousand digits": (
        lambda p, _l: json.dumps(claim_of(p)).replace("850.0", "9" * 10_000), 400, "",
    ),
    "an exponent": (lambda p, _l: json.dumps(claim_of(p)).replace("850.0", "1e999999"), 422, None),
    "another currency": (net(10, "USD"), 422, "Claim.item[0].net"),
    "parts above the whole": (part("other-paid", 851), 422, "Claim.item[0].net"),
    "a negative part": (part("social-fund-paid", -1), 422, "Claim.item[0].extension[0].valueMoney"),
    "a total that does not add up": (
        changed(lambda c: c.update(total={"value": 1, "currency": "CNY"})), 422, "Claim.total",
    ),
    "a future day": (item(servicedDate="2027-01-01"), 422, "Claim.item[0].serviced"),
    "a day that is none": (item(servicedDate="2026-02-30"), 422, "Claim.item[0].servicedDate"),
    "a day of long ago": (item(servicedDate="1926-02-03"), 422, "Claim.item[0].serviced"),
    "no day": (changed(lambda c: c["item"][0].pop("servicedDate")), 422, "Claim.item[0].serviced"),
    "a kind of expense that we do not know": (
        item(category={"coding": [{"code": "spa"}]}), 422, "Claim.item[0].category",
    ),
    "a hundred and one items": (
        changed(lambda c: c.update(item=[c["item"][0] | {"sequence": n} for n in range(1, 102)])),
        422, "Claim.item",
    ),
    "no diagnosis": (changed(lambda c: c.pop("diagnosis")), 422, "Claim.diagnosis"),
    "an unknown patient": (patient(identifier=[{"value": "CU-0000-0000-0"}]), 422, "Claim.patient"),
    "another day of birth": (patient(birthDate="1988-05-18"), 422, "Claim.patient"),
    "a patient elsewhere": (changed(lambda c: c.update(patient={"reference": "Patient/1"})), 422, "Claim.patient"),
    "another person's policy": (others_policy, 422, "Claim.patient"),
    "a policy that is none": (
        changed(lambda c: c["insurance"][0].update(coverage={"identifier": {"value": "PO-1"}})), 422, "Claim.patient",
    ),
    "an approval of nobody": (
        changed(lambda c: c["insurance"][0].update(preAuthRef=["PA-1"])), 422, "Claim.insurance[0].preAuthRef",
    ),
    "a payee of his own": (
        changed(lambda c: c.update(payee={"type": {"coding": [{"code": "other"}]}})), 422, "Claim.payee.type",
    ),
    "a hospital that is not agreed with": (
        changed(lambda c: c.update(payee={"type": {"coding": [{"code": "provider"}]}})), 422, "Claim.payee",
    ),
    "bad base64": (paper("!!!"), 422, None),
    "a page as a picture": (paper(b"<html><script>alert(1)</script></html>"), 422, "Claim.supportingInfo[0]"),
    "a page": (paper(b"<html></html>", "text/html"), 422, "Claim.supportingInfo[0].valueAttachment.contentType"),
    "a program": (paper(b"MZ" + b"\0" * 200), 422, "Claim.supportingInfo[0]"),
    "an address instead of a paper": (
        changed(lambda c: c["supportingInfo"][0].update(
            valueAttachment={"contentType": "image/jpeg", "url": "http://127.0.0.1/x"})),
        422, "Claim.supportingInfo[0].valueAttachment",
    ),
    "characters that nobody sees": (
        changed(lambda c: c["diagnosis"][0]["diagnosisCodeableConcept"].update(text="a\u202eb")), 422, "Claim.diagnosis",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_hostile_input_is_a_sentence_and_changes_nothing(his, policy, lin, name, tmp_path):
    make, status, place = TABLE[name]
    sent = make(policy, lin)
    with _Writes() as writes:
        answered = his.post(sent)
    assert answered.status_code == status, answered.content[:400]
    issue = answered.json()["issue"][0]
    assert answered.json()["resourceType"] == "OperationOutcome"
    assert issue["details"]["text"]
    if place is not None:
        assert issue.get("expression", [""]) == [place]
    assert set(writes.seen) <= {"partners_apicall", "partners_apikey", "claims_hospitalsubmission"}
    assert not HospitalSubmission.objects.exists()
    assert not Claim.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_sentence_in_the_readers_language(policy, hospital, now):
    his = System(given_key(hospital, now), language="zh-CN")
    text = his.post({"resourceType": "Patient"}).json()["issue"][0]["details"]["text"]
    assert any("\u4e00" <= character <= "\u9fff" for character in text), text


def test_more_than_we_read_is_not_read(his, policy, monkeypatch):
    monkeypatch.setattr(bodies, "LARGEST_BODY", 1000)
    answered = his.post(claim_of(policy))
    assert (answered.status_code, answered.json()["issue"][0]["code"]) == (413, "too-long")


@pytest.mark.parametrize("secret", ["", "hk_", "hk_" + "x" * 43, "x" * 5000, "hk_ü"])
def test_a_secret_that_is_none_opens_nothing(policy, hospital, now, secret):
    given_key(hospital, now)
    with _Writes() as writes:
        answered = System(secret).post(claim_of(policy))
    assert (answered.status_code, answered.json()["issue"][0]["code"]) == (401, "login")
    assert "WWW-Authenticate" in answered.headers
    assert writes.seen == []


def test_a_revoked_key_and_one_of_a_closed_partner_open_nothing(his, hospital, policy, now):
    key = ApiKey.objects.get()
    revoke_key(key_id=key.pk, by=SYSTEM, now=now)
    assert his.post(claim_of(policy)).status_code == 401
    fresh = System(given_key(hospital, now))
    hospital.active = False
    hospital.save()
    assert fresh.post(claim_of(policy)).status_code == 401
    assert not Claim.objects.exists()


def test_a_key_does_what_its_scopes_say(hospital, policy, now):
    reads = System(given_key(hospital, now, scopes=[Scope.CLAIMS_READ]))
    estimates = System(given_key(hospital, now, scopes=[Scope.ESTIMATE]))
    writes = System(given_key(hospital, now, scopes=[Scope.CLAIMS_WRITE]))
    assert reads.post(claim_of(policy)).status_code == 403
    assert estimates.post(claim_of(policy)).status_code == 403
    assert estimates.post(claim_of(policy, use="predetermination")).status_code == 200
    assert estimates.get("/fhir/ClaimResponse?identifier=x").status_code == 403
    assert not Claim.objects.exists()
    assert writes.post(claim_of(policy)).status_code == 200
    assert writes.get("/fhir/ClaimResponse?identifier=2026-77").status_code == 403


def test_a_key_that_asks_too_often_waits(his, policy, monkeypatch):
    monkeypatch.setattr(keys, "CALLS_PER_MINUTE", 2)
    assert [his.get("/fhir/ClaimResponse?identifier=x").status_code for _ in range(4)] == [200, 200, 429, 429]
    assert ApiCall.objects.count() == 2


def test_the_log_is_kept_a_year(his, now):
    his.get("/fhir/ClaimResponse?identifier=x")
    assert keys.forget_old_calls(now=now + timedelta(days=364)) == 0
    assert keys.forget_old_calls(now=now + timedelta(days=366)) == 1
    assert not ApiCall.objects.exists()


def test_the_secret_is_nowhere(hospital, now):
    secret = given_key(hospital, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM partners_apikey")
        assert secret[:20] not in str(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_the_same_claim_twice_at_once_is_one(hospital, policy, now):
    secret, claim = given_key(hospital, now), claim_of(policy)
    start, answers = Barrier(4), []

    def send():
        try:
            start.wait(timeout=30)
            answers.append(System(secret).post(claim))
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answered.status_code for answered in answers] == [200] * 4
    assert len({answered.json()["id"] for answered in answers}) == 1
    assert Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_different_claims_under_one_number_at_once_are_one_and_a_refusal(hospital, policy, now):
    secret, start, answers = given_key(hospital, now), Barrier(2), []
    papers = [base64.b64encode(photo(colour)).decode() for colour in ("red", "blue")]

    def send(packed):
        claim = claim_of(policy)
        claim["supportingInfo"][0]["valueAttachment"]["data"] = packed
        try:
            start.wait(timeout=30)
            answers.append(System(secret).post(claim).status_code)
        finally:
            connection.close()

    threads = [Thread(target=send, args=[packed]) for packed in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409]
    assert Claim.objects.count() == 1


def test_a_person_of_two_policies_is_paid_by_the_one_named(his, mei, now):
    first, second = given_policy(mei, now), given_policy(mei, now, "million-medical")
    assert his.post(claim_of(first)).status_code == 200
    assert Claim.objects.get().policy_id == first.pk != second.pk


def test_a_hospital_of_the_same_name_is_another(system_of, policy, now):
    first, second = (system_of(given_hospital(now, "市一医院", source)) for source in ("a", "b"))
    identity = first.post(claim_of(policy)).json()["id"]
    assert second.get(f"/fhir/ClaimResponse/{identity}").status_code == 404
