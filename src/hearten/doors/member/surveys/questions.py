"""Questions as the page shows them: each kind as lines of choices, or as fields to fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.surveys.types import (
    ALLOCATED,
    Item,
    ItemKind,
    Option,
    Row,
)
from hearten.doors.member.surveys.telling import Teller
from hearten.engines.questionnaire.conditions import DONT_KNOW
from hearten.kernel.text import N_

KANO_WORDS = {
    1: N_("I would like that"),
    2: N_("I take that for granted"),
    3: N_("I don't mind either way"),
    4: N_("I can live with that"),
    5: N_("I would dislike that"),
}
AGREE = (N_("Strongly disagree"), N_("Strongly agree"))
_MATRIX = "matrix"
# Which template shows a kind.
_TEMPLATES = {
    ItemKind.CSAT: "csat",
    ItemKind.EFFORT: "effort",
    ItemKind.NPS: "nps",
    ItemKind.SCALE: "scale",
    ItemKind.SINGLE: "choices",
    ItemKind.MULTIPLE: "choices",
    ItemKind.CONSENT: "choices",
    ItemKind.MATRIX: _MATRIX,
    ItemKind.SERVQUAL: _MATRIX,
    ItemKind.KANO: "kano",
    ItemKind.RANKING: "ranking",
    ItemKind.MAXDIFF: "maxdiff",
    ItemKind.ALLOCATION: "allocation",
    ItemKind.NUMBER: "entry",
    ItemKind.DATE: "entry",
    ItemKind.TEXT: "words",
    ItemKind.FILE: "file",
    ItemKind.NOTE: "note",
}


@dataclass(frozen=True)
class Choice:
    """One thing to choose or to fill; `value` is what is sent, `mark` what stands on a step of a scale."""

    value: str
    text: Any
    checked: bool = False
    other: bool = False
    alone: bool = False
    mark: str = ""
    key: str = ""
    given: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a question: a name of its own and choices. `lead` says which of two a pair is."""

    key: str
    text: Any
    choices: tuple[Choice, ...] = ()
    lead: str = ""
    error: str = ""


@dataclass(frozen=True)
class Group:
    """Lines that belong to one statement (expected and perceived, with and without)."""

    text: Any
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Question:
    """One question on the page."""

    code: str
    kind: str
    template: str
    text: Any
    help: Any
    low: str
    high: str
    required: bool
    hidden: bool
    errors: list[str]
    value: str = ""
    other: str = ""
    choices: tuple[Choice, ...] = ()
    groups: tuple[Group, ...] = ()
    dont_know: bool = False
    dont_know_given: bool = False
    several: bool = False
    steps: int = 0
    last_mark: str = ""
    item: Item | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asking:
    """What is needed to show any question: the reader's texts, the random order, what is hidden and what is wrong."""

    teller: Teller
    order: Mapping[str, Sequence[str]]
    hidden: frozenset[str]
    wrong: str = ""
    why: str = ""

    def errors_at(self, item: Item) -> list[str]:
        return [self.why] if self.why and self.wrong.partition(".")[0] == item.code else []


def question_of(item: Item, asking: Asking) -> Question:
    """The question as the page shows it, with what was answered so far."""
    teller, values = asking.teller, asking.teller.values
    given = values.get(item.code)
    low, high = _ends(item, teller)
    return Question(
        code=item.code,
        kind=item.kind.value,
        template=f"member/surveys/kinds/{_TEMPLATES[item.kind]}.html",
        text=teller.html(item.text),
        help=teller.html(item.help) if item.help else "",
        low=low,
        high=high,
        required=item.required,
        hidden=item.code in asking.hidden,
        errors=asking.errors_at(item),
        value="" if given is None or isinstance(given, list) else str(given),
        other=str(values.get(f"{item.code}.other", "")),
        choices=tuple(_choices(item, asking)),
        groups=tuple(_groups(item, asking)),
        dont_know=item.dont_know,
        dont_know_given=given in (DONT_KNOW, [DONT_KNOW]),
        several=item.kind is ItemKind.MULTIPLE,
        steps=_steps(item),
        last_mark=str((item.range or (0, 0))[1]),
        item=item,
        facts=_facts(item, asking),
    )


def _ends(item: Item, teller: Teller) -> tuple[str, str]:
    if item.kind is ItemKind.SERVQUAL and not item.low_label:
        return _(AGREE[0]), _(AGREE[1])
    return teller.plain(item.low_label), teller.plain(item.high_label)


def _steps(item: Item) -> int:
    low, high = item.range or (1, 0)
    return high - low + 1


def in_order(item: Item, asking: Asking) -> tuple[list[Option], list[Row]]:
    """Options and rows in the order this person sees them."""
    place = {code: number for number, code in enumerate(asking.order.get(item.code, ()))}
    options = sorted(item.options, key=lambda option: place.get(option.code, 0))
    return options, sorted(item.rows, key=lambda row: place.get(row.code, 0))


