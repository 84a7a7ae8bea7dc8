"""A document on paper: a letter or a statement as PDF, with Chinese type inside, so that it reads the same everywhere.

paper = Paper(title=_("Explanation of benefits"), number=claim.number)
paper.heading(_("What we pay"))
paper.text("…")
paper.facts([(_("Claim"), "CL-7K3M-9QXC")])
paper.table([_("Expense"), _("Billed")], rows, numeric={1})
return paper.answer("CL-7K3M-9QXC.pdf")
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

FAMILY = "paper"
_INK, _QUIET, _ACCENT, _LINE = (32, 48, 47), (92, 107, 105), (217, 83, 44), (226, 221, 213)
_MARGIN_MM, _WIDTH_MM = 20, 170
_TITLE_PT, _HEADING_PT, _TEXT_PT, _SMALL_PT = 18, 12, 10, 8
_ROW_MM = 6
_LABEL_SHARE = (3, 7)
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")

# The library tells of each glyph table that it leaves out of the type it carries.
logging.getLogger("fontTools").setLevel(logging.ERROR)


class _Sheets(FPDF):
    """A4 sheets that say at the top whose they are, and at the foot which document and page."""

    def __init__(self, number: str) -> None:
        super().__init__(format="A4")
        self._number = number
        self._latin = (get_language() or "").startswith("en")
        for style, path in settings.DOCUMENT_FONTS.items():
            self.add_font(FAMILY, style, path)
        self.set_margins(_MARGIN_MM, _MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=_MARGIN_MM + _ROW_MM)

    def normalize_text(self, text: str) -> str:
        """Curly quotation marks of the Chinese type are as wide as a character; between Latin letters straight ones stand."""
        return super().normalize_text(text.translate(_STRAIGHT) if self._latin else text)

    def header(self) -> None:
        self.set_fill_color(*_ACCENT)
        self.rect(0, 0, self.w, 2, style="F")
        self.set_xy(_MARGIN_MM, 10)
        self.write_words(_("Hearten"), size=_SMALL_PT, style="B", colour=_ACCENT)
        self.set_y(_MARGIN_MM)

    def footer(self) -> None:
        self.set_y(-_MARGIN_MM + 4)
        page = _("Page %(page)s of %(pages)s") % {"page": self.page_no(), "pages": "{nb}"}
        self.write_words(
            "  ·  ".join(part for part in (self._number, page) if part), size=_SMALL_PT, colour=_QUIET
        )

    def write_words(
        self, words: str, *, size: int, style: str = "", colour: tuple[int, int, int] = _INK
    ) -> None:
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)
        self.multi_cell(_WIDTH_MM, size * 0.55, words, align="L", new_x="LMARGIN", new_y="NEXT")


class Paper:
    """A document that is filled from top to bottom; `title` heads it and `number` stands on every page."""

    def __init__(self, *, title: str, number: str = "", written: str = "") -> None:
        self._sheets = _Sheets(number)
        self._sheets.set_title(title)
        self._sheets.set_author(_("Hearten"))
        self._sheets.set_lang((get_language() or "zh-hans").partition("-")[0])
        self._sheets.add_page()
        self._sheets.write_words(title, size=_TITLE_PT, style="B")
        self.small("  ·  ".join(part for part in (number, written) if part))
        self._sheets.ln(2)

    def heading(self, words: str) -> None:
        self._sheets.ln(3)
        self._sheets.write_words(words, size=_HEADING_PT, style="B")
        self._sheets.ln(1)

    def text(self, words: str) -> None:
        self._sheets.write_words(words, size=_TEXT_PT)
        self._sheets.ln(1.5)

    def small(self, words: str) -> None:
        if words:
            self._sheets.write_words(words, size=_SMALL_PT, colour=_QUIET)

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Names and values, one pair on a line."""
        self._table([list(pair) for pair in pairs], widths=_LABEL_SHARE, numeric=(), headed=False)

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        numeric: Collection[int] = (),
        widths: Sequence[int] | None = None,
    ) -> None:
        """Rows under their names; the columns whose places are in `numeric` stand at the right."""
        self._table([list(columns), *map(list, rows)], widths=widths, numeric=numeric, headed=True)

    def to_bytes(self) -> bytes:
        return bytes(self._sheets.output())

    def answer(self, name: str) -> HttpResponse:
        """The document as a download called `name`."""
        response = HttpResponse(self.to_bytes(), content_type="application/pdf")
        response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _table(
        self,
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[int] | None,
        numeric: Collection[int],
        headed: bool,
    ) -> None:
        self._sheets.set_font(FAMILY, "", _TEXT_PT - 1)
        self._sheets.set_text_color(*_INK)
        self._sheets.set_draw_color(*_LINE)
        aligned = (
            tuple("RIGHT" if place in numeric else "LEFT" for place in range(len(rows[0]))) if rows else ()
        )
        with self._sheets.table(
            width=_WIDTH_MM,
            col_widths=tuple(widths) if widths else None,
            text_align=aligned,
            line_height=_ROW_MM - 1,
            padding=(0.8, 1),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            first_row_as_headings=headed,
            headings_style=FontFace(emphasis="BOLD", color=_INK),
        ) as table:
            for cells in rows:
                row = table.row()
                for cell in cells:
                    row.cell(cell)
        self._sheets.ln(2)
