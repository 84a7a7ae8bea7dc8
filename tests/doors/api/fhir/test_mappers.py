"""Mappers there and back, with fhir.resources (R4B) as the oracle of what FHIR is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from fhir.resources.R4B import get_fhir_model_class

from hearten.domains.claims.services.history import ExternalBenefitFacts, ExternalClaimFacts
from hearten.domains.customers.types import CustomerFacts, Sex
from hearten.domains.health.types import RecordFacts, RecordKind
from hearten.doors.api.fhir import claim as claims
from hearten.doors.api.fhir import condition as conditions
from hearten.doors.api.fhir import explanation_of_benefit as benefits
from hearten.doors.api.fhir import observation as observations
from hearten.doors.api.fhir import patient as patients
from hearten.doors.api.fhir.mapping import Origin, mappers
from hearten.doors.api.fhir.reading import Found, fhir_files, read_file
from hearten.kernel.errors import Invalid
from tests.doors.api.fhir.conftest import benefit, claim, observation, patient

HERE = Origin("clinic")
WHEN = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def valid(resource) -> None:
    """The oracle reads it."""
    get_fhir_model_class(resource["resourceType"]).model_validate_json(json.dumps(resource, default=float))


def test_patient_there_and_back():
    facts = CustomerFacts(
        name="欧阳娜娜",
        sex=Sex.FEMALE,
        birth_date=date(1990, 2, 28),
        region="310000",
        language="zh-hans",
        phone="13800000000",
        email="na@example.com",
        id_number="31010119900228002X",
        source="clinic",
        source_id="p1",
    )
    resource = patients.to_fhir(facts)
    valid(resource)
    (mapped,) = patients.from_fhir(resource, HERE)
    assert mapped.facts.customer == facts


def test_claim_there_and_back():
    facts = ExternalClaimFacts(
        source="clinic",
        source_id="Claim/c1",
        kind="oral",
        use="claim",
        status="active",
        provider="第一医院",
        insurer="他社",
        starts_at=WHEN,
        ends_at=WHEN,
        made_at=WHEN,
        currency="CNY",
        total_exact=Decimal("1340.57"),
        content={
            "lines": [
                {
                    "sequence": 1,
                    "system": "urn:codes",
                    "code": "1200",
                    "display": "洁牙",
                    "served": "2026-03-02",
                    "net": "135.57",
                    "currency": "CNY",
                }
            ],
            "diagnoses": [{"sequence": 1, "system": "urn:icd", "code": "K02", "display": "龋齿"}],
        },
    )
    resource = claims.to_fhir(facts, patient="Patient/p1")
    valid(resource)
    (mapped,) = claims.from_fhir(resource, HERE)
    assert mapped.facts == facts
    assert mapped.patient == ("Patient/p1",)


def test_benefit_there_and_back_with_every_decimal():
    facts = ExternalBenefitFacts(
        source="clinic",
        source_id="ExplanationOfBenefit/e1",
        claim_source_id="Claim/c1",
        kind="oral",
        status="active",
        outcome="complete",
        provider="第一医院",
        insurer="他社",
        starts_at=WHEN,
        ends_at=WHEN,
        made_at=WHEN,
        currency="CNY",
        totals={"submitted": "1340.57", "benefit": "80.12345678901234"},
        payment_exact=Decimal("80.12345678901234"),
        content={"diagnoses": [{"sequence": 1, "record": "Condition/k1"}]},
    )
    resource = benefits.to_fhir(facts, patient="Patient/p1")
    valid(resource)
    mapped, *_ = benefits.from_fhir(resource, HERE)
    assert mapped.facts == facts


@pytest.mark.parametrize(
    "content",
    [
        {"value": "61.5", "unit": "kg"},
        {"value": "positive"},
        {
            "parts": [
                {
                    "system": "http://loinc.org",
                    "code": "8480-6",
                    "display": "Systolic",
                    "value": "120",
                    "unit": "mmHg",
                },
                {
                    "system": "http://loinc.org",
                    "code": "8462-4",
                    "display": "Diastolic",
                    "value": "80",
                    "unit": "mmHg",
                },
            ]
        },
    ],
)
def test_observation_there_and_back(content):
    facts = RecordFacts(
        source="clinic",
        source_id="Observation/o1",
        kind=RecordKind.OBSERVATION,
        recorded_at=WHEN,
        status="final",
        content={
            "system": "http://loinc.org",
            "code": "29463-7",
            "display": "Body Weight",
            "on": "2026-03-02T01:30:00Z",
            "category": "vital-signs",
            **content,
        },
    )
    resource = observations.to_fhir(facts, patient="Patient/p1")
    valid(resource)
    (mapped,) = observations.from_fhir(resource, HERE)
    assert mapped.facts == facts


def test_condition_there_and_back():
    facts = RecordFacts(
        source="clinic",
        source_id="Condition/k1",
        kind=RecordKind.CONDITION,
        recorded_at=WHEN,
        status="resolved",
        content={
            "system": "urn:icd",
            "code": "K02",
            "display": "龋齿",
            "on": "2026-03-02T01:30:00Z",
            "until": "2026-04",
            "verified": "confirmed",
        },
    )
    resource = conditions.to_fhir(facts, patient="Patient/p1")
    valid(resource)
    (mapped,) = conditions.from_fhir(resource, HERE)
    assert mapped.facts == facts


@pytest.mark.parametrize("make", [patient, observation, claim, benefit])
def test_the_cases_of_these_tests_are_fhir(make):
    valid(make())


def test_where_the_oracle_reads_real_records_we_read_the_same(real_data):
    """For every resource of a sample that we map: same code, same amount, same date as the oracle's model says."""
    folder, read, compared = real_data("synthea"), mappers(), 0
    for item in list(read_file(fhir_files(folder)[0]))[:120]:
        assert isinstance(item, Found)
        kind = item.resource["resourceType"]
        model = get_fhir_model_class(kind).model_validate_json(json.dumps(item.resource, default=float))
        mapped = read[kind](item.resource, Origin("synthea", item.full_url))[0]
        if kind == "Observation":
            assert mapped.facts.content["code"] == model.code.coding[0].code
            assert mapped.facts.recorded_at == model.effectiveDateTime.astimezone(UTC)
        elif kind == "Claim":
            assert round(mapped.facts.total_exact, 6) == round(Decimal(model.total.value), 6)
        elif kind == "Patient":
            assert mapped.facts.customer.birth_date == model.birthDate
        elif kind == "Condition":
            assert mapped.facts.status == model.clinicalStatus.coding[0].code
        compared += 1
    assert compared >= 60


def test_what_the_oracle_refuses_for_its_type_we_refuse_too():
    for broken in (
        patient(birthDate="17.05.1988"),
        observation(valueQuantity={"value": "much"}),
        claim(total="many"),
    ):
        with pytest.raises(ValueError, match=r"."):
            valid(broken)
        with pytest.raises(Invalid):
            mappers()[broken["resourceType"]](broken, HERE)
