"""How do amounts, days and durations read in the reader's language? Plain functions; the template filters call them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from hearten.kernel.money import Money

NOTHING = "–"
MINUS = "\u2212"
SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$"}
MINUTE, HOUR, DAY = 60, 3600, 86400
DAYS_TOLD_RELATIVELY = 7


def money_text(value: Money | int | None, style: str = "") -> str:
    """¥1,234.50; minus is a real minus before the sign. `signed` adds a plus, `whole` leaves out a zero fraction."""
    if value is None or value == "":
        return NOTHING
    amount = value if isinstance(value, Money) else Money(int(value))
    major, minor = divmod(abs(amount.minor), 100)
    fraction = "" if "whole" in style and not minor else f".{minor:02d}"
    symbol = SYMBOLS.get(amount.currency, f"{amount.currency} ")
    sign = MINUS if amount.minor < 0 else "+" if "signed" in style and amount.minor > 0 else ""
    return f"{sign}{symbol}{major:,}{fraction}"


def number_text(value: Decimal | float | str | None, decimals: int = 0) -> str:
    """12,345 or 3.14; a half is rounded away from zero as people expect of a printed figure; never “−0.0”."""
    if value is None or value == "":
        return NOTHING
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact or abs(exact):,}".replace("-", MINUS)


def percent_text(ratio: Decimal | float | None, decimals: int = 1) -> str:
    """0.123 → 12.3%."""
    if ratio is None or ratio == "":
        return NOTHING
    return number_text(Decimal(str(ratio)) * 100, decimals) + "%"


def basis_points_text(points: int | None) -> str:
    """1250 → 12.5%; whole percents have no decimals."""
    if points is None or points == "":
        return NOTHING
    exact = (Decimal(int(points)) / 100).normalize()
    return f"{exact:f}%".replace("-", MINUS)


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _here(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def day_text(value: date | datetime | None) -> str:
    """2026年11月2日 or 2 Nov 2026, on the reader's calendar."""
    if not value:
        return NOTHING
    day = _here(value).date() if isinstance(value, datetime) else value
    return date_format(day, "Y年n月j日" if _chinese() else "j N Y").replace(".", "")


def day_in_year_text(value: date) -> str:
    """11月2日 or 2 Nov: where the year is plain from what stands around."""
    return date_format(value, "n月j日" if _chinese() else "j N").replace(".", "")


def moment_text(value: datetime | None) -> str:
    """2026年11月2日 10:00, in the reader's zone."""
    if not value:
        return NOTHING
    return f"{day_text(value)} {clock_text(value)}"


def clock_text(value: datetime | None) -> str:
    return _here(value).strftime("%H:%M") if value else NOTHING


def ago_text(value: datetime | None, now: datetime | None = None) -> str:
    """Just now, 5 minutes ago, in 3 days; further off than a week it is the day itself."""
    if not value:
        return NOTHING
    now = now or timezone.now()
    seconds = (now - value).total_seconds()
    past, size = seconds >= 0, abs(seconds)
    if size < MINUTE:
        return gettext("just now")
    if size < DAY:
        unit, length = ("minute", MINUTE) if size < HOUR else ("hour", HOUR)
        return _relative(int(size // length), unit, past=past)
    days = abs((_here(now).date() - _here(value).date()).days) or 1
    return day_text(value) if days > DAYS_TOLD_RELATIVELY else _days(days, past=past)


def _days(days: int, *, past: bool) -> str:
    if days == 1:
        return gettext("yesterday") if past else gettext("tomorrow")
    return _relative(days, "day", past=past)


def _relative(count: int, unit: str, *, past: bool) -> str:
    if past:
        words = {
            "minute": ngettext("%(n)s minute ago", "%(n)s minutes ago", count),
            "hour": ngettext("%(n)s hour ago", "%(n)s hours ago", count),
            "day": ngettext("%(n)s day ago", "%(n)s days ago", count),
        }
    else:
        words = {
            "minute": ngettext("in %(n)s minute", "in %(n)s minutes", count),
            "hour": ngettext("in %(n)s hour", "in %(n)s hours", count),
            "day": ngettext("in %(n)s day", "in %(n)s days", count),
        }
    return words[unit] % {"n": count}


def duration_text(value: timedelta | float | None) -> str:
    """The two largest units: 2 days 3 hours; 45 seconds."""
    if value is None or value == "":
        return NOTHING
    seconds = int(value.total_seconds() if isinstance(value, timedelta) else value)
    days, rest = divmod(abs(seconds), DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, secs = divmod(rest, MINUTE)
    parts = [
        (days, ngettext("%(n)s day", "%(n)s days", days)),
        (hours, ngettext("%(n)s hour", "%(n)s hours", hours)),
        (minutes, ngettext("%(n)s minute", "%(n)s minutes", minutes)),
        (secs, ngettext("%(n)s second", "%(n)s seconds", secs)),
    ]
    told = [words % {"n": count} for count, words in parts if count][:2]
    return " ".join(told) or ngettext("%(n)s second", "%(n)s seconds", 0) % {"n": 0}
