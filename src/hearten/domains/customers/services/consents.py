"""Giving and withdrawing consent, purpose by purpose (C3; PIPL art. 15, 29)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.base.plumbing.events import publish
from hearten.domains.customers.models import Consent
from hearten.domains.customers.types import CONSENT_GIVEN, CONSENT_WITHDRAWN, ConsentChanged, Purpose


@transaction.atomic
def give_consent(
    *, customer_id: UUID, purpose: Purpose, by: Actor, now: datetime, channel: str = "app"
) -> Consent:
    """Open a consent; one that is open already stays as it is."""
    consent, created = Consent.objects.get_or_create(
        customer_id=customer_id,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"given_at": now, "channel": channel},
    )
    if created:
        append(CONSENT_GIVEN, subject_id=customer_id, actor=by, now=now, facts={"purpose": purpose.value})
        publish(ConsentChanged(occurred_at=now, customer_id=customer_id, purpose=purpose.value, given=True))
    return consent


@transaction.atomic
def withdraw_consent(*, customer_id: UUID, purpose: Purpose, by: Actor, now: datetime) -> bool:
    """Close the open consent, as easily as it was given. Returns whether there was one."""
    closed = Consent.objects.filter(customer_id=customer_id, purpose=purpose, withdrawn_at=None).update(
        withdrawn_at=now
    )
    if closed:
        append(CONSENT_WITHDRAWN, subject_id=customer_id, actor=by, now=now, facts={"purpose": purpose.value})
        publish(ConsentChanged(occurred_at=now, customer_id=customer_id, purpose=purpose.value, given=False))
    return bool(closed)
