"""Days at the edges: years nobody has announced yet, the table's end, zones whose clocks move, business hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from hearten.engines.clocks import Calendar, Calendars, chinese_holidays, read_clock, to_moment
from hearten.engines.clocks.calendar import day_number
from hearten.engines.clocks.model import Counting, Unit
from hearten.kernel.errors import Invalid
from tests.engines.clocks.books import BOOK, CALENDARS, ZONE, at, columns, moment


def test_a_year_without_announced_holidays_counts_weekends_and_says_so():
    year = chinese_holidays().last_year + 1
    start = datetime(year, 9, 30, 10, tzinfo=ZONE)
    rows = columns([("submitted", start)])
    read = read_clock(BOOK.clocks["promise_decide"], rows, now=to_moment(start), calendars=CALENDARS)
    assert not read.known[0]
    known = read_clock(
        BOOK.clocks["promise_decide"],
        columns([("submitted", at("2026-09-29 10:00"))]),
        now=to_moment(at("2026-09-29 10:00")),
        calendars=CALENDARS,
    )
    assert known.known[0]


def test_a_day_beyond_the_table_is_refused_with_the_years_it_has():
    with pytest.raises(Invalid) as refusal:
        CALENDARS.state.place(np.array([day_number(date(2061, 1, 1))]))
    assert "2004 to 2060" in str(refusal.value)


def test_business_hours_must_have_an_order():
    with pytest.raises(Invalid, match="before they begin"):
        Calendar(chinese_holidays(), ZONE, opens=time(18), closes=time(9))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-01-05 10:00", "2026-01-05 14:00"),
        ("2026-01-05 16:00", "2026-01-06 11:00"),  # two hours today, two tomorrow
        ("2026-01-05 14:00", "2026-01-05 18:00"),  # full at closing time: today
        ("2026-01-05 20:00", "2026-01-06 13:00"),  # after closing
        ("2026-01-09 17:30", "2026-01-12 12:30"),  # over a weekend
        ("2026-09-30 17:00", "2026-10-08 12:00"),  # over National Day
        ("2026-02-14 17:00", "2026-02-24 12:00"),  # from a make-up Saturday over Spring Festival
        ("2026-01-04 03:00", "2026-01-04 13:00"),  # before opening, on a make-up Sunday
    ],
)
def test_business_hours_count_while_the_house_is_open(start, due):
    clock = replace(BOOK.clocks["promise_decide"], length=4, unit=Unit.HOURS, counting=Counting.BUSINESS)
    read = read_clock(
        clock, columns([("submitted", at(start))]), now=to_moment(at(start)), calendars=CALENDARS
    )
    assert moment(read.due[0]) == at(due)


def test_business_hours_stand_still_with_the_papers():
    clock = replace(BOOK.clocks["promise_decide"], length=4, unit=Unit.HOURS, counting=Counting.BUSINESS)
    life = [
        ("submitted", at("2026-01-09 16:00")),
        ("notice_arrived", at("2026-01-09 17:00")),
        ("documents_arrived", at("2026-01-11 12:00")),
    ]
    read = read_clock(clock, columns(life), now=to_moment(at("2026-01-11 12:00")), calendars=CALENDARS)
    assert moment(read.due[0]) == at("2026-01-12 12:00")


def test_days_are_those_of_the_insurer_s_zone_also_when_its_clocks_move():
    berlin = ZoneInfo("Europe/Berlin")
    calendar = Calendar(chinese_holidays(), berlin)
    clock = replace(BOOK.clocks["determination"], length=1, last_day_moves=False)
    start = datetime(
        2026, 3, 28, 22, 30, tzinfo=UTC
    )  # half past eleven at night, on the day before summer time
    read = read_clock(
        clock,
        columns([("submitted", start)]),
        now=to_moment(start),
        calendars=Calendars(state=calendar, house=calendar),
    )
    # the 29th has 23 hours; it ends at 22:00 UTC
    assert moment(read.due[0]) == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)


def test_nothing_at_all_is_no_rounds():
    for clock in BOOK.clocks.values():
        read = read_clock(clock, columns([], []), now=to_moment(at("2026-01-05 10:00")), calendars=CALENDARS)
        assert len(read.thing) == 0


@pytest.mark.parametrize(
    ("life", "states"),
    [
        (["2026-01-06 10:00 documents_requested", "2026-01-20 10:00 decided"], ["met"]),
        (["2026-01-06 10:00 documents_requested"], ["running"]),
        (["2026-01-06 10:00 documents_requested", "2026-01-08 10:00 documents_requested"], ["breached"]),
        (
            [
                "2026-01-06 10:00 documents_requested",
                "2026-01-20 10:00 decided",
                "2026-01-21 10:00 reopened",
                "2026-01-22 10:00 documents_requested",
            ],
            ["met", "running"],
        ),
        (["2026-01-06 10:00 withdrawn"], ["ended"]),
    ],
)
def test_papers_are_asked_for_once_in_each_examination(life, states):
    from tests.engines.clocks.books import events_from

    events = events_from(["2026-01-05 10:00 submitted", *life])
    read = read_clock(
        BOOK.clocks["ask_once"], columns(events), now=to_moment(at("2026-02-01 10:00")), calendars=CALENDARS
    )
    assert [read.state_of(row).value for row in range(len(read.thing))] == states
    if states == ["breached"]:
        assert moment(read.due[0]) == at("2026-01-08 10:00")
