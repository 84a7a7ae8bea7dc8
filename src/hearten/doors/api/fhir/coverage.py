"""FHIR Coverage → cover elsewhere. A Coverage may also stand inside an ExplanationOfBenefit."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from hearten.domains.claims.services.history import ExternalCoverageFacts
from hearten.doors.api.fhir.mapping import COVERAGES, Mapped, Origin
from hearten.doors.api.fhir.references import local_id, party, patient_names
from hearten.doors.api.fhir.values import Resource, concept, day, part, parts, text


def from_fhir(resource: Resource, origin: Origin) -> list[Mapped]:
    """A Coverage of its own."""
    identity = local_id(resource, origin.full_url)
    patient = patient_names(resource, "beneficiary", "subscriber", "policyHolder")
    return [Mapped(COVERAGES, _facts(resource, origin, f"Coverage/{identity}"), patient)]


def from_contained(resource: Resource, origin: Origin, patient: tuple[str, ...]) -> list[Mapped]:
    """The covers that `resource` carries inside; the same cover in many resources is one cover."""
    found = []
    for inner in parts(resource, "contained"):
        if inner.get("resourceType") == "Coverage":
            facts = _facts(inner, origin, "")
            same = "|".join([patient[-1], facts.kind, facts.payor, str(facts.starts_on), str(facts.ends_on)])
            name = "contained/" + hashlib.sha256(same.encode()).hexdigest()[:32]
            found.append(Mapped(COVERAGES, replace(facts, source_id=name), patient))
    return found


def payors(resource: Resource) -> str:
    """Who pays, by the words of the source."""
    names = [party({**resource, "payor": one}, "payor") for one in parts(resource, "payor")]
    return ", ".join(name for name in names if name)[:200]


def _facts(resource: Resource, origin: Origin, source_id: str) -> ExternalCoverageFacts:
    period = part(resource, "period")
    return ExternalCoverageFacts(
        source=origin.source,
        source_id=source_id,
        status=text(resource, "status")[:40],
        kind=concept(resource, "type").display[:120],
        payor=payors(resource),
        starts_on=day(period, "start"),
        ends_on=day(period, "end"),
        content=_content(resource),
    )


def _content(resource: Resource) -> dict[str, Any]:
    content: dict[str, Any] = {
        "subscriber_id": text(resource, "subscriberId"),
        "dependent": text(resource, "dependent"),
        "relationship": concept(resource, "relationship").code,
        "identifiers": [text(identifier, "value") for identifier in parts(resource, "identifier")],
        "classes": [
            {"type": concept(one, "type").code, "value": text(one, "value"), "name": text(one, "name")}
            for one in parts(resource, "class")
        ],
    }
    return {key: value for key, value in content.items() if value}
