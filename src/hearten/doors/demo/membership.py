"""Who is a member of the demo insurer? Whoever its portfolio wrote; nobody of an installation without one."""

from __future__ import annotations

from hearten.base.accounts.types import Actor
from hearten.domains.customers.models import Customer
from hearten.domains.customers.selectors import customers_from
from hearten.doors.demo.records import SOURCE


def demo_member(actor: Actor) -> Customer | None:
    if actor.customer_id is None:
        return None
    return customers_from(SOURCE).filter(pk=actor.customer_id).first()
