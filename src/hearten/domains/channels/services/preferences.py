"""How does somebody want to be reached?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.channels.models import Preference
from hearten.domains.channels.types import Kind, Medium
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_


def set_preference(
    *, customer_id: UUID, kind: Kind, channel: Medium, wanted: bool, by: Actor, now: datetime
) -> Preference:
    """Say whether a kind of message may use a medium. What keeps an account safe can't be switched off."""
    if not (by.owns(customer_id) or by.can(Permission.CUSTOMERS_EDIT)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    if kind is Kind.URGENT or channel is Medium.INBOX:
        raise Invalid(N_("The inbox and messages about the safety of your account stay on."))
    preference, _ = Preference.objects.update_or_create(
        customer_id=customer_id,
        kind=kind,
        channel=channel,
        defaults={"wanted": wanted, "changed_at": now},
    )
    return preference
