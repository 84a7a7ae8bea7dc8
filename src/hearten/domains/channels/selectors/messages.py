"""What have we written to this customer, and what is unread?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.channels.models import Message
from hearten.domains.channels.types import Medium, MessageState
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

_NOT_THERE = N_("There is no such message, or it is not yours to see.")


def get_message_for(actor: Actor, message_id: UUID) -> Message:
    """One message: for whom it was written, and for staff who may see customers. Else NotFound."""
    message = Message.objects.filter(pk=message_id).first()
    if message is None or not _may_see(actor, message.customer_id):
        raise NotFound(_NOT_THERE)
    if message.channel != Medium.INBOX and not actor.can(Permission.CUSTOMERS_VIEW):
        raise NotFound(_NOT_THERE)
    return message


def list_inbox_for(actor: Actor, customer_id: UUID) -> QuerySet[Message]:
    """The inbox, newest first."""
    if not _may_see(actor, customer_id):
        raise NotFound(_NOT_THERE)
    return Message.objects.filter(
        customer_id=customer_id, channel=Medium.INBOX, state=MessageState.SENT
    ).order_by("-scheduled_for", "-id")


def list_messages_for(actor: Actor, customer_id: UUID) -> QuerySet[Message]:
    """All we wrote to a customer over every medium, with what became of it; for staff."""
    actor.require(Permission.CUSTOMERS_VIEW)
    return Message.objects.filter(customer_id=customer_id).order_by("-scheduled_for", "-id")


def unread_count(customer_id: UUID) -> int:
    """How many messages in the inbox have not been opened."""
    return Message.objects.filter(
        customer_id=customer_id, channel=Medium.INBOX, state=MessageState.SENT, read_at=None
    ).count()


def _may_see(actor: Actor, customer_id: UUID) -> bool:
    return actor.owns(customer_id) or actor.can(Permission.CUSTOMERS_VIEW)
