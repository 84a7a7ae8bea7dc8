"""A clock in a few words: due in, stands still since, late by. The tone is never the only sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.domains.claims.models import ClaimClock
from hearten.domains.claims.selectors.clock_events import clock_book
from hearten.domains.claims.selectors.clocks import ClockReading
from hearten.domains.products.types import in_language
from hearten.doors.components.formats import ago_text, day_text, duration_text, moment_text
from hearten.doors.components.tones import TONE_ICONS
from hearten.engines.clocks import ClockState

_SOON = timedelta(days=1)


@dataclass(frozen=True)
class ClockChip:
    """What `components/clock.html` shows: name, state in words, tone, and the whole in a sentence for the pointer."""

    name: str
    word: str
    tone: str
    whole: str

    @property
    def icon(self) -> str:
        return "clock" if self.tone in {"quiet", "info"} else TONE_ICONS[self.tone]


def clock_name(code: str) -> str:
    """The clock's name in the reader's language; a clock that the book no longer has keeps its code."""
    clock = clock_book().clocks.get(code)
    return in_language(clock.label, get_language() or "zh-hans") if clock else code


def clock_chip(
    *,
    code: str,
    state: str,
    due: datetime | None,
    paused_since: datetime | None,
    now: datetime,
    known: bool = True,
) -> ClockChip:
    """A chip for a clock that asks for something. `due` is the first moment too late."""
    name = clock_name(code)
    if state == ClockState.PAUSED:
        word, tone = _("stands still since %(day)s") % {"day": day_text(paused_since)}, "quiet"
    elif due is None:
        word, tone = _("running"), "quiet"
    elif due <= now:
        word, tone = _("%(duration)s late") % {"duration": duration_text(now - due)}, "bad"
    else:
        word = _("due %(when)s") % {"when": ago_text(due - timedelta(seconds=1), now)}
        tone = "warn" if due - now <= _SOON else "info"
    last = moment_text(due - timedelta(seconds=1)) if due and state != ClockState.PAUSED else ""
    whole = " · ".join(
        part
        for part in (
            name,
            word,
            last,
            "" if known else _("holidays of that year are not announced yet"),
        )
        if part
    )
    return ClockChip(name=name, word=word, tone=tone, whole=whole)


def stored_chip(row: ClaimClock, now: datetime) -> ClockChip:
    """A chip for a clock as the watch last saw it; for lists."""
    return clock_chip(
        code=row.code,
        state=row.state,
        due=row.due_at,
        paused_since=row.paused_since,
        now=now,
        known=row.due_known,
    )


def reading_chip(reading: ClockReading, now: datetime) -> ClockChip:
    """A chip for a clock as it stands this moment; for the page of one claim."""
    return clock_chip(
        code=reading.clock.code,
        state=reading.state,
        due=reading.due,
        paused_since=reading.paused_since,
        now=now,
        known=reading.due_known,
    )
