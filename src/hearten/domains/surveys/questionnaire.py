"""What a questionnaire is made of, as its document states it: pages, questions, options, rows, and the fields they fill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from hearten.engines.questionnaire.conditions import Condition
from hearten.kernel.text import N_

# The longest own words, unless a question says less; and the most that a question may allow.
LONGEST_TEXT = 2000
KANO_POINTS = 5
ALLOCATED = 100
SERVQUAL_POINTS = 7


class ItemKind(StrEnum):
    """The questions we can ask; the first three are measures with one per survey at most."""

    CSAT = "csat"
    EFFORT = "effort"
    NPS = "nps"
    SCALE = "scale"
    SINGLE = "single"
    MULTIPLE = "multiple"
    MATRIX = "matrix"
    RANKING = "ranking"
    MAXDIFF = "maxdiff"
    KANO = "kano"
    SERVQUAL = "servqual"
    ALLOCATION = "allocation"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    FILE = "file"
    CONSENT = "consent"
    NOTE = "note"


MEASURES = (ItemKind.CSAT, ItemKind.EFFORT, ItemKind.NPS)
ITEM_LABELS = {
    ItemKind.CSAT: N_("Satisfaction, 1 to 5"),
    ItemKind.EFFORT: N_("Ease, 1 to 7"),
    ItemKind.NPS: N_("Recommendation, 0 to 10"),
    ItemKind.SCALE: N_("Scale"),
    ItemKind.SINGLE: N_("One choice"),
    ItemKind.MULTIPLE: N_("Several choices"),
    ItemKind.MATRIX: N_("Matrix of statements"),
    ItemKind.RANKING: N_("Ranking"),
    ItemKind.MAXDIFF: N_("Most and least important (MaxDiff)"),
    ItemKind.KANO: N_("With and without a feature (Kano)"),
    ItemKind.SERVQUAL: N_("Expected and perceived service (SERVQUAL)"),
    ItemKind.ALLOCATION: N_("100 points to share out"),
    ItemKind.NUMBER: N_("A number"),
    ItemKind.DATE: N_("Date"),
    ItemKind.TEXT: N_("Own words"),
    ItemKind.FILE: N_("File or photo"),
    ItemKind.CONSENT: N_("Consent"),
    ItemKind.NOTE: N_("Note to read"),
}
# The lowest and highest number that may be answered to a measure.
RANGES = {ItemKind.CSAT: (1, 5), ItemKind.EFFORT: (1, 7), ItemKind.NPS: (0, 10)}


class Sensitive(StrEnum):
    """What may be asked only after consent; such answers are sealed."""

    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    HEALTH = "health"
    PHONE = "phone"
    INCOME = "income"


class FieldKind(StrEnum):
    """What kind of value a field holds."""

    NUMBER = "number"  # int, or float where decimals are asked
    CHOICE = "choice"  # an option's code
    CHOICES = "choices"  # a list of option codes; of a ranking, in order
    WORDS = "words"
    DATE = "date"  # "YYYY-MM-DD"
    FILE = "file"  # the name of the stored file
    FLAG = "flag"  # True or False


@dataclass(frozen=True)
class Words:
    """A text in both languages of a document."""

    zh: str
    en: str

    def in_language(self, language: str | None) -> str:
        return self.en if (language or "").startswith("en") else self.zh

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


EMPTY = Words("", "")


@dataclass(frozen=True)
class Field:
    """One value that is stored: `key` is `item`, `item.row`, `item.row.part` or `item.other`."""

    key: str
    kind: FieldKind
    item: str
    row: str = ""
    part: str = ""
    lowest: float | None = None
    highest: float | None = None
    options: tuple[str, ...] = ()
    sealed: bool = False  # kept in the sealed part of an answer: own words, files and what is sensitive


@dataclass(frozen=True)
class Option:
    """Something to choose. `other` asks for words too, `exclusive` stands alone, `fixed` keeps its place in a random order."""

    code: str
    text: Words
    other: bool = False
    exclusive: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a matrix, a Kano feature (`functional`, `dysfunctional`) or a SERVQUAL statement (`expectation`, `perception`)."""

    code: str
    text: Words = EMPTY
    dimension: str = ""
    functional: Words = EMPTY
    dysfunctional: Words = EMPTY
    expectation: Words = EMPTY
    perception: Words = EMPTY


