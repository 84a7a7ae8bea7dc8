"""Is it in time? Clocks of the law and of our promises: read from data, run over columns of events."""

from hearten.engines.clocks.calendar import Calendar, Holidays, to_datetime, to_moment
from hearten.engines.clocks.china import chinese_holidays
from hearten.engines.clocks.compensation import Amount, Reference, amount_owed
from hearten.engines.clocks.model import Clock, ClockState, Compensation, Origin, Severity
from hearten.engines.clocks.reading import ClockBook, read_book
from hearten.engines.clocks.running import Calendars, Readings, read_clock, read_clocks
from hearten.engines.clocks.timeline import NEVER, Events, columns_of, events_of

__all__ = [
    "NEVER",
    "Amount",
    "Calendar",
    "Calendars",
    "Clock",
    "ClockBook",
    "ClockState",
    "Compensation",
    "Events",
    "Holidays",
    "Origin",
    "Readings",
    "Reference",
    "Severity",
    "amount_owed",
    "chinese_holidays",
    "columns_of",
    "events_of",
    "read_book",
    "read_clock",
    "read_clocks",
    "to_datetime",
    "to_moment",
]
