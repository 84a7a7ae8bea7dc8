"""Reading FHIR's building blocks out of parsed JSON, with a sentence for what can't be right.

Every function takes where the value stands, so that a rejection names the place. Nothing here trusts a type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Resource = dict[str, Any]

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
LARGEST_AMOUNT = Decimal(10) ** 12
MOST_DECIMALS = 30
LONGEST_TEXT = 4000
MOST_ITEMS = 5000

_MOMENT = re.compile(
    r"^(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:T(?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?P<zone>Z|[+-]\d{2}:\d{2})?)?)?)?$"
)
_CURRENCY = re.compile(r"^[A-Z]{3}$")


@dataclass(frozen=True, slots=True)
class Concept:
    """The first code of a CodeableConcept and what to call it."""

    system: str = ""
    code: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A point in time with how exactly it is known (year, month, day, time)."""

    at: datetime | None = None
    precision: str = ""
    text: str = ""


def text(parent: Resource, key: str, *, longest: int = LONGEST_TEXT) -> str:
    """A string, without blanks around it; empty when it is absent."""
    value = parent.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(N_("This must be text."), field=key)
    if len(value) > longest:
        raise Invalid(N_("This text is longer than %(longest)s characters."), field=key, longest=longest)
    return value.strip()


def part(parent: Resource, key: str) -> Resource:
    """An object; empty when it is absent."""
    value = parent.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid(N_("This must be an object."), field=key)
    return value


def parts(parent: Resource, key: str) -> list[Resource]:
    """A list of objects; empty when it is absent."""
    value = parent.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Invalid(N_("This must be a list of objects."), field=key)
    if len(value) > MOST_ITEMS:
        raise Invalid(N_("This list has more than %(most)s entries."), field=key, most=MOST_ITEMS)
    return value


def concept(parent: Resource, key: str) -> Concept:
    """A CodeableConcept; its own words win over the code's display."""
    value = part(parent, key)
    return _concept(value) if value else Concept()


def first_concept(parent: Resource, key: str) -> Concept:
    """The first of a list of CodeableConcepts."""
    values = parts(parent, key)
    return _concept(values[0]) if values else Concept()


def coding(parent: Resource, key: str) -> Concept:
    value = part(parent, key)
    return Concept(text(value, "system"), text(value, "code"), text(value, "display") or text(value, "code"))


def _concept(value: Resource) -> Concept:
    codings = parts(value, "coding")
    chosen = next((c for c in codings if c.get("code")), codings[0] if codings else {})
    code = text(chosen, "code")
    return Concept(text(chosen, "system"), code, text(value, "text") or text(chosen, "display") or code)


def money(parent: Resource, key: str) -> tuple[Decimal | None, str]:
    """An amount, exactly as it was written, with its currency."""
    value = part(parent, key)
    if not value or value.get("value") is None:
        return None, ""
    amount = decimal(value["value"], field=f"{key}.value")
    currency = text(value, "currency")
    if currency and not _CURRENCY.match(currency):
        raise Invalid(
            N_("“%(currency)s” is not a currency code."), field=f"{key}.currency", currency=currency[:20]
        )
    return amount, currency


def decimal(value: Any, *, field: str) -> Decimal:
    """A number within bounds that no bill or reading exceeds."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Invalid(N_("This must be a number."), field=field)
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -MOST_DECIMALS or exponent > MOST_DECIMALS:
        raise Invalid(N_("This number has more places than can be right."), field=field)
    if abs(number) > LARGEST_AMOUNT:
        raise Invalid(N_("This number is larger than can be right."), field=field)
    return number


def not_negative(amount: Decimal | None, *, field: str) -> Decimal | None:
    if amount is not None and amount < 0:
        raise Invalid(N_("This amount can't be less than nothing."), field=field)
    return amount


def when(parent: Resource, *keys: str) -> When:
    """The first of these dates that is there; of a period its start."""
    for key in keys:
        value = parent.get(key)
        if value is None:
            continue
        if isinstance(value, dict):
            found = when(value, "start", "end")
            if found.text:
                return found
            continue
        return moment(value, field=key)
    return When()


def moment(value: Any, *, field: str) -> When:
    """A FHIR date, dateTime or instant. A part that is not told is taken as its beginning, and `precision` says so."""
    match = _MOMENT.match(value) if isinstance(value, str) else None
    if not match:
        raise Invalid(
            N_("“%(value)s” is not a date."),
            field=field,
            hint=N_("Write it as 2026-11-02 or 2026-11-02T10:30:00+08:00."),
            value=str(value)[:40],
        )
    found = match.groupdict()
    if not EARLIEST_YEAR <= int(found["year"]) <= LATEST_YEAR:
        raise Invalid(N_("The date %(value)s lies too far from today."), field=field, value=value[:40])
    day = f"{found['year']}-{found['month'] or '01'}-{found['day'] or '01'}"
    try:
        at = datetime.fromisoformat(
            f"{day}T{found['time']}{found['zone'] or 'Z'}" if found["time"] else f"{day}T00:00:00Z"
        )
    except ValueError:
        raise Invalid(
            N_("There is no such day or time as %(value)s."), field=field, value=value[:40]
        ) from None
    precision = "time" if found["time"] else "day" if found["day"] else "month" if found["month"] else "year"
    return When(at.astimezone(UTC), precision, value)


def day(parent: Resource, key: str) -> date | None:
    """The calendar day that a date names, as it was written."""
    found = when(parent, key)
    return date.fromisoformat(found.text[:10]) if found.precision in {"day", "time"} else None


def plain(value: Any) -> Any:
    """A parsed value as JSON can hold it: exact numbers become text."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
