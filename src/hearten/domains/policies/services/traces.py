"""What every step of a policy's life leaves behind: the touchpoint, and references that say what it was about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hearten.base.touchpoints.services import record
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.domains.policies.models import Application, Policy
from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_


def touch_application(
    application: Application, kind: str, *, now: datetime, outcome: str = "", duration_s: int | None = None
) -> UUID:
    """Record a moment of buying."""
    return record(
        Moment(
            customer_id=application.customer_id,
            stage=Stage.BUY,
            channel=Channel(application.channel),
            kind=kind,
            outcome=outcome,
            occurred_at=now,
            duration_s=duration_s,
            refs={"application_id": str(application.pk), "product_code": application.product_code},
        )
    )


def touch_policy(policy: Policy, kind: str, stage: Stage, *, now: datetime, outcome: str = "") -> UUID:
    """Record a moment in a policy's life."""
    return record(
        Moment(
            customer_id=policy.customer_id,
            stage=stage,
            channel=Channel(policy.channel),
            kind=kind,
            outcome=outcome,
            occurred_at=now,
            refs={"policy_id": str(policy.pk), "product_code": policy.product_code},
        )
    )


def lock_application(application_id: UUID) -> Application:
    """The application, held until the transaction ends. Raises Conflict when it is gone."""
    application = Application.objects.select_for_update().filter(pk=application_id).first()
    if application is None:
        raise Conflict(N_("The application is no longer there."))
    return application


def move(application: Application, state: str, now: datetime, *, ended: bool = False) -> None:
    application.state, application.moved_at = state, now
    application.ended_at = now if ended else None
    application.save(update_fields=["state", "moved_at", "ended_at", "premium_minor"])
