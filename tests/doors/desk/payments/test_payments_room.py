"""Payments at the desk: batches, the bank's files, and each day with its differences."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hearten.base.accounts.types import Actor, Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.payments.models import (
    BankFile,
    PaymentOrder,
    PayoutBatch,
    ReconciliationItem,
    ReconciliationRun,
)
from hearten.base.payments.providers.iso20022.answering import status_report
from hearten.base.payments.providers.sandbox_bank import SandboxBank, sandbox_transport
from hearten.base.payments.services import close_batch, fetch_files, order_payout, send_batch
from hearten.base.plumbing.testing import run_jobs
from hearten.kernel.clock import utc_now
from hearten.kernel.ids import new_id

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")


@pytest.fixture
def bank(settings, tmp_path):
    settings.VAR, settings.PAYOUT_PROVIDER = tmp_path, "sandbox-bank"
    return SandboxBank(sandbox_transport().root)


@pytest.fixture
def ordered(bank):
    def make(*tails):
        for tail in tails:
            order_payout(
                idempotency_key=f"claim:{new_id()}:1", customer_id=new_id(), amount_minor=120_50,
                account=f"622202000000{tail}", purpose="claim", reference=f"CL-{tail}", payee="=HYPERLINK(1)",
                by=BY, now=utc_now(),
            )  # fmt: skip

    return make


@pytest.fixture
def sent(ordered):
    def make(*tails):
        ordered(*tails)
        batch = close_batch(provider="sandbox-bank", by=BY, now=utc_now())
        return send_batch(batch_id=batch.pk, by=BY, now=utc_now())

    return make


@pytest.fixture
def compared(sent, bank):
    """`compared("5555")` → a day with these payments, compared."""

    def make(*tails):
        now = utc_now()
        sent(*tails)
        bank.take_files(now, now.date())
        bank.write_statement(now.date(), account="1001234567890123456")
        fetch_files(provider="sandbox-bank", by=BY, now=now)
        run_jobs()
        return ReconciliationRun.objects.get()

    return make


@pytest.fixture
def manager(door, user_of):
    return door(user_of(Role.MANAGER))


def at(name, **arguments):
    return reverse(f"desk:{name}", kwargs=arguments)


@pytest.mark.parametrize("name", ["payments", "payment_files", "payment_days"])
def test_an_empty_room_says_so(manager, name):
    page = manager.get(at(name))
    assert page.status_code == 200
    assert b"ht-empty" in page.content


def test_what_waits_is_sent_by_hand_once(manager, ordered, bank):
    ordered("1111", "2222")
    assert "241.00" in manager.get(at("payments")).content.decode()
    for _ in range(2):
        assert manager.post(at("payments_close")).status_code == 302
    batch = PayoutBatch.objects.get()
    assert (batch.state, batch.count) == ("sent", 2)
    assert [p.name for p in (bank.folder / "out").iterdir()] == [f"{batch.message_id}.xml"]
    assert batch.number in manager.get(at("payments")).content.decode()


def test_the_payment_file_is_the_one_that_was_sent_and_taking_it_is_written_down(manager, sent, bank):
    batch = sent("1111")
    answer = manager.get(at("payment_batch_file", number=batch.number))
    assert hashlib.sha256(answer.content).hexdigest() == batch.sha256
    assert answer.content == (bank.folder / "out" / f"{batch.message_id}.xml").read_bytes()
    assert answer["Cache-Control"] == "no-store"
    assert LedgerEntry.objects.filter(kind="payments.batch_loaded", about=batch.number).count() == 1


def test_an_examiner_sees_payments_but_no_file_and_changes_nothing(door, user_of, sent):
    batch = sent("6666")
    client = door(user_of(Role.EXAMINER))
    page = client.get(at("payment_batch", number=batch.number)).content.decode()
    assert "CL-6666" in page
    assert "6222" not in page
    assert client.get(at("payment_batch_file", number=batch.number)).status_code == 403
    assert client.post(at("payment_files"), {"provider": "sandbox-bank"}).status_code == 403
    assert not LedgerEntry.objects.filter(kind="payments.batch_loaded").exists()


def test_a_file_of_the_bank_is_handed_in(manager, sent):
    batch = sent("1111")
    order = PaymentOrder.objects.get()
    content = status_report(
        message_id="S1", answers=batch.message_id, at=utc_now(), items=[(order.pk.hex, "RJCT", "AC04")]
    )

    def hand_in(body):
        file = SimpleUploadedFile("status.xml", body, content_type="text/xml")
        return manager.post(at("payment_files"), {"provider": "sandbox-bank", "file": file})

    assert hand_in(content).status_code == 302
    assert hand_in(content).status_code == 302
    run_jobs()
    order.refresh_from_db()
    assert (order.state, order.failure, BankFile.objects.count()) == ("failed", "account_closed", 1)
    page = manager.get(at("payment_batch", number=batch.number)).content.decode()
    assert "RJCT AC04" in page
    for bad in (
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"PK",
        status_report(message_id="S2", answers="HT", at=utc_now(), items=[("a", "ACSC", "")]),
    ):
        refused = hand_in(bad)
        assert refused.status_code == 400
        assert b"ht-error" in refused.content or b"invalid" in refused.content
    assert BankFile.objects.count() == 1


def test_held_payments_are_released_with_a_note(manager, sent, bank):
    batch = sent("6666")
    now = utc_now()
    bank.take_files(now, now.date())
    fetch_files(provider="sandbox-bank", by=BY, now=now)
    run_jobs()
    release = at("payment_batch_release", number=batch.number)
    assert manager.post(release, {"note": ""}).status_code == 400
    assert manager.post(release, {"note": "no"}).status_code == 400
    assert PaymentOrder.objects.get().batch == batch
    assert manager.post(release, {"note": "Money is in the account now."}).status_code == 302
    assert PaymentOrder.objects.get().batch is None
    assert manager.post(release, {"note": "Money is in the account now."}).status_code == 409


def test_a_day_with_its_differences_is_explained(manager, compared):
    run = compared("1111", "5555")
    page = manager.get(at("payment_day", day_id=run.pk)).content.decode()
    assert "CL-5555" in page
    assert "+¥0.01" in page
    item = ReconciliationItem.objects.get(kind="differs")
    explain = at("payment_explain", day_id=run.pk, item_id=item.pk)
    assert manager.post(explain, {"note": "x"}).status_code == 400
    assert ReconciliationItem.objects.get(pk=item.pk).closed_at is None
    assert manager.post(explain, {"note": "A fee of one fen; the bank gives it back."}).status_code == 302
    run.refresh_from_db()
    assert run.state == "explained"
    assert "A fee of one fen" in manager.get(at("payment_day", day_id=run.pk)).content.decode()
    assert manager.post(explain, {"note": "A fee of one fen."}).status_code == 409


def test_tables_leave_without_names_accounts_and_formulas(manager, compared):
    run = compared("1111", "5555")
    batches = manager.get(at("payments_csv")).content.decode()
    items = manager.get(at("payment_day_csv", day_id=run.pk)).content.decode()
    assert "241.00" in batches
    assert "0.01" in items
    for text in (batches, items):
        assert "6222" not in text
        assert "HYPERLINK" not in text


def test_numbers_that_are_not_there(manager):
    assert manager.get(at("payment_batch", number="PB-NONE")).status_code == 404
    assert manager.get(at("payment_day", day_id=new_id())).status_code == 404
    assert (
        manager.post(
            at("payment_explain", day_id=new_id(), item_id=new_id()), {"note": "Hello there."}
        ).status_code
        == 404
    )
