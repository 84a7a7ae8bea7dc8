"""What a worker does once the demo insurer is there, instead of waiting for the clock."""

from __future__ import annotations

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import job
from hearten.domains.claims.services.clocks import watch_clocks
from hearten.domains.claims.services.sampling import draw_quality_checks
from hearten.kernel.clock import utc_now

CATCH_UP = "demo.catch_up"


@job(CATCH_UP, retry=3)
def catch_up() -> None:
    """Look at the clocks of all claims, and draw last week's decisions for people to check. Run twice, it does it once."""
    by, now = Actor.system("demo"), utc_now()
    watch_clocks(by=by, now=now)
    draw_quality_checks(by=by, now=now)
