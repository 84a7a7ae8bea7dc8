"""Whom and what does a resource point at? References come in five forms; each becomes names we can look up.

`Patient/123`, `https://server/fhir/Patient/123`, `urn:uuid:…`, `#contained`, and an identifier (system and value).
Identifiers of people are looked up by a keyed digest: the table of names tells nobody's number.
"""

from __future__ import annotations

import hashlib
import re

from hearten.base.vault.keyring import blind_index
from hearten.doors.api.fhir.values import Resource, part, parts, text
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

LONGEST_NAME = 180
_TYPED = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([^/|#\s]{1,128})(?:/_history/[^/\s]+)?$")
_LOCAL_ID = re.compile(r"^[^\s/|#]{1,128}$")


def local_id(resource: Resource, full_url: str) -> str:
    """The name of a resource within its source: its id, else what its address says."""
    given = text(resource, "id", longest=200)
    if given:
        if not _LOCAL_ID.match(given):
            raise Invalid(N_("“%(id)s” is not an id."), field="id", id=given[:40])
        return given
    if full_url.startswith("urn:uuid:"):
        return full_url[9:][:128]
    match = _TYPED.search(full_url)
    if match:
        return match.group(2)
    raise Invalid(N_("This resource has no id and no address, so it could not be found again."), field="id")


def typed(reference: str) -> tuple[str, str]:
    """Type and id that a reference tells, as far as it does: (`Patient`, `123`) or (``, `uuid`)."""
    if reference.startswith(("urn:uuid:", "urn:oid:")):
        return "", reference.removeprefix("urn:uuid:")
    match = _TYPED.search(reference)
    return (match.group(1), match.group(2)) if match else ("", reference)


def source_name(parent: Resource, key: str, kind: str) -> str:
    """`Claim/123` for what `key` points at; empty when it points at nothing we can name."""
    reference = text(part(parent, key), "reference", longest=500)
    if not reference or reference.startswith("#"):
        return ""
    found, identity = typed(reference)
    return f"{found or kind}/{identity}"[:LONGEST_NAME]


def party(resource: Resource, key: str, *, kind: str = "Organization") -> str:
    """What to call an organisation or practitioner: its words when told, else its name within the source."""
    value = part(resource, key)
    if display := text(value, "display", longest=1000):
        return display[:200]
    reference = text(value, "reference", longest=500)
    if reference.startswith("#"):
        inner = contained(resource, reference)
        name = inner.get("name")
        return name[:200] if isinstance(name, str) else ""
    if reference:
        found, identity = typed(reference)
        return f"{found or kind}/{identity}"[:200]
    return text(part(value, "identifier"), "value", longest=200)


def contained(resource: Resource, reference: str) -> Resource:
    """The resource inside `resource` that `#name` means; empty when there is none."""
    return next((inner for inner in parts(resource, "contained") if f"#{inner.get('id')}" == reference), {})


def patient_names(resource: Resource, *keys: str) -> tuple[str, ...]:
    """The names under which the patient of `resource` may be known, the surest first."""
    for key in keys:
        value = part(resource, key)
        if value:
            return _names(resource, value, key)
    raise Invalid(N_("This resource does not say whom it is about."), field=keys[0])


def _names(resource: Resource, value: Resource, key: str) -> tuple[str, ...]:
    reference = text(value, "reference", longest=500)
    names: list[str] = []
    if reference.startswith("#"):
        names += identifier_names(contained(resource, reference))
    elif reference:
        kind, identity = typed(reference)
        if kind and kind != "Patient":
            raise Invalid(N_("This speaks of a %(kind)s, not of a patient."), field=key, kind=kind)
        names += [alias_name(reference), alias_name(f"Patient/{identity}")]
    identifier = part(value, "identifier")
    if identifier:
        names += identifier_names({"identifier": [identifier]})
    if not names:
        raise Invalid(N_("This resource does not say whom it is about."), field=key)
    return tuple(dict.fromkeys(names))


def identifier_names(resource: Resource) -> list[str]:
    """Lookup names for identifiers that have both a system and a value."""
    names = []
    for identifier in parts(resource, "identifier"):
        system, value = text(identifier, "system", longest=500), text(identifier, "value", longest=500)
        if system and value:
            names.append("id:" + blind_index(f"{system}|{value}").hex())
    return names


def alias_name(name: str) -> str:
    """`name`, shortened to a digest when it is too long to be kept."""
    return name if len(name) <= LONGEST_NAME else "long:" + hashlib.sha256(name.encode()).hexdigest()
