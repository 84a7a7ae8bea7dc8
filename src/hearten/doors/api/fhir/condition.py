"""FHIR Condition ↔ an entry of the health record."""

from __future__ import annotations

from hearten.domains.health.types import MISTAKEN, RecordFacts, RecordKind
from hearten.doors.api.fhir.generic import record
from hearten.doors.api.fhir.mapping import Mapped, Origin
from hearten.doors.api.fhir.values import Resource, concept, when
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


def from_fhir(resource: Resource, origin: Origin) -> list[Mapped]:
    """A Condition, from when it began; one that was entered by mistake is kept as such and not shown."""
    began = when(resource, "onsetDateTime", "onsetPeriod", "recordedDate")
    ended = when(resource, "abatementDateTime", "abatementPeriod")
    if began.at and ended.at and ended.at < began.at and ended.precision == began.precision == "time":
        raise Invalid(N_("This ends before it begins."), field="abatementDateTime")
    verified = concept(resource, "verificationStatus").code
    status = verified if verified == MISTAKEN else concept(resource, "clinicalStatus").code
    return [
        record(
            resource,
            origin,
            kind=RecordKind.CONDITION,
            at=began,
            status=status,
            code=concept(resource, "code"),
            extra={"until": ended.text, "verified": verified},
        )
    ]


def to_fhir(facts: RecordFacts, *, patient: str) -> Resource:
    """An entry as a Condition of `patient` (a reference)."""
    content = facts.content
    resource: Resource = {
        "resourceType": "Condition",
        "id": facts.source_id.removeprefix("Condition/"),
        "code": {
            "coding": [{"system": content.get("system", ""), "code": content["code"]}]
            if "code" in content
            else [],
            "text": content.get("display", ""),
        },
        "subject": {"reference": patient},
    }
    if facts.status and facts.status != MISTAKEN:
        resource["clinicalStatus"] = {"coding": [{"system": _CLINICAL, "code": facts.status}]}
    if "verified" in content:
        resource["verificationStatus"] = {"coding": [{"system": _VERIFIED, "code": content["verified"]}]}
    if "on" in content:
        resource["onsetDateTime"] = content["on"]
    if "until" in content:
        resource["abatementDateTime"] = content["until"]
    return resource
