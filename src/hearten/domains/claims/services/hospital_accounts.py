"""A hospital has named another account: what could not be paid to the old one is ordered anew."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Claim
from hearten.domains.claims.services.steps import Traces, save_step
from hearten.domains.claims.types import ClaimState, Holder, Payee
from hearten.domains.partners.selectors.exchange import settlement_account


@transaction.atomic
def pay_hospital_again(*, organization_id: UUID, by: Actor, now: datetime) -> int:
    """Order anew what is decided and not on its way to this hospital, to the account that is agreed now. Gives how many.

    Payments under way are left alone; a second time finds nothing more to do.
    """
    by.require(Permission.PARTNERS_EDIT)
    agreed = settlement_account(organization_id)
    if agreed is None:
        return 0
    waiting = Claim.objects.select_for_update().filter(
        provider_code=str(organization_id),
        payee=Payee.PROVIDER,
        state=ClaimState.DECIDED,
        payable_minor__gt=0,
    )
    traces, count = Traces(by, now), 0
    for claim in waiting.order_by("pk"):
        if claim.bank_account == agreed.account:
            continue
        claim.bank_account = agreed.account
        save_step(claim, "bank_account")
        traces.step(claim, "account_changed", holder=Holder.BANK)
        traces.queue_claim("claims.pay", claim)
        count += 1
    traces.write()
    return count
