"""What does somebody want to hear from us, and how?"""

from __future__ import annotations

from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.channels.models import Preference
from hearten.domains.channels.types import Kind, Medium
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

CHOOSABLE = (Kind.SERVICE, Kind.SURVEY, Kind.MARKETING)


def wants(customer_id: UUID, kind: Kind, channel: Medium) -> bool:
    """Whether a kind of message may use a medium; yes unless the customer said no."""
    if kind is Kind.URGENT or channel is Medium.INBOX:
        return True
    return not Preference.objects.filter(
        customer_id=customer_id, kind=kind, channel=channel, wanted=False
    ).exists()


def list_preferences_for(actor: Actor, customer_id: UUID) -> dict[Kind, bool]:
    """For each kind one may choose about: whether it comes by e-mail."""
    if not (actor.owns(customer_id) or actor.can(Permission.CUSTOMERS_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    refused = set(
        Preference.objects.filter(customer_id=customer_id, channel=Medium.EMAIL, wanted=False).values_list(
            "kind", flat=True
        )
    )
    return {kind: kind.value not in refused for kind in CHOOSABLE}
