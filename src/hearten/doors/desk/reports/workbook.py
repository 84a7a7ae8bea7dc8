"""A run as a workbook: a sheet for each section, numbers as numbers, nothing in a cell acts as a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from hearten.domains.reports.types import Document
from hearten.doors.components.charts import Chart
from hearten.doors.desk.insight.export import Value, harmless
from hearten.doors.desk.reports.present import Presented, chart_of

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\'=+@-]")
_LONGEST_NAME = 31
_WIDTHS = {"A": 48, "B": 22}
_HEAD, _TITLE = Font(bold=True), Font(bold=True, size=13)
Row = list[Value]


def report_workbook(report: Presented) -> bytes:
    """The whole run in the active language."""
    book = Workbook(write_only=True)
    cover = _sheet(book, _("Cover page"))
    _write(cover, [report.title], _TITLE)
    for pair in report.facts:
        _write(cover, list(pair))
    for number, part in enumerate(report.parts, start=1):
        sheet = _sheet(book, f"{number} {part.title}")
        _write(sheet, [part.title], _TITLE)
        if part.words:
            _write(sheet, [part.words])
        for block in part.blocks:
            sheet.append([])
            for font, row in _rows(block):
                _write(sheet, row, font)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(book: Workbook, title: str) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(_NOT_IN_A_NAME.sub(" ", title)[:_LONGEST_NAME].strip())
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    return sheet


def _write(sheet: WriteOnlyWorksheet, row: Row, font: Font | None = None) -> None:
    cells = []
    for value in row:
        cell = WriteOnlyCell(sheet, value=harmless(value))
        if isinstance(value, str):
            cell.data_type = "s"  # text, whatever it begins with
        if font is not None:
            cell.font = font
        cells.append(cell)
    sheet.append(cells)


def _rows(block: Document) -> Iterator[tuple[Font | None, Row]]:
    match block["kind"]:
        case "text":
            yield None, [block["text"]]
        case "findings":
            yield _HEAD, [_("Finding"), _("What it calls for")]
            yield from ((None, [one["text"], one["word"]]) for one in block["findings"])
        case "quotes":
            yield _HEAD, [_("What people wrote")]
            yield from ((None, [quote]) for quote in block["quotes"])
        case "table":
            yield _HEAD, [block["title"]]
            yield _HEAD, list(block["head"])
            for row in block["rows"]:
                yield None, list(row)
        case "chart":
            yield from _of_chart(chart_of(block["chart"]))


def _of_chart(chart: Chart) -> Iterator[tuple[Font | None, Row]]:
    """A chart's figures: a column for each series, and two more for its interval."""
    yield _HEAD, [chart.title]
    yield None, [chart.sentence]
    if chart.kind == "scatter":
        yield _HEAD, [chart.category_word, chart.x_word, chart.y_word]
        for x, y, name in chart.points:
            yield None, [name, x, y]
        return
    if chart.kind == "heat":
        yield _HEAD, ["", *chart.categories]
        for series in chart.series:
            yield None, [series.name, *series.values]
        return
    head: Row = [chart.category_word]
    for series in chart.series:
        head += [f"{series.name} ({chart.unit.strip()})" if chart.unit.strip() else series.name]
        head += [_("Lower limit"), _("Upper limit")] if series.low else []
    yield _HEAD, head
    for place, name in enumerate(chart.categories):
        row: Row = [str(name)]
        for series in chart.series:
            row.append(series.values[place])
            row += [series.low[place], series.high[place]] if series.low and series.high else []
        yield None, row
