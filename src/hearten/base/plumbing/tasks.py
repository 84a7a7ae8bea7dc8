"""Housekeeping of the queue itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hearten.base.plumbing import events  # noqa: F401 -- registers plumbing.deliver

# A worker writes a heartbeat every ten seconds; three missed ones mean that it has died.
DEAD_AFTER_SECONDS = 30


@app.periodic(cron="* * * * *")
@app.task(name="plumbing.retry_stalled", queueing_lock="plumbing.retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp: int) -> None:
    """Give the jobs of a worker that was killed midway to another one."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        await manager.retry_job(stalled)
