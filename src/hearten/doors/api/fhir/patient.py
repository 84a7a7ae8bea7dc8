"""FHIR Patient ↔ customer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearten.base.imports.types import Alias
from hearten.domains.customers.services.registration import check_contact
from hearten.domains.customers.types import CustomerFacts, Sex
from hearten.doors.api.fhir.mapping import PATIENTS, Mapped, Origin
from hearten.doors.api.fhir.references import alias_name, identifier_names, local_id
from hearten.doors.api.fhir.values import Resource, concept, moment, part, parts, text
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# Kinds of identifier that name the person: resident identity card, social insurance, passport; the first found wins.
_PERSONAL = ("NI", "NNCHN", "SS", "SB", "PPN")
_RESIDENT_CARD = re.compile(r"^\d{17}[\dX]$")
_NOT_DIALLED = re.compile(r"[().]")


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """A patient as a customer, with all names under which the source speaks of them."""

    customer: CustomerFacts
    names: tuple[str, ...]

    def aliases(self, customer_id: UUID) -> list[Alias]:
        return [Alias(name, customer_id) for name in self.names]


def from_fhir(resource: Resource, origin: Origin) -> list[Mapped]:
    """A Patient as a customer. Raises Invalid when it can't be one."""
    identity = local_id(resource, origin.full_url)
    _refuse_animals(resource)
    customer = CustomerFacts(
        name=_name(resource),
        sex=_sex(resource),
        birth_date=_birth_date(resource),
        region=_region(resource),
        language=_language(resource),
        phone=_contact(resource, "phone"),
        email=_contact(resource, "email"),
        id_number=_personal_number(resource),
        source=origin.source,
        source_id=identity[:120],
    )
    names = [alias_name(f"Patient/{identity}"), *identifier_names(resource)]
    if origin.full_url:
        names.append(alias_name(origin.full_url))
    return [Mapped(PATIENTS, PatientFacts(customer, tuple(dict.fromkeys(names))))]


def to_fhir(facts: CustomerFacts) -> Resource:
    """A customer as a Patient."""
    telecom = [
        {"system": kind, "value": value}
        for kind, value in (("phone", facts.phone), ("email", facts.email))
        if value
    ]
    resource: Resource = {
        "resourceType": "Patient",
        "id": facts.source_id,
        "name": [{"use": "official", "text": facts.name}],
        "gender": facts.sex.value,
        "birthDate": facts.birth_date.isoformat(),
        "communication": [
            {
                "language": {
                    "coding": [
                        {
                            "system": "urn:ietf:bcp:47",
                            "code": "zh-CN" if facts.language == "zh-hans" else "en",
                        }
                    ]
                }
            }
        ],
    }
    if telecom:
        resource["telecom"] = telecom
    if facts.region:
        resource["address"] = [{"state": facts.region}]
    if facts.id_number:
        coding = {"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "NI"}
        resource["identifier"] = [{"type": {"coding": [coding]}, "value": facts.id_number}]
    return resource


def _refuse_animals(resource: Resource) -> None:
    if any(
        str(extension.get("url", "")).endswith("patient-animal") for extension in parts(resource, "extension")
    ):
        raise Invalid(N_("This patient is an animal; we insure people."), field="extension")


def _name(resource: Resource) -> str:
    names = parts(resource, "name")
    order = {"official": 0, "usual": 1, "": 2}
    for name in sorted(names, key=lambda n: order.get(str(n.get("use") or ""), 3)):
        given = name.get("given") or []
        if not isinstance(given, list) or not all(isinstance(g, str) for g in given):
            raise Invalid(N_("This must be a list of texts."), field="name.given")
        family = text(name, "family")
        chinese = bool(re.search(r"[\u4e00-\u9fff]", family))
        joined = family + "".join(given) if chinese else " ".join([*given, family])
        found = (text(name, "text") or joined).strip()
        if found:
            if len(found) > 120:  # noqa: PLR2004 -- the length of the column
                raise Invalid(N_("A name has between 1 and 120 characters."), field="name")
            return found
    raise Invalid(N_("This patient has no name."), field="name")


def _sex(resource: Resource) -> Sex:
    value = text(resource, "gender")
    try:
        return Sex(value) if value else Sex.UNKNOWN
    except ValueError:
        raise Invalid(
            N_("“%(value)s” is not a sex that FHIR knows."), field="gender", value=value[:20]
        ) from None


def _birth_date(resource: Resource) -> date:
    value = resource.get("birthDate")
    if value is None:
        raise Invalid(N_("This patient has no date of birth."), field="birthDate")
    found = moment(value, field="birthDate")
    if found.precision != "day" or found.at is None:
        raise Invalid(
            N_("The date of birth %(value)s is not a whole date."), field="birthDate", value=found.text[:40]
        )
    return found.at.date()


def _region(resource: Resource) -> str:
    for address in parts(resource, "address"):
        region = text(address, "state") or text(address, "city") or text(address, "district")
        if region:
            return region[:40]
    return ""


def _language(resource: Resource) -> str:
    spoken = parts(resource, "communication")
    preferred = next((one for one in spoken if one.get("preferred") is True), spoken[0] if spoken else {})
    code = concept(preferred, "language").code
    return "en" if code and not code.lower().startswith("zh") else "zh-hans"


def _contact(resource: Resource, system: str) -> str | None:
    """The first number or address of this kind that can be used; one that can't is left out."""
    for telecom in parts(resource, "telecom"):
        value = text(telecom, "value")
        if telecom.get("system") != system or not value or telecom.get("use") == "old":
            continue
        value = _NOT_DIALLED.sub("", value).strip() if system == "phone" else value
        try:
            check_contact(
                phone=value if system == "phone" else None,
                email=value if system == "email" else None,
                bank_account=None,
            )
        except Invalid:
            continue
        return value
    return None


def _personal_number(resource: Resource) -> str | None:
    found: dict[str, str] = {}
    for identifier in parts(resource, "identifier"):
        value = text(identifier, "value", longest=500)
        codes = {str(c.get("code")) for c in parts(part(identifier, "type"), "coding")}
        if _RESIDENT_CARD.match(value):
            codes.add("NI")
        for code in codes & set(_PERSONAL):
            found.setdefault(code, value[:60])
    return next((found[code] for code in _PERSONAL if code in found), None)
