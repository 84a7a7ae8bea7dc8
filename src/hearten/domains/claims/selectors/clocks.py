"""Are we on time? Thirty days to decide, without the days the member takes; ten days to pay (Insurance Law art. 23)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, QuerySet, Value

from hearten.domains.claims.models import Claim
from hearten.domains.claims.types import ClaimState

DECIDE_WITHIN = timedelta(days=30)
PAY_WITHIN = timedelta(days=10)


def determine_due(claim: Claim, *, now: datetime) -> datetime | None:
    """When the claim must be decided; moves on while we wait for the member. None before it is handed in."""
    if claim.submitted_at is None:
        return None
    waited = timedelta(seconds=claim.waited_s)
    if claim.waiting_since is not None:
        waited += now - claim.waiting_since
    return claim.submitted_at + DECIDE_WITHIN + waited


def pay_due(claim: Claim) -> datetime | None:
    """When the money must be paid; None while nothing is to be paid."""
    return claim.decided_at + PAY_WITHIN if claim.decided_at and claim.payable_minor else None


def with_due(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """Each claim with `due`: when it must be decided, not counting a wait that still goes on."""
    waited = ExpressionWrapper(F("waited_s") * Value(timedelta(seconds=1)), output_field=DurationField())
    due = ExpressionWrapper(F("submitted_at") + Value(DECIDE_WITHIN) + waited, output_field=DateTimeField())
    return rows.annotate(due=due)


def clock_breaches(*, now: datetime) -> QuerySet[Claim]:
    """Claims that are open past one of the clocks, oldest first."""
    late_decision = Q(state__in=[ClaimState.SUBMITTED, ClaimState.IN_REVIEW], due__lt=now)
    late_payment = Q(
        state__in=[ClaimState.DECIDED, ClaimState.PAYING],
        decided_at__lt=now - PAY_WITHIN,
        payable_minor__gt=0,
    )
    return with_due(Claim.objects.all()).filter(late_decision | late_payment).order_by("submitted_at")
