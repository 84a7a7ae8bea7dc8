"""A hospital's Claim → what it asks. Amounts are read exactly, to the fen; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.terms import category_labels
from hearten.domains.claims.services.hospitals import HospitalRequest
from hearten.domains.claims.types import Cause, LineFacts, Payee
from hearten.domains.policies.models import Policy
from hearten.domains.policies.selectors.covered import covered_person
from hearten.doors.api.fhir.references import contained
from hearten.doors.api.fhir.server.attachments import documents_of
from hearten.doors.api.fhir.server.names import PARTS, SETTLED
from hearten.doors.api.fhir.values import Resource, concept, day, decimal, money, part, parts, text
from hearten.kernel.errors import Invalid
from hearten.kernel.money import MINOR_PER_MAJOR
from hearten.kernel.text import N_

CURRENCY = "CNY"
# What the visit was, by FHIR's own codes, where an item names no category of the product.
_USUAL = {
    "AMB": "outpatient",
    "EMER": "emergency",
    "IMP": "inpatient",
    "ACUTE": "inpatient",
    "SS": "outpatient_surgery",
}
_BY_TYPE = {"institutional": "inpatient", "professional": "outpatient"}
_ICD = re.compile(r"icd-?10", re.IGNORECASE)


def request_of(claim: Resource, *, by: Actor, hospital: str) -> HospitalRequest:
    """What the Claim asks for. Raises Invalid with the place (`Claim.item[0].net`) of what can't be right."""
    policy = _policy(claim)
    diagnosis, code = _diagnosis(claim)
    lines = _lines(claim, policy, hospital)
    cause, event_date = _event(claim, lines)
    if by.organization_id is None:
        raise RuntimeError("only a partner's key reads a Claim")
    return HospitalRequest(
        organization_id=by.organization_id,
        reference=reference_of(claim),
        customer_id=policy.customer_id,
        policy_id=policy.pk,
        cause=cause,
        event_date=event_date,
        diagnosis=diagnosis,
        diagnosis_code=code,
        lines=lines,
        payee=_payee(claim),
        approval=_approval(claim),
        documents=documents_of(claim),
    )


def reference_of(claim: Resource) -> str:
    """The hospital's own number: the first identifier that has a value."""
    values = [text(one, "value", longest=80) for one in parts(claim, "identifier")]
    found = next((value for value in values if value), "")
    if not found:
        raise Invalid(
            N_("Give the claim a number of your own."),
            field="Claim.identifier",
            hint=N_("By it we know the same claim when you send it again."),
        )
    return found


def _policy(claim: Resource) -> Policy:
    patient = _inner(claim, part(claim, "patient"), "Patient", "Claim.patient")
    numbers = [text(one, "value", longest=100) for one in parts(patient, "identifier")]
    born = day(patient, "birthDate")
    if born is None or not any(numbers):
        raise Invalid(
            N_("Say who the patient is: member number or ID number, and date of birth."),
            field="Claim.patient",
        )
    covers = parts(claim, "insurance")
    focal = next((place for place, one in enumerate(covers) if one.get("focal") is True), 0)
    place = f"Claim.insurance[{focal}].coverage"
    named = [number for number in _policy_numbers(claim, part(covers[focal], "coverage")) if number]
    if not named:
        raise Invalid(N_("Say under which policy you claim, by its number."), field=place)
    policy = covered_person(named[0], numbers[:10], born)
    if policy is None:
        raise Invalid(
            N_("We know no such person under this policy."),
            field="Claim.patient",
            hint=N_(
                "Number, date of birth and policy must be those of one person; look at the insurance card."
            ),
        )
    return policy


def _policy_numbers(claim: Resource, cover: Resource) -> list[str]:
    inner = contained(claim, text(cover, "reference", longest=500))
    listed = [text(one, "value", longest=100) for one in parts(inner, "identifier")]
    return [
        *listed,
        text(inner, "subscriberId", longest=100),
        text(part(cover, "identifier"), "value", longest=100),
    ]


def _inner(claim: Resource, reference: Resource, kind: str, place: str) -> Resource:
    found = contained(claim, text(reference, "reference", longest=500))
    if found.get("resourceType") != kind:
        raise Invalid(
            N_("Put the %(kind)s inside the Claim (contained) and point at it."), field=place, kind=kind
        )
    return found


def _lines(claim: Resource, policy: Policy, hospital: str) -> tuple[LineFacts, ...]:
    known = category_labels(Claim(policy=policy), "en")
    usual = _usual_category(claim)
    lines = tuple(
        _line(item, f"Claim.item[{place}]", known, usual, policy.currency, hospital)
        for place, item in enumerate(parts(claim, "item"))
    )
    total, currency = money(claim, "total")
    if total is not None:
        stated = minor(total, currency, wanted=policy.currency, field="Claim.total")
        if stated != sum(line.billed_minor for line in lines):
            raise Invalid(N_("The items do not add up to the total."), field="Claim.total")
    return lines


