"""Can a question take this answer? One value by itself here; values that must fit together in `fitting`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from hearten.domains.surveys.types import Field, FieldKind, Item, Survey
from hearten.engines.questionnaire.conditions import DONT_KNOW
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

LONGEST_OTHER = 200
# More than any question can hold; looked at first, so that what is far too long costs nothing.
LONGEST_ANSWER = 200_000
Value = int | float | str | bool | list[str]
_WHOLE = re.compile(r"-?[0-9]{1,13}")
_NUMBER = re.compile(r"-?[0-9]{1,13}([.,][0-9]{1,9})?")
_DAY = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
)  # a week's day (2026-W05-6) is a date too, but nobody means one
# Characters that no keyboard types: they would only spoil a table or a file (tab and newline stay).
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_YES, _NO = frozenset({"yes", "true", "1", "on"}), frozenset({"no", "false", "0", "off"})


def clean_values(survey: Survey, given: Mapping[str, Any]) -> dict[str, Value | None]:
    """Answers as they are kept, by field key; None for one that was emptied. Raises Invalid naming the first that can't be taken."""
    return {key: clean_value(survey, key, value) for key, value in given.items()}


def clean_value(survey: Survey, key: str, value: Any) -> Value | None:
    """The answer as it is kept; None when left empty. Raises Invalid naming the field."""
    field = survey.field(key)
    item = survey.item(field.item) if field else None
    if field is None or item is None:
        raise Invalid(N_("This survey has no such question."), field=str(key)[:40])
    if _is_empty(value):
        return None
    if item.dont_know and value in (DONT_KNOW, [DONT_KNOW]):
        return [DONT_KNOW] if field.kind is FieldKind.CHOICES else DONT_KNOW
    return _CLEANERS[field.kind](item, field, value)


def check_consent(item: Item, known: Mapping[str, Any]) -> None:
    """Raises Invalid when a sensitive question's consent is not given; `known` are the values by field key."""
    if item.consent and known.get(item.consent) is not True:
        raise Invalid(
            N_("Please agree first: this is asked only with your consent."),
            field=item.code,
            hint=N_("Answer the question for consent above, or leave this one empty."),
        )


def _is_empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not _CONTROL.sub("", value).strip())


def _text(field: Field, value: Any) -> str:
    """What was sent as text; lists, mappings and flags are no single answer."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Invalid(N_("This question takes one answer."), field=field.key)
    text = str(value)
    if len(text) > LONGEST_ANSWER:
        raise Invalid(N_("This answer is far too long."), field=field.key)
    return _CONTROL.sub("", text).strip()


def _clean_number(item: Item, field: Field, value: Any) -> int | float:
    if item.range is not None or item.options:
        return _clean_step(field, value)
    text = _text(field, value)
    pattern = _NUMBER if item.decimals else _WHOLE
    if not pattern.fullmatch(text):
        raise Invalid(
            N_("Please write a number, in digits.") if item.decimals else N_("Please write a whole number."),
            field=field.key,
        )
    number = float(text.replace(",", "."))
    if item.decimals < len(text.replace(",", ".").partition(".")[2]):
        raise Invalid(
            N_("Please write at most %(count)s digits after the point."),
            field=field.key,
            count=item.decimals,
        )
    low, high = field.lowest, field.highest
    if (low is not None and number < low) or (high is not None and number > high):
        raise _out_of_range(field)
    return int(number) if number.is_integer() else number


def _clean_step(field: Field, value: Any) -> int:
    """A step of a scale, or points of an allocation."""
    if isinstance(value, bool | list | dict) or not _WHOLE.fullmatch(text := str(value).strip()):
        raise _out_of_range(field)
    if not (field.lowest or 0) <= int(text) <= (field.highest or 0):
        raise _out_of_range(field)
    return int(text)


def _out_of_range(field: Field) -> Invalid:
    low, high = field.lowest, field.highest
    if low is None or high is None:
        sentence = (
            N_("Please write at most %(highest)s.")
            if low is None
            else N_("Please write at least %(lowest)s.")
        )
    else:
        sentence = N_("Please choose a number from %(lowest)s to %(highest)s.")
    return Invalid(sentence, field=field.key, lowest=_plain(low), highest=_plain(high))


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:.9f}".rstrip("0").rstrip(".")


def _clean_choice(item: Item, field: Field, value: Any) -> str:
    code = value if isinstance(value, str) else ""
    if code not in field.options:
        raise _no_option(field)
    return code


def _clean_choices(item: Item, field: Field, value: Any) -> list[str]:
    codes = [value] if isinstance(value, str) else value
    if not isinstance(codes, list | tuple) or len(codes) > len(field.options):
        raise _no_option(field)
    if any(not isinstance(code, str) or code not in field.options for code in codes):
        raise _no_option(field)
    if len(set(codes)) < len(codes):
        raise Invalid(N_("You have chosen the same answer twice."), field=field.key)
    return list(codes)


def _no_option(field: Field) -> Invalid:
    return Invalid(N_("Please choose one of the answers that are offered."), field=field.key)


def _clean_words(item: Item, field: Field, value: Any) -> str:
    text = _text(field, value)
    most = LONGEST_OTHER if field.part == "other" else item.longest
    if len(text) > most:
        raise Invalid(
            N_("Your text has %(length)s characters; we can take %(most)s."),
            field=field.key,
            hint=N_("Please shorten it a little."),
            length=len(text),
            most=most,
        )
    return text


def _clean_date(item: Item, field: Field, value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else _text(field, value)
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise Invalid(N_("Please write the day as 2026-01-31."), field=field.key)
    if item.earliest and day < item.earliest:
        raise Invalid(
            N_("The day must not be before %(day)s."), field=field.key, day=item.earliest.isoformat()
        )
    if item.latest and day > item.latest:
        raise Invalid(N_("The day must not be after %(day)s."), field=field.key, day=item.latest.isoformat())
    return day.isoformat()


def _clean_file(item: Item, field: Field, value: Any) -> str:
    """The identity of a file that was taken in before; whether it belongs here is for who knows the invitation."""
    try:
        return str(UUID(_text(field, value)))
    except ValueError:
        raise Invalid(N_("There is no such file."), field=field.key, hint=N_("Choose it again.")) from None


def _clean_flag(item: Item, field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = _text(field, value).lower()
    if word not in _YES | _NO:
        raise Invalid(N_("Please answer yes or no."), field=field.key)
    return word in _YES


_CLEANERS: dict[FieldKind, Callable[[Item, Field, Any], Value]] = {
    FieldKind.NUMBER: _clean_number,
    FieldKind.CHOICE: _clean_choice,
    FieldKind.CHOICES: _clean_choices,
    FieldKind.WORDS: _clean_words,
    FieldKind.DATE: _clean_date,
    FieldKind.FILE: _clean_file,
    FieldKind.FLAG: _clean_flag,
}
