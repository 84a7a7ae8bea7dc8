"""Running queued jobs in the test's own connection, so that a test sees what a worker would have done."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

_MOST_ROUNDS = 1000


def run_jobs(until: datetime | None = None) -> list[str]:
    """Run all that is due (and what it queues in turn); with `until`, also what is scheduled up to then.

    Returns the names in the order run. An exception of a job is raised here.
    """
    names: list[str] = []
    while (due := _next_due(until)) is not None:
        if len(names) >= _MOST_ROUNDS:
            raise AssertionError(f"jobs keep queueing jobs: {names[-5:]}")
        task = app.tasks[due.task_name]
        task.func(**due.args)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [due.pk])
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [due.pk])
        names.append(due.task_name)
    return names


def _next_due(until: datetime | None) -> ProcrastinateJob | None:
    todo = ProcrastinateJob.objects.filter(status="todo").order_by("scheduled_at", "id")
    due = todo.filter(scheduled_at__isnull=True)
    return due.first() or (todo.filter(scheduled_at__lte=until).first() if until else None)
