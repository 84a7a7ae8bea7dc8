"""The calendar of policies."""

from __future__ import annotations

from hearten.base.plumbing.jobs import periodic
from hearten.domains.policies.services import turn_day
from hearten.kernel.clock import utc_now


@periodic("policies.turn_day", "5 * * * *")
def turn_the_day() -> None:
    """Five past every hour: midnight in Shanghai is one of them, and a laptop that slept through it catches up."""
    turn_day(now=utc_now())
