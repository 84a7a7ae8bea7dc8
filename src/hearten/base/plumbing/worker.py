"""Running the queue: `hearten worker`, and the worker inside `hearten up`."""

from __future__ import annotations

import asyncio
from typing import Any

from procrastinate.connector import BaseAsyncConnector
from procrastinate.contrib.django import app


def run_worker(*, concurrency: int = 2, wait: bool = True) -> None:
    """Work through the queue until interrupted; with `wait=False`, until nothing is due."""
    asyncio.run(_run(concurrency=concurrency, wait=wait))


async def _run(*, concurrency: int, wait: bool) -> None:
    worker_app = app.with_connector(_worker_connector())
    async with worker_app.open_async():
        await _take_over_from_dead_workers(worker_app)
        await worker_app.run_worker_async(
            concurrency=concurrency, wait=wait, fetch_job_polling_interval=1.0, delete_jobs="successful"
        )


def _worker_connector() -> BaseAsyncConnector:
    connector: Any = app.connector  # Django's own, which knows the one a worker needs
    worker_connector: BaseAsyncConnector = connector.get_worker_connector()
    return worker_connector


async def _take_over_from_dead_workers(worker_app) -> None:
    from hearten.base.plumbing.tasks import DEAD_AFTER_SECONDS

    manager = worker_app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        await manager.retry_job(stalled)
