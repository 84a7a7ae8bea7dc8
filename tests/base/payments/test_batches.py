"""Payments that go to a bank by file: one batch each, one file each, and what the bank says of them (docs/algorithms/payments.md)."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.payments.models import (
    BankEntry,
    BankFile,
    PaymentOrder,
    PayoutBatch,
    PayoutLine,
    SandboxBooking,
)
from hearten.base.payments.providers.directory import DirectoryTransport
from hearten.base.payments.providers.iso20022.answering import (
    Booking,
    notice,
    read_credit_transfer,
    status_report,
)
from hearten.base.payments.selectors import end_to_end_id, held_orders, order_id_of
from hearten.base.payments.services import (
    close_batch,
    execute_order,
    fetch_files,
    file_of,
    release_batch,
    send_batch,
    take_bank_file,
)
from hearten.base.payments.tasks import send_batches
from hearten.base.payments.types import BatchState, OrderState
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.kernel.errors import Conflict, Invalid, NotAllowed
from hearten.kernel.ids import new_id

pytestmark = pytest.mark.django_db
BANK = "sandbox-bank"
S, B = OrderState, BatchState


def told(kind):
    return OutboxEvent.objects.filter(kind=kind).count()


def states(batch=None):
    rows = PaymentOrder.objects.filter(batch=batch) if batch else PaymentOrder.objects.all()
    return sorted(rows.values_list("state", flat=True))


def test_a_payment_by_file_waits_for_its_batch_and_is_never_asked_for_online(ordered, now):
    (order,) = ordered("1234")
    assert run_jobs() == []
    assert execute_order(order_id=order.pk, now=now).state == S.SENDING
    assert not SandboxBooking.objects.exists()


def test_a_batch_holds_what_waits_and_its_file_is_the_same_each_time(ordered, system, now, bank):
    orders = ordered("1111", "2222")
    batch = close_batch(provider=BANK, by=system, now=now)
    assert (batch.state, batch.count, batch.total_minor) == (B.CLOSED, 2, 241_01)
    assert hashlib.sha256(file_of(batch)).hexdigest() == batch.sha256
    number, found = read_credit_transfer(file_of(PayoutBatch.objects.get()))
    assert number == batch.message_id
    assert [order_id_of(item.end_to_end_id) for item in found] == [order.pk for order in orders]
    assert [(item.name, item.account[-4:]) for item in found] == [("梅雪", "1111"), ("梅雪", "2222")]
    assert close_batch(provider=BANK, by=system, now=now) is None
    assert PayoutBatch.objects.count() == 1
    kinds = LedgerEntry.objects.filter(about=batch.number).values_list("kind", flat=True)
    assert list(kinds) == ["payments.batch_closed"]


def test_the_payee_is_the_customer_when_nobody_else_is_named(ordered, make_customer):
    mei = make_customer()
    (order,) = ordered("1111", customer_id=mei.pk, payee="")
    assert order.payee == "梅雪"


def test_sent_once_taken_once_however_often(sent, heard, system, now, bank):
    batch = sent("1111", "2222")
    assert send_batch(batch_id=batch.pk, by=system, now=now).state == B.SENT
    assert heard() == 1
    batch.refresh_from_db()
    assert (batch.state, states()) == (B.ACCEPTED, [S.SETTLED, S.SETTLED])
    assert told("payments.settled") == 2
    assert SandboxBooking.objects.count() == 2
    assert heard() == 0
    assert told("payments.settled") == 2


TABLE = [
    ("ACCP", "", S.SENDING, S.PENDING, B.ACCEPTED, ""),
    ("ACCP", "", S.SETTLED, S.SETTLED, B.ACCEPTED, ""),
    ("PDNG", "", S.SENDING, S.PENDING, B.ACCEPTED, ""),
    ("ACSC", "", S.SENDING, S.SETTLED, B.ACCEPTED, ""),
    ("ACSC", "", S.PENDING, S.SETTLED, B.ACCEPTED, ""),
    ("ACSC", "", S.FAILED, S.FAILED, B.REJECTED, "account_closed"),
    ("RJCT", "AC01", S.SENDING, S.FAILED, B.REJECTED, "unknown_account"),
    ("RJCT", "AC04", S.PENDING, S.FAILED, B.REJECTED, "account_closed"),
    ("RJCT", "AC06", S.PENDING, S.FAILED, B.REJECTED, "account_blocked"),
    ("RJCT", "AM02", S.SENDING, S.FAILED, B.REJECTED, "above_limit"),
    ("RJCT", "BE01", S.SENDING, S.FAILED, B.REJECTED, "name_differs"),
    ("RJCT", "MS03", S.SENDING, S.FAILED, B.REJECTED, "refused"),
    ("RJCT", "AM04", S.SENDING, S.SENDING, B.REJECTED, ""),
    ("RJCT", "AM04", S.PENDING, S.PENDING, B.REJECTED, ""),
    ("RJCT", "AM05", S.SENDING, S.SENDING, B.SENT, ""),
    ("RJCT", "AC01", S.SETTLED, S.SETTLED, B.ACCEPTED, ""),
    ("booked", "", S.SENDING, S.SETTLED, B.ACCEPTED, ""),
    ("booked", "", S.PENDING, S.SETTLED, B.ACCEPTED, ""),
    ("booked", "", S.FAILED, S.FAILED, B.REJECTED, "account_closed"),
    ("returned", "AC04", S.SETTLED, S.RETURNED, B.ACCEPTED, "account_closed"),
    ("returned", "AC06", S.SENDING, S.RETURNED, B.ACCEPTED, "account_blocked"),
    ("returned", "AC04", S.FAILED, S.FAILED, B.REJECTED, "account_closed"),
]


def answer(batch, order, word, reason, now, number="A1"):
    """The bank's file that says `word` about `order`."""
    identity = end_to_end_id(order.pk)
    if word not in {"booked", "returned"}:
        return status_report(
            message_id=number, answers=batch.message_id, at=now, items=[(identity, word, reason)]
        )
    sign = -1 if word == "booked" else 1
    booking = Booking(
        amount_minor=sign * order.amount_minor, currency="CNY", booked_on=now.date(), reference=number,
        end_to_end_id=identity, return_reason=reason,
    )  # fmt: skip
    return notice(message_id=number, at=now, account="1001234567890123456", bookings=[booking])


