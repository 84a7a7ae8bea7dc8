"""How does a text get on its way to a person, once and at a decent hour?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from hearten.base.plumbing.jobs import enqueue
from hearten.base.vault.services import keys_at_hand
from hearten.domains.channels.models import Message
from hearten.domains.channels.selectors.preferences import wants
from hearten.domains.channels.services.rendering import Text, render_text
from hearten.domains.channels.timing import next_allowed_time
from hearten.domains.channels.types import (
    LIMITS,
    NEEDED_CONSENT,
    QUIET_HOURS,
    QUIET_KINDS,
    TEMPLATES,
    Kind,
    Medium,
    MessageState,
)
from hearten.domains.customers.models import Customer
from hearten.domains.customers.selectors import get_customer, has_consent


@transaction.atomic
def send_message(
    *,
    customer_id: UUID,
    template: str,
    context: Mapping[str, Any],
    dedupe_key: str,
    now: datetime,
    channel: Medium | str | None = None,
) -> Message | None:
    """Put a text in the customer's inbox and, where there is an address and it is wanted, send it by e-mail.

    `channel` narrows it to one medium. The same `dedupe_key` again gives back the first message and sends nothing.
    None when the customer has not agreed to this kind of message, or has been erased.
    """
    kind = TEMPLATES[template].kind
    customer = get_customer(customer_id)
    if customer.erased_at or not _agreed(customer_id, kind):
        return None
    text = render_text(template, context, language=customer.language, name=customer.name)
    first: Message | None = None
    for medium in [Medium(channel)] if channel else list(Medium):
        if medium is Medium.EMAIL and not (customer.email and wants(customer_id, kind, medium)):
            continue
        message = _put(customer, template, text, medium, dedupe_key=dedupe_key, now=now)
        first = first or message
    return first


@dataclass(frozen=True, kw_only=True)
class PastMessage:
    """A message of the past as handed over to be loaded; it lies in the inbox, read when `read_at` says so."""

    customer_id: UUID
    template: str
    context: Mapping[str, Any]
    dedupe_key: str
    sent_at: datetime
    read_at: datetime | None = None
    language: str = "zh-hans"
    name: str = ""


@transaction.atomic
def load_messages(*, rows: Sequence[PastMessage]) -> int:
    """Put many messages of the past into inboxes; those already there (same dedupe key) stay. Returns how many came."""
    known = set(
        Message.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows]).values_list(
            "dedupe_key", flat=True
        )
    )
    fresh = [row for row in rows if row.dedupe_key not in known]
    with keys_at_hand({row.customer_id for row in fresh}):
        Message.objects.bulk_create([_past(row) for row in fresh], batch_size=1000)
    return len(fresh)


def zone_of(customer_id: UUID) -> ZoneInfo:
    """The clock a customer lives by. All our customers live by Beijing time today."""
    return ZoneInfo(settings.TIME_ZONE)


def _agreed(customer_id: UUID, kind: Kind) -> bool:
    purpose = NEEDED_CONSENT.get(kind)
    return purpose is None or has_consent(customer_id, purpose)


def _put(
    customer: Customer, template: str, text: Text, medium: Medium, *, dedupe_key: str, now: datetime
) -> Message:
    kind = TEMPLATES[template].kind
    scheduled = _scheduled_for(customer.pk, kind, medium, dedupe_key, now)
    at_once = medium is Medium.INBOX
    message, created = Message.objects.get_or_create(
        dedupe_key=dedupe_key,
        channel=medium,
        defaults={
            "customer": customer,
            "template": template,
            "kind": kind,
            "language": customer.language,
            "subject": text.subject,
            "body": text.body,
            "link": text.link,
            "state": MessageState.SENT if at_once else MessageState.WAITING,
            "created_at": now,
            "scheduled_for": scheduled,
            "sent_at": scheduled if at_once else None,
        },
    )
    if created and not at_once:
        later = scheduled if scheduled > now else None
        enqueue("channels.deliver", run_at=later, message_id=str(message.pk))
    return message


def _scheduled_for(customer_id: UUID, kind: Kind, medium: Medium, dedupe_key: str, now: datetime) -> datetime:
    """An inbox disturbs nobody, so only what leaves the house waits for a decent hour and keeps the limits."""
    if medium is Medium.INBOX:
        return now
    limit = LIMITS.get(kind)
    contacts: list[datetime] = []
    if limit:
        contacts = list(
            Message.objects.filter(
                customer_id=customer_id, kind=kind, channel=medium, scheduled_for__gt=now - limit.window
            )
            .exclude(state=MessageState.FAILED)
            .exclude(dedupe_key=dedupe_key)
            .values_list("scheduled_for", flat=True)
        )
    return next_allowed_time(
        at=now,
        zone=zone_of(customer_id),
        quiet=QUIET_HOURS if kind in QUIET_KINDS else None,
        limit=limit,
        contacts=contacts,
    )


def _past(row: PastMessage) -> Message:
    text = render_text(row.template, row.context, language=row.language, name=row.name)
    return Message(
        customer_id=row.customer_id,
        channel=Medium.INBOX,
        template=row.template,
        kind=TEMPLATES[row.template].kind,
        language=row.language,
        subject=text.subject,
        body=text.body,
        link=text.link,
        state=MessageState.SENT,
        dedupe_key=row.dedupe_key,
        created_at=row.sent_at,
        scheduled_for=row.sent_at,
        sent_at=row.sent_at,
        read_at=row.read_at,
    )
