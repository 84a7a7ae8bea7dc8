"""Which account is a customer paid to? One that they named, whose number can be right, and whose name the bank confirms.

Naming, asking the bank and believing it are three steps: the bank is asked outside any transaction, and a customer keeps
the account they had until the new one is confirmed.
"""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.plumbing.events import publish
from hearten.base.plumbing.jobs import enqueue
from hearten.base.vault.keyring import blind_index
from hearten.domains.customers.models import BankAccount, Customer
from hearten.domains.customers.ports import account_verifier
from hearten.domains.customers.selectors.bank_accounts import holders_of
from hearten.domains.customers.selectors.representation import may_claim_for
from hearten.domains.customers.types import (
    ACCOUNT_CHECKED,
    ACCOUNT_NAMED,
    AccountConfirmed,
    AccountState,
    Match,
)
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

_ACCOUNT = re.compile(r"\d{8,30}", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_BANK = re.compile(r"\d{12}|[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
_CARD_DIGITS = range(16, 20)
_UNIONPAY = "62"  # issuer numbers of UnionPay cards under ISO/IEC 7812
TAIL = 4


@transaction.atomic
def name_account(
    *, customer_id: UUID, number: str, by: Actor, now: datetime, holder: str = "", bank: str = ""
) -> BankAccount:
    """A customer, or who represents them, names an account; the bank is asked next. The same account again is the same row while it is asked about.

    `holder` is the customer, or somebody who represents them. Raises Invalid when the number can't be right.
    """
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None or not (by.can(Permission.CUSTOMERS_EDIT) or may_claim_for(by, customer_id)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    number, holder = clean_account(number), (holder or customer.name).strip()
    if holder not in holders_of(customer):
        raise Invalid(
            N_("We pay to the insured person or to somebody who represents them."),
            field="holder",
            hint=N_("Name this person as your representative first."),
        )
    if bank and not _BANK.fullmatch(bank):
        raise Invalid(
            N_("This is not the number of a bank."), field="bank", hint=N_("Write 12 digits, or a BIC.")
        )
    waiting = BankAccount.objects.filter(
        customer=customer, number_index=blind_index(number), state=AccountState.UNVERIFIED, replaced_at=None
    ).first()
    if waiting is not None and waiting.holder == holder:
        return waiting
    account = BankAccount(
        customer=customer,
        number=number,
        holder=holder,
        number_index=blind_index(number),
        bank=bank,
        named_by=by.label,
        named_at=now,
    )
    account.save(force_insert=True)
    append(
        ACCOUNT_NAMED, subject_id=customer_id, actor=by, now=now, about=customer.number, facts=_facts(account)
    )
    enqueue("customers.verify_account", account_id=str(account.pk), lock=f"bank-account:{account.pk}")
    return account


def verify_account(*, account_id: UUID, by: Actor, now: datetime) -> BankAccount:
    """Ask the bank and write its answer down. Raises Unavailable when it gives none; asked again, nothing changes."""
    with transaction.atomic(durable=True):
        account = BankAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound(N_("There is no such account."))
    if account.state != AccountState.UNVERIFIED or account.number is None:
        return account
    match = account_verifier().verify(number=account.number, holder=account.holder or "")
    return _believe(account_id, match, by, now)


def clean_account(text: str) -> str:
    """The number without spaces and dashes. Raises Invalid when its check digits, where it has some, do not fit."""
    number = re.sub(r"[\s-]", "", text).upper()
    if _IBAN.fullmatch(number):
        good = _iban_fits(number)
    elif not _ACCOUNT.fullmatch(number):
        raise Invalid(
            N_("This is not a bank account number."),
            field="number",
            hint=N_("Write the digits on your card."),
        )
    else:
        good = not (number.startswith(_UNIONPAY) and len(number) in _CARD_DIGITS) or _luhn_fits(number)
    if not good:
        raise Invalid(
            N_("A digit of this number is wrong: it does not fit its check digit."),
            field="number",
            hint=N_("Compare it with your card, digit by digit."),
        )
    return number


@transaction.atomic(durable=True)
def _believe(account_id: UUID, match: Match, by: Actor, now: datetime) -> BankAccount:
    found = BankAccount.objects.values_list("customer_id", flat=True).get(pk=account_id)
    customer = Customer.objects.select_for_update().get(pk=found)
    account = BankAccount.objects.select_for_update().get(pk=account_id)
    if account.state != AccountState.UNVERIFIED:
        return account
    account.state = AccountState.CONFIRMED if match is Match.MATCH else AccountState.MISMATCH
    account.answer, account.checked_at = match, now
    if account.state == AccountState.CONFIRMED:
        _take_into_use(customer, account, now)
    account.save(update_fields=["state", "answer", "checked_at"])
    facts = _facts(account) | {"answer": str(match)}
    append(ACCOUNT_CHECKED, subject_id=customer.pk, actor=by, now=now, about=customer.number, facts=facts)
    return account


def _take_into_use(customer: Customer, account: BankAccount, now: datetime) -> None:
    """From now on the customer is paid there; the change is announced, so that nobody changes it behind their back."""
    replaced = bool(customer.bank_account) and customer.bank_account != account.number
    BankAccount.objects.filter(customer=customer, state=AccountState.CONFIRMED, replaced_at=None).update(
        replaced_at=now
    )
    customer.bank_account = account.number
    customer.save(update_fields=["bank_account"])
    publish(
        AccountConfirmed(
            occurred_at=now,
            customer_id=customer.pk,
            account_id=account.pk,
            tail=(account.number or "")[-TAIL:],
            replaced=replaced,
        )
    )


def _facts(account: BankAccount) -> dict[str, str]:
    return {"account": str(account.pk), "tail": (account.number or "")[-TAIL:]}


def _luhn_fits(number: str) -> bool:
    """ISO/IEC 7812: from the right every second digit is doubled; the digits of all results add up to a multiple of ten."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (digit * 2 for digit in digits[1::2])
    return (sum(digits[::2]) + sum(digit - 9 if digit > 9 else digit for digit in doubled)) % 10 == 0  # noqa: PLR2004


def _iban_fits(number: str) -> bool:
    """ISO 13616: country and check digits at the end, letters as 10 to 35; the number leaves 1 when divided by 97."""
    text = number[4:] + number[:4]
    return int("".join(str(int(letter, 36)) for letter in text)) % 97 == 1