BEFORE = {S.SENDING: None, S.PENDING: ("ACCP", ""), S.SETTLED: ("ACSC", ""), S.FAILED: ("RJCT", "AC04")}


@pytest.mark.parametrize(("word", "reason", "before", "after", "batch_after", "failure"), TABLE)
def test_what_the_bank_says_and_what_follows(
    sent, system, now, word, reason, before, after, batch_after, failure
):
    batch = sent("1111")
    order = PaymentOrder.objects.get()
    if BEFORE[before]:
        take_bank_file(
            content=answer(batch, order, *BEFORE[before], now, "A0"), provider=BANK, by=system, now=now
        )
        run_jobs()
        order.refresh_from_db()
    assert order.state == before
    content = answer(batch, order, word, reason, now)
    assert take_bank_file(content=content, provider=BANK, by=system, now=now)[1]
    run_jobs()
    order.refresh_from_db()
    batch.refresh_from_db()
    assert (order.state, order.failure, batch.state) == (after, failure, batch_after)
    events = OutboxEvent.objects.filter(kind__startswith="payments.").count()
    _, fresh = take_bank_file(content=content, provider=BANK, by=system, now=now)
    run_jobs()
    order.refresh_from_db()
    assert (fresh, order.state) == (False, after)
    assert OutboxEvent.objects.filter(kind__startswith="payments.").count() == events


def test_a_part_is_refused_and_the_others_are_paid(sent, heard):
    batch = sent("1111", "0000", "9999")
    heard()
    batch.refresh_from_db()
    assert (batch.state, states()) == (B.PARTLY, [S.FAILED, S.SETTLED, S.SETTLED])
    assert PaymentOrder.objects.get(state=S.FAILED).failure == "unknown_account"
    assert (told("payments.failed"), told("payments.settled")) == (1, 2)


def test_what_the_bank_does_later_is_heard_later(sent, heard, bank, now):
    batch = sent("8888")
    heard()
    assert states() == [S.PENDING]
    bank.settle_late(now + timedelta(hours=1), now.date())
    heard(now + timedelta(hours=1))
    batch.refresh_from_db()
    assert (batch.state, states()) == (B.ACCEPTED, [S.SETTLED])


