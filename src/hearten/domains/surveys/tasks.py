"""Jobs of surveys."""

from uuid import UUID

from hearten.base.plumbing.jobs import job, periodic
from hearten.domains.surveys import services
from hearten.kernel.clock import utc_now


@job("surveys.send")
def send(invitation_ids: list[str] | None = None, invitation_id: str = "") -> None:
    """`invitation_id` stands in jobs that an earlier release has queued."""
    ids = invitation_ids or [invitation_id]
    services.send_many(invitation_ids=[UUID(text) for text in ids], now=utc_now())


@periodic("surveys.expire", "17 * * * *")
def expire() -> None:
    services.expire_invitations(now=utc_now())
