"""Reading messages."""

from hearten.domains.channels.selectors.messages import (
    get_message_for,
    list_inbox_for,
    list_messages_for,
    unread_count,
)
from hearten.domains.channels.selectors.preferences import list_preferences_for, wants

__all__ = [
    "get_message_for",
    "list_inbox_for",
    "list_messages_for",
    "list_preferences_for",
    "unread_count",
    "wants",
]
