"""Jobs of surveys."""

from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import job, periodic
from hearten.domains.surveys import services
from hearten.kernel.clock import utc_now

BY_THE_CLOCK = Actor.system("surveys.clock")


@job("surveys.send")
def send(invitation_ids: list[str] | None = None, invitation_id: str = "") -> None:
    """`invitation_id` stands in jobs that an earlier release has queued."""
    ids = invitation_ids or [invitation_id]
    services.send_many(invitation_ids=[UUID(text) for text in ids], now=utc_now())


@job("surveys.launch")
def launch(study_id: str) -> None:
    services.ask_sample(study_id=UUID(study_id), by=BY_THE_CLOCK, now=utc_now())


@periodic("surveys.expire", "17 * * * *")
def expire() -> None:
    services.close_due_studies(by=BY_THE_CLOCK, now=utc_now())
    services.expire_invitations(now=utc_now())
    services.forget_open_uses(now=utc_now())


@periodic("surveys.remind", "*/20 * * * *")
def remind() -> None:
    services.remind_all(now=utc_now())


@periodic("surveys.take_up", "*/10 * * * *")
def take_up() -> None:
    services.take_up_studies(now=utc_now())


@periodic("surveys.flag", "41 * * * *")
def flag() -> None:
    services.flag_lately_answered(now=utc_now())
