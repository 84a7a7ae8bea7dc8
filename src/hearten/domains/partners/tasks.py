"""What partners' rooms do by the clock."""

from __future__ import annotations

from hearten.base.plumbing.jobs import periodic
from hearten.domains.partners.services.keys import forget_old_calls
from hearten.kernel.clock import utc_now


@periodic("partners.forget_calls", "40 18 * * *")
def forget_calls() -> None:
    """Every night: lines of the access log that are older than a year go."""
    forget_old_calls(now=utc_now())
