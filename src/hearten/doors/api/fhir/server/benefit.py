"""ExplanationOfBenefit of a claim of our own: for the member as a file, for the hospital that sent it."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.hospitals import approval_of
from hearten.domains.claims.selectors.terms import category_labels
from hearten.domains.claims.types import DECIDED_STATES, DECISION_LABELS, ClaimState, Decision, Payee
from hearten.doors.api.fhir.server.adjudications import (
    DecidedItem,
    amount_of,
    decided_items,
    item_adjudication,
    totals_of,
)
from hearten.doors.api.fhir.server.claim_response import INSURER
from hearten.doors.api.fhir.server.names import (
    CLAIM_NUMBER,
    CLAIM_TYPE,
    EXPENSE_CATEGORY,
    MEMBER_NUMBER,
    PAYEE_TYPE,
    PAYMENT_TYPE,
    POLICY_NUMBER,
)
from hearten.doors.api.fhir.values import Resource
from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_


def to_fhir(claim: Claim) -> Resource:
    """The decided claim as ExplanationOfBenefit, amounts exact. Raises Conflict before there is a decision."""
    items = decided_items(claim)
    if claim.state not in DECIDED_STATES or not items:
        raise Conflict(N_("There is no decision yet."), hint=N_("We write to you as soon as there is one."))
    days = [item.line.service_date for item in items]
    found: Resource = {
        "resourceType": "ExplanationOfBenefit",
        "id": str(claim.pk),
        "identifier": [{"system": CLAIM_NUMBER, "value": claim.number}],
        "status": "cancelled" if claim.state == ClaimState.REVERSED else "active",
        "type": {"coding": [{"system": CLAIM_TYPE, "code": "professional"}]},
        "use": "claim",
        "patient": {"identifier": {"system": MEMBER_NUMBER, "value": claim.customer.number}},
        "billablePeriod": {
            "start": min(days),
            "end": max(item.line.until_date or item.line.service_date for item in items),
        },
        "created": claim.decided_at,
        "insurer": {"display": INSURER},
        "provider": {"display": items[0].line.provider or _("The member")},
        "claim": {"reference": f"Claim/{claim.pk}"},
        "outcome": "partial" if claim.reopened_at else "complete",
        "disposition": _(DECISION_LABELS[Decision(str(claim.decision))]),
        "payee": {"type": {"coding": [{"system": PAYEE_TYPE, "code": _payee(claim)}]}},
        "insurance": [
            {
                "focal": True,
                "coverage": {"identifier": {"system": POLICY_NUMBER, "value": claim.policy.number}},
            }
        ],
        "item": [_item(item, claim) for item in items],
        "total": totals_of(items, claim.currency),
        "payment": _payment(claim),
    }
    if claim.provider_reference:
        found["claim"]["identifier"] = {"value": claim.provider_reference}
    if approval := approval_of(claim):
        found["preAuthRef"] = [approval.number]
    if claim.note:
        found["processNote"] = [{"number": 1, "type": "display", "text": claim.note}]
    return found


def _payee(claim: Claim) -> str:
    return "provider" if claim.payee == Payee.PROVIDER else "subscriber"


def _item(item: DecidedItem, claim: Claim) -> Resource:
    line = item.line
    label = category_labels(claim, get_language() or "zh-hans").get(line.category, line.category)
    found: Resource = {
        "sequence": line.position,
        "category": {"coding": [{"system": EXPENSE_CATEGORY, "code": line.category}], "text": label},
        "productOrService": {"text": label},
        "net": amount_of(line.billed_minor, claim.currency),
        "adjudication": item_adjudication(item, claim.currency),
    }
    if line.until_date:
        found["servicedPeriod"] = {"start": line.service_date, "end": line.until_date}
    else:
        found["servicedDate"] = line.service_date
    return found


def _payment(claim: Claim) -> Resource:
    done = claim.state == ClaimState.PAID
    found: Resource = {
        "type": {"coding": [{"system": PAYMENT_TYPE, "code": "complete" if done else "partial"}]},
        "amount": amount_of(claim.payable_minor or 0, claim.currency),
    }
    if claim.paid_at:
        found["date"] = claim.paid_at.date()
    return found
