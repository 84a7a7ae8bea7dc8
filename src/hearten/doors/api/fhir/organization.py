"""FHIR Organization → partner organisation."""

from __future__ import annotations

from hearten.domains.partners.types import OrganizationFacts
from hearten.doors.api.fhir.mapping import ORGANIZATIONS, Mapped, Origin
from hearten.doors.api.fhir.references import local_id
from hearten.doors.api.fhir.values import Resource, first_concept, parts, text
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def from_fhir(resource: Resource, origin: Origin) -> list[Mapped]:
    """An Organization. One without a name is named by its first identifier; without either it is refused."""
    identity = local_id(resource, origin.full_url)
    identifiers = parts(resource, "identifier")
    name = text(resource, "name") or next((text(i, "value") for i in identifiers if i.get("value")), "")
    if not name:
        raise Invalid(N_("This organisation has no name."), field="name")
    addresses, telecom = parts(resource, "address"), parts(resource, "telecom")
    address = addresses[0] if addresses else {}
    phone = next((text(t, "value") for t in telecom if t.get("system") == "phone"), "")
    facts = OrganizationFacts(
        source=origin.source,
        source_id=f"Organization/{identity}",
        name=name[:200],
        kind=first_concept(resource, "type").display[:80],
        phone=phone[:40],
        city=text(address, "city")[:80],
        region=text(address, "state")[:40],
        active=resource.get("active") is not False,
    )
    return [Mapped(ORGANIZATIONS, facts)]