def test_a_file_refused_as_a_whole_fails_nobody_and_is_released_by_a_person(sent, system, staff, now):
    batch = sent("1111", "2222")
    content = status_report(
        message_id="A1", answers=batch.message_id, at=now, items=[], whole=("RJCT", "FF01")
    )
    take_bank_file(content=content, provider=BANK, by=system, now=now)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, states(), told("payments.failed")) == (B.REJECTED, [S.SENDING, S.SENDING], 0)
    assert close_batch(provider=BANK, by=system, now=now) is None
    manager = staff(Role.MANAGER)
    with pytest.raises(Invalid):
        release_batch(batch_id=batch.pk, note="ok", by=manager, now=now)
    with pytest.raises(NotAllowed):
        release_batch(batch_id=batch.pk, note="The limit is raised.", by=staff(Role.EXAMINER), now=now)
    assert release_batch(batch_id=batch.pk, note="The limit is raised.", by=manager, now=now) == 2
    second = close_batch(provider=BANK, by=system, now=now)
    assert (second.count, PayoutLine.objects.filter(released_at=None).count()) == (2, 2)
    with pytest.raises(Conflict):
        release_batch(batch_id=batch.pk, note="Once more, please.", by=manager, now=now)


def test_our_own_lack_of_funds_is_held_for_a_person_and_the_member_hears_nothing(
    sent, heard, staff, now, system
):
    batch = sent("6666", "1111")
    heard()
    batch.refresh_from_db()
    assert (batch.state, states(), told("payments.failed")) == (B.PARTLY, [S.SENDING, S.SETTLED], 0)
    assert held_orders(batch).count() == 1
    assert release_batch(batch_id=batch.pk, note="Money is there now.", by=staff(Role.MANAGER), now=now) == 1
    assert close_batch(provider=BANK, by=system, now=now).count == 1


def test_what_the_bank_has_taken_is_not_released_when_it_refuses_the_same_file_again(
    sent, heard, bank, now, system, staff
):
    """A crash after handing over: the file goes twice, the bank refuses the second, and nobody is paid twice."""
    batch = sent("1111")
    content = file_of(batch)
    bank.take_files(now, now.date())
    DirectoryTransport(bank.folder).put(f"{batch.message_id}.xml", content)
    heard()
    batch.refresh_from_db()
    assert (batch.state, states()) == (B.ACCEPTED, [S.SETTLED])
    odd = status_report(message_id="A9", answers=batch.message_id, at=now, items=[], whole=("RJCT", "NARR"))
    take_bank_file(content=odd, provider=BANK, by=system, now=now)
    run_jobs()
    with pytest.raises(Conflict):
        release_batch(batch_id=batch.pk, note="Send them again.", by=staff(Role.MANAGER), now=now)
    assert SandboxBooking.objects.count() == 1


def test_a_file_about_something_else_is_refused_and_changes_nothing(sent, system, now):
    batch = sent("1111")
    order = PaymentOrder.objects.get()
    strange = status_report(
        message_id="A1", answers="HT-OTHER", at=now, items=[(end_to_end_id(order.pk), "ACSC", "")]
    )
    with pytest.raises(Invalid, match="no batch of ours"):
        take_bank_file(content=strange, provider=BANK, by=system, now=now)
    good = answer(batch, order, "ACSC", "", now)
    take_bank_file(content=good, provider=BANK, by=system, now=now)
    with pytest.raises(Conflict, match="not the same"):
        take_bank_file(content=answer(batch, order, "RJCT", "AC01", now), provider=BANK, by=system, now=now)
    assert BankFile.objects.count() == 1


def test_a_line_about_another_batchs_payment_moves_nothing(sent, system, now):
    first, second = sent("1111"), sent("2222", idempotency_key="claim:other")
    other = PaymentOrder.objects.get(batch=second)
    take_bank_file(content=answer(first, other, "ACSC", "", now), provider=BANK, by=system, now=now)
    run_jobs()
    other.refresh_from_db()
    assert (other.state, BankEntry.objects.get().outcome) == (S.SENDING, "unknown")


def test_a_booking_of_another_amount_is_not_believed(sent, system, now):
    batch = sent("1111")
    order = PaymentOrder.objects.get()
    order.amount_minor += 1
    take_bank_file(content=answer(batch, order, "booked", "", now), provider=BANK, by=system, now=now)
    run_jobs()
    assert (states(), BankEntry.objects.get().outcome) == ([S.SENDING], "differs")


