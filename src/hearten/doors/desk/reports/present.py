"""One run as it is read, in one language: the same parts for the page, the PDF and the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.domains.insight.study_types import FLAGGED_LABELS, WEIGHTING_LABELS, Flagged, Weighting
from hearten.domains.reports.selectors import RunPage
from hearten.domains.reports.types import (
    ACTION_LABELS,
    ACTION_STATE_LABELS,
    RUN_LABELS,
    SECTION_LABELS,
    ActionKind,
    ActionState,
    Document,
    RunState,
    Section,
)
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import NOTHING, day_text, moment_text, number_text
from hearten.doors.desk.reports.compose.blocks import Cell, table_block, text_block

FINDING_TONES = {"act": "warn", "keep": "good", "know": "info"}


@dataclass(frozen=True)
class Part:
    """One section: its title, what an analyst says about it, its blocks."""

    code: str
    title: str
    words: str
    blocks: list[Document]


@dataclass(frozen=True)
class Presented:
    """A run in the active language. `facts` are what its cover says, pairs of name and value."""

    title: str
    number: str
    facts: list[tuple[str, str]]
    parts: list[Part]


def reading() -> str:
    """The reader's language as documents name it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def presented(page: RunPage) -> Presented:
    """Everything the reader may see of a run, in the active language."""
    language = reading()
    return Presented(
        title=page.run.report.name,
        number=_number(page),
        facts=_cover(page),
        parts=[_part(page, section, language) for section in page.snapshot.get("sections", [])],
    )


def _part(page: RunPage, section: Document, language: str) -> Part:
    blocks = [*section["blocks"].get(language, [])]
    if section["code"] == Section.ACTIONS:
        blocks = _actions(page.snapshot.get("actions", []), language)
    written = page.run.words.get(section["code"], {})
    # One language is better than none.
    words = written.get(language) or next((text for text in written.values() if text), "")
    return Part(section["code"], _(SECTION_LABELS[Section(section["code"])]), words, blocks)


def _number(page: RunPage) -> str:
    made = page.run.made_at
    return f"{page.run.report.name[:40]} · {day_text(made)}" if made else ""


def _cover(page: RunPage) -> list[tuple[str, str]]:
    run, facts = page.run, page.snapshot.get("facts", {})
    if not facts:
        return []
    days = [day_text(date.fromisoformat(facts[name])) for name in ("first", "last") if facts[name]]
    pairs = [
        (_("Questionnaire"), facts["survey"][reading()]),
        (_("Study"), facts["study"]),
        (_("Answered"), " – ".join(days)),
        (_("Answers"), number_text(facts["n"])),
        (_("Weights"), _(WEIGHTING_LABELS[Weighting(facts["weighting"])])),
        (_("Doubtful answers"), _(FLAGGED_LABELS[Flagged(facts["flagged"])])),
        (_("Made"), " · ".join(one for one in (moment_text(run.made_at), person_of(run.started_by)) if one)),
        (_("State"), _state(page)),
        (_("Confidential"), _("For use inside the company. Figures of fewer than 5 people are not shown.")),
    ]
    return [(name, value) for name, value in pairs if value]


def person_of(who: str) -> str:
    """The name of who did something; "" for the system itself."""
    return "" if who.startswith("system:") else who


def _state(page: RunPage) -> str:
    word = _(RUN_LABELS[RunState(page.run.state)])
    if page.run.released_at is None:
        return word
    parts = (word, moment_text(page.run.released_at), person_of(page.run.released_by))
    return " · ".join(one for one in parts if one)


def _actions(actions: list[Document], language: str) -> list[Document]:
    """What is done about the findings; where it has begun, the figure before and after."""
    if not actions:
        return [text_block(_("Nothing is planned about these findings yet."), tone="note")]
    head = [_("Finding"), _("What is done"), _("Whose"), _("Due"), _("State")]
    rows: list[list[Cell]] = [
        [
            one["finding"][language],
            _title(one),
            one["owner"],
            _day(one["due_on"]),
            _(ACTION_STATE_LABELS[ActionState(one["state"])]),
        ]
        for one in actions
    ]
    blocks = [table_block(_("Recommended and under way"), head, rows)]
    measured = [one for one in actions if one["effect"]]
    if measured:
        blocks.append(_effects(measured))
        note = _(
            "Before and after are not the same people, and nothing was held back for comparison: a change may have other causes."
        )
        blocks.append(text_block(note, tone="note"))
    return blocks


def _effects(actions: list[Document]) -> Document:
    head = [
        _("What is done"),
        _("Since"),
        _("Before"),
        _("After"),
        _("Change since"),
        _("Lower limit"),
        _("Upper limit"),
    ]
    rows: list[list[Cell]] = [
        [
            _title(one),
            _day(one["began_on"]),
            one["effect"]["before"]["value"],
            one["effect"]["after"]["value"],
            *(one["effect"]["difference"][name] for name in ("value", "low", "high")),
        ]
        for one in actions
    ]
    return table_block(_("What it changed so far"), head, rows, decimals=[0, 0] + [2] * 5)


def _title(action: Document) -> str:
    if action["kind"] == ActionKind.INITIATIVE:
        return str(action["title"])
    reference = f" {action['reference']}" if action["kind"] == ActionKind.CASE else ""
    return f"{_(ACTION_LABELS[ActionKind(action['kind'])])}{reference}: {action['title']}"


def _day(text: str) -> str:
    return day_text(date.fromisoformat(text)) if text else ""


def chart_of(document: Document) -> Chart:
    """A frozen chart as the parts of the house draw it."""
    plain = {name: value for name, value in document.items() if name not in {"series", "links"}}
    for name in ("reference", "cross", "corners"):
        plain[name] = tuple(plain[name]) if plain.get(name) else None
    points = [tuple(point) for point in plain.pop("points", [])]
    return Chart(**plain, points=points, series=[Series(**one) for one in document["series"]])


def cell_text(value: Cell, decimals: int) -> str:
    """A cell of a table as it is read."""
    if value is None or value == "":
        return NOTHING
    return value if isinstance(value, str) else number_text(value, decimals)


def numeric_columns(block: Document) -> set[int]:
    """The columns that hold numbers and stand at the right."""
    columns = zip(*block["rows"], strict=True) if block["rows"] else []
    return {
        place
        for place, column in enumerate(columns)
        if all(v is None or isinstance(v, int | float) for v in column) and any(v is not None for v in column)
    }
