"""FHIR Claim ↔ a claim made elsewhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hearten.domains.claims.services.history import ExternalClaimFacts
from hearten.doors.api.fhir.coverage import payors
from hearten.doors.api.fhir.mapping import CLAIMS, Mapped, Origin
from hearten.doors.api.fhir.references import contained, local_id, party, patient_names
from hearten.doors.api.fhir.values import (
    Resource,
    concept,
    money,
    not_negative,
    part,
    parts,
    plain,
    text,
    when,
)


def from_fhir(resource: Resource, origin: Origin) -> list[Mapped]:
    """A Claim. Its total is kept exactly as stated; a Claim that states none has none."""
    identity = local_id(resource, origin.full_url)
    total, currency = money(resource, "total")
    period = part(resource, "billablePeriod")
    facts = ExternalClaimFacts(
        source=origin.source,
        source_id=f"Claim/{identity}",
        kind=concept(resource, "type").code[:40],
        use=text(resource, "use")[:40],
        status=text(resource, "status")[:40],
        provider=party(resource, "provider"),
        insurer=insurer(resource),
        starts_at=(when(period, "start") if period else when(resource, "created")).at,
        ends_at=when(period, "end").at,
        made_at=when(resource, "created").at,
        currency=currency,
        total_exact=not_negative(total, field="total.value"),
        content=lines_and_diagnoses(resource),
    )
    return [Mapped(CLAIMS, facts, patient_names(resource, "patient"))]


def to_fhir(facts: ExternalClaimFacts, *, patient: str) -> Resource:
    """A claim made elsewhere as a Claim of `patient` (a reference)."""
    resource: Resource = {
        "resourceType": "Claim",
        "id": facts.source_id.removeprefix("Claim/"),
        "status": facts.status,
        "type": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": facts.kind}]
        },
        "use": facts.use,
        "patient": {"reference": patient},
        "created": moment_text(facts.made_at),
        "provider": {"display": facts.provider},
        "insurer": {"display": facts.insurer},
        "priority": {"coding": [{"code": "normal"}]},
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": facts.insurer}}],
        "billablePeriod": {"start": moment_text(facts.starts_at), "end": moment_text(facts.ends_at)},
        "item": [line_to_fhir(line) for line in facts.content.get("lines", [])],
        "diagnosis": [diagnosis_to_fhir(one) for one in facts.content.get("diagnoses", [])],
    }
    if facts.total_exact is not None:
        resource["total"] = {"value": facts.total_exact, "currency": facts.currency}
    return {key: value for key, value in resource.items() if value not in ([], {}, "", None)}


def insurer(resource: Resource) -> str:
    """Who insures: the insurer that is named, else the payer of the (focal) cover."""
    if named := party(resource, "insurer"):
        return named
    insurances = parts(resource, "insurance")
    focal = next((one for one in insurances if one.get("focal") is True), insurances[0] if insurances else {})
    cover = part(focal, "coverage")
    if display := text(cover, "display"):
        return display[:200]
    return payors(contained(resource, text(cover, "reference", longest=500)))


def lines_and_diagnoses(resource: Resource) -> dict[str, Any]:
    """What was done, line by line, and for what; numbers exactly as stated, as text."""
    content = {
        "lines": [_line(item) for item in parts(resource, "item")],
        "diagnoses": [_diagnosis(one) for one in parts(resource, "diagnosis")],
    }
    return {key: value for key, value in content.items() if value}


def _line(item: Resource) -> dict[str, Any]:
    service = concept(item, "productOrService")
    net, currency = money(item, "net")
    line = {
        "sequence": plain(item.get("sequence")),
        "system": service.system,
        "code": service.code,
        "display": service.display,
        "category": concept(item, "category").display,
        "served": when(item, "servicedDate", "servicedPeriod").text,
        "net": None if net is None else str(net),
        "currency": currency,
        "adjudication": [_adjudication(one) for one in parts(item, "adjudication")],
    }
    return {key: value for key, value in line.items() if value not in ("", None, [])}


def _adjudication(one: Resource) -> dict[str, Any]:
    amount, currency = money(one, "amount")
    found = {
        "category": concept(one, "category").code,
        "amount": None if amount is None else str(amount),
        "currency": currency,
    }
    return {key: value for key, value in found.items() if value not in ("", None)}


def _diagnosis(one: Resource) -> dict[str, Any]:
    code = concept(one, "diagnosisCodeableConcept")
    found = {
        "sequence": plain(one.get("sequence")),
        "system": code.system,
        "code": code.code,
        "display": code.display,
        "record": text(part(one, "diagnosisReference"), "reference", longest=500),
    }
    return {key: value for key, value in found.items() if value not in ("", None)}


def line_to_fhir(line: dict[str, Any]) -> Resource:
    coding = {key: line[key] for key in ("system", "code") if key in line}
    item: Resource = {
        "sequence": line.get("sequence", 1),
        "productOrService": {"coding": [coding] if coding else [], "text": line.get("display", "")},
        "category": {"text": line["category"]} if "category" in line else None,
        "net": {"value": Decimal(line["net"]), "currency": line.get("currency", "")}
        if "net" in line
        else None,
        "adjudication": [
            {
                "category": {"coding": [{"code": one.get("category", "")}]},
                **(
                    {"amount": {"value": Decimal(one["amount"]), "currency": one.get("currency", "")}}
                    if "amount" in one
                    else {}
                ),
            }
            for one in line.get("adjudication", [])
        ],
    }
    served = line.get("served", "")
    if served:
        item["servicedPeriod" if "T" in served else "servicedDate"] = (
            {"start": served} if "T" in served else served
        )
    return {key: value for key, value in item.items() if value not in (None, [])}


def diagnosis_to_fhir(one: dict[str, Any]) -> Resource:
    found: Resource = {"sequence": one.get("sequence", 1)}
    if "record" in one:
        found["diagnosisReference"] = {"reference": one["record"]}
    else:
        coding = {key: one[key] for key in ("system", "code") if key in one}
        found["diagnosisCodeableConcept"] = {"coding": [coding], "text": one.get("display", "")}
    return found


def moment_text(at: Any) -> str:
    return at.isoformat() if at else ""
