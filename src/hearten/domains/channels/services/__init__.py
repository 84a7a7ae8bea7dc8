"""Writing to people."""

from hearten.domains.channels.services.delivery import deliver_message
from hearten.domains.channels.services.preferences import set_preference
from hearten.domains.channels.services.reading import mark_read
from hearten.domains.channels.services.sending import PastMessage, load_messages, send_message

__all__ = ["PastMessage", "deliver_message", "load_messages", "mark_read", "send_message", "set_preference"]
