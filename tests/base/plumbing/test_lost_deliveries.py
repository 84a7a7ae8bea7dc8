"""An event reaches its receivers also when the job that carried it was given up (B: at least once)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from hearten.base.plumbing import events
from hearten.base.plumbing.events import publish, receives, requeue_lost
from hearten.base.plumbing.jobs import job
from hearten.base.plumbing.models import Delivery, OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.kernel.events import Event

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Rang(Event):
    kind = "tests.rang"


@pytest.fixture
def heard():
    """What the receiver of `tests.rang` heard."""
    found: list[dict] = []
    receives("tests.rang", name="tests.bell")(found.append)
    yield found
    events._RECEIVERS.pop("tests.rang")


def end_jobs(status):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE status = 'doing'", [status])


def test_a_delivery_that_was_given_up_is_queued_again_once(now, heard):
    publish(Rang(occurred_at=now))
    later = now + timedelta(minutes=11)
    assert requeue_lost(now=later) == 0  # its job still waits
    end_jobs("failed")
    assert requeue_lost(now=now + timedelta(minutes=9)) == 0  # too early
    assert requeue_lost(now=later) == 1
    assert requeue_lost(now=later) == 0  # it is in the queue
    run_jobs()
    assert (len(heard), Delivery.objects.count()) == (1, 1)
    assert requeue_lost(now=later) == 0


def test_what_is_long_past_is_left_alone(now, heard):
    """A receiver that a new release brings does not hear of all that ever happened."""
    OutboxEvent.objects.create(kind="tests.rang", payload={}, occurred_at=now - timedelta(days=8))
    assert requeue_lost(now=now) == 0


def test_a_job_is_told_when_it_is_tried_for_the_last_time():
    told = []
    job("tests.tried", retry=3, tell_last_try=True)(lambda *, last_try: told.append(last_try))
    try:
        for attempts in range(4):
            app.tasks["tests.tried"].func(SimpleNamespace(job=SimpleNamespace(attempts=attempts)))
        app.tasks["tests.tried"].func()
    finally:
        del app.tasks["tests.tried"]
    assert told == [False, False, False, True, False]
