"""Letting somebody make claims for a customer, and ending it (L1).

An adult gives the mandate; staff who have seen the papers write down who the guardian of a minor is. Either side ends it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.vault.keyring import blind_index
from hearten.domains.customers.models import Customer, Representation
from hearten.domains.customers.selectors.customers import get_customer
from hearten.domains.customers.types import (
    OF_AGE,
    REPRESENTATION_ENDED,
    REPRESENTATION_GIVEN,
    Basis,
    Relation,
)
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.period import age_on
from hearten.kernel.text import N_

MOST_REPRESENTATIVES = 5


@transaction.atomic
def appoint_representative(
    *, customer_id: UUID, number: str, phone: str, relation: Relation, by: Actor, now: datetime
) -> Representation:
    """Let the customer with this `number` and `phone` make claims for `customer_id`. One already named stays as it is.

    Raises Invalid when the two do not belong together, NotFound when the customer is not the actor's to decide for.
    """
    basis = _basis(customer_id, by, now)
    representative = _found(number, phone)
    if representative.pk == customer_id:
        raise Invalid(
            N_("This is the customer’s own number."), field="number", hint=N_("Give the other person’s.")
        )
    _check_age(representative, now)
    rows = Representation.objects.select_for_update().filter(customer_id=customer_id, ended_at=None)
    known = {row.representative_id: row for row in rows}
    if representative.pk in known:
        return known[representative.pk]
    if len(known) >= MOST_REPRESENTATIVES:
        raise Conflict(
            N_("At most %(most)s people can be named."),
            hint=N_("End one that is no longer needed."),
            most=MOST_REPRESENTATIVES,
        )
    made = Representation.objects.create(
        customer_id=customer_id,
        representative=representative,
        relation=relation,
        basis=basis,
        given_by=by.label,
        given_at=now,
    )
    append(
        REPRESENTATION_GIVEN,
        subject_id=customer_id,
        actor=by,
        now=now,
        facts={"representative": str(representative.pk), "relation": relation.value, "basis": basis.value},
    )
    return made


@transaction.atomic
def end_representation(*, representation_id: int, by: Actor, now: datetime) -> Representation:
    """End it, from either side or by staff; ended once, it stays ended as it was."""
    row = Representation.objects.select_for_update().filter(pk=representation_id).first()
    allowed = row is not None and (
        by.owns(row.customer_id) or by.owns(row.representative_id) or by.can(Permission.CUSTOMERS_EDIT)
    )
    if row is None or not allowed:
        raise NotFound(N_("There is nobody named under this."))
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        append(
            REPRESENTATION_ENDED,
            subject_id=row.customer_id,
            actor=by,
            now=now,
            facts={"representative": str(row.representative_id)},
        )
    return row


def _basis(customer_id: UUID, by: Actor, now: datetime) -> Basis:
    if by.owns(customer_id):
        return Basis.MANDATE
    if not by.can(Permission.CUSTOMERS_EDIT):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    customer = get_customer(customer_id)
    if customer.birth_date is None or age_on(customer.birth_date, timezone.localdate(now)) >= OF_AGE:
        raise Invalid(
            N_("This customer is of age, and so names a representative themselves."),
            hint=N_("They do so in the app, under Me."),
        )
    return Basis.GUARDIAN


def _found(number: str, phone: str) -> Customer:
    """One answer for a wrong number and a wrong telephone, so that neither can be guessed."""
    wanted = {
        "number": number.strip().upper(),
        "phone_index": blind_index(phone.strip()) if phone.strip() else None,
    }
    found = Customer.objects.filter(**wanted, erased_at=None).first() if all(wanted.values()) else None
    if found is None:
        raise Invalid(
            N_("There is no customer with this member number and this telephone."),
            field="number",
            hint=N_(
                "The number stands at the top of the other person’s page Me; the telephone is the one we know."
            ),
        )
    return found


def _check_age(representative: Customer, now: datetime) -> None:
    if (
        representative.birth_date is None
        or age_on(representative.birth_date, timezone.localdate(now)) < OF_AGE
    ):
        raise Invalid(
            N_("A representative must be of age."), field="number", hint=N_("Name a person of 18 or more.")
        )