def _line(  # noqa: PLR0917 -- one item and what it is read by
    item: Resource, place: str, known: Mapping[str, str], usual: str, currency: str, hospital: str
) -> LineFacts:
    start, end = _days(item, place)
    parted: dict[str, Any] = _parts(item, place, currency)
    settled = any(
        one.get("url") == SETTLED and one.get("valueBoolean") is True for one in parts(item, "extension")
    )
    return LineFacts(
        category=_category(item, place, known, usual),
        service_date=start,
        until_date=end if end != start else None,
        provider=hospital,
        billed_minor=_billed(item, place, currency),
        settled_by_social=settled or parted.get("social_fund_paid_minor", 0) > 0,
        **parted,
    )


def _days(item: Resource, place: str) -> tuple[date, date | None]:
    period = part(item, "servicedPeriod")
    start = day(period, "start") if period else day(item, "servicedDate")
    if start is None:
        raise Invalid(N_("Say on what day this was done."), field=f"{place}.serviced")
    return start, day(period, "end") if period else None


def _parts(item: Resource, place: str, currency: str) -> dict[str, Any]:
    found: dict[str, int] = {}
    for number, one in enumerate(parts(item, "extension")):
        name = PARTS.get(str(one.get("url")))
        if name is None:
            continue
        here = f"{place}.extension[{number}].valueMoney"
        amount, stated = money(one, "valueMoney")
        if amount is None or name in found:
            raise Invalid(N_("State this amount once."), field=here)
        found[name] = minor(amount, stated, wanted=currency, field=here)
    return found


def _billed(item: Resource, place: str, currency: str) -> int:
    amount, stated = money(item, "net")
    if amount is None:
        amount, stated = money(item, "unitPrice")
        if amount is None:
            raise Invalid(N_("Say what this cost (net)."), field=f"{place}.net")
        count = part(item, "quantity").get("value", 1)
        amount *= decimal(count, field=f"{place}.quantity.value")
    return minor(amount, stated, wanted=currency, field=f"{place}.net")


def minor(amount: Decimal, currency: str, *, wanted: str, field: str) -> int:
    """An amount in whole fen. Raises Invalid for another currency, a fraction of a fen, or less than nothing."""
    if currency and currency != wanted:
        raise Invalid(N_("This policy is in %(currency)s."), field=field, currency=wanted)
    if amount < 0:
        raise Invalid(N_("This amount can't be less than nothing."), field=field)
    exact = amount * MINOR_PER_MAJOR
    if exact != exact.to_integral_value():
        raise Invalid(N_("An amount has at most two decimals."), field=field)
    return int(exact)


def _usual_category(claim: Resource) -> str:
    return _USUAL.get(concept(claim, "subType").code) or _BY_TYPE.get(concept(claim, "type").code, "")


def _category(item: Resource, place: str, known: Mapping[str, str], usual: str) -> str:
    """The product's kind of expense: by its own code, by the class of the visit, or by the type of the claim."""
    codes = [text(one, "code") for one in parts(part(item, "category"), "coding")]
    for code in codes:
        found = code if code in known else _USUAL.get(code, "")
        if found in known:
            return found
    if not codes and usual in known:
        return usual
    raise Invalid(
        N_("We can't tell what kind of expense this is."),
        field=f"{place}.category",
        hint=N_("This policy pays for: %(known)s."),
        known=", ".join(known),
    )


def _diagnosis(claim: Resource) -> tuple[str, str]:
    for place, one in enumerate(parts(claim, "diagnosis")):
        said = concept(one, "diagnosisCodeableConcept")
        if said.display:
            code = said.code if _ICD.search(said.system) else ""
            if len(code) > 20:  # noqa: PLR2004 -- no code of ICD-10 is longer
                raise Invalid(N_("This is no code of ICD-10."), field=f"Claim.diagnosis[{place}]")
            return said.display, code
    raise Invalid(N_("Say what the doctor found (diagnosis)."), field="Claim.diagnosis")


def _event(claim: Resource, lines: tuple[LineFacts, ...]) -> tuple[Cause, date]:
    if not lines:
        raise Invalid(N_("Add at least one item."), field="Claim.item")
    accident = part(claim, "accident")
    if accident:
        happened = day(accident, "date")
        if happened is None:
            raise Invalid(N_("Say on what day the accident happened."), field="Claim.accident.date")
        return Cause.ACCIDENT, happened
    return Cause.ILLNESS, min(line.service_date for line in lines)


def _payee(claim: Resource) -> Payee | None:
    code = concept(part(claim, "payee"), "type").code
    if not code:
        return None
    known = {"provider": Payee.PROVIDER, "subscriber": Payee.MEMBER, "beneficiary": Payee.MEMBER}
    if code not in known:
        raise Invalid(N_("We pay the provider or the subscriber."), field="Claim.payee.type")
    return known[code]


def _approval(claim: Resource) -> str:
    for place, cover in enumerate(parts(claim, "insurance")):
        named = cover.get("preAuthRef") or []
        if len(named) > 1:
            raise Invalid(N_("A claim refers to one approval."), field=f"Claim.insurance[{place}].preAuthRef")
        if named:
            return str(named[0])[:20]
    return ""
