"""Keeping the calendar of partitions ahead of time."""

from datetime import timedelta

from django.db import connection

from hearten.base.plumbing.jobs import periodic
from hearten.kernel.clock import utc_now

_AHEAD = (0, 31, 62)


@periodic("touchpoints.make_months", "30 2 * * *")
def make_months() -> None:
    """Make this month's partition and the next two, so that nobody waits for one."""
    today = utc_now().date()
    with connection.cursor() as cursor:
        for days in _AHEAD:
            cursor.execute("SELECT touchpoints_ensure_month(%s)", [today + timedelta(days=days)])
