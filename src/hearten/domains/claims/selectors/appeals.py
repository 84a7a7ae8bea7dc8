"""What was appealed against, by whom was it decided, and may the member appeal now? (L7)"""

from __future__ import annotations

from collections.abc import Sequence

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Appeal, Claim, ClaimEvent
from hearten.domains.claims.types import COUNTED_STATES, AppealState
from hearten.domains.customers.selectors import may_claim_for


def appeals_of(actor: Actor, claim: Claim) -> list[Appeal]:
    """The appeals of a claim, newest first; both sides read the same record. For others none."""
    if not (may_claim_for(actor, claim.customer_id) or actor.can(Permission.CLAIMS_VIEW)):
        return []
    return list(Appeal.objects.filter(claim=claim).order_by("-opened_at"))


def may_appeal(claim: Claim, appeals: Sequence[Appeal]) -> bool:
    """Whether there is a decision and no appeal against it is open."""
    return claim.state in COUNTED_STATES and all(row.state != AppealState.OPEN for row in appeals)


def took_part(actor: Actor, appeal: Appeal) -> bool:
    """Whether the actor made the contested decision, or proposed it to who made it; somebody else decides the appeal."""
    if appeal.first_decided_by == actor.label:
        return True
    before = ClaimEvent.objects.filter(claim_id=appeal.claim_id, kind="proposed", at__lte=appeal.opened_at)
    return before.filter(actor=actor.label).exists()
