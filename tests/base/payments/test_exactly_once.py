"""One payment although workers die midway and two work at once (issue: exactly once)."""

import os
import subprocess
import sys
import threading
from urllib.parse import quote

import pytest
from django.db import connection, connections

from hearten.base.payments.models import PaymentOrder, SandboxTransaction
from hearten.base.payments.services import execute_order, pay_out
from hearten.base.payments.tasks import resolve_open
from hearten.base.payments.types import OrderState
from hearten.base.plumbing.models import OutboxEvent

pytestmark = pytest.mark.django_db(transaction=True)

_DIES = """
import os, sys
import django
django.setup()
from datetime import datetime, UTC
from uuid import UUID
from hearten.base.accounts.types import Actor
from hearten.base.payments.services import execution, pay_out
from hearten.base.payments.providers.sandbox import SandboxProvider

if sys.argv[2] == "after":      # the bank has paid, and we die before writing it down
    execution.record_result = lambda **facts: os._exit(9)
else:                           # the order is committed, and we die before the bank hears of it
    SandboxProvider.payout = lambda self, **facts: os._exit(9)
pay_out(idempotency_key="claim:killed", customer_id=UUID(sys.argv[1]), amount_minor=12050,
        account="6222020000001234", purpose="claim", reference="CL-KILLED",
        by=Actor.system("tests"), now=datetime(2026, 11, 2, 2, tzinfo=UTC))
os._exit(0)
"""


def test_database_address():
    """The child works on the test database, not on the real one."""
    assert connection.settings_dict["NAME"].startswith("test_")


def killed_in_child(customer_id, when):
    found = connection.settings_dict
    address = f"postgresql://{found['USER']}@/{found['NAME']}?host={quote(str(found['HOST']), safe='')}"
    child = subprocess.run(
        [sys.executable, "-c", _DIES, str(customer_id), when],
        env=os.environ
        | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == 9, child.stderr


@pytest.mark.parametrize(("when", "bank_rows"), [("before", 0), ("after", 1)])
def test_a_worker_killed_midway_leaves_one_payment_after_the_retry(payment, now, when, bank_rows):
    facts = payment(idempotency_key="claim:killed", reference="CL-KILLED")
    killed_in_child(facts["customer_id"], when)
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
    killed_in_child(facts["customer_id"], "after")
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

    from hearten.base.payments.providers.sandbox import SandboxProvider

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        SandboxProvider().payout(
            idempotency_key="k", amount_minor=1, currency="CNY", account="6222020000001234"
        )
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        pay_out(**payment())
    assert not SandboxTransaction.objects.exists()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        execute_order(order_id=payment()["customer_id"], now=now)
