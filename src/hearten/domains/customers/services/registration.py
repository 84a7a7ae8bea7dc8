"""How does a person become a customer, one by one or many at once?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append_many
from hearten.base.ledger.types import Record
from hearten.base.vault.keyring import blind_index
from hearten.base.vault.services import Erased, ensure_keys, keys_at_hand
from hearten.domains.customers.models import Consent, Customer
from hearten.domains.customers.types import REGISTERED, CustomerFacts
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.text import N_

EARLIEST_BIRTH = date(1900, 1, 1)
LONGEST_NAME = 120
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$")
_PHONE = re.compile(r"^\+?\d[\d\- ]{5,18}$")
_BANK_ACCOUNT = re.compile(r"^\d{10,30}$")


@transaction.atomic
def register_customer(*, facts: CustomerFacts, by: Actor, now: datetime) -> Customer:
    """Register one person. Raises Invalid when a fact can't be right."""
    return load_customers(rows=[facts], by=by, now=now)[0]


@transaction.atomic
def load_customers(*, rows: Sequence[CustomerFacts], by: Actor, now: datetime) -> list[Customer]:
    """Register many people in a handful of statements; people already here (same source and source id) are updated.

    Returns the customers in the order of `rows`. Raises Invalid for the first row that can't be right; nothing is
    written then.
    """
    for row in rows:
        check_facts(row, now)
    known = _known_by_source(rows)
    identities = [known.get((row.source, row.source_id)) or row.id or new_id() for row in rows]
    customers = [_customer(row, identity, now) for row, identity in zip(rows, identities, strict=True)]
    fresh = [c for c, row in zip(customers, rows, strict=True) if (row.source, row.source_id) not in known]
    known_ids = set(known.values())
    changed = [c for c in customers if c.pk in known_ids]
    _refuse_erased(known_ids)
    with keys_at_hand(identities):
        Customer.objects.bulk_create(fresh, batch_size=1000)
        for customer in changed:
            customer.save(force_update=True, update_fields=_UPDATED)
        append_many(
            Record(
                kind=REGISTERED,
                subject_id=c.pk,
                actor=by.label,
                occurred_at=now,
                about=c.number,
                facts={"source": c.source},
            )
            for c in fresh
        )
    _give_first_consents(rows, customers, fresh)
    return customers


@transaction.atomic
def set_contact(
    *,
    customer_id: UUID,
    by: Actor,
    now: datetime,
    phone: str | None = None,
    email: str | None = None,
    bank_account: str | None = None,
) -> Customer:
    """Change how a person is reached or paid; what is None stays. Raises Invalid when it can't be right."""
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    check_contact(phone=phone, email=email, bank_account=bank_account)
    if phone is not None:
        customer.phone, customer.phone_index = phone, _index(phone)
    if email is not None:
        customer.email, customer.email_index = email, _index(email)
    if bank_account is not None:
        customer.bank_account = bank_account
    customer.save(update_fields=["phone", "phone_index", "email", "email_index", "bank_account"])
    return customer


def check_facts(facts: CustomerFacts, now: datetime) -> None:
    """Raises Invalid naming the fact that can't be right and how to mend it."""
    if not facts.name.strip() or len(facts.name) > LONGEST_NAME:
        raise Invalid(N_("A name has between 1 and 120 characters."), field="name")
    if not EARLIEST_BIRTH <= facts.birth_date <= now.date():
        raise Invalid(
            N_("The date of birth %(date)s can't be right."),
            field="birth_date",
            hint=N_("Write a day between 1900 and today."),
            date=facts.birth_date.isoformat(),
        )
    check_contact(phone=facts.phone, email=facts.email, bank_account=facts.bank_account)


def check_contact(*, phone: str | None, email: str | None, bank_account: str | None) -> None:
    if phone and not _PHONE.match(phone):
        raise Invalid(
            N_("This is not a telephone number."),
            field="phone",
            hint=N_("Write digits, such as 13800000000."),
        )
    if email and not _EMAIL.match(email):
        raise Invalid(
            N_("This is not an e-mail address."), field="email", hint=N_("It looks like name@example.com.")
        )
    if bank_account and not _BANK_ACCOUNT.match(bank_account):
        raise Invalid(
            N_("This is not a bank account number."), field="bank_account", hint=N_("Write 10 to 30 digits.")
        )


_UPDATED = [
    "name",
    "sex",
    "birth_date",
    "region",
    "occupation_class",
    "social_insurance",
    "phone",
    "email",
    "id_number",
    "bank_account",
    "phone_index",
    "email_index",
    "id_number_index",
]


def _known_by_source(rows: Iterable[CustomerFacts]) -> dict[tuple[str, str], UUID]:
    named = {(row.source, row.source_id) for row in rows if row.source_id}
    found = Customer.objects.filter(
        source__in={source for source, _ in named}, source_id__in={source_id for _, source_id in named}
    ).values_list("source", "source_id", "id")
    return {
        (source, source_id): identity for source, source_id, identity in found if (source, source_id) in named
    }


def _refuse_erased(customer_ids: set[UUID]) -> None:
    """Who has been erased stays erased, whatever a source tells again."""
    if customer_ids - ensure_keys(customer_ids).keys():
        raise Erased(N_("This person's data has been erased and can't be read."))


def _customer(row: CustomerFacts, identity: UUID, now: datetime) -> Customer:
    return Customer(
        id=identity,
        number=new_number("HC", identity),
        name=row.name.strip(),
        sex=row.sex,
        birth_date=row.birth_date,
        region=row.region,
        occupation_class=row.occupation_class,
        social_insurance=row.social_insurance,
        language=row.language,
        preferred_channel=row.preferred_channel,
        phone=row.phone,
        email=row.email,
        id_number=row.id_number,
        bank_account=row.bank_account,
        phone_index=_index(row.phone),
        email_index=_index(row.email),
        id_number_index=_index(row.id_number),
        source=row.source,
        source_id=row.source_id,
        created_at=row.created_at or now,
    )


def _give_first_consents(
    rows: Sequence[CustomerFacts], customers: list[Customer], fresh: list[Customer]
) -> None:
    fresh_ids = {customer.pk for customer in fresh}
    Consent.objects.bulk_create(
        [
            Consent(
                customer_id=customer.pk,
                purpose=purpose,
                given_at=customer.created_at,
                channel=row.preferred_channel,
            )
            for row, customer in zip(rows, customers, strict=True)
            if customer.pk in fresh_ids
            for purpose in row.consents
        ],
        batch_size=2000,
    )


def _index(text: str | None) -> bytes | None:
    return blind_index(text) if text else None
