"""What hospitals send: claims, questions before a treatment, and taking back. The same number twice is the same thing.

A hospital acts with the rights of its key alone: it reaches what it sent itself and nothing else (L8).
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hearten.base.accounts.types import Actor
from hearten.base.imports.services import digest_of
from hearten.base.ledger.services import append
from hearten.domains.claims.models import Claim, HospitalSubmission, PreAuthorization
from hearten.domains.claims.selectors.estimates import (
    Estimate,
    ahead_days,
    approval_days,
    estimate_lines,
    kept_trace,
    policy_with_customer,
)
from hearten.domains.claims.selectors.terms import BILLED, benefit_kind
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.handing_in import check_whole
from hearten.domains.claims.services.intake import receive_claims
from hearten.domains.claims.services.steps import Traces, lock_claim, save_step
from hearten.domains.claims.services.submission import withdraw_claim
from hearten.domains.claims.types import (
    HOSPITAL_CANCELLED,
    PREAUTHORIZATION_CANCELLED,
    PREAUTHORIZED,
    UNDECIDED,
    Cause,
    ClaimState,
    Holder,
    LineFacts,
    NewClaim,
    NewDocument,
    Payee,
    ReviewReason,
)
from hearten.domains.customers.selectors import account_to_pay
from hearten.domains.partners.selectors.exchange import settlement_account
from hearten.domains.policies.models import Policy
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.text import N_

_GONE = frozenset({ClaimState.WITHDRAWN, ClaimState.REVERSED})


@dataclass(frozen=True, kw_only=True)
class HospitalRequest:
    """What a hospital asks about: a treatment done (a claim) or planned. Without a `payee` the agreement with it says who."""

    organization_id: UUID
    reference: str
    customer_id: UUID
    policy_id: UUID
    cause: Cause
    event_date: date
    diagnosis: str
    lines: tuple[LineFacts, ...]
    diagnosis_code: str = ""
    payee: Payee | None = None
    approval: str = ""
    documents: tuple[NewDocument, ...] = ()

    @property
    def provider_code(self) -> str:
        return str(self.organization_id)


@transaction.atomic
def take_hospital_claim(
    request: HospitalRequest, *, by: Actor, now: datetime, run_id: UUID | None = None
) -> Claim:
    """Take a claim in and let the rules decide it at once. Sent again it is given back as it stands now.

    Raises Conflict when the number was used for something else, Invalid or NotFound for what can't be right.
    """
    _check_speaker(request, by)
    sent = _submission(request, "claim", now=now, run_id=run_id)
    if sent.claim_id is not None:
        return Claim.objects.select_related("policy", "customer").get(pk=sent.claim_id)
    approval = _approval_of(request)
    payee, account = _payee(request)
    given = NewClaim(
        customer_id=request.customer_id,
        policy_id=request.policy_id,
        client_token=hashlib.sha256(f"{request.provider_code}|{request.reference}".encode()).hexdigest(),
        cause=request.cause,
        event_date=request.event_date,
        diagnosis=request.diagnosis,
        diagnosis_code=request.diagnosis_code,
        bank_account=account,
        lines=request.lines,
        channel="api",
        payee=payee,
        provider_code=request.provider_code,
        provider_reference=request.reference,
        documents=request.documents,
    )
    claim = receive_claims([given], by=by, now=now)[0]
    sent.claim = claim
    sent.save(update_fields=["claim"])
    if approval is not None:
        approval.claim = claim
        approval.save(update_fields=["claim"])
    return claim


def estimate_for_hospital(request: HospitalRequest, *, by: Actor, now: datetime) -> Estimate:
    """What would be paid for a treatment, as things stand now. Nothing is kept."""
    _check_speaker(request, by)
    policy = policy_with_customer(request.policy_id)
    _check_planned(request, policy, now=now)
    return estimate_lines(policy, request.lines, cause=request.cause, event_date=request.event_date, now=now)


@transaction.atomic
def preauthorize(request: HospitalRequest, *, by: Actor, now: datetime) -> PreAuthorization:
    """Approve a planned treatment by what would be paid for it now. Nothing is paid, no deductible is used.

    Asked again it is given back; raises as `take_hospital_claim`.
    """
    _check_speaker(request, by)
    sent = _submission(request, "preauthorization", now=now)
    if sent.preauthorization_id is not None:
        return PreAuthorization.objects.select_related("policy", "customer").get(pk=sent.preauthorization_id)
    estimate = estimate_for_hospital(request, by=by, now=now)
    identity = new_id()
    row = PreAuthorization.objects.create(
        id=identity,
        number=new_number("PA", identity),
        customer_id=request.customer_id,
        policy=estimate.claim.policy,
        provider_code=request.provider_code,
        provider_reference=request.reference,
        diagnosis=request.diagnosis,
        trace=kept_trace(estimate),
        claimed_minor=estimate.claimed_minor,
        expected_minor=estimate.outcome.payable_minor,
        rules_version=estimate.outcome.rules_version,
        created_at=now,
        valid_until=timezone.localdate(now) + approval_days(),
    )
    sent.preauthorization = row
    sent.save(update_fields=["preauthorization"])
    _note(row, PREAUTHORIZED, by=by, now=now)
    return row


@transaction.atomic
def cancel_for_hospital(*, reference: str, by: Actor, now: datetime) -> Claim | PreAuthorization:
    """The hospital takes back what it sent: an undecided claim is withdrawn, a decided one goes to an examiner.

    A second time nothing changes. Raises NotFound for a number that this hospital never used.
    """
    sent = (
        HospitalSubmission.objects.select_for_update()
        .filter(provider_code=str(by.organization_id), reference=reference)
        .first()
    )
    if sent is None:
        raise NotFound(N_("Nothing was sent under this number."), field="identifier")
    if sent.preauthorization_id is not None:
        return _cancel_approval(sent.preauthorization_id, by=by, now=now)
    claim = lock_claim(sent.claim_id)  # type: ignore[arg-type]  # one of the two is there
    if claim.state in UNDECIDED:
        return withdraw_claim(claim_id=claim.pk, by=by, now=now)
    if claim.state not in _GONE and ReviewReason.HOSPITAL_CANCELLED not in claim.review_reasons:
        _give_back_to_person(claim, by=by, now=now)
    return claim


def _give_back_to_person(claim: Claim, *, by: Actor, now: datetime) -> None:
    claim.reopened_at = now
    claim.review_reasons = sorted({*claim.review_reasons, ReviewReason.HOSPITAL_CANCELLED.value})
    save_step(claim, "reopened_at", "review_reasons")
    traces = Traces(by, now)
    traces.step(claim, "hospital_cancelled", holder=Holder.EXAMINER)
    traces.record(claim, HOSPITAL_CANCELLED)
    traces.write()


def _cancel_approval(identity: UUID, *, by: Actor, now: datetime) -> PreAuthorization:
    row = PreAuthorization.objects.select_related("policy", "customer").get(pk=identity)
    if row.claim_id is not None:
        raise Conflict(N_("A claim refers to this approval already."), field="identifier")
    if row.cancelled_at is None:
        row.cancelled_at = now
        row.save(update_fields=["cancelled_at"])
        _note(row, PREAUTHORIZATION_CANCELLED, by=by, now=now)
    return row


def _note(row: PreAuthorization, kind: str, *, by: Actor, now: datetime) -> None:
    facts = {"claimed_minor": row.claimed_minor, "expected_minor": row.expected_minor}
    append(kind, subject_id=row.customer_id, actor=by, now=now, about=row.number, facts=facts)


def _check_speaker(request: HospitalRequest, by: Actor) -> None:
    if not (by.is_system or by.speaks_for(request.provider_code)):
        raise NotFound(N_("There is no such policy, or it is not yours to see."))


def _submission(
    request: HospitalRequest, use: str, *, now: datetime, run_id: UUID | None = None
) -> HospitalSubmission:
    """What came under this number, held; of two that come at once the second waits for the first."""
    reference = check_text(request.reference, field="identifier", longest=80)
    if not reference:
        raise Invalid(N_("Give the claim a number of your own."), field="identifier")
    digest = digest_of(_sent(request, use))
    fresh = HospitalSubmission(
        provider_code=request.provider_code,
        reference=reference,
        digest=digest,
        run_id=run_id,
        received_at=now,
    )
    HospitalSubmission.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = HospitalSubmission.objects.select_for_update().get(
        provider_code=request.provider_code, reference=reference
    )
    if bytes(kept.digest) == digest and run_id is not None and kept.run_id != run_id:
        kept.run_id = run_id  # the newest table in which it came
        kept.save(update_fields=["run_id"])
    if bytes(kept.digest) != digest:
        raise Conflict(
            N_("You have sent something else under this number before."),
            field="identifier",
            hint=N_("Give what is new a number of its own; to correct a claim, take the old one back first."),
        )
    return kept


def _sent(request: HospitalRequest, use: str) -> dict[str, Any]:
    """All that was sent, in a form that is the same for the same."""
    facts = {one.name: getattr(request, one.name) for one in fields(request)}
    return facts | {
        "use": use,
        "lines": [asdict(line) for line in request.lines],
        "documents": [one.digest.hex() for one in request.documents],
    }


def _payee(request: HospitalRequest) -> tuple[Payee, str]:
    """Who is paid, and the account."""
    agreed = settlement_account(request.organization_id)
    payee = request.payee or (Payee.PROVIDER if agreed else Payee.MEMBER)
    if payee is Payee.PROVIDER:
        if agreed is None:
            raise Invalid(
                N_("We have not agreed on direct settlement with you."),
                field="payee",
                hint=N_("Ask for the member to be paid, or agree on direct settlement with us first."),
            )
        return payee, agreed.account
    account = account_to_pay(request.customer_id)
    if not account:
        raise Invalid(
            N_("The member has named no bank account to pay to."),
            field="payee",
            hint=N_("Ask the member to name one in the app, and send the claim again."),
        )
    return payee, account


def _approval_of(request: HospitalRequest) -> PreAuthorization | None:
    """The approval that a claim refers to, held. Raises Invalid when it is none of this hospital, person and policy."""
    if not request.approval:
        return None
    row = (
        PreAuthorization.objects.select_for_update()
        .filter(
            number=request.approval,
            provider_code=request.provider_code,
            customer_id=request.customer_id,
            policy_id=request.policy_id,
            cancelled_at=None,
        )
        .first()
    )
    if row is None:
        raise Invalid(N_("We gave no such approval for this patient."), field="approval")
    if row.claim_id is not None:
        raise Invalid(N_("Another claim refers to this approval already."), field="approval")
    if request.event_date > row.valid_until:
        raise Invalid(
            N_("The approval held until %(date)s."),
            field="approval",
            hint=N_("Send the claim without it; the policy decides."),
            date=row.valid_until.isoformat(),
        )
    return row


def _check_planned(request: HospitalRequest, policy: Policy, *, now: datetime) -> None:
    """As a claim is checked, but the treatment may lie ahead."""
    if policy.customer_id != request.customer_id:
        raise NotFound(N_("There is no such policy, or it is not yours to see."))
    claim = Claim(
        policy=policy,
        event_date=request.event_date,
        diagnosis=check_text(request.diagnosis, field="diagnosis", longest=200),
        bank_account="-",  # nothing is paid
    )
    needs_bill = benefit_kind(claim) in BILLED
    check_whole(claim, request.lines, policy, needs_bill=needs_bill, now=now + ahead_days())
