"""Questionnaires on paper: A4, one form for each person, a code to read and a code to scan on every page.

Every answer has its printed number in a box, so that ticking, keying and reading speak of the same. Type for Chinese is inside.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from hearten.domains.fieldwork.laid_out import Asked, LaidOut, Part, lay_out
from hearten.domains.fieldwork.models import PaperForm
from hearten.domains.fieldwork.slots import How, Slot
from hearten.domains.surveys.services.sending import link_token
from hearten.domains.surveys.types import ItemKind

_FAMILY = "form"
_INK, _QUIET, _LINE, _SHADE = (20, 30, 30), (90, 100, 100), (150, 160, 160), (242, 242, 238)
_MARGIN, _WIDTH, _FOOT = 16, 178, 26
_QR_MM, _BOX_MM, _LINE_MM = 18, 4.4, 5.2
_TITLE_PT, _HEAD_PT, _TEXT_PT, _SMALL_PT = 16, 11.5, 10, 8
_LINES_FOR_WORDS = 4
_NEEDS = {ItemKind.MATRIX: 34, ItemKind.SERVQUAL: 34, ItemKind.KANO: 34, ItemKind.MAXDIFF: 55}

logging.getLogger("fontTools").setLevel(logging.ERROR)


def forms_pdf(forms: Sequence[PaperForm]) -> bytes:
    """One file with the forms of many people, each in that person's language, pages counted by person."""
    sheets = _Sheets()
    for form in forms:
        with translation.override(form.language):
            sheets.write_form(form, lay_out(form.invitation, language=form.language))
    return bytes(sheets.output())


