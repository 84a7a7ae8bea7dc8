"""Each day, to the fen: our payments, the bank's statement and the ledger (docs/algorithms/payments.md)."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.payments.models import PaymentOrder, ReconciliationItem, ReconciliationRun
from hearten.base.payments.providers.iso20022.answering import Booking, statement
from hearten.base.payments.selectors import days_to_reconcile
from hearten.base.payments.services import close_difference, reconcile_day, take_bank_file
from hearten.base.payments.types import BatchState, ItemKind, OrderState, RunState
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.kernel.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
BANK = "sandbox-bank"
DAY = date(2026, 11, 2)
K, R = ItemKind, RunState


@pytest.fixture
def day_of(bank, heard, now):
    """`day_of()` → the bank writes its statement of the day, we take it over, and the day as it was compared."""

    def make(day=DAY):
        bank.write_statement(day, account="1001234567890123456")
        heard(now + timedelta(days=1))
        return ReconciliationRun.objects.get(day=day)

    return make


def kinds(run):
    return sorted(ReconciliationItem.objects.filter(run=run).values_list("kind", flat=True))


def only(run, kind):
    return ReconciliationItem.objects.get(run=run, kind=kind)


def test_a_day_that_agrees(sent, heard, day_of):
    batch = sent("1111", "2222", "0000")
    heard()
    run = day_of()
    batch.refresh_from_db()
    assert (run.state, kinds(run), batch.state) == (R.BALANCED, [K.MATCHED, K.MATCHED], BatchState.RECONCILED)
    assert (run.debits_minor, run.matched_minor, run.ledger_minor) == (241_01, 241_01, 241_01)
    assert run.closing_minor == run.opening_minor - 241_01
    paid = PaymentOrder.objects.filter(state=OrderState.SETTLED).aggregate(total=Sum("amount_minor"))
    assert paid["total"] == run.ledger_minor


def test_compared_again_nothing_changes(sent, heard, day_of, system, now):
    sent("1111", "5555")
    heard()
    run = day_of()
    before = (run.state, kinds(run), LedgerEntry.objects.count())
    again = reconcile_day(provider=BANK, day=DAY, by=system, now=now + timedelta(days=2))
    assert (again.state, kinds(again), LedgerEntry.objects.count()) == before


@pytest.mark.parametrize(
    ("tail", "kind", "ours", "bank_minor"),
    [
        ("5555", K.DIFFERS, 120_50, 120_51),
        ("4444", K.TWICE, 0, 120_50),
        ("3333", K.MISSING, 120_50, 0),
    ],
)
def test_each_difference_is_found(sent, heard, day_of, tail, kind, ours, bank_minor):
    sent(tail)
    heard()
    run = day_of()
    item = only(run, kind)
    assert (item.ours_minor, item.bank_minor, run.state) == (ours, bank_minor, R.DIFFERENCES)


def test_money_that_we_never_sent_is_found(sent, heard, bank, day_of):
    sent("1111")
    heard()
    bank.book_foreign(amount_minor=-1, day=DAY)
    bank.book_foreign(amount_minor=5, day=DAY)
    run = day_of()
    unknown = ReconciliationItem.objects.filter(run=run, kind=K.UNKNOWN).order_by("bank_minor")
    assert [item.bank_minor for item in unknown] == [-5, 1]
    assert (run.debits_minor, run.credits_minor, run.matched_minor) == (120_51, 5, 120_50)


def test_a_payment_the_bank_refused_and_booked_all_the_same(sent, system, now, heard):
    sent("0000")
    heard()
    order = PaymentOrder.objects.get()
    assert order.state == OrderState.FAILED
    given(now, system, [booked(order)])
    run = ReconciliationRun.objects.get()
    assert (kinds(run), run.state) == ([K.PAID_THOUGH_FAILED], R.DIFFERENCES)
    order.refresh_from_db()
    assert order.state == OrderState.FAILED


def test_a_payment_that_comes_back_days_later(sent, heard, day_of):
    sent("9999", "1111")
    heard()
    assert day_of().state == R.BALANCED
    later = day_of(DAY + timedelta(days=2))
    order = PaymentOrder.objects.get(state=OrderState.RETURNED)
    assert order.failure == "account_closed"
    assert (kinds(later), later.state, later.returned_minor) == ([K.RETURNED], R.BALANCED, order.amount_minor)
    assert OutboxEvent.objects.filter(kind="payments.returned").count() == 1


def test_what_one_day_misses_the_next_explains(sent, heard, day_of, bank, now, system):
    """Accepted today, booked tomorrow."""
    batch = sent("8888", "1111")
    heard()
    first = day_of()
    assert (kinds(first), first.state) == ([K.MATCHED, K.MISSING], R.DIFFERENCES)
    assert days_to_reconcile(DAY) == [(BANK, DAY)]
    tomorrow = now + timedelta(days=1)
    bank.settle_late(tomorrow, tomorrow.date())
    heard(tomorrow)
    second = day_of(tomorrow.date())
    first.refresh_from_db()
    batch.refresh_from_db()
    assert (kinds(second), second.state, first.state) == ([K.MATCHED], R.BALANCED, R.EXPLAINED)
    assert only(first, K.MISSING).note == "Booked on 2026-11-03."
    assert batch.state == BatchState.RECONCILED
    assert days_to_reconcile(tomorrow.date()) == []


def test_a_statement_that_does_not_add_up(sent, heard, bank, system, now):
    sent("1111")
    heard()
    content = bank.write_statement(DAY, account="1001234567890123456").replace(
        b'<Amt Ccy="CNY">999999879.50', b'<Amt Ccy="CNY">999999879.51'
    )
    (bank.folder / "in" / "ST20261102CNY.xml").unlink()
    take_bank_file(content=content, provider=BANK, by=system, now=now)
    run_jobs()
    run = ReconciliationRun.objects.get()
    item = only(run, K.BALANCE)
    assert item.bank_minor - item.ours_minor == 1
    assert run.state == R.DIFFERENCES


def test_a_day_without_a_statement_says_so(sent, heard, system, now):
    sent("1111")
    heard()
    assert days_to_reconcile(DAY) == [(BANK, DAY)]
    run = reconcile_day(provider=BANK, day=DAY, by=system, now=now)
    assert (run.state, kinds(run)) == (R.NO_STATEMENT, [])


def test_the_ledger_missing_an_entry_is_noticed(sent, heard, day_of, monkeypatch):
    from hearten.base.payments.services import reconciliation

    sent("1111", "2222")
    heard()
    real = reconciliation.facts_about
    monkeypatch.setattr(reconciliation, "facts_about", lambda *a, **k: list(real(*a, **k))[1:])
    run = day_of()
    item = only(run, K.LEDGER)
    assert (item.ours_minor, item.bank_minor, run.state) == (120_51, 241_01, R.DIFFERENCES)


def test_a_difference_needs_a_person_and_a_note(sent, heard, day_of, staff, now):
    sent("5555", "4444")
    heard()
    run = day_of()
    differs, twice = only(run, K.DIFFERS), only(run, K.TWICE)
    manager = staff(Role.MANAGER)
    with pytest.raises(NotAllowed):
        close_difference(item_id=differs.pk, note="I looked at it.", by=staff(Role.EXAMINER), now=now)
    for note in ("", "  ok  ", "x" * 501):
        with pytest.raises(Invalid):
            close_difference(item_id=differs.pk, note=note, by=manager, now=now)
    assert ReconciliationItem.objects.filter(closed_at=None).count() == 3
    close_difference(item_id=differs.pk, note="The bank took a fee of one fen.", by=manager, now=now)
    with pytest.raises(Conflict):
        close_difference(item_id=differs.pk, note="Once more.", by=manager, now=now)
    with pytest.raises(Conflict):
        close_difference(item_id=only(run, K.MATCHED).pk, note="Nothing is wrong.", by=manager, now=now)
    run.refresh_from_db()
    assert run.state == R.DIFFERENCES
    close_difference(item_id=twice.pk, note="The bank gives it back.", by=manager, now=now)
    run.refresh_from_db()
    assert run.state == R.EXPLAINED
    assert LedgerEntry.objects.filter(kind="payments.exception_closed").count() == 2


def test_statements_follow_their_own_order_and_currency(now, system):
    """The tenth statement of the day came before the ninth, and one of another account's currency between them."""
    for number, currency, opening, amount in (
        ("ST10", "CNY", 90, -5),
        ("ST1", "USD", 7, 1),
        ("ST9", "CNY", 100, -10),
    ):
        content = statement(
            message_id=number,
            at=now,
            account="1001234567890123456",
            currency=currency,
            day=DAY,
            opening_minor=opening,
            bookings=[Booking(amount_minor=amount, currency=currency, booked_on=DAY, reference=number)],
        )
        take_bank_file(content=content, provider=BANK, by=system, now=now)
    run_jobs()
    run = ReconciliationRun.objects.get()
    assert K.BALANCE not in kinds(run)
    assert (run.opening_minor, run.closing_minor) == (100, 85)


def booked(order):
    return Booking(
        amount_minor=-order.amount_minor,
        currency="CNY",
        booked_on=DAY,
        reference="B1",
        end_to_end_id=order.pk.hex,
    )


def given(now, system, bookings):
    content = statement(
        message_id="ST",
        at=now,
        account="1001234567890123456",
        currency="CNY",
        day=DAY,
        opening_minor=0,
        bookings=bookings,
    )
    take_bank_file(content=content, provider=BANK, by=system, now=now)
    run_jobs()
