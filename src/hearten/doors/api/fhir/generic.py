"""The other clinical resources → entries of the health record: what, when, how it stands.

Types whose content we have no columns for are kept whole inside the sealed content, so that nothing is lost.
"""

from __future__ import annotations

from typing import Any

from hearten.domains.health.types import RecordFacts, RecordKind
from hearten.doors.api.fhir.mapping import RECORDS, Mapped, Origin
from hearten.doors.api.fhir.references import local_id, patient_names
from hearten.doors.api.fhir.values import (
    Concept,
    Resource,
    When,
    concept,
    first_concept,
    part,
    parts,
    plain,
    text,
    when,
)
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_KINDS = {
    "Immunization": RecordKind.IMMUNIZATION,
    "Procedure": RecordKind.PROCEDURE,
    "MedicationRequest": RecordKind.MEDICATION,
    "MedicationStatement": RecordKind.MEDICATION,
    "MedicationAdministration": RecordKind.MEDICATION,
    "MedicationDispense": RecordKind.MEDICATION,
    "DiagnosticReport": RecordKind.DIAGNOSTIC_REPORT,
    "CarePlan": RecordKind.CARE_PLAN,
    "Goal": RecordKind.GOAL,
    "AllergyIntolerance": RecordKind.ALLERGY,
}
# Clinical types without a kind of their own.
_OTHERS = (
    "AdverseEvent",
    "BodyStructure",
    "CareTeam",
    "ClinicalImpression",
    "Communication",
    "Composition",
    "DetectedIssue",
    "Device",
    "DeviceRequest",
    "DeviceUseStatement",
    "DocumentReference",
    "EpisodeOfCare",
    "FamilyMemberHistory",
    "Flag",
    "ImagingStudy",
    "ImmunizationRecommendation",
    "List",
    "Media",
    "NutritionOrder",
    "QuestionnaireResponse",
    "RiskAssessment",
    "ServiceRequest",
    "Specimen",
    "VisionPrescription",
)
TYPES = (*_KINDS, *_OTHERS)

_CODES = ("code", "vaccineCode", "medicationCodeableConcept", "description", "type", "vaccineCode")
_TIMES = (
    "occurrenceDateTime",
    "occurrencePeriod",
    "performedDateTime",
    "performedPeriod",
    "effectiveDateTime",
    "effectivePeriod",
    "authoredOn",
    "authored",
    "period",
    "startDate",
    "onsetDateTime",
    "recordedDate",
    "started",
    "dateTime",
    "date",
    "created",
    "createdDateTime",
    "whenHandedOver",
    "whenPrepared",
    "identifiedDateTime",
    "dateWritten",
    "recordedOn",
    "issued",
    "sent",
    "receivedTime",
    "manufactureDate",
)


def from_fhir(resource: Resource, origin: Origin) -> list[Mapped]:
    """A clinical resource of any of TYPES."""
    kind = _KINDS.get(str(resource["resourceType"]), RecordKind.OTHER)
    extra: dict[str, Any] = {
        "until": when(part(resource, "period"), "end").text if "period" in resource else ""
    }
    if kind is RecordKind.OTHER:
        extra["resource"] = plain(resource)
    return [
        record(
            resource,
            origin,
            kind=kind,
            at=when(resource, *_TIMES),
            status=_status(resource),
            code=_code(resource),
            extra=extra,
        )
    ]


def record(
    resource: Resource,
    origin: Origin,
    *,
    kind: RecordKind,
    at: When,
    status: str,
    code: Concept,
    extra: dict[str, Any],
) -> Mapped:
    """One entry, ready to be loaded."""
    if not code.display and not code.code and not extra.get("resource"):
        raise Invalid(N_("This resource does not say what it is about (no code)."), field="code")
    content = {
        "system": code.system,
        "code": code.code,
        "display": code.display,
        "on": at.text,
        "precision": at.precision if at.precision in {"year", "month"} else "",
        "note": " ".join(
            note for note in (text(one, "text", longest=20_000) for one in parts(resource, "note")) if note
        ),
        **extra,
    }
    facts = RecordFacts(
        source=origin.source,
        source_id=f"{resource['resourceType']}/{local_id(resource, origin.full_url)}",
        kind=kind,
        recorded_at=at.at,
        status=status[:40],
        content={key: value for key, value in content.items() if value not in ("", None, [])},
    )
    return Mapped(RECORDS, facts, patient_names(resource, "subject", "patient", "individual"))


def _status(resource: Resource) -> str:
    for key in ("status", "lifecycleStatus"):
        if isinstance(resource.get(key), str):
            return text(resource, key)
    return (
        concept(resource, "clinicalStatus").code if isinstance(resource.get("clinicalStatus"), dict) else ""
    )


def _code(resource: Resource) -> Concept:
    for key in _CODES:
        if isinstance(resource.get(key), dict):
            found = concept(resource, key)
            if found.display:
                return found
    if title := text(resource, "title"):
        return Concept(display=title)
    if display := text(part(resource, "medicationReference"), "display"):
        return Concept(display=display)
    for key in ("category", "type"):
        if isinstance(resource.get(key), list) and resource[key]:
            return first_concept(resource, key)
    if isinstance(resource.get("description"), str):
        return Concept(display=text(resource, "description")[:200])
    return _inside(resource)


def _inside(resource: Resource) -> Concept:
    """A medicine that is named only inside, a plan that is named by what it is for, or what the reference calls it."""
    reference = text(part(resource, "medicationReference"), "reference", longest=500)
    for inner in parts(resource, "contained"):
        if reference and f"#{inner.get('id')}" == reference:
            return concept(inner, "code")
    addressed = next((text(one, "display") for one in parts(resource, "addresses") if one.get("display")), "")
    return Concept(display=(addressed or reference)[:200])
