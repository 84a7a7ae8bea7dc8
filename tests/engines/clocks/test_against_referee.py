"""Random lives of claims: the engine over all at once says what the plain referee says of each (L5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.clocks import read_clock, to_moment
from hearten.engines.clocks.model import Counting, Pause, Unit
from tests.engines.clocks.books import BOOK, CALENDARS, ZONE, columns, moment, works_by
from tests.engines.clocks.referee import judge

FIRST = datetime(2025, 12, 1, tzinfo=ZONE)
KINDS = [
    "submitted", "notice_arrived", "documents_arrived", "decided", "withdrawn", "reopened", "payout_failed",
    "account_changed",
]  # fmt: skip
TWO_PAUSES = (
    Pause(frozenset({"notice_arrived"}), frozenset({"documents_arrived", "decided"})),
    Pause(frozenset({"payout_failed"}), frozenset({"account_changed"})),
)
# To the half hour, and often at midnight, where days change.
moments = st.integers(0, 120 * 48).map(lambda half: FIRST + timedelta(minutes=30 * half)) | st.integers(
    0, 120
).map(lambda day: FIRST + timedelta(days=day))
lives = st.lists(
    st.tuples(st.sampled_from(KINDS), moments), max_size=9, unique_by=lambda event: event[1]
).map(lambda events: sorted([("submitted", FIRST), *events], key=lambda event: event[1]))
clocks = st.builds(
    lambda length, counting, moves, pauses: replace(
        BOOK.clocks["determination"], length=length, counting=counting, last_day_moves=moves, pauses=pauses
    ),
    st.integers(1, 40), st.sampled_from(Counting), st.booleans(), st.sampled_from([(), TWO_PAUSES[:1], TWO_PAUSES]),
) | st.integers(1, 200).map(
    lambda hours: replace(BOOK.clocks["promise_decide"], length=hours, unit=Unit.HOURS, counting=Counting.CALENDAR,
                          pauses=TWO_PAUSES)
)  # fmt: skip


def _verdicts(clock, life, now):
    return judge(
        clock, life, now, works=works_by(CALENDARS.of(clock)), law_works=works_by(CALENDARS.state), zone=ZONE
    )


@given(clocks, st.lists(lives, min_size=1, max_size=4), moments)
def test_the_engine_says_of_many_what_the_referee_says_of_each(clock, claims, now):
    read = read_clock(clock, columns(*claims), now=to_moment(now), calendars=CALENDARS)
    expected = [
        (place, verdict) for place, life in enumerate(claims) for verdict in _verdicts(clock, life, now)
    ]
    assert [int(thing) for thing in read.thing] == [place for place, _ in expected]
    for row, (_, verdict) in enumerate(expected):
        assert moment(read.started[row]) == verdict.start
        assert moment(read.due[row]) == verdict.due
        assert read.state_of(row) is verdict.state
        assert read.late_s[row] == verdict.late.total_seconds()
        assert read.paused_s[row] == verdict.paused.total_seconds()


@given(clocks, moments, moments, moments)
def test_standing_still_never_shortens(clock, begin, end, now):
    begin, end = sorted((begin, end))
    plain = [("submitted", FIRST)]
    paused = [*plain, ("notice_arrived", begin), ("documents_arrived", end)]
    clock = replace(clock, pauses=TWO_PAUSES)
    read = read_clock(clock, columns(plain, paused), now=to_moment(now), calendars=CALENDARS)
    assert read.due[1] >= read.due[0]
    assert read.due[1] - read.due[0] >= 0 or read.paused_s[1] == 0


@given(clocks, st.integers(1, 60), moments)
def test_more_time_and_a_later_start_are_never_due_earlier(clock, more, now):
    now = max(now, FIRST + timedelta(days=1))
    longer = replace(clock, length=clock.length + more)
    life, later = [("submitted", FIRST)], [("submitted", FIRST + timedelta(hours=20))]
    read = read_clock(clock, columns(life, later), now=to_moment(now), calendars=CALENDARS)
    wide = read_clock(longer, columns(life), now=to_moment(now), calendars=CALENDARS)
    assert wide.due[0] >= read.due[0]
    assert read.due[1] >= read.due[0]


@given(clocks, lives, moments, moments)
def test_what_is_broken_stays_broken(clock, life, first, second):
    first, second = sorted((first, second))
    early, late = _verdicts(clock, life, first), _verdicts(clock, life, second)
    read = [
        read_clock(clock, columns(life), now=to_moment(now), calendars=CALENDARS) for now in (first, second)
    ]
    for row, verdict in enumerate(early):
        if verdict.state.value == "breached":
            assert read[1].state_of(row).value == "breached"
            assert read[1].due[row] == read[0].due[row]
    assert len(late) >= len(early)


@given(clocks, lives, moments)
def test_warnings_come_before_the_end_and_only_while_it_runs(clock, life, now):
    read = read_clock(clock, columns(life), now=to_moment(now), calendars=CALENDARS)
    for row in range(len(read.thing)):
        if moment(read.next_warn[row]) is not None:
            assert read.state_of(row).value == "running"
            assert now < moment(read.next_warn[row]) < moment(read.due[row])
