"""FHIR Encounter → a visit in the health record."""

from __future__ import annotations

from hearten.domains.health.types import RecordKind
from hearten.doors.api.fhir.generic import record
from hearten.doors.api.fhir.mapping import Mapped, Origin
from hearten.doors.api.fhir.references import party
from hearten.doors.api.fhir.values import Resource, coding, first_concept, part, text, when


def from_fhir(resource: Resource, origin: Origin) -> list[Mapped]:
    """An Encounter: when, of what sort, for what reason and where."""
    kind = first_concept(resource, "type")
    setting = coding(resource, "class")
    return [
        record(
            resource,
            origin,
            kind=RecordKind.ENCOUNTER,
            at=when(resource, "period"),
            status=text(resource, "status"),
            code=kind if kind.display else setting,
            extra={
                "until": when(part(resource, "period"), "end").text,
                "setting": setting.code,
                "reason": first_concept(resource, "reasonCode").display,
                "where": party(resource, "serviceProvider"),
            },
        )
    ]
