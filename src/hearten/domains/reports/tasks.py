"""Jobs of reports."""

from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import job, periodic
from hearten.domains.reports import services
from hearten.kernel.clock import utc_now

BY_THE_CLOCK = Actor.system("reports.clock")


@job("reports.make")
def make(run_id: str) -> None:
    services.make_run(run_id=UUID(run_id), by=BY_THE_CLOCK, now=utc_now())


@job("reports.deliver")
def deliver(run_id: str) -> None:
    services.deliver_run(run_id=UUID(run_id), now=utc_now())


@job("reports.tell")
def tell(delivery_id: str) -> None:
    services.tell(delivery_id=UUID(delivery_id), now=utc_now())


@periodic("reports.due", "*/15 * * * *")
def due() -> None:
    services.run_due(by=BY_THE_CLOCK, now=utc_now())
    services.take_up(now=utc_now())