@dataclass(frozen=True)
class Item:
    """One question as a document states it."""

    code: str
    kind: ItemKind
    text: Words
    low_label: Words = EMPTY
    high_label: Words = EMPTY
    required: bool = False
    low_at_most: int | None = None
    help: Words = EMPTY
    show_if: Condition | None = None
    sensitive: Sensitive | None = None
    consent: str = ""  # the question whose yes a sensitive one stands under
    dont_know: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    tasks: tuple[tuple[str, ...], ...] = ()
    lowest: int = 1
    points: int = 0
    shuffle: bool = False
    at_least: int | None = None
    at_most: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    unit: Words = EMPTY
    earliest: date | None = None
    latest: date | None = None
    longest: int = LONGEST_TEXT
    file_kinds: tuple[str, ...] = ()
    most_mib: int = 0

    @property
    def range(self) -> tuple[int, int] | None:
        """The lowest and highest step of a scale; None for what is no scale."""
        if self.kind in RANGES:
            return RANGES[self.kind]
        if self.kind is ItemKind.KANO:
            return (1, KANO_POINTS)
        return (self.lowest, self.lowest + self.points - 1) if self.points else None

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)

    def row(self, code: str) -> Row | None:
        return next((row for row in self.rows if row.code == code), None)

    def fields(self) -> tuple[Field, ...]:
        """The values this question fills, in order."""
        return self._fields

    @cached_property
    def _fields(self) -> tuple[Field, ...]:
        return fields_of(self)


def fields_of(item: Item) -> tuple[Field, ...]:
    """The values that a question fills, in the order of its rows and options."""
    if item.kind in _SIMPLE:
        return (_field(item, item.code, _SIMPLE[item.kind]), *_other_words(item))
    if item.kind is ItemKind.MAXDIFF:
        return tuple(
            Field(
                f"{item.code}.{number}.{part}",
                FieldKind.CHOICE,
                item.code,
                str(number),
                part,
                options=task,
                sealed=item.sensitive is not None,
            )
            for number, task in enumerate(item.tasks, start=1)
            for part in ("best", "worst")
        )
    if item.kind is ItemKind.ALLOCATION:
        return tuple(
            Field(
                f"{item.code}.{option.code}",
                FieldKind.NUMBER,
                item.code,
                option.code,
                lowest=0,
                highest=ALLOCATED,
                sealed=item.sensitive is not None,
            )
            for option in item.options
        )
    return tuple(
        _field(item, ".".join(filter(None, (item.code, row.code, part))), FieldKind.NUMBER, row.code, part)
        for row in item.rows
        for part in _PARTS.get(item.kind, ("",))
    )


_SIMPLE = {
    **dict.fromkeys((*MEASURES, ItemKind.SCALE, ItemKind.NUMBER), FieldKind.NUMBER),
    ItemKind.SINGLE: FieldKind.CHOICE,
    ItemKind.MULTIPLE: FieldKind.CHOICES,
    ItemKind.RANKING: FieldKind.CHOICES,
    ItemKind.DATE: FieldKind.DATE,
    ItemKind.TEXT: FieldKind.WORDS,
    ItemKind.FILE: FieldKind.FILE,
    ItemKind.CONSENT: FieldKind.FLAG,
}
_PARTS = {ItemKind.KANO: ("f", "d"), ItemKind.SERVQUAL: ("e", "p")}


def _field(item: Item, key: str, kind: FieldKind, row: str = "", part: str = "") -> Field:
    low, high = item.range or (item.minimum, item.maximum)
    sealed = kind in {FieldKind.WORDS, FieldKind.FILE} or item.sensitive is not None
    options = tuple(option.code for option in item.options)
    return Field(key, kind, item.code, row, part, low, high, options, sealed)


def _other_words(item: Item) -> tuple[Field, ...]:
    if not any(option.other for option in item.options):
        return ()
    return (Field(f"{item.code}.other", FieldKind.WORDS, item.code, part="other", sealed=True),)


@dataclass(frozen=True)
class Page:
    """What is shown at once."""

    code: str
    items: tuple[Item, ...]
    title: Words = EMPTY
    show_if: Condition | None = None
    shuffle: bool = False


@dataclass(frozen=True)
class Quota:
    """At most `limit` answers that fulfil `when` are taken."""

    code: str
    name: Words
    when: Condition
    limit: int


@dataclass(frozen=True)
class Survey:
    """One version of a survey as its document states it. The short form (`items` only) is one page, called `main`."""

    code: str
    version: int
    name: Words
    about: Words
    privacy_notice: Words
    thanks: Words
    minutes: int
    expires_after: timedelta
    pages: tuple[Page, ...]
    shuffle_pages: tuple[tuple[str, ...], ...] = ()
    quotas: tuple[Quota, ...] = ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All questions in the document's order."""
        return tuple(item for page in self.pages for item in page.items)

    def item(self, code: str) -> Item | None:
        return self._items_by_code.get(code)

    def fields(self) -> tuple[Field, ...]:
        """All values that answers may hold, in the document's order."""
        return tuple(self._fields_by_key.values())

    def field(self, key: str) -> Field | None:
        return self._fields_by_key.get(key)

    def under(self, consent: str) -> tuple[Item, ...]:
        """The sensitive questions that stand under one question for consent."""
        return tuple(item for item in self.items if item.consent == consent)

    def page(self, code: str) -> Page | None:
        return next((page for page in self.pages if page.code == code), None)

    @cached_property
    def _items_by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def _fields_by_key(self) -> dict[str, Field]:
        return {field.key: field for item in self.items for field in item.fields()}
