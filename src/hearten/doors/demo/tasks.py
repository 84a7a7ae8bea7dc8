"""What a worker does once the demo insurer is there, instead of waiting for the clock."""

from __future__ import annotations

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import job
from hearten.domains.claims.services.clocks import watch_clocks
from hearten.domains.claims.services.sampling import draw_quality_checks
from hearten.doors.demo import rooms
from hearten.kernel.clock import utc_now

CATCH_UP = "demo.catch_up"
FURNISH = "demo.furnish"


@job(CATCH_UP, retry=3)
def catch_up() -> None:
    """Look at the clocks of all claims, and draw last week's decisions for people to check. Run twice, it does it once."""
    by, now = Actor.system("demo"), utc_now()
    watch_clocks(by=by, now=now)
    draw_quality_checks(by=by, now=now)


@job(FURNISH, retry=3, queue="slow")
def furnish() -> None:
    """Fill the rooms for hand-work, service quality and reports. Run twice, it does it once."""
    rooms.furnish(now=utc_now())


@job(rooms.REPORT, retry=3)
def report() -> None:
    """Make the reports. Run twice, it does it once."""
    rooms.report(now=utc_now())
