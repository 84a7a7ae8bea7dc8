"""Who has read what?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.domains.channels.models import Message
from hearten.domains.channels.selectors.messages import get_message_for


def mark_read(*, message_id: UUID, by: Actor, now: datetime) -> Message:
    """Note the first time the customer opened a message; staff looking on leave no mark."""
    message = get_message_for(by, message_id)
    if by.owns(message.customer_id) and message.read_at is None:
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=now)
        message.read_at = now
    return message
