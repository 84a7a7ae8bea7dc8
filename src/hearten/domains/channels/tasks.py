"""Jobs of channels."""

from uuid import UUID

from hearten.base.plumbing.jobs import job
from hearten.domains.channels.services import deliver_message
from hearten.kernel.clock import utc_now


@job("channels.deliver")
def deliver(message_id: str) -> None:
    deliver_message(message_id=UUID(message_id), now=utc_now())
