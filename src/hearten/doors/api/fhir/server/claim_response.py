"""What we answer a hospital: ClaimResponse for claims, approvals before treatment, and estimates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from hearten.domains.claims.models import Claim, PreAuthorization
from hearten.domains.claims.selectors.estimates import Estimate, kept_line
from hearten.domains.claims.selectors.hospitals import Answerable, approval_of
from hearten.domains.claims.types import (
    DECIDED_STATES,
    DECISION_LABELS,
    STATE_LABELS,
    ClaimState,
    Decision,
    Payee,
)
from hearten.domains.policies.models import Policy
from hearten.doors.api.fhir.server.adjudications import (
    DecidedItem,
    amount_of,
    decided_items,
    item_adjudication,
    items_of,
    totals_of,
)
from hearten.doors.api.fhir.server.names import (
    CLAIM_NUMBER,
    CLAIM_TYPE,
    MEMBER_NUMBER,
    PAYEE_TYPE,
    PAYMENT_TYPE,
    POLICY_NUMBER,
)
from hearten.doors.api.fhir.values import Resource
from hearten.doors.components.formats import day_text, money_text

INSURER = "Hearten"
_GONE = {ClaimState.WITHDRAWN, ClaimState.REVERSED}


def answer(thing: Answerable) -> Resource:
    """The answer to what a hospital sent, as it stands now."""
    return _of_claim(thing) if isinstance(thing, Claim) else _of_approval(thing)


def answer_estimate(estimate: Estimate, *, now: datetime) -> Resource:
    """What would be paid, as things stand now. It has no id: nothing of it is kept."""
    items = items_of(estimate.lines, [line.kept() for line in estimate.outcome.lines])
    policy = estimate.claim.policy
    found = _frame("predetermination", policy, created=now)
    left = sum(item.member_minor for item in items)
    paid = estimate.outcome.payable_minor
    return found | {
        "outcome": "complete",
        "disposition": _(
            "As things stand now the plan would pay %(paid)s; %(left)s would be left to the patient."
        )
        % {"paid": money_text(paid), "left": money_text(left)},
        **_decided(items, policy.currency),
    }


def _of_claim(claim: Claim) -> Resource:
    found = _frame("claim", claim.policy, created=claim.submitted_at or claim.created_at) | {
        "id": str(claim.pk),
        "identifier": [{"system": CLAIM_NUMBER, "value": claim.number}],
        "request": {
            "reference": f"Claim/{claim.pk}",
            "identifier": {"value": claim.provider_reference},
        },
    }
    if approval := approval_of(claim):
        found["preAuthRef"] = approval.number
    if claim.state in _GONE:
        label = _(STATE_LABELS[ClaimState(claim.state)])
        return found | {"status": "cancelled", "outcome": "complete", "disposition": label}
    if claim.state not in DECIDED_STATES:
        waits = claim.state == ClaimState.WAITING_MEMBER
        words = (
            _("We wait for papers that we asked the member for.")
            if waits
            else _("An examiner looks at this claim.")
        )
        return found | {"outcome": "queued", "disposition": words}
    return found | _decision(claim)


def _decision(claim: Claim) -> Resource:
    items = decided_items(claim)
    paid = claim.payable_minor or 0
    code = "provider" if claim.payee == Payee.PROVIDER else "subscriber"
    found: Resource = {
        "outcome": "partial" if claim.reopened_at else "complete",
        "disposition": _disposition(claim, items),
        "payeeType": {"coding": [{"system": PAYEE_TYPE, "code": code}]},
        **_decided(items, claim.currency),
    }
    if paid:
        done = claim.state == ClaimState.PAID
        found["payment"] = {
            "type": {"coding": [{"system": PAYMENT_TYPE, "code": "complete" if done else "partial"}]},
            "amount": amount_of(paid, claim.currency),
            "identifier": {"system": CLAIM_NUMBER, "value": claim.number},
        }
        if claim.paid_at:
            found["payment"]["date"] = claim.paid_at.date()
    if claim.note:
        found["processNote"] = [{"number": 1, "type": "display", "text": claim.note}]
    return found


def _disposition(claim: Claim, items: Sequence[DecidedItem]) -> str:
    whom = _("We pay you") if claim.payee == Payee.PROVIDER else _("We pay the member")
    left = sum(item.member_minor for item in items)
    words = _("%(decision)s. %(whom)s %(paid)s; %(left)s is left to the patient.") % {
        "decision": _(DECISION_LABELS[Decision(str(claim.decision))]),
        "whom": whom,
        "paid": money_text(claim.payable_minor or 0),
        "left": money_text(left),
    }
    return f"{words} {_('An examiner looks at it again.')}" if claim.reopened_at else words


def _of_approval(row: PreAuthorization) -> Resource:
    found = _frame("preauthorization", row.policy, created=row.created_at) | {
        "id": str(row.pk),
        "identifier": [{"system": CLAIM_NUMBER, "value": row.number}],
        "request": {"reference": f"Claim/{row.pk}", "identifier": {"value": row.provider_reference}},
        "outcome": "complete",
        "preAuthRef": row.number,
        "preAuthPeriod": {"start": row.created_at.date(), "end": row.valid_until},
    }
    if row.cancelled_at:
        return found | {"status": "cancelled", "disposition": _("You took this request back.")}
    found["disposition"] = _(
        "Approved until %(until)s. As things stand now the plan would pay %(paid)s of %(billed)s; the claim decides."
    ) % {
        "until": day_text(row.valid_until),
        "paid": money_text(row.expected_minor),
        "billed": money_text(row.claimed_minor),
    }
    if row.trace:
        found |= _decided(_items_of_trace(row), row.policy.currency)
    return found


def _items_of_trace(row: PreAuthorization) -> list[DecidedItem]:
    """The lines of a request are kept with the engine's answer only."""
    return items_of([kept_line(one) for one in row.trace], row.trace)


def _decided(items: Sequence[DecidedItem], currency: str) -> Resource:
    if not items:
        return {}
    return {
        "item": [
            {"itemSequence": item.line.position, "adjudication": item_adjudication(item, currency)}
            for item in items
        ],
        "total": totals_of(items, currency),
    }


def _frame(use: str, policy: Policy, *, created: datetime | date) -> Resource:
    return {
        "resourceType": "ClaimResponse",
        "status": "active",
        "type": {"coding": [{"system": CLAIM_TYPE, "code": "professional"}]},
        "use": use,
        "patient": {"identifier": {"system": MEMBER_NUMBER, "value": policy.customer.number}},
        "created": created,
        "insurer": {"display": INSURER},
        "insurance": [
            {
                "sequence": 1,
                "focal": True,
                "coverage": {"identifier": {"system": POLICY_NUMBER, "value": policy.number}},
            }
        ],
    }
