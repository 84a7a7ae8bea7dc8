"""How does decided money reach the member, once?

The order is written under a key of its own (`claim:<id>:<turn>`) in the transaction that moves the claim on; a job of the
payments then asks the bank. A worker that dies before, between or after asks again with the same key, and the same key is
the same payment (docs/algorithms/payments.md). Each turn pays what is payable less what was sent before: an advance, or what
an earlier decision paid.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from hearten.base.accounts.types import Actor, Permission
from hearten.base.payments.services import order_payout
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.claims.models import AdvancePayment, Claim, PayoutLink, Receivable
from hearten.domains.claims.selectors.columns import PlanBook
from hearten.domains.claims.selectors.hospitals import left_to_member_minor
from hearten.domains.claims.selectors.payee import account_may_change
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.compensating import pay_again
from hearten.domains.claims.services.steps import (
    Traces,
    lock_claim,
    lock_own_claim,
    note_step,
    save_step,
    seconds_since,
)
from hearten.domains.claims.services.submission import check_version
from hearten.domains.claims.types import (
    ADVANCE_ORDERED,
    PAID,
    PAYOUT_FAILED,
    PAYOUT_ORDERED,
    UNDECIDED,
    ClaimPaid,
    ClaimState,
    Holder,
    Payee,
    PayoutKind,
    PayoutState,
)
from hearten.domains.customers.services.registration import check_contact
from hearten.domains.partners.selectors.exchange import account_holder
from hearten.domains.policies.models import Policy
from hearten.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from hearten.kernel.text import N_

PURPOSE = "claim"
KEY_PREFIX = "claim:"


@transaction.atomic
def pay_claim(*, claim_id: UUID, by: Actor, now: datetime) -> PayoutLink | None:
    """Order the payment of what is still missing of a decided claim, once; run again, it finds the order under way.

    Gives None when nothing is to be paid, or all is.
    """
    claim = _held(claim_id)
    live = PayoutLink.objects.filter(claim=claim, state=PayoutState.ORDERED).first()
    if live is not None:
        return live
    missing = (claim.payable_minor or 0) - sent_minor(claim)
    if claim.state != ClaimState.DECIDED or missing <= 0 or not claim.bank_account:
        return None
    link = _order(claim, missing, kind=PayoutKind.CLAIM, by=by, now=now)
    claim.state = ClaimState.PAYING
    save_step(claim, "state")
    traces = Traces(by, now)
    traces.step(claim, "payout_ordered", holder=Holder.BANK)
    traces.record(claim, PAYOUT_ORDERED, amount_minor=link.amount_minor, key=link.idempotency_key)
    traces.write()
    return link


@transaction.atomic
def pay_advance(
    *, claim_id: UUID, version: int, amount_minor: int, reason: str, by: Actor, now: datetime
) -> AdvancePayment:
    """Pay the part that can be determined before the rest is (Insurance Law art. 25); the decision deducts it.

    Raises Conflict while a payment is under way, when the claim is decided, or has moved on since `version`; NotAllowed for
    more than one person may decide (four eyes).
    """
    by.require(Permission.CLAIMS_DECIDE)
    claim = _held(claim_id)
    check_version(claim, version)
    if claim.state not in UNDECIDED:
        raise Conflict(N_("The claim is not being examined now."), hint=N_("Look at it again."))
    if PayoutLink.objects.filter(claim=claim, state=PayoutState.ORDERED).exists():
        raise Conflict(N_("A payment of this claim is under way."), hint=N_("Wait until it has arrived."))
    why = check_text(reason, field="reason", longest=600)
    if not why:
        raise Invalid(N_("Say in plain words what the advance is for."), field="reason")
    if not 0 < amount_minor <= claim.claimed_minor - sent_minor(claim):
        raise Invalid(N_("An advance lies between nothing and what was claimed."), field="amount")
    if sent_minor(claim) + amount_minor > PlanBook().plan_of(claim.policy).four_eyes_above_minor:
        raise NotAllowed(N_("This is more than one person may pay before the claim is decided."))
    if not claim.bank_account:
        raise Invalid(N_("Say which bank account we pay to."), field="bank_account")
    link = _order(claim, amount_minor, kind=PayoutKind.ADVANCE, by=by, now=now)
    advance = AdvancePayment.objects.create(
        customer_id=claim.customer_id,
        claim=claim,
        payout=link,
        amount_minor=amount_minor,
        reason=why,
        by=by.label,
        at=now,
    )
    save_step(claim)
    traces = Traces(by, now)
    traces.step(claim, "advance_ordered", holder=Holder.EXAMINER, note=why)
    traces.record(claim, ADVANCE_ORDERED, amount_minor=amount_minor, key=link.idempotency_key)
    traces.tell(claim, "claim_advance", turn=link.turn, amount_minor=amount_minor, reason=why)
    traces.write()
    return advance


def sent_minor(claim: Claim) -> int:
    """What was ordered for a claim, or has arrived."""
    rows = PayoutLink.objects.filter(claim=claim, state__in=[PayoutState.ORDERED, PayoutState.SETTLED])
    return rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0


@transaction.atomic
def settle_payout(*, idempotency_key: str, by: Actor, now: datetime) -> Claim | None:
    """The money has moved: with nothing missing the claim is paid. A second notice of the same payment changes nothing."""
    claim, link = _locked_pair(idempotency_key)
    if link is None or claim is None or link.state != PayoutState.ORDERED:
        return None
    link.state, link.settled_at = PayoutState.SETTLED, now
    link.save(update_fields=["state", "settled_at"])
    traces = Traces(by, now)
    missing = (claim.payable_minor or 0) - sent_minor(claim)
    if claim.state in {ClaimState.DECIDED, ClaimState.PAYING}:
        done = missing <= 0
        claim.state, claim.paid_at = (ClaimState.PAID, now) if done else (ClaimState.DECIDED, None)
        if not done:
            traces.queue_claim("claims.pay", claim)
    save_step(claim, "state", "paid_at")
    if link.kind == PayoutKind.ADVANCE:
        traces.step(claim, "advance_paid", holder=Holder.EXAMINER)
    else:
        traces.step(claim, "paid", holder=Holder.NOBODY if missing <= 0 else Holder.BANK)
    traces.record(claim, PAID, paid_minor=link.amount_minor, key=idempotency_key)
    traces.touch(claim, "claim.paid", outcome="paid", duration_s=seconds_since(claim.submitted_at, now))
    traces.publish(
        ClaimPaid(
            occurred_at=now,
            claim_id=claim.pk,
            customer_id=claim.customer_id,
            policy_id=claim.policy_id,
            product_code=claim.product_code,
            paid_minor=link.amount_minor,
        )
    )
    if claim.payee == Payee.PROVIDER:
        left = left_to_member_minor(claim)
        traces.tell(
            claim, "claim_paid_hospital", turn=link.turn, paid_minor=link.amount_minor, left_minor=left
        )
    else:
        traces.tell(claim, "claim_paid", turn=link.turn, paid_minor=link.amount_minor)
    traces.write()
    return claim


@transaction.atomic
def fail_payout(*, idempotency_key: str, failure: str, by: Actor, now: datetime) -> Claim | None:
    """The bank could not pay: the member is asked for another account. A second notice changes nothing."""
    claim, link = _locked_pair(idempotency_key)
    if link is None or claim is None or link.state == PayoutState.FAILED:
        return None
    link.state, link.settled_at = PayoutState.FAILED, None
    link.save(update_fields=["state", "settled_at"])
    sent = sent_minor(claim)
    missing = (claim.payable_minor or 0) - sent
    if claim.state in {ClaimState.DECIDED, ClaimState.PAYING, ClaimState.PAID}:
        claim.state = ClaimState.DECIDED if missing > 0 else ClaimState.PAID if sent else ClaimState.CLOSED
        claim.paid_at = (claim.paid_at or now) if claim.state == ClaimState.PAID else None
    save_step(claim, "state", "paid_at")
    _lessen_receivable(claim, -missing, now)
    traces = Traces(by, now)
    to_hospital = claim.payee == Payee.PROVIDER  # whose account the member can't mend
    traces.step(claim, "payout_failed", holder=Holder.EXAMINER if to_hospital else Holder.MEMBER)
    traces.record(claim, PAYOUT_FAILED, failure=failure, key=idempotency_key)
    traces.touch(claim, "claim.payout_failed", outcome=failure)
    if not to_hospital:
        traces.tell(claim, "claim_payout_failed", turn=link.turn)
    traces.write()
    return claim


def _held(claim_id: UUID) -> Claim:
    """The claim, held after its policy: who works the policy year out anew sees a payment wholly or not at all."""
    policies = Policy.objects.filter(pk__in=Claim.objects.filter(pk=claim_id).values("policy_id"))
    policies.select_for_update(no_key=True).values_list("pk").first()
    return lock_claim(claim_id)


def _lessen_receivable(claim: Claim, too_much_minor: int, now: datetime) -> None:
    """What came back from the bank is not owed by the member: the open note shrinks to what is still too much, or ends."""
    for note in Receivable.objects.select_for_update().filter(claim=claim, closed_at=None):
        if too_much_minor <= 0:
            note.closed_at, note.closed_by = now, "system:claims.returned"
        else:
            note.amount_minor = min(note.amount_minor, too_much_minor)
        note.save(update_fields=["amount_minor", "closed_at", "closed_by"])


def _order(claim: Claim, amount_minor: int, *, kind: PayoutKind, by: Actor, now: datetime) -> PayoutLink:
    """The next attempt to pay, ordered under its own key."""
    turn = PayoutLink.objects.filter(claim=claim).count() + 1
    link = PayoutLink(
        customer_id=claim.customer_id,
        claim=claim,
        turn=turn,
        kind=kind,
        idempotency_key=f"{KEY_PREFIX}{claim.pk}:{turn}",
        amount_minor=amount_minor,
        ordered_at=now,
    )
    order = order_payout(
        idempotency_key=link.idempotency_key,
        customer_id=link.customer_id,
        amount_minor=link.amount_minor,
        currency=claim.currency,
        account=claim.bank_account or "",
        purpose=PURPOSE,
        reference=claim.number,
        payee=account_holder(claim.provider_code) if claim.payee == Payee.PROVIDER else "",
        by=by,
        now=now,
    )
    link.order_id = order.pk
    link.save(force_insert=True)
    return link


@transaction.atomic
def change_account(*, claim_id: UUID, bank_account: str, by: Actor, now: datetime) -> Claim:
    """The member names another account after the bank could not pay; what failed is ordered anew.

    An advance that failed is not: the decision, or another advance, goes to the new account.
    """
    claim = lock_own_claim(claim_id, by)
    if by.speaks_for(claim.provider_code):  # who treats does not say where the member is paid
        raise NotFound(N_("There is no such claim, or it is not yours to see."))
    if claim.payee == Payee.PROVIDER:
        raise Conflict(N_("This claim is paid to the hospital, not to your account."))
    if not account_may_change(claim):
        raise Conflict(N_("The account of this claim can't be changed now."), hint=N_("Look at it again."))
    if not bank_account:
        raise Invalid(N_("Say which bank account we pay to."), field="bank_account")
    check_contact(phone=None, email=None, bank_account=bank_account)
    claim.bank_account = bank_account
    save_step(claim, "bank_account")
    holder = Holder.EXAMINER if claim.state in UNDECIDED else Holder.BANK
    note_step(claim, "account_changed", holder=holder, by=by, now=now)
    if claim.state == ClaimState.DECIDED:
        enqueue("claims.pay", claim_id=str(claim.pk), lock=f"claim:{claim.pk}")
    pay_again(claim)
    return claim


def _locked_pair(idempotency_key: str) -> tuple[Claim | None, PayoutLink | None]:
    found = (
        PayoutLink.objects.filter(idempotency_key=idempotency_key).values_list("claim_id", flat=True).first()
    )
    if found is None:
        return None, None
    claim = _held(found)
    return claim, PayoutLink.objects.get(idempotency_key=idempotency_key)
