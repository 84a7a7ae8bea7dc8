"""What has this customer agreed to, and who has looked?"""

from __future__ import annotations

from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.models import Consent, HealthAccess
from hearten.domains.customers.types import Purpose
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

DEFAULT_LIMIT = 200


def has_consent(customer_id: UUID, purpose: Purpose) -> bool:
    """Whether the customer's consent to `purpose` is open now."""
    return Consent.objects.filter(customer_id=customer_id, purpose=purpose, withdrawn_at=None).exists()


def open_consents(customer_id: UUID) -> set[Purpose]:
    """All purposes that the customer consents to now."""
    rows = Consent.objects.filter(customer_id=customer_id, withdrawn_at=None).values_list(
        "purpose", flat=True
    )
    return {Purpose(purpose) for purpose in rows}


def list_consents_for(actor: Actor, customer_id: UUID) -> list[Consent]:
    """The whole history of consents, newest first."""
    _check(actor, customer_id)
    return list(Consent.objects.filter(customer_id=customer_id).order_by("-given_at"))


def list_health_access_for(
    actor: Actor, customer_id: UUID, *, limit: int = DEFAULT_LIMIT
) -> list[HealthAccess]:
    """Who read the customer's health data, newest first."""
    _check(actor, customer_id)
    return list(HealthAccess.objects.filter(customer_id=customer_id).order_by("-at")[:limit])


def _check(actor: Actor, customer_id: UUID) -> None:
    if not (actor.owns(customer_id) or actor.can(Permission.CUSTOMERS_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
