"""Money reaches the member once: run twice, killed in the middle, refused by the bank (L6)."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from hearten.base.accounts.types import Role
from hearten.base.payments.models import PaymentOrder, SandboxTransaction
from hearten.base.payments.providers.sandbox import SandboxProvider
from hearten.base.payments.services import execute_order
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.channels.models import Message
from hearten.domains.claims import services
from hearten.domains.claims.models import Claim, ClaimClock, Compensation, PayoutLink
from hearten.domains.claims.services.compensating import pay_compensation
from hearten.domains.claims.types import ClaimState, PayoutState
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict
from tests.apart import run_apart
from tests.factories.claims import SYSTEM, given_decided, given_policy, given_submitted, member_actor


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_a_claim_handed_in_is_decided_and_paid_by_the_queue(mei, now):
    claim = given_submitted(mei, given_policy(mei, now), now)
    run_jobs()
    claim.refresh_from_db()
    assert (claim.state, claim.payable_minor) == (ClaimState.PAID, 270_00)
    assert claim.paid_at >= claim.decided_at
    order = PaymentOrder.objects.get(purpose="claim")
    assert (order.amount_minor, order.reference, order.state) == (270_00, claim.number, "settled")
    assert OutboxEvent.objects.filter(kind="claims.paid").count() == 1
    assert Touchpoint.objects.get(kind="claim.paid").refs["claim_id"] == str(claim.pk)
    assert Message.objects.filter(template="claim_paid").exists()


@pytest.mark.django_db
def test_paying_twice_pays_once(mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    first = services.pay_claim(claim_id=claim.pk, by=SYSTEM, now=now)
    second = services.pay_claim(claim_id=claim.pk, by=SYSTEM, now=now)
    assert first.pk == second.pk
    run_jobs()
    assert services.pay_claim(claim_id=claim.pk, by=SYSTEM, now=now) is None
    assert SandboxTransaction.objects.filter(kind="payout").count() == 1
    assert services.settle_payout(idempotency_key=first.idempotency_key, by=SYSTEM, now=now) is None
    assert OutboxEvent.objects.filter(kind="claims.paid").count() == 1


@pytest.mark.django_db
def test_an_account_the_bank_does_not_know_can_be_mended(mei, now):
    claim = given_decided(mei, given_policy(mei, now), now, bank_account="62220200000000000000")
    run_jobs()
    claim.refresh_from_db()
    assert claim.state == ClaimState.DECIDED
    assert PayoutLink.objects.get().state == PayoutState.FAILED
    assert Message.objects.filter(template="claim_payout_failed").exists()
    services.change_account(
        claim_id=claim.pk,
        bank_account="6222020000000000001",
        by=member_actor(mei),
        now=now + timedelta(hours=1),
    )
    run_jobs()
    claim.refresh_from_db()
    assert claim.state == ClaimState.PAID
    assert sorted(PayoutLink.objects.values_list("turn", "state")) == [(1, "failed"), (2, "settled")]
    with pytest.raises(Conflict):
        services.change_account(
            claim_id=claim.pk, bank_account="6222020000000000002", by=member_actor(mei), now=now
        )


@pytest.mark.django_db
def test_an_account_that_failed_for_an_advance_can_be_mended_before_the_decision(mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False, bank_account="62220200000000000000")
    change = {
        "claim_id": claim.pk,
        "bank_account": "6222020000000000001",
        "by": member_actor(mei),
        "now": now,
    }
    with pytest.raises(Conflict):
        services.change_account(**change)  # nothing has failed
    services.pay_advance(
        claim_id=claim.pk, version=claim.version, amount_minor=100_00, reason="急需", by=staff(Role.EXAMINER),
        now=now,
    )  # fmt: skip
    run_jobs()
    assert PayoutLink.objects.get().state == PayoutState.FAILED
    changed = services.change_account(**change)
    assert (changed.state, changed.bank_account) == (ClaimState.IN_REVIEW, "6222020000000000001")
    run_jobs()
    assert PayoutLink.objects.count() == 1  # the decision pays the whole


@pytest.mark.django_db
def test_a_compensation_that_failed_is_paid_to_the_new_account(mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    run_jobs()
    clock = ClaimClock.objects.create(
        customer=mei, claim=claim, product_code=claim.product_code, code="tests", state="met", started_at=now
    )
    claim.refresh_from_db()
    claim.bank_account = "62220200000000000000"
    claim.save(update_fields=["bank_account"])
    owed = Compensation.objects.create(
        customer=mei, claim=claim, clock=clock, interest_minor=0, fixed_minor=5_00, total_minor=5_00,
        state="released", released_at=now, released_by="system:tests", proposed_at=now,
    )  # fmt: skip
    pay_compensation(compensation_id=owed.pk, by=SYSTEM, now=now)
    run_jobs()
    owed.refresh_from_db()
    claim.refresh_from_db()
    assert (owed.state, claim.state) == ("failed", ClaimState.PAID)
    services.change_account(
        claim_id=claim.pk, bank_account="6222020000000000001", by=member_actor(mei), now=now
    )
    run_jobs()
    owed.refresh_from_db()
    assert (owed.state, owed.turn, PayoutLink.objects.count()) == ("paid", 2, 1)


def _die_while_paying(moment):
    """Ask the bank, and die just before or just after it has moved the money."""
    kept = SandboxProvider.payout

    def payout(self, **facts):
        if moment == "after":
            kept(self, **facts)
        os._exit(9)

    SandboxProvider.payout = payout
    execute_order(order_id=PaymentOrder.objects.get().pk, now=utc_now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_killed_while_the_bank_is_asked_pays_once(clean_queue, mei, now, moment):
    """The process dies just before, or just after, the bank has moved the money; the retry finds out and finishes."""
    claim = given_decided(mei, given_policy(mei, now), now)
    services.pay_claim(claim_id=claim.pk, by=SYSTEM, now=now)
    code, errors = run_apart(lambda: _die_while_paying(moment))
    assert code == 9, errors
    assert SandboxTransaction.objects.filter(kind="payout").count() == (moment == "after")
    assert Claim.objects.get().state == ClaimState.PAYING

    run_jobs()
    assert Claim.objects.get().state == ClaimState.PAID
    assert SandboxTransaction.objects.filter(kind="payout").count() == 1
    assert OutboxEvent.objects.filter(kind="claims.paid").count() == 1
    assert PayoutLink.objects.get().state == PayoutState.SETTLED
