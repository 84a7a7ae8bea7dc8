"""Jobs of service quality."""

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import job, periodic
from hearten.domains.quality.services import measure_index
from hearten.kernel.clock import utc_now

BY_THE_CLOCK = Actor.system("quality.clock")
# Appeals, calls and answers of one month still arrive in the next ones.
MONTHS_KEPT_FRESH = 4


@job("quality.measure", retry=3, queue="slow")
def measure(months: int) -> None:
    measure_index(months=months, by=BY_THE_CLOCK, now=utc_now())


@periodic("quality.measure_nightly", "40 18 * * *")
def measure_nightly() -> None:
    measure_index(months=MONTHS_KEPT_FRESH, by=BY_THE_CLOCK, now=utc_now())
