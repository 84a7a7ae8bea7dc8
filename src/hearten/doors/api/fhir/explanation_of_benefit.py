"""FHIR ExplanationOfBenefit ↔ what another insurer paid."""

from __future__ import annotations

from decimal import Decimal

from hearten.domains.claims.services.history import ExternalBenefitFacts
from hearten.doors.api.fhir.claim import (
    diagnosis_to_fhir,
    insurer,
    line_to_fhir,
    lines_and_diagnoses,
    moment_text,
)
from hearten.doors.api.fhir.coverage import from_contained
from hearten.doors.api.fhir.mapping import BENEFITS, Mapped, Origin
from hearten.doors.api.fhir.references import local_id, party, patient_names, source_name
from hearten.doors.api.fhir.values import Resource, concept, money, not_negative, part, parts, text, when
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def from_fhir(resource: Resource, origin: Origin) -> list[Mapped]:
    """An ExplanationOfBenefit, and the cover it carries inside. Payments keep every decimal they came with."""
    identity = local_id(resource, origin.full_url)
    patient = patient_names(resource, "patient")
    paid, currency = money(part(resource, "payment"), "amount")
    totals, totals_currency = _totals(resource)
    if paid is not None and totals and currency != totals_currency:
        raise Invalid(
            N_("The payment is in another currency than the totals."), field="payment.amount.currency"
        )
    period = part(resource, "billablePeriod")
    facts = ExternalBenefitFacts(
        source=origin.source,
        source_id=f"ExplanationOfBenefit/{identity}",
        claim_source_id=source_name(resource, "claim", "Claim"),
        kind=concept(resource, "type").code[:40],
        status=text(resource, "status")[:40],
        outcome=text(resource, "outcome")[:40],
        provider=party(resource, "provider"),
        insurer=insurer(resource),
        starts_at=(when(period, "start") if period else when(resource, "created")).at,
        ends_at=when(period, "end").at,
        made_at=when(resource, "created").at,
        currency=currency or totals_currency,
        totals={category: str(amount) for category, amount in totals.items()},
        payment_exact=not_negative(paid, field="payment.amount.value"),
        content=lines_and_diagnoses(resource),
    )
    return [Mapped(BENEFITS, facts, patient), *from_contained(resource, origin, patient)]


def to_fhir(facts: ExternalBenefitFacts, *, patient: str) -> Resource:
    """What another insurer paid, as an ExplanationOfBenefit of `patient` (a reference)."""
    resource: Resource = {
        "resourceType": "ExplanationOfBenefit",
        "id": facts.source_id.removeprefix("ExplanationOfBenefit/"),
        "status": facts.status,
        "type": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": facts.kind}]
        },
        "use": "claim",
        "patient": {"reference": patient},
        "created": moment_text(facts.made_at),
        "insurer": {"display": facts.insurer},
        "provider": {"display": facts.provider},
        "outcome": facts.outcome,
        "claim": {"reference": facts.claim_source_id} if facts.claim_source_id else {},
        "insurance": [{"focal": True, "coverage": {"display": facts.insurer}}],
        "billablePeriod": {"start": moment_text(facts.starts_at), "end": moment_text(facts.ends_at)},
        "item": [line_to_fhir(line) for line in facts.content.get("lines", [])],
        "diagnosis": [diagnosis_to_fhir(one) for one in facts.content.get("diagnoses", [])],
        "total": [
            {
                "category": {"coding": [{"code": category}]},
                "amount": {"value": Decimal(amount), "currency": facts.currency},
            }
            for category, amount in facts.totals.items()
        ],
    }
    if facts.payment_exact is not None:
        resource["payment"] = {"amount": {"value": facts.payment_exact, "currency": facts.currency}}
    return {key: value for key, value in resource.items() if value not in ([], {}, "", None)}


def _totals(resource: Resource) -> tuple[dict[str, Decimal], str]:
    """Totals by category, added up exactly; they must agree in their currency."""
    totals: dict[str, Decimal] = {}
    currencies = set()
    for one in parts(resource, "total"):
        amount, currency = money(one, "amount")
        if amount is None:
            continue
        category = concept(one, "category").code or "total"
        totals[category] = totals.get(category, Decimal(0)) + amount
        currencies.add(currency)
    if len(currencies) > 1:
        raise Invalid(N_("The totals are in different currencies."), field="total")
    return totals, next(iter(currencies), "")
