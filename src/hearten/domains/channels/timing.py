"""When may we reach somebody? Quiet hours by their clock and limits on how often, as one pure function."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hearten.domains.channels.types import Limit, QuietHours


def next_allowed_time(
    *,
    at: datetime,
    zone: ZoneInfo,
    quiet: QuietHours | None = None,
    limit: Limit | None = None,
    contacts: Iterable[datetime] = (),
) -> datetime:
    """The earliest moment from `at` on that lies outside `quiet` and keeps `limit`, given earlier and planned contacts.

    Moving later out of quiet hours can only let old contacts fall out of the window, so limits go first.
    """
    allowed = _within_limit(at, limit, contacts) if limit else at
    return _after_quiet(allowed, zone, quiet) if quiet else allowed


def is_quiet(moment: datetime, zone: ZoneInfo, quiet: QuietHours) -> bool:
    """Whether `moment` falls into the quiet hours of a clock in `zone`."""
    clock = moment.astimezone(zone).time()
    if quiet.start <= quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


def _within_limit(at: datetime, limit: Limit, contacts: Iterable[datetime]) -> datetime:
    recent = sorted(moment for moment in contacts if moment > at - limit.window)
    if len(recent) < limit.count:
        return at
    # Once this one has left the window, count - 1 are left.
    return max(at, recent[len(recent) - limit.count] + limit.window)


def _after_quiet(moment: datetime, zone: ZoneInfo, quiet: QuietHours) -> datetime:
    if not is_quiet(moment, zone, quiet):
        return moment
    local = moment.astimezone(zone)
    day = local.date()
    if local.time() >= quiet.end:
        day += timedelta(days=1)
    return datetime.combine(day, quiet.end, tzinfo=zone).astimezone(UTC)
