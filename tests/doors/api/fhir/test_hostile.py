"""Hostile and damaged FHIR: each gets a reason, and nothing is changed (item 8, M2)."""

from __future__ import annotations

import gzip
import json

import pytest

from hearten.base.imports.models import ImportRejection
from hearten.base.imports.types import ImportState
from hearten.domains.claims.models.history import ExternalClaim
from hearten.domains.customers.models import Customer
from hearten.domains.health.models import HealthRecord
from tests.doors.api.fhir.conftest import benefit, bundle, claim, digests, observation, patient

pytestmark = pytest.mark.django_db

MEI = json.dumps(patient(), ensure_ascii=False)


def raw_claim(total: str) -> str:
    return json.dumps(claim(total="@")).replace('"@"', total)


DAMAGED_FILES = {
    "empty": (b"", "does not begin with an object"),
    "blank": (b" \n\t ", "does not begin with an object"),
    "null": (b"null", "does not begin with an object"),
    "array": (b"[]", "does not begin with an object"),
    "html": (b"<html></html>", "does not begin with an object"),
    "zeros": (b"\x00" * 100, "not text in UTF-8"),
    "utf-16": (json.dumps(bundle(patient())).encode("utf-16"), "not text in UTF-8"),
    "truncated": (json.dumps(bundle(claim(), claim("c2")))[:-200].encode(), "ends in the middle"),
    "truncated key": (b'{"resourceType": "Pat', "ends in the middle"),
    "open": (b'{"resourceType": "Bundle", "entry": [', "ends in the middle"),
    "not json": (b'{"resourceType": "Bundle", "entry": [{]}, "and so on": "for a while"}', "not JSON"),
    "single quotes": (b"{'resourceType': 'Patient'}", "not JSON"),
    "after": (b'{"resourceType": "Basic", "id": "1"} rest', "after the document"),
    "deep": (b'{"resourceType":"Basic","a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested deeper"),
    "nan": (raw_claim("NaN").encode(), "not a number that JSON knows"),
    "infinity": (raw_claim("-Infinity").encode(), "not a number that JSON knows"),
    "long number": (raw_claim("9" * 5000).encode(), "longer than can be right"),
    "twice": (b'{"resourceType":"Basic","id":"1","id":"2"}', "comes twice"),
    "gzip cut": (gzip.compress(json.dumps(bundle(claim())).encode() * 50)[:-20], ""),
    "gzip rubbish": (b"\x1f\x8b" + b"rubbish" * 20, "damaged"),
    "surrogate": (b'{"resourceType":"Basic","id":"\\ud800"}', "no text can hold"),
    "null character": (b'{"resourceType":"Basic","id":"a\\u0000b"}', "no text can hold"),
    "bad bytes": (b'{"resourceType":"Basic","id":"\xff\xfe"}', "not text in UTF-8"),
}


@pytest.mark.parametrize("name", DAMAGED_FILES)
def test_a_damaged_file_gets_a_reason_and_changes_nothing(take_text, name):
    content, reason = DAMAGED_FILES[name]
    before = digests()
    run = take_text(content)
    assert run.state == ImportState.DONE
    told = [row.reason % row.params for row in ImportRejection.objects.filter(run=run)]
    assert told
    assert reason in " ".join(told).lower() or reason in " ".join(told)
    assert digests() == before


HOSTILE_RESOURCES = {
    "patient without name": (patient("x", name=[]), "no name"),
    "patient with a text for names": (patient("x", name="Mei"), "list of objects"),
    "patient with numbers for names": (patient("x", name=[{"given": [1, 2]}]), "list of texts"),
    "name of 5000 letters": (patient("x", name=[{"text": "名" * 5000}]), "longer than"),
    "name of 200 letters": (patient("x", name=[{"text": "名" * 200}]), "between 1 and 120"),
    "born in 1800": (patient("x", birthDate="1800-01-01"), "too far from today"),
    "born in 2999": (patient("x", birthDate="2999-01-01"), "too far from today"),
    "born tomorrow": (patient("x", birthDate="2099-01-01"), "can't be right"),
    "born on 31 February": (patient("x", birthDate="1988-02-31"), "no such day"),
    "born in a year": (patient("x", birthDate="1988"), "not a whole date"),
    "born as a list": (patient("x", birthDate=[1988]), "not a date"),
    "sex unheard of": (patient("x", gender="robot"), "not a sex"),
    "an animal": (
        patient("x", extension=[{"url": "http://hl7.org/fhir/StructureDefinition/patient-animal"}]),
        "animal",
    ),
    "id with a path": (patient("../../etc/passwd"), "not an id"),
    "id as a number": (patient("x") | {"id": 7}, "must be text"),
    "negative total": (claim(total=-1), "less than nothing"),
    "total as text": (claim(total="a lot"), "must be a number"),
    "total as truth": (claim(total=True), "must be a number"),
    "total far too large": (claim(total=10**15), "larger than can be right"),
    "currency of five letters": (
        claim(total=1) | {"total": {"value": 1, "currency": "YUANS"}},
        "not a currency",
    ),
    "total as a list": (claim(total=1) | {"total": [1]}, "must be an object"),
    "claim of nobody": ({k: v for k, v in claim().items() if k != "patient"}, "whom it is about"),
    "claim of a group": (claim(who="Group/1"), "speaks of a Group"),
    "lines as an object": (claim(item={}), "list of objects"),
    "too many lines": (claim(item=[{}] * 6000), "more than 5000"),
    "two currencies": (
        benefit(
            total=[{"amount": {"value": 1, "currency": "CNY"}}, {"amount": {"value": 1, "currency": "USD"}}]
        ),
        "different currencies",
    ),
    "negative payment": (benefit(paid=-5), "less than nothing"),
    "observation at 25 o'clock": (
        observation(effectiveDateTime="2026-01-01T25:00:00Z"),
        "no such day or time",
    ),
    "observation in words": (observation(effectiveDateTime="yesterday"), "not a date"),
    "observation without code": (observation(code={}), "what it is about"),
    "observation with a list as value": (observation(valueQuantity=[1]), "must be an object"),
    "observation with text as number": (observation(valueQuantity={"value": "61"}), "must be a number"),
    "observation true or false": (
        {k: v for k, v in observation(valueBoolean="yes").items() if k != "valueQuantity"},
        "true or false",
    ),
    "condition that ends before it begins": (
        {
            "resourceType": "Condition",
            "id": "k",
            "code": {"text": "flu"},
            "subject": {"reference": "Patient/mei"},
            "onsetDateTime": "2026-02-02T10:00:00Z",
            "abatementDateTime": "2026-02-01T10:00:00Z",
        },
        "ends before it begins",
    ),
    "type as a list": ({"resourceType": ["Patient"], "id": "x"}, "which type"),
    "type unknown": ({"resourceType": "Drop Table", "id": "x"}, "do not keep Drop Table"),
    "script as type": ({"resourceType": "<script>alert(1)</script>", "id": "x"}, "do not keep"),
    "without an id": ({k: v for k, v in observation().items() if k != "id"}, "no id"),
}


@pytest.mark.parametrize("name", HOSTILE_RESOURCES)
def test_a_hostile_resource_is_told_and_the_good_one_beside_it_is_kept(take_text, name):
    resource, reason = HOSTILE_RESOURCES[name]
    take_text(patient(), "first.json")
    before = digests()
    entry = {"resource": resource}
    run = take_text(
        {"resourceType": "Bundle", "type": "collection", "entry": [entry, {"resource": observation("good")}]}
    )
    told = [row.reason % row.params for row in ImportRejection.objects.filter(run=run)]
    assert len(told) == 1
    assert reason in told[0]
    after = digests()
    assert HealthRecord.objects.get().source_id == "Observation/good"
    assert {k: v for k, v in after.items() if k != "health_healthrecord"} == {
        k: v for k, v in before.items() if k != "health_healthrecord"
    }


def test_an_exponent_that_would_fill_the_memory_is_refused(take_text):
    whole = json.dumps(bundle(patient(), claim(total="@")))
    run = take_text(whole.replace('"@"', "1e999999999"))
    assert "more places" in ImportRejection.objects.get(run=run).reason
    assert ExternalClaim.objects.count() == 0


def test_emoji_right_to_left_and_markup_are_only_text(take_text):
    name = "<script>alert(1)</script> 😀 \u202eevil"
    take_text(bundle(patient(name=[{"text": name}])))
    assert Customer.objects.get().name == name


def test_a_bad_entry_in_the_middle_keeps_its_neighbours(take_text):
    text = json.dumps(bundle(patient(), observation("o1"), observation("o2"), observation("o3")))
    text = text.replace('"id": "o2"', '"id": "o2", "id": "o2"')
    run = take_text(text)
    assert run.rejected == 1
    assert sorted(HealthRecord.objects.values_list("source_id", flat=True)) == [
        "Observation/o1",
        "Observation/o3",
    ]


def test_what_stands_before_the_break_is_kept(take_text):
    text = json.dumps(bundle(patient(), observation("o1"), observation("o2")))
    run = take_text(text[: text.index('"o2"') + 20])
    assert HealthRecord.objects.count() == 1
    assert run.rejected == 1


def test_a_bad_line_costs_only_itself(take_text):
    lines = [MEI.encode(), b'{"resourceType": "Obs', b"\xff\xfe", b"", json.dumps(observation()).encode()]
    run = take_text(b"\n".join(lines), name="x.ndjson")
    assert [row.number for row in ImportRejection.objects.filter(run=run).order_by("id")] == [2, 3]
    assert HealthRecord.objects.count() == 1


def test_what_was_given_back_can_be_mended_and_handed_in_again(take_text):
    from hearten.base.imports.handing_back import as_ndjson
    from hearten.base.imports.selectors import rejections_of
    from hearten.doors.components.sentences import say

    run = take_text(bundle(patient(birthDate="1888"), observation()))
    assert run.rejected == 2
    text = "".join(as_ndjson(rejections_of(run.pk), say))
    assert all(json.loads(line)["reason"] for line in text.splitlines())
    again = take_text(text.replace('"1888"', '"1988-05-17"'), name="mended.ndjson")
    assert again.rejected == 0
    assert Customer.objects.count() == HealthRecord.objects.count() == 1
