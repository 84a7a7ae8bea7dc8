"""Writing to people."""

from hearten.domains.channels.services.delivery import deliver_message
from hearten.domains.channels.services.preferences import set_preference
from hearten.domains.channels.services.reading import mark_read
from hearten.domains.channels.services.sending import (
    NewMessage,
    PastMessage,
    load_messages,
    send_message,
    send_messages,
    write_messages,
)

__all__ = [
    "NewMessage",
    "PastMessage",
    "deliver_message",
    "load_messages",
    "mark_read",
    "send_message",
    "send_messages",
    "set_preference",
    "write_messages",
]
