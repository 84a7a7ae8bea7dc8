"""What of a questionnaire is filled in by hand: each field as one slot with its numbered answers.

The printed form, the grid in which it is keyed and the interviewer's script are all made of the same slots, so that number 3 on
paper is number 3 at the keyboard. Options stand in the order drawn for this person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hearten.domains.surveys.types import Item, ItemKind, Option, Page, Row, Survey, Words
from hearten.kernel.text import N_

KANO_WORDS = {
    1: N_("I would like that"),
    2: N_("I take that for granted"),
    3: N_("I don't mind either way"),
    4: N_("I can live with that"),
    5: N_("I would dislike that"),
}
AGREE = (N_("Strongly disagree"), N_("Strongly agree"))
YES, NO = N_("Yes, I agree"), N_("No")
EXPECTED, PERCEIVED = N_("What I expect"), N_("What I experienced")
WITH, WITHOUT = N_("With it"), N_("Without it")
BEST, WORST = N_("Most important"), N_("Least important")

Order = Mapping[str, Any]
Tell = Callable[[Words], str]
Translate = Callable[[str], str]


class How(StrEnum):
    """How a slot is filled in."""

    STEP = "step"  # a number of a scale
    PICK = "pick"  # the number of one answer
    PICKS = "picks"  # the numbers of several
    ORDER = "order"  # for each answer, in the order printed, its place
    NUMBER = "number"
    DATE = "date"
    WORDS = "words"


@dataclass(frozen=True)
class Choice:
    """An answer with the number that is printed and keyed for it."""

    number: int
    value: Any
    text: str


@dataclass(frozen=True)
class Slot:
    """One field to fill: its key, what stands before it, and the answers it takes (none: free)."""

    key: str
    item: str
    how: How
    text: str = ""
    lead: str = ""
    choices: tuple[Choice, ...] = ()
    dont_know: bool = False
    width: int = 0  # so many characters fill it; 0: as many as needed

    def choice(self, number: int) -> Choice | None:
        return next((one for one in self.choices if one.number == number), None)


def pages_in_order(survey: Survey, order: Order) -> list[tuple[Page, list[Item]]]:
    """Pages and their questions as this person gets them."""
    codes = order.get("pages") or [page.code for page in survey.pages]
    pages = {page.code: page for page in survey.pages}
    return [
        (pages[code], in_place(pages[code].items, order.get("items", {}).get(code, ()))) for code in codes
    ]


def slots_of(item: Item, order: Order, tell: Tell, translate: Translate) -> list[Slot]:
    """The slots of one question; none for a note or a file, which paper and telephone can't take."""
    places = order.get("options", {}).get(item.code, ())
    make = _Maker(item, places, tell, translate)
    return list(make.slots())


def in_place(things: Sequence[Any], codes: Sequence[str]) -> list[Any]:
    """Questions, options or rows in the order of their codes; the rest keep theirs."""
    place = {code: number for number, code in enumerate(codes)}
    return sorted(things, key=lambda one: place.get(one.code, 0))


@dataclass(frozen=True)
class _Maker:
    item: Item
    places: Sequence[str]
    tell: Tell
    translate: Translate

    def slots(self) -> Iterator[Slot]:
        kind = self.item.kind
        if kind in {ItemKind.NOTE, ItemKind.FILE}:
            return
        if kind in _BY_ROW:
            yield from self._rows()
        elif kind is ItemKind.MAXDIFF:
            yield from self._tasks()
        elif kind is ItemKind.ALLOCATION:
            yield from self._shares()
        else:
            yield self._single()
            yield from self._other()

    def _single(self) -> Slot:
        item, kind = self.item, self.item.kind
        if item.range:
            return self._slot(item.code, How.STEP, choices=self._steps())
        if kind is ItemKind.CONSENT:
            yes = Choice(1, True, self.translate(YES))
            return self._slot(item.code, How.PICK, choices=(yes, Choice(2, False, self.translate(NO))))
        how = _FREE.get(kind)
        if how:
            return self._slot(item.code, how)
        return self._slot(item.code, _CHOSEN[kind], choices=_numbered(self._options(), self.tell))

    def _other(self) -> Iterator[Slot]:
        for option in self.item.options:
            if option.other and self.item.kind in {ItemKind.SINGLE, ItemKind.MULTIPLE}:
                yield self._slot(f"{self.item.code}.other", How.WORDS, text=self.tell(option.text))

    def _rows(self) -> Iterator[Slot]:
        for row in in_place(self.item.rows, self.places):
            yield from self._row(row)

    def _row(self, row: Row) -> Iterator[Slot]:
        key, t = f"{self.item.code}.{row.code}", self.translate
        if self.item.kind is ItemKind.MATRIX:
            yield self._slot(key, How.STEP, text=self.tell(row.text), choices=self._steps())
        elif self.item.kind is ItemKind.SERVQUAL:
            for part, words, lead in (("e", row.expectation, EXPECTED), ("p", row.perception, PERCEIVED)):
                text = self.tell(words)
                yield self._slot(f"{key}.{part}", How.STEP, text=text, lead=t(lead), choices=self._steps())
        else:
            choices = tuple(Choice(number, number, t(word)) for number, word in KANO_WORDS.items())
            for part, words, lead in (("f", row.functional, WITH), ("d", row.dysfunctional, WITHOUT)):
                text = self.tell(words)
                yield self._slot(f"{key}.{part}", How.STEP, text=text, lead=t(lead), choices=choices)

    def _tasks(self) -> Iterator[Slot]:
        known = {option.code: option for option in self.item.options}
        for number, task in enumerate(self.item.tasks, start=1):
            choices = _numbered(in_place([known[code] for code in task], self.places), self.tell)
            for part, lead in (("best", BEST), ("worst", WORST)):
                key = f"{self.item.code}.{number}.{part}"
                yield self._slot(key, How.PICK, lead=self.translate(lead), choices=choices)

    def _shares(self) -> Iterator[Slot]:
        for option in self._options():
            yield self._slot(f"{self.item.code}.{option.code}", How.NUMBER, text=self.tell(option.text))

    def _options(self) -> list[Option]:
        return in_place(self.item.options, self.places)

    def _steps(self) -> tuple[Choice, ...]:
        low, high = self.item.range or (1, 0)
        return tuple(Choice(number, number, str(number)) for number in range(low, high + 1))

    def _slot(
        self, key: str, how: How, *, text: str = "", lead: str = "", choices: tuple[Choice, ...] = ()
    ) -> Slot:
        single = how in {How.STEP, How.PICK} and choices
        width = len(str(max(choice.number for choice in choices))) if single else 0
        return Slot(key, self.item.code, how, text, lead, choices, self.item.dont_know, width)


def _numbered(options: Sequence[Option], tell: Tell) -> tuple[Choice, ...]:
    return tuple(Choice(n, option.code, tell(option.text)) for n, option in enumerate(options, start=1))


_BY_ROW = frozenset({ItemKind.MATRIX, ItemKind.SERVQUAL, ItemKind.KANO})
_FREE = {ItemKind.NUMBER: How.NUMBER, ItemKind.DATE: How.DATE, ItemKind.TEXT: How.WORDS}
_CHOSEN = {ItemKind.SINGLE: How.PICK, ItemKind.MULTIPLE: How.PICKS, ItemKind.RANKING: How.ORDER}
