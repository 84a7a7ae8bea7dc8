"""Money moves once: payouts, collections, refunds (docs/algorithms/payments.md)."""

import pytest
from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Actor, Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.payments.models import PaymentOrder, SandboxTransaction
from hearten.base.payments.providers.sandbox import REFUSED_AMOUNT_MINOR
from hearten.base.payments.selectors import list_payments_for, refunded_minor
from hearten.base.payments.services import collect, execute_order, order_payout, pay_out, refund
from hearten.base.payments.types import Failure, OrderState
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.kernel.errors import Conflict, Invalid, NotFound

pytestmark = pytest.mark.django_db


def told(kind):
    return OutboxEvent.objects.filter(kind=kind).count()


def test_a_payout_settles_once_however_often_it_is_asked_for(payment):
    facts = payment()
    first, second = pay_out(**facts), pay_out(**facts)
    assert first.pk == second.pk
    assert first.state == OrderState.SETTLED
    assert first.settled_at == facts["now"]
    assert SandboxTransaction.objects.filter(kind="payout").count() == 1
    assert told("payments.settled") == 1
    kinds = LedgerEntry.objects.filter(about="CL-TEST").order_by("sequence").values_list("kind", flat=True)
    assert list(kinds) == ["payments.ordered", "payments.settled"]


def test_an_order_in_a_transaction_is_carried_out_by_its_job(payment):
    with transaction.atomic():
        order = order_payout(**payment())
    assert not SandboxTransaction.objects.exists()
    assert "payments.execute" in run_jobs()
    order.refresh_from_db()
    assert order.state == OrderState.SETTLED


def test_an_order_that_is_rolled_back_leaves_nothing(payment):
    with transaction.atomic():
        order_payout(**payment())
        transaction.set_rollback(True)
    assert run_jobs() == []
    assert not PaymentOrder.objects.exists()
    assert not SandboxTransaction.objects.exists()


@pytest.mark.parametrize(
    ("facts", "failure"),
    [
        ({"account": "6222020000000000"}, Failure.UNKNOWN_ACCOUNT),
        ({"amount_minor": REFUSED_AMOUNT_MINOR}, Failure.ABOVE_LIMIT),
    ],
)
def test_a_declined_payout_fails_with_its_reason(payment, facts, failure):
    order = pay_out(**payment(**facts))
    assert (order.state, order.failure, order.settled_at) == (OrderState.FAILED, failure, None)
    assert (told("payments.failed"), told("payments.settled")) == (1, 0)


def test_the_same_key_for_another_payment_is_refused(payment):
    pay_out(**payment())
    for change in ({"amount_minor": 1}, {"reference": "CL-OTHER"}):
        with pytest.raises(Conflict):
            pay_out(**payment() | change)
    assert PaymentOrder.objects.get().amount_minor == 120_50
    assert SandboxTransaction.objects.count() == 1


@pytest.mark.parametrize("amount", [0, -1, 10**15])
def test_an_impossible_amount_is_refused(payment, amount):
    with pytest.raises(Invalid):
        pay_out(**payment(amount_minor=amount))
    assert not PaymentOrder.objects.exists()


def test_a_premium_is_authorised_and_captured_once(payment):
    order = collect(**payment(purpose="premium"))
    collect(**payment(purpose="premium", customer_id=order.customer_id))
    assert order.state == OrderState.SETTLED
    assert sorted(SandboxTransaction.objects.values_list("kind", flat=True)) == ["authorise", "capture"]
    assert order.provider_reference == SandboxTransaction.objects.get(kind="capture").reference


def test_a_premium_without_funds_takes_nothing(payment):
    order = collect(**payment(account="6222020000006666"))
    assert (order.state, order.failure) == (OrderState.FAILED, Failure.INSUFFICIENT_FUNDS)
    assert not SandboxTransaction.objects.filter(kind="capture").exists()


def test_a_lost_answer_is_resolved_by_asking_again_with_the_same_key(payment):
    """The bank did it but did not answer: we ask what became of it, and do not pay a second time."""
    order = pay_out(**payment(account="6222020000007777"))
    assert order.state == OrderState.SETTLED
    row = SandboxTransaction.objects.get()
    assert row.reference == order.provider_reference
    run_jobs()
    assert SandboxTransaction.objects.count() == 1
    assert told("payments.settled") == 1


def test_never_more_is_given_back_than_was_taken(payment, now, system):
    taken = collect(**payment())
    part = {"order_id": taken.pk, "purpose": "refund", "reference": "HP-1", "by": system, "now": now}
    assert refund(idempotency_key="r1", amount_minor=100_00, **part).state == OrderState.SETTLED
    with pytest.raises(Conflict):
        refund(idempotency_key="r2", amount_minor=20_51, **part)
    assert refunded_minor(taken.pk) == 100_00
    assert refund(idempotency_key="r1", amount_minor=100_00, **part).amount_minor == 100_00
    assert SandboxTransaction.objects.filter(kind="refund").count() == 1


def test_only_what_has_arrived_can_be_given_back(payment, now, system):
    failed = collect(**payment(account="6222020000006666"))
    with pytest.raises(Conflict):
        refund(
            idempotency_key="r",
            order_id=failed.pk,
            amount_minor=1,
            purpose="refund",
            reference="x",
            by=system,
            now=now,
        )
    assert PaymentOrder.objects.count() == 1


def test_the_ledger_failing_leaves_the_order_open_and_the_retry_finishes_it(payment, monkeypatch, now):
    from hearten.base.payments.services import execution

    monkeypatch.setattr(execution, "append_many", lambda *a, **k: (_ for _ in ()).throw(RuntimeError("disk")))
    with pytest.raises(RuntimeError):
        pay_out(**payment())
    monkeypatch.undo()
    order = PaymentOrder.objects.get()
    assert order.state == OrderState.SENDING
    assert told("payments.settled") == 0
    execute_order(order_id=order.pk, now=now)
    assert PaymentOrder.objects.get().state == OrderState.SETTLED
    assert SandboxTransaction.objects.count() == 1
    assert told("payments.settled") == 1


def test_payments_are_seen_by_their_owner_and_by_those_who_may(payment, staff):
    order = pay_out(**payment())
    owner = Actor(user_id=None, role=Role.MEMBER, customer_id=order.customer_id)
    assert list_payments_for(owner, order.customer_id) == [order]
    assert list_payments_for(staff(Role.EXAMINER), order.customer_id) == [order]
    for stranger in (Actor(user_id=None, role=Role.MEMBER), staff(Role.ANALYST)):
        with pytest.raises(NotFound):
            list_payments_for(stranger, order.customer_id)


def test_the_account_lies_sealed_in_the_table(payment):
    from django.db import connection

    pay_out(**payment())
    with connection.cursor() as cursor:
        cursor.execute("SELECT account FROM payments_paymentorder")
        assert b"6222" not in bytes(cursor.fetchone()[0])
    assert PaymentOrder.objects.get().account == "6222020000001234"


@pytest.mark.parametrize(
    "change",
    [{"state": "settled"}, {"state": "failed"}, {"failure": "x"}, {"amount_minor": 0}, {"state": "returned"}],
)
def test_the_database_refuses_half_a_state(payment, change):
    with transaction.atomic():
        order = order_payout(**payment())
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentOrder.objects.filter(pk=order.pk).update(**change)
