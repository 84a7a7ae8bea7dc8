"""X10: on schedule to people by role: once each, caught up once, only to whoever may read, never the contents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from hearten.base.accounts.types import Role
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.reports.models import ReportDelivery, ReportRun
from hearten.domains.reports.selectors import waiting_for_reader
from hearten.domains.reports.services import (
    deliver_run,
    make_schedule,
    mark_opened,
    run_due,
    stop_schedule,
    take_up,
    tell,
    unsubscribe,
)
from hearten.kernel.errors import Invalid

MADE = datetime(2026, 3, 10, 1, tzinfo=UTC)
NEXT = datetime(2026, 4, 2, 1, tzinfo=UTC)


@pytest.fixture
def schedule(report, ana):
    def make(**more):
        given = {
            "rhythm": "monthly",
            "roles": ["manager"],
            "people": [],
            "at_once": True,
            "client_token": "s",
        }
        return make_schedule(report_id=report.pk, by=ana, now=MADE, **{**given, **more})

    return make


def _sent(now, system):
    run_due(by=system, now=now)
    run_jobs()
    return len(mail.outbox)


def test_two_clocks_at_once_make_one_report_and_send_one_letter(schedule, system, user_of):
    manager = user_of(Role.MANAGER)
    schedule()
    assert _sent(MADE + timedelta(days=3), system) == 0  # the month has not begun anew
    assert run_due(by=system, now=NEXT) == 1
    assert run_due(by=system, now=NEXT) == 0
    run_jobs()
    run = ReportRun.objects.get()
    assert deliver_run(run_id=run.pk, now=NEXT) == 0
    delivery = ReportDelivery.objects.get()
    assert tell(delivery_id=delivery.pk, now=NEXT) is False
    (letter,) = mail.outbox
    assert letter.to == [manager.email]
    assert str(run.pk) in letter.body
    assert "first" not in letter.body  # what the report says stays at the desk


def test_months_that_were_missed_are_made_up_for_once(schedule, system, user_of):
    user_of(Role.MANAGER)
    schedule()
    assert _sent(datetime(2026, 9, 20, tzinfo=UTC), system) == 1
    assert list(ReportRun.objects.values_list("slot", flat=True)) == ["2026-09-01"]


def test_without_at_once_it_waits_for_a_person(schedule, system, user_of):
    user_of(Role.MANAGER)
    schedule(at_once=False)
    assert _sent(NEXT, system) == 0
    assert ReportRun.objects.get().state == "draft"


def test_it_goes_to_nobody_who_may_not_read_and_to_nobody_who_said_no(schedule, system, user_of):
    manager = user_of(Role.MANAGER)
    made = schedule(roles=["manager", "examiner"])
    user_of(Role.EXAMINER)  # carries no right to reports
    unsubscribe(schedule_id=made.pk, wants=False, by=manager.actor, now=MADE)
    assert _sent(NEXT, system) == 0
    assert not ReportDelivery.objects.exists()
    with pytest.raises(Invalid):
        schedule(roles=[], client_token="t")
    with pytest.raises(Invalid):  # a survey does not close
        schedule(rhythm="on_close", client_token="u")


def test_a_killed_worker_loses_nothing(schedule, system, user_of):
    user_of(Role.MANAGER)
    schedule()
    run_due(by=system, now=NEXT)
    with connection.cursor() as cursor:  # the queue is gone, the run is not
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    take_up(now=NEXT + timedelta(hours=1))
    run_jobs()
    assert len(mail.outbox) == 1


def test_opening_is_noted_and_a_stopped_schedule_makes_nothing(schedule, system, user_of, ana):
    manager = user_of(Role.MANAGER)
    made = schedule()
    _sent(NEXT, system)
    (run,) = waiting_for_reader(manager.actor)
    mark_opened(run_id=run.pk, by=manager.actor, now=NEXT)
    assert waiting_for_reader(manager.actor) == []
    stop_schedule(schedule_id=made.pk, by=ana, now=NEXT)
    assert run_due(by=system, now=NEXT + timedelta(days=40)) == 0
