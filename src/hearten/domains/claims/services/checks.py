"""Can this be right? Sentences for what a member may mistype, before anything is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from hearten.domains.claims.benefit_facts import check_benefit_facts
from hearten.domains.claims.types import LineFacts
from hearten.kernel.errors import Invalid
from hearten.kernel.period import add_years
from hearten.kernel.text import N_

EARLIEST = date(1900, 1, 1)
# Insurance Law art. 26: claims other than for a life end two years after the person knew of the event.
LIMITATION_YEARS = 2
LARGEST_BILL_MINOR = 10_000_000_00
MOST_LINES = 100
LONGEST_TEXT = 2000
LONGEST_NAME = 120
_DIRECTION_MARKS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def check_text(text: str, *, field: str, longest: int = LONGEST_TEXT) -> str:
    """The text without blanks around it. Raises Invalid when it is too long or holds characters nobody can see."""
    clean = text.strip()
    if len(clean) > longest:
        raise Invalid(
            N_("This text has more than %(longest)d characters."),
            field=field,
            hint=N_("Shorten it."),
            longest=longest,
        )
    if any(_unseen(character) for character in clean):
        raise Invalid(
            N_("This text holds characters that can't be seen."),
            field=field,
            hint=N_("Type it again instead of pasting it."),
        )
    return clean


def check_event_date(event_date: date, *, now: datetime) -> None:
    """Raises Invalid for a day that has not come, lies before 1900, or lies beyond the limitation."""
    today = timezone.localdate(now)
    _check_day(event_date, today, field="event_date")
    if event_date < add_years(today, -LIMITATION_YEARS):
        raise Invalid(
            N_("%(date)s is more than %(years)d years ago; the time to claim is over."),
            field="event_date",
            hint=N_("If you could not know of it earlier, ask a person for help."),
            date=event_date.isoformat(),
            years=LIMITATION_YEARS,
        )


def check_lines(lines: Sequence[LineFacts], *, now: datetime, needs_bill: bool = True) -> None:
    """Raises Invalid naming the expense (`lines.2.billed`) that can't be right."""
    if len(lines) > MOST_LINES:
        raise Invalid(
            N_("A claim takes at most %(most)d expenses."),
            field="lines",
            hint=N_("Make a second claim."),
            most=MOST_LINES,
        )
    for position, line in enumerate(lines, start=1):
        check_line(line, now=now, needs_bill=needs_bill, prefix=f"lines.{position}.")


def check_line(line: LineFacts, *, now: datetime, needs_bill: bool = True, prefix: str = "") -> None:
    """Raises Invalid when days, names or amounts of one expense can't be right."""
    _check_day(line.service_date, timezone.localdate(now), field=f"{prefix}service_date")
    if not line.category:
        raise Invalid(N_("Choose what kind of expense it is."), field=f"{prefix}category")
    if not check_text(line.provider, field=f"{prefix}provider", longest=LONGEST_NAME):
        raise Invalid(N_("Write the name of the hospital or clinic."), field=f"{prefix}provider")
    if line.until_date is not None:
        _check_day(line.until_date, timezone.localdate(now), field=f"{prefix}until_date")
        if line.until_date < line.service_date:
            raise Invalid(
                N_("The last day lies before the first."),
                field=f"{prefix}until_date",
                hint=N_("Check both days on the bill."),
            )
    if line.billed_minor < 0 or (needs_bill and line.billed_minor == 0):
        raise Invalid(
            N_("The amount must be more than nothing."),
            field=f"{prefix}billed",
            hint=N_("Take the total from the bill."),
        )
    if line.billed_minor > LARGEST_BILL_MINOR:
        raise Invalid(
            N_("The amount is larger than any bill we can take."),
            field=f"{prefix}billed",
            hint=N_("Check the decimal point."),
        )
    _check_parts(line, prefix)
    check_benefit_facts(line.benefit_facts, prefix=prefix)


def _check_parts(line: LineFacts, prefix: str) -> None:
    parts = {
        "social_fund_paid": line.social_fund_paid_minor,
        "out_of_catalogue": line.out_of_catalogue_minor,
        "class_self_paid": line.class_self_paid_minor,
        "other_paid": line.other_paid_minor,
    }
    for name, minor in parts.items():
        if minor < 0:
            raise Invalid(
                N_("An amount can't be negative."),
                field=f"{prefix}{name}",
                hint=N_("Leave it empty where nothing was paid."),
            )
    if sum(parts.values()) > line.billed_minor:
        raise Invalid(
            N_("The parts add up to more than the bill."),
            field=f"{prefix}billed",
            hint=N_("Check the total and what others have paid."),
        )
    if line.social_fund_paid_minor and not line.settled_by_social:
        raise Invalid(
            N_("Social insurance paid a part, so the bill was settled by it."),
            field=f"{prefix}settled_by_social",
            hint=N_("Tick “settled by social insurance”, or leave its part empty."),
        )


def _check_day(day: date, today: date, *, field: str) -> None:
    if day > today:
        raise Invalid(
            N_("%(date)s has not come yet."), field=field, hint=N_("Check the year."), date=day.isoformat()
        )
    if day < EARLIEST:
        raise Invalid(
            N_("%(date)s lies before 1900."), field=field, hint=N_("Check the year."), date=day.isoformat()
        )


def _unseen(character: str) -> bool:
    if character in "\n\r\t":
        return False
    return (
        unicodedata.category(character) in {"Cc", "Cs"}
        or unicodedata.bidirectional(character) in _DIRECTION_MARKS
    )
