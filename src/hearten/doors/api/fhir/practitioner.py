"""FHIR Practitioner → someone who treats."""

from __future__ import annotations

from hearten.domains.partners.types import PractitionerFacts
from hearten.doors.api.fhir.mapping import PRACTITIONERS, Mapped, Origin
from hearten.doors.api.fhir.references import local_id
from hearten.doors.api.fhir.values import Resource, concept, parts, text
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def from_fhir(resource: Resource, origin: Origin) -> list[Mapped]:
    """A Practitioner under the name they work by. Raises Invalid when there is no name."""
    identity = local_id(resource, origin.full_url)
    qualifications = parts(resource, "qualification")
    facts = PractitionerFacts(
        source=origin.source,
        source_id=f"Practitioner/{identity}",
        name=_name(resource)[:200],
        sex=text(resource, "gender")[:8],
        qualification=(concept(qualifications[0], "code").display if qualifications else "")[:120],
        active=resource.get("active") is not False,
    )
    return [Mapped(PRACTITIONERS, facts)]


def _name(resource: Resource) -> str:
    for name in parts(resource, "name"):
        words = [*_texts(name, "prefix"), *_texts(name, "given"), text(name, "family")]
        found = text(name, "text") or " ".join(word for word in words if word)
        if found:
            return found
    raise Invalid(N_("This practitioner has no name."), field="name")


def _texts(parent: Resource, key: str) -> list[str]:
    value = parent.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Invalid(N_("This must be a list of texts."), field=f"name.{key}")
    return value