class _Sheets(FPDF):
    """The pages. `form` is the one being written; its pages are counted from 1."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        for style, path in settings.DOCUMENT_FONTS.items():
            self.add_font(_FAMILY, style, path)
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_FOOT)
        self._form: PaperForm | None = None
        self._page_of_form = 0
        self._next: PaperForm | None = None
        self._foot_words = self._page_words = ""

    def write_form(self, form: PaperForm, sheet: LaidOut) -> None:
        self._next = form
        survey, tell = sheet.survey, sheet.telling.plain
        self.add_page()
        self._words(tell(survey.name), _TITLE_PT, "B")
        self.ln(1)
        minutes = _("It takes about %(minutes)s min.") % {"minutes": survey.minutes}
        self._words(minutes + " " + _how_to_fill(), _TEXT_PT)
        self.ln(1)
        self._words(_("How we use your answers"), _TEXT_PT, "B")
        self._words(tell(survey.privacy_notice), _SMALL_PT + 1, colour=_QUIET)
        self.ln(2)
        for part in sheet.parts:
            self._write_part(part)
        self._room(13)
        self.ln(2)
        self._words(tell(survey.thanks), _TEXT_PT, "B")
        self._words(_("Please send the form back in the envelope enclosed, or hand it in at any of our counters. You can also scan the code below and answer on your phone."), _SMALL_PT + 1, colour=_QUIET)  # fmt: skip

    def header(self) -> None:
        """A new form begins with its first page: the foot of the last page before still belongs to the other form."""
        if self._next is not None:
            self._form, self._page_of_form, self._next = self._next, 0, None
            self._foot_words = _("Please don't write in this corner.")
            self._page_words = _("Page %(page)s")
        self._page_of_form += 1
        self.set_y(_MARGIN)

    def footer(self) -> None:
        """The code as people read it, the code as scanners do, and the page of this form."""
        if self._form is None:
            return
        code = f"{self._form.code}.{self._page_of_form}"
        token = link_token(self._form.invitation_id)
        self._qr(f"{settings.SITE_ADDRESS}/app/s/{token}#{code}", self.w - _MARGIN - _QR_MM, self.h - 24)
        self.set_xy(_MARGIN, self.h - 16)
        self.set_font(_FAMILY, "B", _TEXT_PT)
        self.set_text_color(*_INK)
        self.cell(70, 5, code)
        self.set_font(_FAMILY, "", _SMALL_PT)
        self.set_text_color(*_QUIET)
        page = self._page_words % {"page": self._page_of_form}
        self.cell(_WIDTH - 70 - _QR_MM - 3, 5, f"{page}  ·  {self._foot_words}", align="R")

    def _qr(self, text: str, x: float, y: float) -> None:
        rows = list(segno.make(text, error="m", micro=False).matrix)
        side = _QR_MM / len(rows)
        self.set_fill_color(0, 0, 0)
        for down, row in enumerate(rows):
            start = None
            for across, dark in enumerate([*row, 0]):
                if dark and start is None:
                    start = across
                elif not dark and start is not None:
                    self.rect(x + start * side, y + down * side, (across - start) * side, side, style="F")
                    start = None

    def _write_part(self, part: Part) -> None:
        if not part.asked:
            return
        self._room(24)
        if part.title:
            self.ln(2)
            self.set_fill_color(*_SHADE)
            self.set_font(_FAMILY, "B", _HEAD_PT)
            self.set_text_color(*_INK)
            self.multi_cell(_WIDTH, 7, f" {part.title}", fill=True, new_x="LMARGIN", new_y="NEXT")
        if part.only_if:
            self._words("→ " + _("This part only if %(condition)s.") % {"condition": part.only_if}, _SMALL_PT + 1, "B")  # fmt: skip
        for one in part.asked:
            self._write_question(one)

    def _write_question(self, one: Asked) -> None:
        self._room(_NEEDS.get(one.item.kind, 20))
        self.ln(2.5)
        if one.only_if:
            self._words("→ " + _("Answer this only if %(condition)s.") % {"condition": one.only_if}, _SMALL_PT + 1, "B")  # fmt: skip
        lead = f"{one.number}. " if one.number else ""
        self._words(lead + one.text, _TEXT_PT, "B" if one.number else "")
        if one.help:
            self._words(one.help, _SMALL_PT + 1, colour=_QUIET)
        self.ln(0.8)
        if one.item.kind is ItemKind.FILE:
            self._words(_("Files can't be given on paper; please leave this out."), _SMALL_PT + 1, colour=_QUIET)  # fmt: skip
        elif one.item.kind in {ItemKind.MATRIX, ItemKind.SERVQUAL, ItemKind.KANO}:
            self._grid(one)
        elif one.item.kind is ItemKind.MAXDIFF:
            self._best_worst(one)
        else:
            self._plain(one)

    def _plain(self, one: Asked) -> None:
        for slot in one.slots:
            if slot.how is How.STEP:
                self._steps(one, slot)
            elif slot.how in {How.PICK, How.PICKS}:
                self._boxes(slot, several=slot.how is How.PICKS)
            elif slot.how is How.ORDER:
                self._ranking(slot)
            else:
                self._blank(one, slot)

    def _steps(self, one: Asked, slot: Slot) -> None:
        """A scale in one line: numbers in boxes, their ends in words above."""
        width = (_WIDTH - (24 if slot.dont_know else 0)) / max(len(slot.choices), 7)
        if one.low or one.high:
            self.set_font(_FAMILY, "", _SMALL_PT)
            self.set_text_color(*_QUIET)
            # What the last number means ends above its box.
            reach = max((len(slot.choices) - 1) * width + _BOX_MM + 1, _WIDTH / 2)
            self.cell(reach / 2, 4, f"{slot.choices[0].number} = {one.low}")
            self.cell(reach / 2, 4, f"{slot.choices[-1].number} = {one.high}", align="R", new_x="LMARGIN", new_y="NEXT")  # fmt: skip
        y = self.get_y() + 0.8
        for place, choice in enumerate(slot.choices):
            self._box(_MARGIN + place * width, y, str(choice.number))
        if slot.dont_know:
            x = _MARGIN + len(slot.choices) * width
            self._box(x, y, "d")
            self._beside(x, y, _("Can't say"))
        self.set_y(y + _BOX_MM + 2)

    def _boxes(self, slot: Slot, *, several: bool) -> None:
        hint = _("Tick all that apply.") if several else ""
        if hint:
            self._words(hint, _SMALL_PT, colour=_QUIET)
        for choice in slot.choices:
            self._option(str(choice.number), choice.text)
        if slot.dont_know:
            self._option("d", _("Can't say"))

    def _option(self, mark: str, words: str) -> None:
        self._room(8)
        y = self.get_y()
        self._box(_MARGIN + 2, y + 0.6, mark)
        self.set_xy(_MARGIN + 10, y)
        self.set_font(_FAMILY, "", _TEXT_PT)
        self.set_text_color(*_INK)
        self.multi_cell(_WIDTH - 12, _LINE_MM, words, new_x="LMARGIN", new_y="NEXT")
        self.ln(0.6)

    def _ranking(self, slot: Slot) -> None:
        told = _("Write 1 beside what comes first, 2 beside the next, and so on to %(last)s.")
        self._words(told % {"last": len(slot.choices)}, _SMALL_PT, colour=_QUIET)
        for choice in slot.choices:
            self._option("", choice.text)

    def _blank(self, one: Asked, slot: Slot) -> None:
        """Room to write: a line for a number or a day, several for words."""
        item = one.item
        if slot.key.endswith(".other"):
            self._words_beside(slot.text)
            return
        if slot.text:
            self._words(slot.text, _TEXT_PT)
        if slot.how is How.DATE:
            self._words("________ - ____ - ____   " + _("(year, month, day)"), _TEXT_PT)
            return
        if slot.how is How.NUMBER:
            unit = item.unit.in_language(self._form.language if self._form else None)
            cant = "      d □ " + _("Can't say") if slot.dont_know else ""
            points = _("points (together 100)") if item.kind is ItemKind.ALLOCATION else unit
            self._words(f"__________ {points}{cant}", _TEXT_PT)
            return
        for _line in range(_LINES_FOR_WORDS):
            self._room(9)
            self.ln(7)
            self.set_draw_color(*_LINE)
            self.line(_MARGIN, self.get_y(), _MARGIN + _WIDTH, self.get_y())
        self.ln(2)

    def _words_beside(self, words: str) -> None:
        """“Something else:” and a line to write on beside it."""
        self._room(9)
        self.set_font(_FAMILY, "", _TEXT_PT)
        self.set_text_color(*_INK)
        top, wide = self.get_y() + 1, self.get_string_width(words) + 5
        self.set_xy(_MARGIN + 9, top)
        self.cell(wide, _LINE_MM, f"{words}:")
        self.set_draw_color(*_LINE)
        self.line(_MARGIN + 10 + wide, top + _LINE_MM, _MARGIN + _WIDTH, top + _LINE_MM)
        self.set_xy(_MARGIN, top + _LINE_MM + 2)

    def _grid(self, one: Asked) -> None:
        """Statements down, answers across; of a pair each has a row of its own."""
        choices = one.slots[0].choices
        head = [f"{one.low} → {one.high}" if one.low or one.high else ""]
        kano = one.item.kind is ItemKind.KANO
        head += [f"{c.number} {c.text}" if kano else str(c.number) for c in choices]
        cant = one.item.dont_know
        rows = [
            [
                f"{slot.lead}: {slot.text}" if slot.lead else slot.text,
                *[f"□ {c.number}" for c in choices],
                *(["□ d"] if cant else []),
            ]
            for slot in one.slots
        ]
        each = 5 if kano else max(2, 22 // max(len(choices), 4))
        self._table([[*head, *([_("Can't say")] if cant else [])], *rows], [22 if kano else 30, *[each] * (len(choices) + cant)])  # fmt: skip

    def _best_worst(self, one: Asked) -> None:
        """Each set a table: most important on the left, least on the right."""
        pairs = [one.slots[place : place + 2] for place in range(0, len(one.slots), 2)]
        for number, (best, worst) in enumerate(pairs, start=1):
            self._room(12 + 7 * len(best.choices))
            title = _("Set %(number)s") % {"number": number}
            rows = [[best.lead, title, worst.lead]]
            rows += [[f"□ {c.number}", c.text, f"□ {c.number}"] for c in best.choices]
            self._table(rows, [8, 30, 8], middle={0, 2})

    def _table(self, rows: list[list[str]], widths: Sequence[int], *, middle: set[int] | None = None) -> None:
        self.set_font(_FAMILY, "", _SMALL_PT + 0.5)
        self.set_text_color(*_INK)
        self.set_draw_color(*_LINE)
        centred = middle if middle is not None else set(range(1, len(rows[0])))
        with self.table(
            width=_WIDTH,
            col_widths=tuple(widths),
            text_align=tuple("CENTER" if place in centred else "LEFT" for place in range(len(rows[0]))),
            line_height=4.4,
            padding=(0.8, 0.8),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=_INK),
        ) as table:
            for cells in rows:
                row = table.row()
                for cell in cells:
                    row.cell(cell)
        self.ln(1.5)

    def _box(self, x: float, y: float, mark: str) -> None:
        self.set_draw_color(*_INK)
        self.rect(x, y, _BOX_MM, _BOX_MM)
        self.set_font(_FAMILY, "", _SMALL_PT - 1)
        self.set_text_color(*_QUIET)
        self.set_xy(x, y)
        self.cell(_BOX_MM, _BOX_MM, mark, align="C")

    def _beside(self, x: float, y: float, words: str) -> None:
        self.set_xy(x + _BOX_MM + 1, y)
        self.cell(22, _BOX_MM, words)

    def _words(self, words: str, size: float, style: str = "", colour: tuple[int, int, int] = _INK) -> None:
        self.set_x(_MARGIN)
        self.set_font(_FAMILY, style, size)
        self.set_text_color(*colour)
        self.multi_cell(_WIDTH, size * 0.52, words, align="L", new_x="LMARGIN", new_y="NEXT")

    def _room(self, needed: float) -> None:
        """A new page when what follows would be torn apart."""
        if self.get_y() + needed > self.h - _FOOT:
            self.add_page()


def _how_to_fill() -> str:
    return _("Tick one box for each question unless it says otherwise. Leave out what you don't want to answer. If you tick a wrong box, fill it in and tick the right one.")  # fmt: skip
