"""What is keyed in of a paper form, as typed, and which answer it means.

Nothing typed: left empty on paper. `?`: something is there, but can't be read. `d`: “can't say”. Else the printed number (of several
answers, their numbers with blanks between; of a ranking, the place written at each answer, in the order printed).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hearten.domains.fieldwork.slots import How, Slot
from hearten.engines.questionnaire.conditions import DONT_KNOW
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

ILLEGIBLE, CANT_SAY = "?", "d"
LONGEST_TYPED = 2000
_DAY = re.compile(r"(\d{4})[-./ ]?(\d{1,2})[-./ ]?(\d{1,2})")
_ONE_DIGIT = 9


@dataclass(frozen=True)
class Difference:
    """A field that two people keyed differently."""

    key: str
    first: str
    second: str


def normal(typed: str) -> str:
    """Typed text as it is compared: full-width digits and marks as plain ones, blanks once."""
    wide = str.maketrans("０１２３４５６７８９？，、Ｄ", "0123456789?,,d")
    return " ".join(str(typed)[:LONGEST_TYPED].translate(wide).split())


def as_typed(slots: Sequence[Slot], typed: Mapping[str, str]) -> dict[str, str]:
    """Each field's text as it is compared and kept. Raises Invalid naming a field with more than anybody writes on paper."""
    for slot in slots:
        if (length := len(typed.get(slot.key, ""))) > LONGEST_TYPED:
            raise Invalid(
                N_("This text has %(length)s characters; a field takes %(most)s."),
                field=slot.key,
                hint=N_("Shorten it to what matters."),
                length=length,
                most=LONGEST_TYPED,
            )
    return {slot.key: normal(typed.get(slot.key, "")) for slot in slots}


def differences(slots: Iterable[Slot], one: Mapping[str, str], two: Mapping[str, str]) -> list[Difference]:
    """The fields in which two entries do not mean the same, in the form's order."""
    found = []
    for slot in slots:
        first, second = normal(one.get(slot.key, "")), normal(two.get(slot.key, ""))
        if meaning(slot, first) != meaning(slot, second):
            found.append(Difference(slot.key, first, second))
    return found


def meaning(slot: Slot, typed: str) -> Any:
    """What an entry means, for comparing; what can't be read as an answer means itself."""
    try:
        return read_typed(slot, typed)
    except Invalid:
        return ("typed", typed)


def values_of(slots: Sequence[Slot], typed: Mapping[str, str]) -> dict[str, Any]:
    """Answers by field key. Left out: what was empty or can't be read. Raises Invalid naming the field."""
    values = {}
    kept = as_typed(slots, typed)
    for slot in slots:
        value = read_typed(slot, kept[slot.key])
        if value is not None and value != ILLEGIBLE:
            values[slot.key] = value
    return values


def read_typed(slot: Slot, typed: str) -> Any:
    """The answer that was keyed: None for nothing, “?” for what can't be read. Raises Invalid naming the field."""
    if not typed or typed == "-":
        return None
    if typed == ILLEGIBLE:
        return ILLEGIBLE
    if typed.lower() == CANT_SAY and slot.how is not How.WORDS:
        if not slot.dont_know:
            raise Invalid(N_("This question has no “can't say”."), field=slot.key)
        return DONT_KNOW
    return _READERS[slot.how](slot, typed)


def _one(slot: Slot, typed: str) -> Any:
    choice = slot.choice(int(typed)) if typed.isdecimal() and len(typed) < 4 else None  # noqa: PLR2004
    if choice is None:
        raise _wrong(slot)
    return choice.value


def _several(slot: Slot, typed: str) -> list[Any]:
    found = [_one(slot, part) for part in _parts(slot, typed)]
    if len(set(found)) < len(found):
        raise Invalid(N_("A number stands here twice."), field=slot.key)
    # As printed, so that two who typed them in another order typed the same.
    return [choice.value for choice in slot.choices if choice.value in found]


def _order(slot: Slot, typed: str) -> list[Any]:
    places = [int(part) if part.isdecimal() else 0 for part in _parts(slot, typed)]
    if sorted(places) != list(range(1, len(slot.choices) + 1)):
        raise Invalid(
            N_("Each place from 1 to %(count)s must stand here once."),
            field=slot.key,
            hint=N_("If the ranking on paper is not complete, key “?”."),
            count=len(slot.choices),
        )
    ranked = sorted(zip(places, slot.choices, strict=True), key=lambda pair: pair[0])
    return [choice.value for _place, choice in ranked]


def _parts(slot: Slot, typed: str) -> list[str]:
    apart = [part for part in re.split(r"[ ,;]+", typed) if part]
    together = len(apart) == 1 and len(slot.choices) <= _ONE_DIGIT
    return list(apart[0]) if together else apart


def _day(slot: Slot, typed: str) -> str:
    match = _DAY.fullmatch(typed)
    if match is None:
        raise Invalid(N_("Please write the day as 2026-01-31."), field=slot.key)
    year, month, day = match.groups()
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _wrong(slot: Slot) -> Invalid:
    numbers = [choice.number for choice in slot.choices]
    return Invalid(
        N_("Please key a number from %(lowest)s to %(highest)s, or “?” for what can't be read."),
        field=slot.key,
        lowest=min(numbers),
        highest=max(numbers),
    )


_READERS = {
    How.STEP: _one,
    How.PICK: _one,
    How.PICKS: _several,
    How.ORDER: _order,
    How.DATE: _day,
    How.NUMBER: lambda _slot, typed: typed,
    How.WORDS: lambda _slot, typed: typed,
}
