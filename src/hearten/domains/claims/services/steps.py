"""What every step of a claim leaves behind: timeline, ledger, outbox, touchpoint, message."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.base.touchpoints.services import record
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.domains.channels.services import send_message
from hearten.domains.claims.models import Claim, ClaimEvent
from hearten.domains.claims.types import Holder
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


def lock_claim(claim_id: UUID) -> Claim:
    """The claim, held until the transaction ends, so that two who act at once act one after the other."""
    claim = Claim.objects.select_for_update().filter(pk=claim_id).first()
    if claim is None:
        raise NotFound(N_("There is no such claim, or it is not yours to see."))
    return claim


def lock_own_claim(claim_id: UUID, by: Actor) -> Claim:
    """As `lock_claim`, for the member whose claim it is and for the system."""
    claim = lock_claim(claim_id)
    if not (by.owns(claim.customer_id) or by.is_system):
        raise NotFound(N_("There is no such claim, or it is not yours to see."))
    return claim


def save_step(claim: Claim, *fields: str) -> None:
    """Save the named fields and count the version up: whoever read the claim before must look again."""
    claim.version += 1
    claim.save(update_fields=[*fields, "version"])


def note_step(
    claim: Claim, kind: str, *, holder: Holder, by: Actor, now: datetime, note: str = "", visible: bool = True
) -> None:
    """Write one line of the timeline."""
    ClaimEvent.objects.create(
        customer_id=claim.customer_id,
        claim=claim,
        kind=kind,
        note=note or None,
        holder=holder,
        actor=by.label,
        at=now,
        visible_to_member=visible,
    )


def note_ledger(claim: Claim, kind: str, *, by: Actor, now: datetime, **facts: Any) -> None:
    append(kind, subject_id=claim.customer_id, actor=by, now=now, about=claim.number, facts=facts)


def touch(claim: Claim, kind: str, *, outcome: str, now: datetime, duration_s: int | None = None) -> None:
    """Leave the touchpoint that surveys and insight act on."""
    record(moment_of(claim, kind, outcome=outcome, at=now, duration_s=duration_s))


def moment_of(
    claim: Claim, kind: str, *, outcome: str, at: datetime, duration_s: int | None = None
) -> Moment:
    return Moment(
        customer_id=claim.customer_id,
        stage=Stage.CLAIM,
        channel=Channel(claim.channel),
        kind=kind,
        outcome=outcome,
        occurred_at=at,
        duration_s=duration_s,
        refs={
            "claim_id": str(claim.pk),
            "policy_id": str(claim.policy_id),
            "product_code": claim.product_code,
            "auto": claim.auto,
            "decision": claim.decision or "",
        },
    )


def tell_member(claim: Claim, template: str, *, now: datetime, turn: int = 1, **context: Any) -> None:
    """Send the member the message `template`, once for each claim and turn."""
    send_message(
        customer_id=claim.customer_id,
        template=template,
        context={"number": claim.number, "link": reverse("member:claim", args=[claim.number]), **context},
        dedupe_key=f"{template}:{claim.pk}:{turn}",
        now=now,
    )
