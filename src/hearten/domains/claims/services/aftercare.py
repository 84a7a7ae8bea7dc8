"""A member asks for the call that was offered after a paid claim."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.aftercare import aftercare_offers
from hearten.domains.claims.services.steps import Traces, lock_own_claim
from hearten.domains.claims.types import AFTERCARE_STEP, AftercareAsked, Holder
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


@transaction.atomic
def ask_for_aftercare(*, claim_id: UUID, offer: str, by: Actor, now: datetime) -> Claim:
    """Note the wish, and tell those who call. Asked twice, it is one call. Raises NotFound for what is not offered."""
    claim = lock_own_claim(claim_id, by)
    offers = aftercare_offers(claim, now=now, language="zh-hans")
    wanted = next((one for one in offers if one.code == offer), None)
    if wanted is None:
        raise NotFound(N_("This is not offered for the claim."))
    if wanted.asked:
        return claim
    traces = Traces(by, now)
    traces.step(claim, AFTERCARE_STEP, holder=Holder.NOBODY, note=wanted.title)
    traces.touch(claim, "claim.aftercare_asked", outcome=offer)
    traces.publish(
        AftercareAsked(
            occurred_at=now,
            claim_id=claim.pk,
            customer_id=claim.customer_id,
            product_code=claim.product_code,
            offer=offer,
        )
    )
    traces.write()
    return claim
