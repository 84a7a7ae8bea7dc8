"""Who is asked about what, when, and why not?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.channels.services.postroom import zone_of
from hearten.domains.channels.timing import next_allowed_time
from hearten.domains.channels.types import QUIET_HOURS
from hearten.domains.customers.selectors import get_customer, has_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.reading import asking_rules
from hearten.domains.surveys.services.documents import ensure_version
from hearten.domains.surveys.types import INVITED, InvitationState, Trigger, Withheld

_RANGE = 2**64


@transaction.atomic
def invite(
    *,
    survey_code: str,
    customer_id: UUID,
    dedupe_key: str,
    by: Actor,
    now: datetime,
    touchpoint_id: UUID | None = None,
    parent_id: UUID | None = None,
    context: Mapping[str, Any] | None = None,
    channel: str = "app",
    delay: timedelta = timedelta(0),
    fraction: float = 1.0,
    promised: bool = False,
) -> Invitation:
    """Plan to ask a customer, or note why not. The same `dedupe_key` again gives back the first invitation.

    What was `promised` (a follow-up to a case) is free of the cool-down, not of consent and quiet hours.
    """
    _lock_customer(customer_id)
    found = Invitation.objects.filter(dedupe_key=dedupe_key).first()
    if found:
        return found
    due = next_allowed_time(at=now + delay, zone=zone_of(customer_id), quiet=QUIET_HOURS)
    reason = _why_not(customer_id, dedupe_key, fraction, due, promised=promised)
    invitation = Invitation.objects.create(
        customer_id=customer_id,
        survey=ensure_version(survey_code, now=now),
        parent_id=parent_id,
        touchpoint_id=touchpoint_id,
        dedupe_key=dedupe_key,
        state=InvitationState.WITHHELD if reason else InvitationState.WAITING,
        withheld=reason or "",
        channel=channel,
        context=dict(context or {}),
        created_at=now,
        due_at=due,
    )
    if reason is None:
        append(INVITED, subject_id=customer_id, actor=by, now=now, facts={"survey": survey_code})
        later = due if due > now else None
        enqueue("surveys.send", run_at=later, invitation_id=str(invitation.pk))
    return invitation


def invite_after_moment(*, payload: Mapping[str, Any], by: Actor, now: datetime) -> list[Invitation]:
    """Ask about a recorded touchpoint, as the triggers say. `payload` is that of `touchpoints.recorded`."""
    touchpoint_id = UUID(payload["touchpoint_id"])
    return [
        invite(
            survey_code=trigger.survey,
            customer_id=UUID(payload["customer_id"]),
            dedupe_key=f"{trigger.name}:{touchpoint_id}",
            touchpoint_id=touchpoint_id,
            context=payload["refs"] | {"moment": payload["moment"], "outcome": payload["outcome"]},
            channel=payload["channel"],
            delay=trigger.delay,
            fraction=trigger.fraction,
            by=by,
            now=now,
        )
        for trigger in asking_rules().triggers
        if _fits(trigger, payload)
    ]


def why_not_now(customer_id: UUID) -> Withheld | None:
    """Whether something that may change between planning and sending stands against asking."""
    if get_customer(customer_id).erased_at:
        return Withheld.ERASED
    if not has_consent(customer_id, Purpose.SURVEYS):
        return Withheld.NO_CONSENT
    return None


def _fits(trigger: Trigger, payload: Mapping[str, Any]) -> bool:
    return trigger.moment == payload["moment"] and (
        not trigger.outcomes or payload["outcome"] in trigger.outcomes
    )


def _why_not(
    customer_id: UUID, dedupe_key: str, fraction: float, due: datetime, *, promised: bool
) -> Withheld | None:
    if (reason := why_not_now(customer_id)) is not None:
        return reason
    if not promised and _recently_asked(customer_id, due):
        return Withheld.RECENTLY_ASKED
    return None if _drawn(dedupe_key, fraction) else Withheld.NOT_SAMPLED


def _recently_asked(customer_id: UUID, due: datetime) -> bool:
    since = due - asking_rules().cool_down
    return (
        Invitation.objects.filter(customer_id=customer_id, due_at__gt=since)
        .exclude(state=InvitationState.WITHHELD)
        .exists()
    )


def _drawn(dedupe_key: str, fraction: float) -> bool:
    """A draw that comes out the same each time it is looked at: by the digest of the occasion."""
    number = int.from_bytes(hashlib.sha256(dedupe_key.encode()).digest()[:8], "big")
    return number < fraction * _RANGE


def _lock_customer(customer_id: UUID) -> None:
    """Two occasions of one customer at once are looked at one after the other, so that the cool-down holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"surveys:{customer_id}"])
