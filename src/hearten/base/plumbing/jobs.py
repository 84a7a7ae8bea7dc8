"""Work that waits: named jobs in PostgreSQL (procrastinate), queued in the transaction of the change that needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

F = TypeVar("F", bound=Callable[..., Any])

# Waits of 2, 4, 8 … seconds: a bank that is down for five minutes is asked again without pressing it.
_EXPONENTIAL_BASE_SECONDS = 2


def job(name: str, *, retry: int = 8, queue: str = "default") -> Callable[[F], F]:
    """Register a function as the job `name`. Arguments are plain JSON values, by keyword. It must bear being run twice."""

    def register(function: F) -> F:
        strategy = RetryStrategy(max_attempts=retry, exponential_wait=_EXPONENTIAL_BASE_SECONDS)
        app.task(name=name, retry=strategy, queue=queue)(function)
        return function

    return register


def periodic(name: str, cron: str) -> Callable[[F], F]:
    """Register a function that takes no argument to run by the clock (`minute hour day month weekday`, UTC)."""

    def register(function: F) -> F:
        def run(timestamp: int) -> None:
            function()

        run.__name__ = function.__name__
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, pass_context=False)(run))
        return function

    return register


def enqueue(name: str, *, run_at: datetime | None = None, lock: str | None = None, **arguments: Any) -> int:
    """Queue the job `name`; it starts once the current transaction is committed, and vanishes if that is rolled back.

    Jobs that share a `lock` run one after the other. Returns the number of the queued job.
    """
    deferrer = app.configure_task(name, allow_unknown=False, schedule_at=run_at, lock=lock)
    return deferrer.defer(**arguments)


@dataclass(frozen=True, kw_only=True)
class Queued:
    """One job as handed over to be queued together with others."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    run_at: datetime | None = None
    lock: str | None = None


def enqueue_many(jobs: Iterable[Queued]) -> list[int]:
    """As `enqueue`, many jobs of any name in one statement. Returns their numbers in the given order."""
    rows = [
        app.configure_task(one.name, allow_unknown=False, schedule_at=one.run_at, lock=one.lock).job.evolve(
            task_kwargs=dict(one.arguments)
        )
        for one in jobs
    ]
    if not rows:
        return []
    queued = app.job_manager.batch_defer_jobs(jobs=rows)
    return [job.id for job in queued if job.id is not None]


def registered_jobs() -> set[str]:
    return set(app.tasks)
