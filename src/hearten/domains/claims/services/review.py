"""Must a person look at this claim before it is decided? (L4; a real administrator's warning rules, domain.md §3)"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from hearten.domains.claims.models import Claim, ClaimDocument, ClaimLine
from hearten.domains.claims.services.adjudication import Outcome
from hearten.domains.claims.types import Cause, ClaimState, ReviewReason
from hearten.domains.customers.selectors import has_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.policies.selectors import coverage_on

# Rules decide alone up to this amount, unless the product says otherwise (W070: 5,000 yuan).
STRAIGHT_THROUGH_BELOW_MINOR = 5_000_00
LATE_AFTER = timedelta(days=90)
EARLY_WITHIN = timedelta(days=90)
MANY_CLAIMS, MANY_WITHIN = 4, timedelta(days=30)


def review_reasons(claim: Claim, outcome: Outcome, *, now: datetime) -> list[ReviewReason]:
    """Every reason for which a person must decide; none means that the rules may."""
    lines = list(ClaimLine.objects.filter(claim=claim))
    terms = coverage_on(claim.policy_id, claim.event_date or timezone.localdate(now))
    checks = {
        ReviewReason.ZERO: outcome.payable_minor == 0 or outcome.leaves_out,
        ReviewReason.AMOUNT: outcome.payable_minor >= STRAIGHT_THROUGH_BELOW_MINOR,
        ReviewReason.NO_CONSENT: not has_consent(claim.customer_id, Purpose.AUTOMATED_DECISION),
        ReviewReason.ASKED: claim.person_asked,
        ReviewReason.NO_DOCUMENT: not ClaimDocument.objects.filter(claim=claim).exists(),
        ReviewReason.NO_ACCOUNT: not claim.bank_account,
        ReviewReason.LATE: any(timezone.localdate(now) - line.service_date > LATE_AFTER for line in lines),
        ReviewReason.SAME_DAY_BILL: any(_claimed_before(claim, line) for line in lines),
        ReviewReason.EARLY_ILLNESS: _early_illness(claim, terms.inception, is_renewal=terms.is_renewal),
        ReviewReason.AGREED_EXCLUSION: bool(terms.excluded),
        ReviewReason.MANY_VISITS: _recent_claims(claim, now) > MANY_CLAIMS,
        ReviewReason.EARLIER_OPEN: _open_before(claim),
    }
    return [reason for reason, holds in checks.items() if holds]


def _claimed_before(claim: Claim, line: ClaimLine) -> bool:
    same = ClaimLine.objects.filter(
        customer_id=claim.customer_id,
        service_date=line.service_date,
        provider=line.provider,
        billed_minor=line.billed_minor,
    )
    return (
        same.exclude(claim=claim).exclude(claim__state__in=[ClaimState.DRAFT, ClaimState.WITHDRAWN]).exists()
    )


def _early_illness(claim: Claim, inception: date, *, is_renewal: bool) -> bool:
    if claim.cause == Cause.ACCIDENT or claim.event_date is None or is_renewal:
        return False
    return claim.event_date - inception < EARLY_WITHIN


def _recent_claims(claim: Claim, now: datetime) -> int:
    rows = Claim.objects.filter(customer_id=claim.customer_id, submitted_at__gte=now - MANY_WITHIN)
    return rows.exclude(state=ClaimState.WITHDRAWN).count()


def _open_before(claim: Claim) -> bool:
    """Whether an earlier claim of the same policy still waits: the deductible must be used in order."""
    waiting = Claim.objects.filter(
        policy_id=claim.policy_id,
        state__in=[ClaimState.SUBMITTED, ClaimState.IN_REVIEW, ClaimState.WAITING_MEMBER],
        submitted_at__lt=claim.submitted_at,
    )
    return waiting.exclude(pk=claim.pk).exists()
