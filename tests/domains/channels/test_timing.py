"""X3: nobody is disturbed at night or too often, wherever the clock stands."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.domains.channels.timing import is_quiet, next_allowed_time
from hearten.domains.channels.types import QUIET_HOURS, Limit, QuietHours

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = st.sampled_from([ZoneInfo(z) for z in ("Asia/Shanghai", "America/New_York", "UTC", "Asia/Kathmandu")])
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LIMITS = st.builds(
    Limit, count=st.integers(1, 4), window=st.timedeltas(timedelta(hours=1), timedelta(days=40))
)


def shanghai(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (shanghai(2026, 11, 2, 10), shanghai(2026, 11, 2, 10)),
        (shanghai(2026, 11, 2, 21, 59), shanghai(2026, 11, 2, 21, 59)),
        (shanghai(2026, 11, 2, 22), shanghai(2026, 11, 3, 8)),
        (shanghai(2026, 11, 3, 0, 30), shanghai(2026, 11, 3, 8)),
        (shanghai(2026, 11, 3, 7, 59), shanghai(2026, 11, 3, 8)),
        (shanghai(2026, 11, 3, 8), shanghai(2026, 11, 3, 8)),
    ],
)
def test_the_night_moves_to_the_morning(at, allowed):
    assert next_allowed_time(at=at, zone=SHANGHAI, quiet=QUIET_HOURS) == allowed


def test_a_full_window_waits_until_the_oldest_contact_has_left_it():
    limit = Limit(count=2, window=timedelta(days=14))
    contacts = [shanghai(2026, 10, 25, 9), shanghai(2026, 10, 30, 9), shanghai(2026, 9, 1, 9)]
    at = shanghai(2026, 11, 2, 10)
    assert next_allowed_time(at=at, zone=SHANGHAI, limit=limit, contacts=contacts) == shanghai(2026, 11, 8, 9)
    assert next_allowed_time(at=at, zone=SHANGHAI, limit=limit, contacts=contacts[1:]) == at


def test_quiet_hours_within_one_day():
    noon = QuietHours(start=time(12, 0), end=time(14, 0))
    at = shanghai(2026, 11, 2, 13)
    assert next_allowed_time(at=at, zone=SHANGHAI, quiet=noon) == shanghai(2026, 11, 2, 14)


@given(at=MOMENTS, zone=ZONES, limit=LIMITS, contacts=st.lists(MOMENTS, max_size=12))
def test_what_is_allowed_is_never_early_quiet_or_too_much(at, zone, limit, contacts):
    allowed = next_allowed_time(at=at, zone=zone, quiet=QUIET_HOURS, limit=limit, contacts=contacts)
    assert allowed >= at
    assert not is_quiet(allowed, zone, QUIET_HOURS)
    assert sum(moment > allowed - limit.window for moment in contacts) < limit.count
    # Asking again at that moment changes nothing.
    assert (
        next_allowed_time(at=allowed, zone=zone, quiet=QUIET_HOURS, limit=limit, contacts=contacts) == allowed
    )


@given(at=MOMENTS, zone=ZONES)
def test_without_contacts_nothing_waits_longer_than_a_night(at, zone):
    allowed = next_allowed_time(at=at, zone=zone, quiet=QUIET_HOURS)
    assert allowed - at <= timedelta(hours=11)  # ten hours, and one when the clocks go back


@given(at=MOMENTS, limit=LIMITS, contacts=st.lists(MOMENTS, max_size=8))
def test_the_limit_asks_for_no_more_waiting_than_it_needs(at, limit, contacts):
    allowed = next_allowed_time(at=at, zone=SHANGHAI, limit=limit, contacts=contacts)
    if allowed > at:
        sooner = allowed - timedelta(microseconds=1)
        assert sum(moment > sooner - limit.window for moment in contacts) >= limit.count
