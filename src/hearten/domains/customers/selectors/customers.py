"""Which customers may this actor see?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.base.vault.keyring import blind_index
from hearten.domains.customers.models import Customer
from hearten.kernel.errors import NotFound
from hearten.kernel.period import age_on
from hearten.kernel.text import N_


@dataclass(frozen=True)
class Person:
    """What pricing and underwriting need to know of a customer."""

    age: int
    sex: str
    region: str
    occupation_class: int
    has_social_insurance: bool


def customers_from(source: str) -> QuerySet[Customer]:
    """All customers loaded from `source`, for whoever loads."""
    return Customer.objects.filter(source=source)


def names_of(customer_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What customers are called, for those who write to a bank or on an envelope."""
    rows = Customer.objects.filter(pk__in=set(customer_ids), erased_at__isnull=True)
    return dict(rows.values_list("pk", "name"))


def get_customer(customer_id: UUID) -> Customer:
    """The customer, for services that have checked the right already."""
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    return customer


def get_customer_for(actor: Actor, customer_id: UUID) -> Customer:
    """One customer: for the customer, and for staff who may see customers. Else NotFound."""
    if not (actor.owns(customer_id) or actor.can(Permission.CUSTOMERS_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    return get_customer(customer_id)


def find_customers_for(actor: Actor, text: str = "") -> QuerySet[Customer]:
    """Customers whose number or name begins with `text`, or whose phone, e-mail or ID number equals it; newest first."""
    actor.require(Permission.CUSTOMERS_VIEW)
    rows = Customer.objects.order_by("-created_at", "-id")
    text = text.strip()
    if not text:
        return rows
    digest = blind_index(text)
    return rows.filter(
        Q(number__istartswith=text)
        | Q(name__istartswith=text)
        | Q(phone_index=digest)
        | Q(email_index=digest)
        | Q(id_number_index=digest)
    )


def person_of(customer: Customer, on: date) -> Person:
    """The facts that price and underwriting use, as on a day."""
    if customer.birth_date is None:
        raise NotFound(N_("This person's data has been erased and can't be read."))
    return Person(
        age=age_on(customer.birth_date, on),
        sex=customer.sex,
        region=customer.region,
        occupation_class=customer.occupation_class,
        has_social_insurance=customer.social_insurance in {"employee", "resident"},
    )
