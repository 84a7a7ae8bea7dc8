"""For whom may this actor make claims, and who may make them for a customer? (L1: also for a family member)"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.models import Representation
from hearten.domains.customers.types import OF_AGE, Basis
from hearten.kernel.errors import NotFound
from hearten.kernel.period import add_years
from hearten.kernel.text import N_


def may_claim_for(actor: Actor, customer_id: UUID) -> bool:
    """Whether the actor is the customer, or represents the customer now."""
    if actor.owns(customer_id):
        return True
    if actor.customer_id is None:
        return False
    return _open().filter(representative_id=actor.customer_id, customer_id=customer_id).exists()


def represented_by(actor: Actor) -> QuerySet[Representation]:
    """For whom the actor may make claims, oldest first; `customer` is at hand."""
    return _open().filter(representative_id=actor.customer_id).select_related("customer").order_by("given_at")


def representatives_of(actor: Actor, customer_id: UUID) -> QuerySet[Representation]:
    """Who may make claims for the customer, oldest first; `representative` is at hand."""
    if not (actor.owns(customer_id) or actor.can(Permission.CUSTOMERS_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    return _open().filter(customer_id=customer_id).select_related("representative").order_by("given_at")


def _open() -> QuerySet[Representation]:
    """What has not ended; by law a guardian's ends on the day on which the child comes of age, whoever writes it down."""
    born = add_years(timezone.localdate(), -OF_AGE)
    grown = Q(basis=Basis.GUARDIAN, customer__birth_date__lte=born)
    return Representation.objects.filter(ended_at=None).exclude(grown)
