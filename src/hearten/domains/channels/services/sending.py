"""How does a text get on its way to a person, once and at a decent hour?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.plumbing.jobs import Queued, enqueue_many
from hearten.base.rows import COPY_FROM, insert_rows
from hearten.base.vault.services import keys_at_hand
from hearten.domains.channels.models import Message
from hearten.domains.channels.services.postroom import PostRoom
from hearten.domains.channels.services.rendering import render_text
from hearten.domains.channels.types import TEMPLATES, Medium, MessageState
from hearten.domains.customers.models import Customer


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """A text to be sent: to whom, which, about what. `channel` narrows it to one medium.

    `media` says instead which may be used: the inbox, where it is among them, and one more, the first that reaches the
    person; the one they prefer is tried first. The same `dedupe_key` again sends nothing.
    """

    customer_id: UUID
    template: str
    context: Mapping[str, Any]
    dedupe_key: str
    channel: Medium | None = None
    media: tuple[Medium, ...] | None = None


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
    row = NewMessage(
        customer_id=customer_id,
        template=template,
        context=context,
        dedupe_key=dedupe_key,
        channel=Medium(channel) if channel else None,
    )
    enqueue_many(write_messages([row], now=now))
    places = {medium.value: place for place, medium in enumerate(Medium)}
    kept = Message.objects.filter(customer_id=customer_id, dedupe_key=dedupe_key)
    wanted = [message for message in kept if channel is None or message.channel == Medium(channel)]
    return min(wanted, key=lambda message: places[message.channel], default=None)


@transaction.atomic
def send_messages(*, rows: Sequence[NewMessage], now: datetime) -> None:
    """As `send_message`, many texts in a handful of statements."""
    enqueue_many(write_messages(rows, now=now))


def write_messages(
    rows: Sequence[NewMessage],
    *,
    now: datetime,
    customers: Mapping[UUID, Customer] | None = None,
    no_mail: Collection[UUID] | None = None,
) -> list[Queued]:
    """Write the messages; the deliveries that are given back must be queued in the same transaction.

    `customers` are those that the caller has read already, `no_mail` who of them wants no e-mail about policies and claims.
    Whoever has not agreed, or has been erased, gets none.
    """
    if not rows:
        return []
    post = PostRoom.open(rows, customers or {}, now, no_mail=no_mail)
    with keys_at_hand(post.customers):
        written = [message for row in rows for message in post.messages(row)]
        written = _write(written)
    return [
        Queued(
            name="channels.deliver",
            run_at=message.scheduled_for if message.scheduled_for > now else None,
            arguments={"message_id": str(message.pk)},
        )
        for message in written
        if message.state == MessageState.WAITING
    ]


def _write(messages: list[Message]) -> list[Message]:
    """One that is there already stays; of few the database finds out, of many we ask first."""
    if len(messages) < COPY_FROM:
        Message.objects.bulk_create(messages, ignore_conflicts=True)
        return messages
    keys = {message.dedupe_key for message in messages}
    known = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", "channel"))
    fresh = {(message.dedupe_key, message.channel): message for message in reversed(messages)}
    kept = [message for key, message in reversed(fresh.items()) if key not in known]
    insert_rows(kept)
    return kept


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
