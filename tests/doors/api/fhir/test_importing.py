"""The import as a whole: everything in, nothing doubled, nothing dropped without a word (item 8, H1, C1)."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal

import pytest

from hearten.base.imports.models import ImportPending, ImportRejection
from hearten.base.imports.types import ImportState
from hearten.domains.claims.models.history import ExternalBenefit, ExternalClaim, ExternalCoverage
from hearten.domains.claims.selectors.history import benefit_sums, claim_sums
from hearten.domains.customers.models import Customer
from hearten.domains.health.models import HealthRecord
from hearten.doors.api.fhir import importing
from hearten.kernel.errors import Conflict
from tests.doors.api.fhir.conftest import benefit, bundle, claim, digests, observation, patient

pytestmark = pytest.mark.django_db


def reasons(run):
    return [row.reason % row.params for row in ImportRejection.objects.filter(run=run).order_by("id")]


def test_a_bundle_becomes_a_member_with_record_claims_and_payments(take_text):
    run = take_text(bundle(patient(), observation(), claim(), benefit()))
    assert run.state == ImportState.DONE
    assert run.rejected == 0
    member = Customer.objects.get(source="clinic", source_id="mei")
    assert (member.name, member.sex, str(member.birth_date)) == ("梅雪", "female", "1988-05-17")
    record = HealthRecord.objects.get()
    assert record.customer_id == member.pk
    assert (record.kind, record.content["value"], record.content["unit"]) == ("observation", "61.5", "kg")
    made = ExternalClaim.objects.get()
    assert (made.total_exact, made.total_minor, made.currency) == (Decimal("120.5"), 12050, "CNY")
    paid = ExternalBenefit.objects.get()
    assert (paid.payment_exact, paid.payment_minor, paid.claim_id) == (Decimal("80.25"), 8025, made.pk)


def test_twice_is_once(take_text):
    whole = bundle(patient(), observation(), claim(), benefit())
    take_text(whole, "a.json")
    before = digests()
    again = take_text(whole, "b.json")
    assert digests() == before
    assert again.sums["rows"] == {"created": 0, "changed": 0, "unchanged": 4}


def test_a_changed_resource_is_changed_in_its_place(take_text):
    take_text(bundle(patient(), observation(), claim()), "a.json")
    kept = HealthRecord.objects.get()
    run = take_text(
        bundle(patient(), observation(valueQuantity={"value": 63, "unit": "kg"}), claim()), "b.json"
    )
    assert run.sums["rows"] == {"created": 0, "changed": 1, "unchanged": 2}
    changed = HealthRecord.objects.get()
    assert (changed.pk, changed.content["value"]) == (kept.pk, "63")


def test_fourteen_decimals_stay_and_cents_are_rounded_half_up(take_text):
    text = json.dumps(bundle(patient(), benefit("e1", paid="X"), benefit("e2", paid="Y")))
    take_text(text.replace('"X"', "10.00500000000001").replace('"Y"', "0.005"))
    assert {b.source_id[-2:]: (b.payment_exact, b.payment_minor) for b in ExternalBenefit.objects.all()} == {
        "e1": (Decimal("10.00500000000001"), 1001),
        "e2": (Decimal("0.005"), 1),
    }
    (total,) = benefit_sums("clinic")
    assert total.amount == Decimal("10.01000000000001")


@pytest.mark.parametrize(
    "who", ["Patient/mei", "urn:uuid:mei", "https://fhir.example/r4/Patient/mei", "Patient/mei/_history/3"]
)
def test_references_in_every_form_find_their_patient(take_text, who):
    run = take_text(bundle(patient(), observation(who=who)))
    assert reasons(run) == []
    assert HealthRecord.objects.count() == 1


def test_references_by_identifier_and_by_contained_patient(take_text):
    card = {"system": "urn:oid:2.16.156.10011.1.3", "value": "310101198805170021"}
    by_number = observation("o1", subject={"identifier": card})
    inside = observation(
        "o2",
        subject={"reference": "#p"},
        contained=[{"resourceType": "Patient", "id": "p", "identifier": [card]}],
    )
    run = take_text(bundle(patient(identifier=[card]), by_number, inside))
    assert reasons(run) == []
    assert HealthRecord.objects.count() == 2
    assert Customer.objects.get().id_number == card["value"]


def test_a_number_that_two_patients_bear_attributes_nothing_to_either(take_text):
    shared = [{"system": "urn:clinic", "value": "7"}]
    run = take_text(
        bundle(
            patient("mei", identifier=shared),
            patient("lin", identifier=shared),
            observation(subject={"identifier": shared[0]}),
        )
    )
    assert HealthRecord.objects.count() == 0
    assert reasons(run) == ["More than one patient bears the name or number that this resource gives."]


def test_what_comes_before_its_patient_waits_and_is_taken_in(take_text, take_in, tmp_path):
    run = take_text(bundle(benefit(), claim(), observation(), patient()))
    assert reasons(run) == []
    assert ExternalBenefit.objects.get().claim_id == ExternalClaim.objects.get().pk
    assert ImportPending.objects.count() == 0


def test_a_patient_in_a_later_file_and_batch(take_in, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    folder = tmp_path / "export"
    folder.mkdir()
    lines = [observation(f"o{i}", who="Patient/late") for i in range(7)]
    (folder / "a.ndjson").write_text("\n".join(json.dumps(line) for line in lines))
    (folder / "z.ndjson.gz").write_bytes(gzip.compress(json.dumps(patient("late")).encode()))
    run = take_in(folder)
    assert reasons(run) == []
    assert HealthRecord.objects.count() == 7


def test_an_unknown_patient_is_told_and_nothing_is_kept(take_text):
    run = take_text(bundle(patient(), observation(who="Patient/nobody")))
    assert reasons(run) == ["The patient Patient/nobody is neither in this import nor known here."]
    assert HealthRecord.objects.count() == 0
    assert ImportRejection.objects.get().content.startswith("{")


def test_what_speaks_of_no_person_is_told(take_text):
    run = take_text(
        bundle(patient(), observation(who="Device/1"), {"resourceType": "AuditEvent", "id": "a"}, {"id": "x"})
    )
    assert reasons(run) == [
        "This speaks of a Device, not of a patient.",
        "We do not keep AuditEvent.",
        "This does not say which type of resource it is.",
    ]


def test_other_clinical_types_are_kept_whole(take_text):
    risk = {
        "resourceType": "RiskAssessment",
        "id": "r",
        "status": "final",
        "subject": {"reference": "Patient/mei"},
        "prediction": [{"probabilityDecimal": 0.25}],
    }
    take_text(bundle(patient(), risk))
    record = HealthRecord.objects.get()
    assert (record.kind, record.content["resource"]["prediction"]) == (
        "other",
        [{"probabilityDecimal": "0.25"}],
    )


def test_the_same_cover_inside_many_benefits_is_one_cover(take_text):
    inside = [
        {
            "resourceType": "Coverage",
            "id": "coverage",
            "type": {"text": "medicare"},
            "payor": [{"display": "medicare"}],
        }
    ]
    take_text(bundle(patient(), benefit("e1", contained=inside), benefit("e2", contained=inside)))
    assert ExternalCoverage.objects.get().payor == "medicare"


def test_an_erased_person_stays_erased(take_text, now):
    from hearten.base.vault.services import erase_key

    take_text(bundle(patient(), observation()), "a.json")
    member = Customer.objects.get()
    erase_key(member.pk, now=now)
    before = digests()
    run = take_text(bundle(patient(birthDate="1988-05-18"), observation("o2")), "b.json")
    assert digests() == before
    assert reasons(run) == ["This person's data has been erased and can't be read."] * 2


def test_a_changed_patient_is_changed_and_keeps_the_identity(take_text):
    take_text(bundle(patient(), observation()), "a.json")
    kept = Customer.objects.get()
    run = take_text(bundle(patient(birthDate="1988-05-18"), observation()), "b.json")
    assert reasons(run) == []
    changed = Customer.objects.get()
    assert (changed.pk, str(changed.birth_date), changed.number) == (kept.pk, "1988-05-18", kept.number)
    assert HealthRecord.objects.get().customer_id == kept.pk


def test_a_poisonous_row_does_not_take_the_others_with_it(take_text, monkeypatch):
    from django.db import DataError

    from hearten.doors.api.fhir import loading

    real = loading._LOADERS["records"]

    def refuse(*, rows, by, now):
        if any(row.source_id.endswith("/o2") for row in rows):
            raise DataError("no")
        return real(rows=rows, by=by, now=now)

    monkeypatch.setitem(loading._LOADERS, "records", refuse)
    run = take_text(bundle(patient(), observation("o1"), observation("o2"), observation("o3")))
    assert reasons(run) == ["This resource has a form that we can't keep."]
    assert HealthRecord.objects.count() == 2


def test_a_run_that_is_running_is_not_run_twice(take_text, system, django_db_blocker):
    import psycopg
    from django.db import connection

    run = take_text(bundle(patient()))
    other = psycopg.connect(
        **{k: v for k, v in connection.get_connection_params().items() if k in {"host", "user", "dbname"}}
    )
    with other:
        other.execute("SELECT pg_advisory_lock(%s)", [run.pk.int >> 64 & (2**63 - 1)])
        with pytest.raises(Conflict, match="running already"):
            importing.import_run(run=run, by=system)
    other.close()


def test_synthea_is_in_to_the_cent(take_in, real_data):
    """Every Patient, Claim and ExplanationOfBenefit is in, sums equal the source, a second run changes nothing."""
    folder = real_data("synthea")
    claims, paid, counts = Decimal(0), Decimal(0), {}
    for file in folder.glob("*.json"):
        for entry in json.loads(file.read_text(), parse_float=Decimal)["entry"]:
            resource = entry["resource"]
            counts[resource["resourceType"]] = counts.get(resource["resourceType"], 0) + 1
            if resource["resourceType"] == "Claim":
                claims += resource["total"]["value"]
            if resource["resourceType"] == "ExplanationOfBenefit":
                paid += resource["payment"]["amount"]["value"]
    run = take_in(folder, "synthea")
    assert run.rejected == 0
    assert {kind: count["taken"] for kind, count in run.counts.items()} == counts
    assert (Customer.objects.count(), ExternalClaim.objects.count(), ExternalBenefit.objects.count()) == (
        counts["Patient"],
        counts["Claim"],
        counts["ExplanationOfBenefit"],
    )
    assert [(s.currency, s.count, s.amount) for s in claim_sums("synthea")] == [
        ("USD", counts["Claim"], claims)
    ]
    assert [(s.currency, s.count, s.amount) for s in benefit_sums("synthea")] == [
        ("USD", counts["ExplanationOfBenefit"], paid)
    ]
    assert not ExternalBenefit.objects.filter(claim__isnull=True).exists()
    before = digests()
    take_in(folder, "synthea")
    assert digests() == before


def test_official_examples_are_taken_or_told(take_in, real_data):
    """No crash: each resource is imported or given back with a reason."""
    folder = real_data("fhir_r4_examples")
    run = take_in(folder, "examples")
    assert run.state == ImportState.DONE
    assert run.rejected == ImportRejection.objects.filter(run=run).exclude(reason="").count()
    assert {row.file for row in ImportRejection.objects.filter(run=run)} <= {
        p.name for p in folder.glob("*.json")
    }
    assert sum(count["taken"] for count in run.counts.values()) >= 90
