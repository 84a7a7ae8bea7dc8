"""Where is a claim, who has it, and when will the next step come?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.clocks import DECIDE_WITHIN, PAY_WITHIN
from hearten.domains.claims.types import ClaimState, Decision, Holder
from hearten.kernel.text import N_

# With fewer finished claims like this one we name the legal clock instead of an experience we don't have.
ENOUGH_CLAIMS = 20
_NEWEST = 500
_EIGHTY_PERCENT = 7  # of the nine cuts between ten equal parts


@dataclass(frozen=True)
class ProgressStep:
    """One of the steps that every claim goes through. `state`: done, now or next."""

    label: str
    state: str
    holder: Holder
    at: datetime | None = None
    expected_by: datetime | None = None
    from_experience: bool = False


def progress_of(claim: Claim) -> list[ProgressStep]:
    """Received → checked → decided → paid, each with who has it and, for what is to come, by when (four out of five)."""
    if claim.state == ClaimState.DRAFT:
        return [ProgressStep(N_("Hand in"), "now", Holder.MEMBER)]
    steps = [ProgressStep(N_("Received"), "done", Holder.RULES, claim.submitted_at)]
    if claim.state == ClaimState.WITHDRAWN:
        return [*steps, ProgressStep(N_("Withdrawn"), "done", Holder.NOBODY, claim.withdrawn_at)]
    steps.append(_decision_step(claim))
    if claim.decision not in {Decision.REFUSED, Decision.WITHIN_DEDUCTIBLE}:
        steps.append(_payment_step(claim))
    return steps


def _decision_step(claim: Claim) -> ProgressStep:
    if claim.decided_at is not None:
        return ProgressStep(N_("Decided"), "done", Holder.NOBODY, claim.decided_at)
    if claim.state == ClaimState.WAITING_MEMBER:
        return ProgressStep(N_("Papers from you"), "now", Holder.MEMBER)
    by_person = claim.state == ClaimState.IN_REVIEW
    usual = _usual_wait(claim, "submitted_at", "decided_at", auto=not by_person)
    start = claim.submitted_at or claim.created_at
    return ProgressStep(
        N_("Decision"),
        "now",
        Holder.EXAMINER if by_person else Holder.RULES,
        expected_by=start + timedelta(seconds=claim.waited_s) + (usual or DECIDE_WITHIN),
        from_experience=usual is not None,
    )


def _payment_step(claim: Claim) -> ProgressStep:
    if claim.paid_at is not None:
        return ProgressStep(N_("Paid"), "done", Holder.NOBODY, claim.paid_at)
    if claim.decided_at is None:
        return ProgressStep(N_("Payment"), "next", Holder.BANK)
    usual = _usual_wait(claim, "decided_at", "paid_at", auto=claim.auto)
    return ProgressStep(
        N_("Payment"),
        "now",
        Holder.BANK,
        expected_by=claim.decided_at + (usual or PAY_WITHIN),
        from_experience=usual is not None,
    )


def _usual_wait(claim: Claim, start: str, end: str, *, auto: bool) -> timedelta | None:
    """The time within which four of five of the newest claims of the same product took this step."""
    rows = Claim.objects.filter(
        product_code=claim.product_code, auto=auto, **{f"{start}__isnull": False, f"{end}__isnull": False}
    )
    waits = [(b - a).total_seconds() for a, b in rows.order_by(f"-{end}").values_list(start, end)[:_NEWEST]]
    if len(waits) < ENOUGH_CLAIMS:
        return None
    return timedelta(seconds=quantiles(waits, n=10)[_EIGHTY_PERCENT])
