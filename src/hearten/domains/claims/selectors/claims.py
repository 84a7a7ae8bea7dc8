"""Which claims may this actor see, and what belongs to one?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import (
    Adjudication,
    Claim,
    ClaimDocument,
    ClaimEvent,
    ClaimLine,
    PayoutLink,
)
from hearten.domains.claims.types import MOVING, ClaimState
from hearten.domains.customers.selectors import may_claim_for
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


def get_claim_for(actor: Actor, number_or_id: str | UUID) -> Claim:
    """One claim by number or identity: for its member, the hospital that sent it, staff who may see claims. Else NotFound."""
    claim = _find(number_or_id)
    own = claim is not None and (
        actor.speaks_for(claim.provider_code) or may_claim_for(actor, claim.customer_id)
    )
    staff = claim is not None and actor.can(Permission.CLAIMS_VIEW) and claim.state != ClaimState.DRAFT
    if claim is None or not (own or staff):
        raise NotFound(N_("There is no such claim, or it is not yours to see."))
    return claim


def count_moving_claims(customer_id: UUID) -> int:
    """How many of a person's claims are handed in and neither paid nor closed."""
    return Claim.objects.filter(customer_id=customer_id, state__in=MOVING).count()


def list_claims_for(actor: Actor, customer_id: UUID, *, drafts: bool = True) -> QuerySet[Claim]:
    """One customer's claims, newest first; a draft is its member's, and of those who may claim for the member."""
    rows = (
        Claim.objects.filter(customer_id=customer_id).select_related("policy").order_by("-created_at", "-id")
    )
    if may_claim_for(actor, customer_id):
        return rows if drafts else rows.exclude(state=ClaimState.DRAFT)
    if actor.can(Permission.CLAIMS_VIEW):
        return rows.exclude(state=ClaimState.DRAFT)
    raise NotFound(N_("There is no such customer, or it is not yours to see."))


def handed_in(actor: Actor, claim: Claim) -> bool:
    """Whether the actor handed the claim in: for a member, somebody else decides it then."""
    return ClaimEvent.objects.filter(claim=claim, kind="submitted", actor=actor.label).exists()


def list_lines(claim: Claim) -> list[ClaimLine]:
    """The expenses in their order."""
    if claim.expenses_at_hand is not None:
        return list(claim.expenses_at_hand)
    return list(ClaimLine.objects.filter(claim=claim).order_by("position"))


def list_documents_for(actor: Actor, claim: Claim) -> list[ClaimDocument]:
    """The papers of a claim, for its member and for staff who may read health data; for others none."""
    if not (may_claim_for(actor, claim.customer_id) or actor.can(Permission.HEALTH_VIEW)):
        return []
    return list(ClaimDocument.objects.filter(claim=claim).order_by("added_at", "id"))


def list_steps(actor: Actor, claim: Claim) -> list[ClaimEvent]:
    """The timeline; a member sees the steps meant for members."""
    rows = ClaimEvent.objects.filter(claim=claim).order_by("at", "id")
    return list(rows.filter(visible_to_member=True) if may_claim_for(actor, claim.customer_id) else rows)


def list_payouts(claim: Claim) -> list[PayoutLink]:
    return list(PayoutLink.objects.filter(claim=claim).order_by("turn"))


def latest_adjudication(claim: Claim) -> Adjudication | None:
    """What the rules last made of the claim."""
    if claim.adjudication_at_hand is not None:
        return claim.adjudication_at_hand  # type: ignore[no-any-return]
    return Adjudication.objects.filter(claim=claim).order_by("-turn").first()


def _find(number_or_id: str | UUID) -> Claim | None:
    rows = Claim.objects.select_related("policy", "customer")
    if isinstance(number_or_id, UUID):
        return rows.filter(pk=number_or_id).first()
    text = number_or_id.strip()
    try:
        return rows.filter(pk=UUID(text)).first()
    except ValueError:
        return rows.filter(number=text.upper()).first()
