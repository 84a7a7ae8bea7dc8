"""How does decided money reach the member, once?

The order is written under a key of its own (`claim:<id>:<turn>`) in the transaction that moves the claim on; a job of the
payments then asks the bank. A worker that dies before, between or after asks again with the same key, and the same key is
the same payment (docs/algorithms/payments.md).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.payments.services import order_payout
from hearten.base.plumbing.events import publish
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.claims.models import Claim, PayoutLink
from hearten.domains.claims.services.steps import (
    lock_claim,
    lock_own_claim,
    note_ledger,
    note_step,
    save_step,
    tell_member,
    touch,
)
from hearten.domains.claims.types import (
    PAID,
    PAYOUT_FAILED,
    PAYOUT_ORDERED,
    ClaimPaid,
    ClaimState,
    Holder,
    PayoutState,
)
from hearten.domains.customers.services.registration import check_contact
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_

PURPOSE = "claim"
KEY_PREFIX = "claim:"


@transaction.atomic
def pay_claim(*, claim_id: UUID, by: Actor, now: datetime) -> PayoutLink | None:
    """Order the payment of a decided claim, once; run again, it finds the order that is under way.

    Gives None when nothing is to be paid, or all is.
    """
    claim = lock_claim(claim_id)
    live = PayoutLink.objects.filter(claim=claim).exclude(state=PayoutState.FAILED).first()
    if live is not None:
        return live if live.state == PayoutState.ORDERED else None
    if claim.state != ClaimState.DECIDED or not claim.payable_minor or not claim.bank_account:
        return None
    turn = PayoutLink.objects.filter(claim=claim).count() + 1
    link = PayoutLink(
        customer_id=claim.customer_id,
        claim=claim,
        turn=turn,
        idempotency_key=f"{KEY_PREFIX}{claim.pk}:{turn}",
        amount_minor=claim.payable_minor,
        ordered_at=now,
    )
    order = order_payout(
        idempotency_key=link.idempotency_key,
        customer_id=link.customer_id,
        amount_minor=link.amount_minor,
        currency=claim.currency,
        account=claim.bank_account,
        purpose=PURPOSE,
        reference=claim.number,
        by=by,
        now=now,
    )
    link.order_id = order.pk
    link.save(force_insert=True)
    claim.state = ClaimState.PAYING
    save_step(claim, "state")
    note_step(claim, "payout_ordered", holder=Holder.BANK, by=by, now=now)
    note_ledger(
        claim, PAYOUT_ORDERED, by=by, now=now, amount_minor=link.amount_minor, key=link.idempotency_key
    )
    return link


@transaction.atomic
def settle_payout(*, idempotency_key: str, by: Actor, now: datetime) -> Claim | None:
    """The money has moved: the claim is paid. A second notice of the same payment changes nothing."""
    claim, link = _locked_pair(idempotency_key)
    if link is None or claim is None or link.state != PayoutState.ORDERED:
        return None
    link.state, link.settled_at = PayoutState.SETTLED, now
    link.save(update_fields=["state", "settled_at"])
    claim.state, claim.paid_at = ClaimState.PAID, now
    save_step(claim, "state", "paid_at")
    note_step(claim, "paid", holder=Holder.NOBODY, by=by, now=now)
    note_ledger(claim, PAID, by=by, now=now, paid_minor=link.amount_minor, key=idempotency_key)
    duration = int((now - claim.submitted_at).total_seconds()) if claim.submitted_at else None
    touch(claim, "claim.paid", outcome="paid", now=now, duration_s=duration)
    publish(
        ClaimPaid(
            occurred_at=now,
            claim_id=claim.pk,
            customer_id=claim.customer_id,
            policy_id=claim.policy_id,
            product_code=claim.product_code,
            paid_minor=link.amount_minor,
        )
    )
    tell_member(claim, "claim_paid", now=now, paid_minor=link.amount_minor)
    return claim


@transaction.atomic
def fail_payout(*, idempotency_key: str, failure: str, by: Actor, now: datetime) -> Claim | None:
    """The bank could not pay: the member is asked for another account. A second notice changes nothing."""
    claim, link = _locked_pair(idempotency_key)
    if link is None or claim is None or link.state == PayoutState.FAILED:
        return None
    link.state, link.settled_at = PayoutState.FAILED, None
    link.save(update_fields=["state", "settled_at"])
    claim.state, claim.paid_at = ClaimState.DECIDED, None
    save_step(claim, "state", "paid_at")
    note_step(claim, "payout_failed", holder=Holder.MEMBER, by=by, now=now)
    note_ledger(claim, PAYOUT_FAILED, by=by, now=now, failure=failure, key=idempotency_key)
    touch(claim, "claim.payout_failed", outcome=failure, now=now)
    tell_member(claim, "claim_payout_failed", now=now, turn=link.turn)
    return claim


@transaction.atomic
def change_account(*, claim_id: UUID, bank_account: str, by: Actor, now: datetime) -> Claim:
    """The member names another account after the bank could not pay; the payment is ordered anew."""
    claim = lock_own_claim(claim_id, by)
    if claim.state != ClaimState.DECIDED or not claim.payable_minor:
        raise Conflict(N_("The account of this claim can't be changed now."), hint=N_("Look at it again."))
    if not bank_account:
        raise Invalid(N_("Say which bank account we pay to."), field="bank_account")
    check_contact(phone=None, email=None, bank_account=bank_account)
    claim.bank_account = bank_account
    save_step(claim, "bank_account")
    note_step(claim, "account_changed", holder=Holder.BANK, by=by, now=now)
    enqueue("claims.pay", claim_id=str(claim.pk), lock=f"claim:{claim.pk}")
    return claim


def _locked_pair(idempotency_key: str) -> tuple[Claim | None, PayoutLink | None]:
    found = (
        PayoutLink.objects.filter(idempotency_key=idempotency_key).values_list("claim_id", flat=True).first()
    )
    if found is None:
        return None, None
    claim = lock_claim(found)
    return claim, PayoutLink.objects.get(idempotency_key=idempotency_key)
