"""Housekeeping of the queue itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hearten.base.plumbing.events import requeue_lost  # registers plumbing.deliver
from hearten.base.plumbing.jobs import periodic
from hearten.kernel.clock import utc_now

# A worker writes a heartbeat every ten seconds; three missed ones mean that it has died.
DEAD_AFTER_SECONDS = 30


@app.periodic(cron="* * * * *")
@app.task(name="plumbing.retry_stalled", queueing_lock="plumbing.retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp: int) -> None:
    """Give the jobs of a worker that was killed midway to another one."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        await manager.retry_job(stalled)


@periodic("plumbing.requeue_lost", "*/15 * * * *")
def requeue() -> None:
    """Every quarter of an hour: queue the deliveries that were given up, so that no receiver misses an event."""
    requeue_lost(now=utc_now())