def _choices(item: Item, asking: Asking) -> Iterator[Choice]:
    values = asking.teller.values
    given = values.get(item.code)
    options, _rows = in_order(item, asking)
    if item.kind is ItemKind.CONSENT:
        yield Choice("yes", _("Yes, I agree"), checked=given is True)
        yield Choice("no", _("No"), checked=given is False)
    elif item.kind is ItemKind.SCALE:
        yield from _scale(item, given)
    elif item.kind is ItemKind.RANKING:
        yield from _ranked(options, given or [], asking)
    else:
        chosen = given if isinstance(given, list) else [given]
        for option in options:
            key = f"{item.code}.{option.code}"
            yield Choice(
                value=option.code,
                text=asking.teller.html(option.text),
                checked=option.code in chosen,
                other=option.other,
                alone=option.exclusive,
                key=key,
                given=str(values.get(key, "")),
            )


def _ranked(options: Sequence[Option], given: Sequence[str], asking: Asking) -> Iterator[Choice]:
    """In the order given; those without a place after them."""
    place = {code: number for number, code in enumerate(given)}
    for option in sorted(options, key=lambda one: place.get(one.code, len(place))):
        number = place.get(option.code)
        text = asking.teller.html(option.text)
        yield Choice(option.code, text, given="" if number is None else str(number + 1))


def _scale(item: Item, given: Any) -> Iterator[Choice]:
    low, high = item.range or (1, 0)
    for number in range(low, high + 1):
        yield Choice(str(number), str(number), checked=given == number, mark=str(number))


def _groups(item: Item, asking: Asking) -> Iterator[Group]:
    _options, rows = in_order(item, asking)
    if item.kind is ItemKind.MAXDIFF:
        yield from _tasks(item, asking)
    for row in rows:
        text = asking.teller.html(row.text) if row.text else ""
        yield Group(text, tuple(_lines(item, row, asking)))


def _lines(item: Item, row: Row, asking: Asking) -> Iterator[Line]:
    html = asking.teller.html
    if item.kind is ItemKind.MATRIX:
        yield _line(item, f"{item.code}.{row.code}", html(row.text), asking)
    elif item.kind is ItemKind.SERVQUAL:
        expected, perceived = _("What I expect"), _("What I experienced")
        yield _line(item, f"{item.code}.{row.code}.e", html(row.expectation), asking, lead=expected)
        yield _line(item, f"{item.code}.{row.code}.p", html(row.perception), asking, lead=perceived)
    elif item.kind is ItemKind.KANO:
        yield _line(item, f"{item.code}.{row.code}.f", html(row.functional), asking)
        yield _line(item, f"{item.code}.{row.code}.d", html(row.dysfunctional), asking)


def _line(item: Item, key: str, text: Any, asking: Asking, *, lead: str = "") -> Line:
    given = asking.teller.values.get(key)
    steps = tuple(_scale(item, given))
    if item.kind is ItemKind.KANO:
        steps = tuple(
            Choice(str(number), _(word), checked=given == number) for number, word in KANO_WORDS.items()
        )
    if item.dont_know:
        steps += (Choice(DONT_KNOW, _("Can't say"), checked=given == DONT_KNOW),)
    return Line(key, text, steps, lead, asking.why if asking.wrong == key else "")


def _tasks(item: Item, asking: Asking) -> Iterator[Group]:
    place = {code: number for number, code in enumerate(asking.order.get(item.code, ()))}
    for number, task in enumerate(item.tasks, start=1):
        lines = []
        for part in ("best", "worst"):
            key = f"{item.code}.{number}.{part}"
            given = asking.teller.values.get(key)
            choices = tuple(
                Choice(code, asking.teller.html(option.text), checked=given == code)
                for code in sorted(task, key=lambda code: place.get(code, 0))
                if (option := item.option(code))
            )
            lines.append(Line(key, "", choices, error=asking.why if asking.wrong == key else ""))
        title = _("Set %(number)s of %(count)s") % {"number": number, "count": len(item.tasks)}
        yield Group(title, tuple(lines))


def _facts(item: Item, asking: Asking) -> dict[str, Any]:
    """What only some kinds need: limits, units, what is left to share out."""
    if item.kind is ItemKind.ALLOCATION:
        keys = [found.key for found in item.fields()]
        given = sum(int(asking.teller.values.get(key, 0) or 0) for key in keys)
        return {"all": ALLOCATED, "left": ALLOCATED - given}
    if item.kind is ItemKind.FILE:
        kinds = {"image": "image/jpeg,image/png,image/webp", "pdf": "application/pdf"}
        return {"accept": ",".join(kinds[kind] for kind in item.file_kinds)}
    if item.kind is ItemKind.NUMBER:
        return {
            "unit": asking.teller.plain(item.unit),
            "step": 10**-item.decimals if item.decimals else 1,
            "mode": "decimal" if item.decimals else "numeric",
        }
    return {}
