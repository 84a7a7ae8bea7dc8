"""How does a waiting message leave the house, and what if the way is blocked?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hearten.base.plumbing.jobs import enqueue
from hearten.base.touchpoints.services import record
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.domains.channels.models import Message
from hearten.domains.channels.ports import still_wanted
from hearten.domains.channels.providers.email import Undeliverable, send_email
from hearten.domains.channels.providers.gateway import send_short
from hearten.domains.channels.types import Medium, MessageState
from hearten.domains.customers.selectors import get_customer
from hearten.kernel.errors import Unavailable

# A mail server that says "not now" (greylisting, full queue) is asked again at these distances, then no more.
WAITS = (
    timedelta(seconds=20),
    timedelta(minutes=2),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
)
_LONGEST_REASON = 200


@transaction.atomic
def deliver_message(*, message_id: UUID, now: datetime) -> Message | None:
    """Send one waiting message. A refusal for good ends it with the reason; a refusal for now queues another try.

    None for a second message of the same occasion, which was never kept. The row is locked while the mail server is spoken to, so two workers never send the same message.
    """
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None or message.state != MessageState.WAITING:
        return message
    if not still_wanted(message.template, message.dedupe_key):
        message.state = MessageState.DROPPED
        message.save(update_fields=["state"])
        return message
    message.attempts += 1
    try:
        _send(message)
    except Undeliverable as refusal:
        _fail(message, str(refusal))
    except Unavailable as refusal:
        _wait_or_fail(message, str(refusal), now)
    else:
        message.state, message.sent_at, message.failure = MessageState.SENT, now, ""
        _leave_touchpoint(message, now)
    message.save(update_fields=["state", "sent_at", "attempts", "failure", "scheduled_for"])
    return message


def _send(message: Message) -> None:
    customer, medium = get_customer(message.customer_id), Medium(message.channel)
    addresses = {Medium.EMAIL: "email", Medium.SMS: "phone", Medium.WECHAT: "number"}
    address = getattr(customer, addresses[medium])
    if not address or message.body is None:
        raise Undeliverable("no address is known any more")
    link = f"{settings.SITE_ADDRESS}{message.link}" if message.link else ""
    if medium is Medium.EMAIL:
        body = f"{message.body}\n\n{link}" if link else message.body
        send_email(to=address, subject=message.subject, body=body, identity=message.pk)
        return
    send_short(medium, to=address, text=message.subject, link=link, identity=message.pk)


def _wait_or_fail(message: Message, reason: str, now: datetime) -> None:
    if message.attempts > len(WAITS):
        _fail(message, f"given up after {message.attempts} tries: {reason}")
        return
    message.failure = reason[:_LONGEST_REASON]
    message.scheduled_for = now + WAITS[message.attempts - 1]
    enqueue("channels.deliver", run_at=message.scheduled_for, message_id=str(message.pk))


def _fail(message: Message, reason: str) -> None:
    message.state, message.failure = MessageState.FAILED, reason[:_LONGEST_REASON]


def _leave_touchpoint(message: Message, now: datetime) -> None:
    record(
        Moment(
            customer_id=message.customer_id,
            stage=Stage.SERVE,
            channel=Channel(message.channel),
            kind="message.sent",
            outcome=message.template,
            occurred_at=now,
            refs={"message_id": str(message.pk)},
        )
    )
