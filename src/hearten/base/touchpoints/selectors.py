"""What has happened with a customer, newest first."""

from __future__ import annotations

from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.base.touchpoints.models import Touchpoint
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

DEFAULT_LIMIT = 50


def list_touchpoints_for(actor: Actor, customer_id: UUID, *, limit: int = DEFAULT_LIMIT) -> list[Touchpoint]:
    """The journey of one customer, for the customer and for staff who may see customers."""
    if not (actor.owns(customer_id) or actor.can(Permission.CUSTOMERS_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    return list(Touchpoint.objects.filter(customer_id=customer_id).order_by("-occurred_at")[:limit])
