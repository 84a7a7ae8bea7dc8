"""Work that waits: named jobs in PostgreSQL (procrastinate), queued in the transaction of the change that needs them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

F = TypeVar("F", bound=Callable[..., Any])

# Waits of 2, 4, 8 … seconds: a bank that is down for five minutes is asked again without pressing it.
_EXPONENTIAL_BASE_SECONDS = 2


def job(
    name: str, *, retry: int = 8, queue: str = "default", tell_last_try: bool = False
) -> Callable[[F], F]:
    """Register a function as the job `name`. Arguments are plain JSON values, by keyword. It must bear being run twice.

    With `tell_last_try` the function is told, as `last_try`, that it is not run again if it fails now.
    """

    def register(function: F) -> F:
        strategy = RetryStrategy(max_attempts=retry, exponential_wait=_EXPONENTIAL_BASE_SECONDS)

        def run(context: JobContext | None = None, **arguments: Any) -> Any:
            failed = context.job.attempts if context else 0
            return function(**arguments, last_try=failed >= retry)

        run.__name__ = function.__name__
        if tell_last_try:
            app.task(name=name, retry=strategy, queue=queue, pass_context=True)(run)
        else:
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


def arguments_of(name: str, *, states: Collection[str], tried: int = 0) -> list[dict[str, Any]]:
    """The arguments of the queued jobs `name` in one of `states` (todo, doing, failed) that have failed `tried` times or more."""
    rows = ProcrastinateJob.objects.filter(task_name=name, status__in=list(states), attempts__gte=tried)
    return list(rows.values_list("args", flat=True))


def registered_jobs() -> set[str]:
    return set(app.tasks)
