"""Killed at every step between our order and the bank's statement: nothing is lost, nothing is paid twice."""

import os
import threading

import pytest
from django.db import connections

from hearten.base.payments.models import (
    BankEntry,
    BankFile,
    PaymentOrder,
    PayoutBatch,
    PayoutLine,
    ReconciliationItem,
    ReconciliationRun,
    SandboxBooking,
)
from hearten.base.payments.selectors import unfinished_batches
from hearten.base.payments.services import (
    apply_bank_file,
    close_batch,
    fetch_files,
    fix_batch,
    order_payout,
    reconcile_day,
    send_batch,
)
from hearten.base.payments.types import BatchState, OrderState, RunState
from hearten.base.plumbing.models import OutboxEvent
from hearten.kernel.ids import new_id
from tests.apart import run_apart

pytestmark = pytest.mark.django_db(transaction=True)
BANK = "sandbox-bank"


def die(*_: object, **__: object) -> None:
    os._exit(9)


def die_after(function):
    def run(*a, **k):
        function(*a, **k)
        die()

    return run


def arrange_death(step):
    """Let this process die at the named step."""
    from hearten.base.payments.providers.directory import DirectoryTransport
    from hearten.base.payments.services import bank_files, batching, reconciliation

    if step == "acted on a piece":
        pieces, real = [], bank_files._apply_piece
        bank_files._PIECE = 1
        bank_files._apply_piece = lambda *a: die() if pieces else (pieces.append(1), real(*a))[1]
        return
    place, name, how = {
        "picking": (batching.PayoutLine.objects, "bulk_create", die),
        "picked": (batching, "fix_batch", die),
        "fixing": (batching, "append", die),
        "fixed": (batching, "send_batch", die),
        "handing over": (DirectoryTransport, "put", die),
        "handed over": (batching, "_note_sent", die),
        "storing a file": (bank_files, "_store_lines", die),
        "stored a file": (DirectoryTransport, "put_aside", die),
        "acting on a file": (bank_files, "record_results", die_after(bank_files.record_results)),
        "settling the batch": (bank_files, "settle_batch", die),
        "comparing": (reconciliation, "_keep", die_after(reconciliation._keep)),
    }[step]
    setattr(place, name, how)


def one_round_until(step, bank, by, now):
    """The whole round, in which the process dies at `step`."""
    from hearten.base.payments.services import bank_files, batching, reconciliation

    arrange_death(step)
    picked = batching.close_batch(provider=BANK, by=by, now=now)
    batching.send_batch(batch_id=picked.pk, by=by, now=now)
    bank.take_files(now, now.date())
    bank.write_statement(now.date(), account="1001234567890123456")
    bank_files.fetch_files(provider=BANK, by=by, now=now)
    for file in BankFile.objects.order_by("taken_at"):
        bank_files.apply_bank_file(file_id=file.pk, now=now)
    reconciliation.reconcile_day(provider=BANK, day=now.date(), by=by, now=now)


STEPS = [
    "picking", "picked", "fixing", "fixed", "handing over", "handed over", "storing a file", "stored a file",
    "acting on a file", "acted on a piece", "settling the batch", "comparing",
]  # fmt: skip


def whole_round(bank, by, now):
    """What workers do by the clock, once more from the start."""
    while close_batch(provider=BANK, by=by, now=now):
        pass
    for batch in unfinished_batches():
        fix_batch(batch_id=batch.pk, by=by, now=now)
        send_batch(batch_id=batch.pk, by=by, now=now)
    bank.take_files(now, now.date())
    bank.write_statement(now.date(), account="1001234567890123456")
    fetch_files(provider=BANK, by=by, now=now)
    for file in BankFile.objects.order_by("taken_at"):
        apply_bank_file(file_id=file.pk, now=now)
    reconcile_day(provider=BANK, day=now.date(), by=by, now=now)


def assert_all_is_done_once(payments):
    assert set(PaymentOrder.objects.values_list("state", flat=True)) == {OrderState.SETTLED}
    assert PayoutLine.objects.filter(released_at=None).count() == payments
    booked = SandboxBooking.objects.filter(booked_on__isnull=False).values_list("end_to_end_id", flat=True)
    assert sorted(booked) == sorted(order.pk.hex for order in PaymentOrder.objects.all())
    assert OutboxEvent.objects.filter(kind="payments.settled").count() == payments
    assert not BankEntry.objects.filter(outcome="").exists()
    run = ReconciliationRun.objects.get()
    assert (run.state, run.debits_minor, run.ledger_minor) == (
        RunState.BALANCED,
        run.matched_minor,
        run.matched_minor,
    )
    assert ReconciliationItem.objects.filter(kind="matched").count() == payments
    assert set(PayoutBatch.objects.values_list("state", flat=True)) == {BatchState.RECONCILED}


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_next_round_finishes_once(ordered, bank, system, now, step):
    ordered("1111", "2222", "1234")
    code, errors = run_apart(lambda: one_round_until(step, bank, system, now))
    assert code == 9, errors
    whole_round(bank, system, now)
    assert_all_is_done_once(3)
    whole_round(bank, system, now)
    assert_all_is_done_once(3)


def test_two_workers_close_each_payment_into_exactly_one_batch(ordered, payment, system, now, monkeypatch):
    from hearten.base.payments.services import batching

    monkeypatch.setattr(batching, "MOST_IN_A_BATCH", 7)
    for number in range(40):
        order_payout(**payment(idempotency_key=f"claim:{new_id()}:1", payee="梅雪", reference=f"CL-{number}"))
    barrier, errors = threading.Barrier(4), []

    def work():
        try:
            barrier.wait(timeout=20)
            while batch := close_batch(provider=BANK, by=system, now=now):
                send_batch(batch_id=batch.pk, by=system, now=now)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test shows it
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while close_batch(provider=BANK, by=system, now=now):
        pass
    assert errors == []
    assert sorted(PayoutLine.objects.values_list("order", flat=True)) == sorted(
        PaymentOrder.objects.values_list("pk", flat=True)
    )
    assert sum(PayoutBatch.objects.values_list("count", flat=True)) == 40
    assert sum(PayoutBatch.objects.values_list("total_minor", flat=True)) == 40 * 120_50


def test_two_workers_take_one_file_once(sent, bank, system, now):
    sent("1111", "0000")
    bank.take_files(now, now.date())
    barrier, errors, taken = threading.Barrier(4), [], []

    def work():
        try:
            barrier.wait(timeout=20)
            taken.append(fetch_files(provider=BANK, by=system, now=now))
            for file in BankFile.objects.all():
                apply_bank_file(file_id=file.pk, now=now)
        except FileNotFoundError:
            pass  # the other had put it aside
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test shows it
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert BankFile.objects.count() == 1
    apply_bank_file(file_id=BankFile.objects.get().pk, now=now)
    kinds = OutboxEvent.objects.filter(kind__startswith="payments.").values_list("kind", flat=True)
    assert sorted(kinds) == ["payments.failed", "payments.settled"]
