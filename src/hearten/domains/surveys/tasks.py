"""Jobs of surveys."""

from uuid import UUID

from hearten.base.plumbing.jobs import job, periodic
from hearten.domains.surveys import services
from hearten.kernel.clock import utc_now


@job("surveys.send")
def send(invitation_id: str) -> None:
    services.send_invitation(invitation_id=UUID(invitation_id), now=utc_now())


@periodic("surveys.expire", "17 * * * *")
def expire() -> None:
    services.expire_invitations(now=utc_now())