def test_a_file_that_cannot_be_read_is_put_aside_and_the_next_is_taken(sent, bank, heard, system, now):
    sent("1111")
    (bank.folder / "in" / "a-damaged.xml").write_bytes(b"<Document")
    (bank.folder / "in" / "half.xml.part").write_bytes(b"<Doc")
    assert heard() == 1
    assert [p.name for p in (bank.folder / "in" / "refused").iterdir()] == ["a-damaged.xml"]
    assert states() == [S.SETTLED]
    assert fetch_files(provider=BANK, by=system, now=now) == 0


def test_the_database_refuses_a_payment_in_two_batches(sent):
    batch = sent("1111")
    order = PaymentOrder.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutLine.objects.create(batch=batch, order=order, position=2, amount_minor=1)


def test_an_account_that_was_changed_is_noticed_before_it_is_sent(ordered, system, now):
    ordered("1111")
    batch = close_batch(provider=BANK, by=system, now=now)
    order = PaymentOrder.objects.get()
    order.account = "6222020000009876"
    order.save(update_fields=["account"])
    with pytest.raises(Conflict, match="can't be made as it was"):
        send_batch(batch_id=batch.pk, by=system, now=now)
    assert PayoutBatch.objects.get().state == B.CLOSED


@pytest.mark.parametrize("name", ["../x.xml", "/etc/passwd", ".hidden", "a/b.xml", ""])
def test_names_from_outside_are_not_followed(bank, name):
    with pytest.raises(ValueError, match="no name"):
        DirectoryTransport(bank.folder).get(name)


def test_the_page_holds_the_same_table():
    page = (Path(__file__).resolve().parents[3] / "docs" / "algorithms" / "payments.md").read_text()
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in page.split("| the bank says |")[1].split("\n\n")[0].splitlines()[2:]
    ]
    assert rows == [tuple(str(cell) for cell in row) for row in TABLE]


def test_what_the_bank_took_after_refusing_it_is_not_released(sent, system, staff, now):
    """Refused for want of money, then taken after all: released now, it would be paid twice."""
    batch = sent("1111", "2222")
    first, second = PaymentOrder.objects.order_by("pk")
    for number, order, status, reason in (
        ("A1", first, "RJCT", "AM04"),
        ("A2", second, "RJCT", "AM04"),
        ("A3", first, "ACSP", ""),
    ):
        items = [(end_to_end_id(order.pk), status, reason)]
        content = status_report(message_id=number, answers=batch.message_id, at=now, items=items)
        take_bank_file(content=content, provider=BANK, by=system, now=now)
        run_jobs()
    assert [order.pk for order in held_orders(batch)] == [second.pk]
    assert release_batch(batch_id=batch.pk, note="Money is there now.", by=staff(Role.MANAGER), now=now) == 1
    assert close_batch(provider=BANK, by=system, now=now).count == 1


def test_one_payment_without_a_name_fails_alone(ordered, bank, now):
    ordered("1111", payee="", customer_id=new_id())
    ordered("2222")
    with time_machine.travel(now, tick=False):
        send_batches()
    assert states() == [S.FAILED, S.SENDING]
    assert PaymentOrder.objects.get(state=S.FAILED).failure == "name_differs"
    assert (PayoutBatch.objects.get().state, PayoutBatch.objects.get().count) == (B.SENT, 1)


def test_one_batch_that_cannot_be_sent_does_not_hold_up_the_others(ordered, system, now, caplog, settings):
    ordered("1111")
    close_batch(provider=BANK, by=system, now=now)
    settings.PAYOUT_ACCOUNT_NAME = "another name"  # the file of the first can't be made as it was
    ordered("2222")
    with time_machine.travel(now + timedelta(minutes=15), tick=False):
        send_batches()
    assert [batch.state for batch in PayoutBatch.objects.order_by("created_at")] == [B.CLOSED, B.SENT]
    assert "can't be sent" in caplog.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1001234567890123456", "9999999999999999999"),
        ("<Id>ST", "<Id>" + "S" * 40),
        ('Ccy="CNY"', 'Ccy="YUAN"'),
    ],
)
def test_a_statement_that_is_not_ours_or_does_not_fit_is_put_aside(sent, heard, bank, system, now, old, new):
    sent("1111")
    heard()
    content = bank.write_statement(now.date(), account="1001234567890123456")
    (bank.folder / "in" / f"ST{now:%Y%m%d}CNY.xml").write_bytes(content.replace(old.encode(), new.encode()))
    files = BankFile.objects.count()
    heard(now + timedelta(days=1))
    assert BankFile.objects.count() == files
    assert [path.name[:2] for path in (bank.folder / "in" / "refused").iterdir()] == ["ST"]
