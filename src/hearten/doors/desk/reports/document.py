"""A run as PDF: a cover with contents, then its sections, charts drawn as lines, on A4."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.outline import OutlineSection

from hearten.domains.reports.types import Document
from hearten.doors.components.charts import Chart
from hearten.doors.components.paper import FAMILY, Paper
from hearten.doors.desk.reports.drawing import planes, rows, upright
from hearten.doors.desk.reports.drawing.pen import GOOD, INK, LINE, QUIET, WARM, WHITE, Pen
from hearten.doors.desk.reports.present import Part, Presented, cell_text, chart_of, numeric_columns

_WIDTH, _LEFT = 170.0, 20.0
_TITLE, _SENTENCE = 10, 9
_ABOVE, _BELOW, _PART_HEAD = 5.0, 4.0, 18.0
_SHORT = 13  # a state, a day
_TABLE_HEAD = 26.0  # a table's title, head and first row stay together
_TONES = {"act": WARM, "keep": GOOD, "know": QUIET}
_Draw = tuple[Callable[[Pen, Chart], float], Callable[[Pen, Chart, float, float, float], None]]
_LYING: _Draw = (rows.height, rows.draw)
_UPRIGHT: _Draw = (upright.height, upright.draw)
_DRAWN: dict[str, _Draw] = {
    "scatter": (planes.scatter_height, planes.draw_scatter),
    "radar": (planes.radar_height, planes.draw_radar),
    "heat": (planes.heat_height, planes.draw_heat),
    "line": _UPRIGHT,
    "area": _UPRIGHT,
    "bar": _UPRIGHT,
}


def report_pdf(report: Presented) -> bytes:
    """The whole document in the active language."""
    paper = ReportPaper(title=report.title, number=report.number)
    paper.facts(report.facts)
    paper.contents()
    for part in report.parts:
        paper.part(part)
    return paper.to_bytes()


class ReportPaper(Paper):
    """A paper with contents, charts, findings and quotes."""

    @property
    def _pen(self) -> Pen:
        return Pen(self._sheets, FAMILY)

    def contents(self) -> None:
        """The sections with their pages, on the rest of the cover."""
        self.heading(_("Contents"))
        self._sheets.insert_toc_placeholder(_contents, pages=1)

    def part(self, part: Part) -> None:
        first = part.blocks[0] if part.blocks else {}
        below = self._chart_height(chart_of(first["chart"])) if first.get("kind") == "chart" else 40.0
        self._keep(_PART_HEAD + below)
        self._sheets.start_section(part.title)
        self._sheets.ln(2)
        self._pen.line(
            _LEFT, self._sheets.get_y(), _LEFT + _WIDTH, self._sheets.get_y(), colour=WARM, wide=0.6
        )
        self.heading(part.title)
        if part.words:
            self.text(part.words)
        for block in part.blocks:
            _WRITE[block["kind"]](self, block)

    def write_text(self, block: Document) -> None:
        if block["tone"] == "heading":
            self._keep(75)
            self._sheets.ln(1)
            self._sheets.write_words(block["text"], size=11, style="B")
            self._sheets.ln(1)
        elif block["tone"] == "note":
            self.small(block["text"])
            self._sheets.ln(1.5)
        else:
            self.text(block["text"])

    def write_findings(self, block: Document) -> None:
        """Each finding with a bar in the colour of its weight, and the weight in words."""
        for number, one in enumerate(block["findings"], start=1):
            lines = self._pen.lines_of(one["text"], _WIDTH - 12, size=10, most=9)
            tall = 5.0 * len(lines) + 7
            self._keep(tall)
            top = self._sheets.get_y()
            with self._pen.still():
                self._pen.text(
                    _LEFT + 4,
                    top + 2.6,
                    f"{number} · {one['word']}",
                    width=90,
                    size=8,
                    colour=_TONES[one["weight"]],
                    bold=True,
                )
                for place, line in enumerate(lines):
                    self._pen.text(_LEFT + 4, top + 7.4 + 5 * place, line, width=_WIDTH - 4, size=10)
                self._pen.line(
                    _LEFT + 1, top, _LEFT + 1, top + tall - 2, colour=_TONES[one["weight"]], wide=0.9
                )
            self._sheets.set_xy(_LEFT, top + tall)
        self._sheets.ln(1)

    def write_quotes(self, block: Document) -> None:
        self._keep(24)
        self._sheets.write_words(_("What people wrote"), size=10, style="B")
        for quote in block["quotes"]:
            self.text(f"“{quote}”")

    def write_table(self, block: Document) -> None:
        if not block["rows"]:
            return
        self._keep(_TABLE_HEAD)
        self._sheets.write_words(block["title"], size=10, style="B")
        self._sheets.ln(0.5)
        numeric = numeric_columns(block)
        cells = [
            [cell_text(value, block["decimals"][place]) for place, value in enumerate(row)]
            for row in block["rows"]
        ]
        self._sheets.set_fill_color(*WHITE)
        self._sheets.set_line_width(0.2)
        self.table(block["head"], cells, numeric=numeric, widths=_widths(block["head"], cells, numeric))

    def write_chart(self, block: Document) -> None:
        """The chart with its title and the sentence that says what it shows, all on one page."""
        chart, pen = chart_of(block["chart"]), self._pen
        measure, draw = _DRAWN.get(chart.kind, _LYING)
        self._keep(self._chart_height(chart))
        self._sheets.write_words(chart.title, size=_TITLE, style="B")
        self._sheets.write_words(chart.sentence, size=_SENTENCE, colour=QUIET)
        top = self._sheets.get_y() + _ABOVE
        with pen.still():
            draw(pen, chart, _LEFT, top, _WIDTH)
        self._sheets.set_xy(_LEFT, top + measure(pen, chart) + _BELOW)

    def _chart_height(self, chart: Chart) -> float:
        """A chart with its title and sentence, in millimetres."""
        measure, _draw = _DRAWN.get(chart.kind, _LYING)
        title = self._pen.lines_of(chart.title, _WIDTH, size=_TITLE, most=9)
        told = self._pen.lines_of(chart.sentence, _WIDTH, size=_SENTENCE, most=9)
        words = 0.55 * (_TITLE * len(title) + _SENTENCE * len(told))
        return words + _ABOVE + measure(self._pen, chart) + _BELOW

    def _keep(self, tall: float) -> None:
        """Turn the page when less than `tall` millimetres are left on it."""
        if self._sheets.get_y() + tall > self._sheets.page_break_trigger and self._sheets.get_y() > 40:  # noqa: PLR2004
            self._sheets.add_page()


_WRITE: dict[str, Callable[[ReportPaper, Document], None]] = {
    "text": ReportPaper.write_text,
    "findings": ReportPaper.write_findings,
    "quotes": ReportPaper.write_quotes,
    "table": ReportPaper.write_table,
    "chart": ReportPaper.write_chart,
}


def _contents(sheets: FPDF, outline: list[OutlineSection]) -> None:
    """One line for each section, its page at the right."""
    for section in outline:
        sheets.set_font(FAMILY, "", 10)
        sheets.set_text_color(*INK)
        link = sheets.add_link(page=section.page_number)
        sheets.set_draw_color(*LINE)
        sheets.set_x(_LEFT)
        sheets.cell(_WIDTH - 15, 6.5, section.name, border="B", link=link)
        sheets.cell(
            15, 6.5, str(section.page_number), border="B", align="R", link=link, new_x="LMARGIN", new_y="NEXT"
        )


def _widths(head: list[str], cells: list[list[str]], numeric: set[int]) -> list[int]:
    """Millimetres: numbers and short words get what they need, so that none is broken; sentences share the rest by their length."""
    needs = []
    for place, name in enumerate(head):
        longest = max((_wide(row[place]) for row in cells), default=1)
        word = max((_wide(one) for one in name.split()), default=1)
        needs.append(
            max(longest, min(word, 14)) if place in numeric else min(max(longest, _wide(name), 6), 46)
        )
    short = {place for place, need in enumerate(needs) if need <= _SHORT}
    fixed = {place: round(1.9 * needs[place] + 4) for place in numeric | short}
    if len(fixed) == len(needs):  # somebody takes the rest
        fixed.pop(max(fixed, key=lambda place: (place not in numeric, needs[place])))
    rest, shared = _WIDTH - sum(fixed.values()), sum(n for p, n in enumerate(needs) if p not in fixed)
    return [fixed.get(place, max(12, round(rest * need / (shared or 1)))) for place, need in enumerate(needs)]


def _wide(text: str) -> int:
    """How many Latin letters it takes up; a Chinese one is as wide as two."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)  # noqa: PLR2004
