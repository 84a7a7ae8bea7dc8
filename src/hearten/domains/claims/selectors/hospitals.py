"""What a hospital may read: what it sent itself."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim, HospitalSubmission, PreAuthorization
from hearten.domains.claims.selectors.claims import get_claim_for, list_lines
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

Answerable = Claim | PreAuthorization


def sent_thing_for(actor: Actor, identity: str) -> Answerable:
    """The claim or approval with this identity, for the hospital that sent it. Else NotFound."""
    try:
        key = UUID(identity)
    except ValueError:
        raise _missing() from None
    approval = PreAuthorization.objects.select_related("policy", "customer", "claim").filter(pk=key).first()
    if approval is not None and actor.speaks_for(approval.provider_code):
        return approval
    claim = get_claim_for(actor, key)
    if not actor.speaks_for(claim.provider_code):
        raise _missing()
    return claim


def sent_under_for(actor: Actor, reference: str) -> Answerable:
    """What the hospital sent under this number of its own. Else NotFound."""
    rows = HospitalSubmission.objects.filter(
        provider_code=str(actor.organization_id), reference=reference.strip()
    )
    found = rows.first()
    identity = found and (found.claim_id or found.preauthorization_id)
    if not identity:
        raise _missing()
    return sent_thing_for(actor, str(identity))


def approval_of(claim: Claim) -> PreAuthorization | None:
    """The approval that a claim refers to."""
    return PreAuthorization.objects.filter(claim=claim).first()


def left_to_member_minor(claim: Claim) -> int:
    """What of a decided claim neither we nor others pay."""
    return sum(
        max(
            0,
            line.billed_minor
            - line.social_fund_paid_minor
            - line.other_paid_minor
            - line.elsewhere_minor
            - (line.payable_minor or 0),
        )
        for line in list_lines(claim)
    )


def claims_of_run(run_id: UUID) -> Iterator[Claim]:
    """What came in one table and was taken, in the order of its rows."""
    rows = HospitalSubmission.objects.filter(run_id=run_id, claim__isnull=False).order_by("pk")
    for row in rows.select_related("claim", "claim__policy", "claim__customer"):
        yield row.claim  # type: ignore[misc]  # asked for above


def _missing() -> NotFound:
    return NotFound(N_("Nothing of yours has this name."))
