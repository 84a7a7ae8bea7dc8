"""Noting who read a customer's health data (C3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.domains.customers.models import HealthAccess


def note_health_access(*, customer_id: UUID, what: str, why: str, by: Actor, now: datetime) -> None:
    """Note that `by` read `what` (conditions, a claim's documents). A customer's own reading is not noted."""
    if by.owns(customer_id) or by.is_system:
        return
    HealthAccess.objects.create(
        customer_id=customer_id,
        actor_role=str(by.role or ""),
        actor_user_id=by.user_id,
        what=what,
        why=why,
        at=now,
    )
