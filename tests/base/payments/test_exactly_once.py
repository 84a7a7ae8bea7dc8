"""One payment although workers die midway and two work at once (issue: exactly once)."""

import os
import threading

import pytest
from django.db import connections

from hearten.base.payments.models import PaymentOrder, SandboxTransaction
from hearten.base.payments.providers.sandbox import SandboxProvider
from hearten.base.payments.services import execute_order, execution, pay_out
from hearten.base.payments.tasks import resolve_open
from hearten.base.payments.types import OrderState
from hearten.base.plumbing.models import OutboxEvent
from tests.apart import run_apart

pytestmark = pytest.mark.django_db(transaction=True)


def killed_apart(facts, when):
    """`pay_out` in a process that dies just before the bank hears of the order, or before its answer is written down."""

    def pay():
        if when == "after":
            execution.record_result = lambda **_: os._exit(9)
        else:
            SandboxProvider.payout = lambda self, **_: os._exit(9)
        pay_out(**facts)

    code, errors = run_apart(pay)
    assert code == 9, errors


@pytest.mark.parametrize(("when", "bank_rows"), [("before", 0), ("after", 1)])
def test_a_worker_killed_midway_leaves_one_payment_after_the_retry(payment, now, when, bank_rows):
    facts = payment(idempotency_key="claim:killed", reference="CL-KILLED")
    killed_apart(facts, when)
    order = PaymentOrder.objects.get()
    assert order.state == OrderState.SENDING
    assert SandboxTransaction.objects.count() == bank_rows
    assert not OutboxEvent.objects.filter(kind="payments.settled").exists()

    assert pay_out(**facts).pk == order.pk
    order.refresh_from_db()
    assert order.state == OrderState.SETTLED
    assert SandboxTransaction.objects.count() == 1
    assert OutboxEvent.objects.filter(kind="payments.settled").count() == 1


def test_what_a_crash_left_open_is_finished_by_the_clock(payment):
    """Nobody asks again: the sweep finds the order."""
    facts = payment(idempotency_key="claim:killed", reference="CL-KILLED")
    killed_apart(facts, "after")
    resolve_open()
    assert PaymentOrder.objects.get().state == OrderState.SETTLED
    assert SandboxTransaction.objects.count() == 1


def test_many_at_once_make_one_payment(payment):
    facts = payment()
    barrier = threading.Barrier(6)
    seen, errors = [], []

    def work():
        try:
            barrier.wait(timeout=20)
            seen.append(pay_out(**facts).pk)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test shows it
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(set(seen)) == 1
    assert PaymentOrder.objects.get().state == OrderState.SETTLED
    assert SandboxTransaction.objects.count() == 1
    assert OutboxEvent.objects.filter(kind="payments.settled").count() == 1


def test_the_bank_refuses_to_be_called_within_a_transaction(payment, now):
    from django.db import transaction

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        SandboxProvider().payout(
            idempotency_key="k", amount_minor=1, currency="CNY", account="6222020000001234"
        )
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        pay_out(**payment())
    assert not SandboxTransaction.objects.exists()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        execute_order(order_id=payment()["customer_id"], now=now)
