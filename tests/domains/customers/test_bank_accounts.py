"""An account is paid to when its number can be right and the bank says whose it is."""

import pytest
from django.db import IntegrityError, connection, transaction

from hearten.base.accounts.types import Actor, Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.customers.models import BankAccount
from hearten.domains.customers.selectors import account_state, list_accounts_for
from hearten.domains.customers.services import (
    appoint_representative,
    clean_account,
    name_account,
    verify_account,
)
from hearten.domains.customers.types import AccountState, Relation
from hearten.kernel.errors import Invalid, NotFound, Unavailable

pytestmark = pytest.mark.django_db
S = AccountState


def with_check_digit(digits):
    """The card number whose last digit makes it fit (ISO/IEC 7812), found by trying all ten."""
    fits = []
    for last in "0123456789":
        total = 0
        for place, digit in enumerate(reversed(digits + last)):
            value = int(digit) * (2 if place % 2 else 1)
            total += value // 10 + value % 10
        if total % 10 == 0:
            fits.append(digits + last)
    (only,) = fits
    return only


GOOD = with_check_digit("622202000000000123")


def card_ending(tail):
    """A card number with a right check digit that ends in `tail`."""
    return next(n for n in (f"62220200{i:04d}{tail}" for i in range(10_000)) if with_check_digit(n[:-1]) == n)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"{GOOD[:4]} {GOOD[4:8]}-{GOOD[8:]}",
        "DE89370400440532013000",
        "GB82 WEST 1234 5698 7654 32",
        "1001234567890123456",
    ],
)
def test_numbers_that_can_be_right(text):
    assert clean_account(text) == "".join(letter for letter in text if letter.isalnum())


def test_every_single_wrong_digit_of_a_card_is_caught():
    for place in range(2, len(GOOD)):  # another issuer's number, from the first two digits, promises nothing
        for step in range(1, 10):
            wrong = GOOD[:place] + str((int(GOOD[place]) + step) % 10) + GOOD[place + 1 :]
            with pytest.raises(Invalid, match="check digit"):
                clean_account(wrong)


@pytest.mark.parametrize(
    "text", ["", "1234567", "6" * 31, "62220200000000１２３4", "DE88370400440532013000", "<script>"]
)
def test_numbers_that_cannot_be_right(text):
    with pytest.raises(Invalid):
        clean_account(text)


@pytest.fixture
def named(mei, now):
    def make(number=GOOD, **facts):
        by = Actor(user_id=None, role=Role.MEMBER, customer_id=mei.pk)
        return name_account(**{"customer_id": mei.pk, "number": number, "by": by, "now": now} | facts)

    return make


def test_a_confirmed_account_takes_the_place_of_the_last(named, mei, now, system):
    old = mei.bank_account
    first = named()
    mei.refresh_from_db()
    assert (mei.bank_account, account_state(mei.pk, GOOD)) == (old, S.UNVERIFIED)
    verify_account(account_id=first.pk, by=system, now=now)
    second = named(card_ending("5678"))
    verify_account(account_id=second.pk, by=system, now=now)
    mei.refresh_from_db()
    first.refresh_from_db()
    assert mei.bank_account.endswith("5678")
    assert first.replaced_at == now
    assert account_state(mei.pk, mei.bank_account) == S.CONFIRMED
    events = OutboxEvent.objects.filter(kind="customers.account_confirmed").order_by("pk")
    assert [row.payload["replaced"] for row in events] == [True, True]
    kinds = LedgerEntry.objects.filter(kind__startswith="customers.account").order_by("sequence")
    assert [row.kind.split("_")[1] for row in kinds] == ["named", "checked", "named", "checked"]


@pytest.mark.parametrize(("tail", "answer"), [("0000", "unknown_account"), ("2222", "name_differs")])
def test_what_the_bank_does_not_confirm_changes_nothing(named, mei, tail, answer):
    old = mei.bank_account
    named(card_ending(tail))
    run_jobs()
    account = BankAccount.objects.get()
    mei.refresh_from_db()
    assert (account.state, account.answer, mei.bank_account) == (S.MISMATCH, answer, old)
    assert not OutboxEvent.objects.filter(kind="customers.account_confirmed").exists()


def test_a_bank_that_is_silent_is_asked_again(named, mei, system, now):
    account = named(card_ending("7777"))
    with pytest.raises(Unavailable):
        verify_account(account_id=account.pk, by=system, now=now)
    account.refresh_from_db()
    assert account.state == S.UNVERIFIED


def test_asked_twice_it_is_one_account_and_one_answer(named, system, now):
    first, second = named(), named()
    assert first.pk == second.pk
    for _ in range(2):
        verify_account(account_id=first.pk, by=system, now=now)
    assert OutboxEvent.objects.filter(kind="customers.account_confirmed").count() == 1


def test_only_the_member_or_whoever_represents_them_is_paid(named, mei, lin, system, now):
    with pytest.raises(Invalid, match="represents"):
        named(holder=lin.name)
    owner = Actor(user_id=None, role=Role.MEMBER, customer_id=mei.pk)
    appoint_representative(
        customer_id=mei.pk, number=lin.number, phone=lin.phone, relation=Relation.SPOUSE, by=owner, now=now
    )
    assert named(holder=lin.name).holder == lin.name


def test_a_stranger_names_and_sees_nothing(named, mei, lin, now, staff):
    stranger = Actor(user_id=None, role=Role.MEMBER, customer_id=lin.pk)
    for by in (stranger, staff(Role.ANALYST)):
        with pytest.raises(NotFound):
            named(by=by)
        with pytest.raises(NotFound):
            list_accounts_for(by, mei.pk)
    assert not BankAccount.objects.exists()


def test_number_and_name_lie_sealed_and_one_is_in_use(named, mei, now, system):
    account = named()
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, holder FROM customers_bankaccount")
        number, holder = (bytes(value) for value in cursor.fetchone())
    assert GOOD.encode() not in number
    assert mei.name.encode() not in holder
    verify_account(account_id=account.pk, by=system, now=now)
    second = named(card_ending("5678"))
    with pytest.raises(IntegrityError), transaction.atomic():
        BankAccount.objects.filter(pk=second.pk).update(state=S.CONFIRMED, answer="match", checked_at=now)
