"""Hospitals with keys, and Claims as they send them."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.test import Client

from hearten.domains.partners.models import Organization
from hearten.domains.partners.services import agree_settlement, make_key
from hearten.domains.partners.types import Scope
from tests.factories.claims import EVENT, SYSTEM, photo

ACCOUNT = "6222020000000000777"
ALL = tuple(Scope)


def given_hospital(now, name="市一医院", source_id="h1") -> Organization:
    return Organization.objects.create(
        name=name, source="tests", source_id=source_id, digest=b"x" * 32, imported_at=now
    )


def given_key(hospital, now, scopes=ALL) -> str:
    return make_key(organization_id=hospital.pk, name="HIS", scopes=scopes, by=SYSTEM, now=now)[1]


def given_settlement(hospital, now, account=ACCOUNT):
    return agree_settlement(
        organization_id=hospital.pk, holder="市一医院", account=account, by=SYSTEM, now=now
    )


class System:
    """A hospital's system that speaks with a key."""

    def __init__(self, secret: str, language: str = "en") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}", "Accept-Language": language}

    def post(self, body: Any, path: str = "/fhir/Claim"):
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(path, raw, content_type="application/fhir+json", headers=self.headers)

    def get(self, path: str):
        return self.client.get(path, headers=self.headers)


def yuan(amount: str, currency: str = "CNY") -> dict[str, Any]:
    return {"value": float(amount), "currency": currency}


def item(net="850.00", social="400.00", out="50.00", *, sequence=1, day=EVENT, category="outpatient"):
    """A visit of 850.00 of which 医保 paid 400.00 and 50.00 lies outside the catalogue."""
    parts = {"urn:hearten:social-fund-paid": social, "urn:hearten:out-of-catalogue": out}
    return {
        "sequence": sequence,
        "category": {"coding": [{"system": "urn:hearten:expense-category", "code": category}]},
        "productOrService": {"text": "门诊"},
        "servicedDate": day.isoformat(),
        "net": yuan(net),
        "extension": [{"url": url, "valueMoney": yuan(part)} for url, part in parts.items() if part],
    }


def claim_of(policy, number="2026-77", **facts) -> dict[str, Any]:
    """A Claim for one visit of the policy's holder, with a photo of the bill."""
    customer = policy.customer
    paper = base64.b64encode(photo("#123456")).decode()
    return {
        "resourceType": "Claim",
        "contained": [
            {
                "resourceType": "Patient",
                "id": "p",
                "identifier": [{"system": "urn:hearten:member-number", "value": customer.number}],
                "birthDate": customer.birth_date.isoformat(),
            }
        ],
        "identifier": [{"system": "urn:his", "value": number}],
        "status": "active",
        "type": {"coding": [{"code": "professional"}]},
        "use": "claim",
        "patient": {"reference": "#p"},
        "created": "2026-11-01",
        "provider": {"display": "市一医院"},
        "priority": {"coding": [{"code": "normal"}]},
        "diagnosis": [
            {
                "sequence": 1,
                "diagnosisCodeableConcept": {
                    "coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "J20.9"}],
                    "text": "急性支气管炎",
                },
            }
        ],
        "supportingInfo": [
            {
                "sequence": 1,
                "category": {"coding": [{"code": "attachment"}]},
                "valueAttachment": {"contentType": "image/jpeg", "data": paper, "title": "bill.jpg"},
            }
        ],
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"identifier": {"value": policy.number}}}],
        "item": [item()],
    } | facts
