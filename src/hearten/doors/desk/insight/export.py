"""Tables that leave the house as files: nothing in a cell may act as a formula in the reader's program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from openpyxl import Workbook

CSV, XLSX = "csv", "xlsx"
KINDS = (CSV, XLSX)
# A cell that begins with one of these is read as a formula (or may move the text into a neighbouring cell).
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNSAFE = {code: None for code in range(32) if code not in (9, 10, 13)}
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = str | int | float | None


def harmless(value: Value) -> Value:
    """The value as it may stand in a cell: text that could act gets an apostrophe before it; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = value.translate(_UNSAFE)
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_ACTS) or text.startswith(_ACTS) else text


def table_file(kind: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """A download called `name` with the rows under their head."""
    head = [
        str(harmless(word)) for word in head
    ]  # heads too hold words that somebody wrote: questions, options, names
    clean = [[harmless(value) for value in row] for row in rows]
    if kind == XLSX:
        return _attachment(_workbook(head, clean), _XLSX_TYPE, f"{name}.xlsx")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(clean)
    # The mark at the start tells spreadsheet programs that the text is UTF-8.
    return _attachment(("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", f"{name}.csv")


def _workbook(head: Sequence[str], rows: list[list[Value]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.append(list(head))
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
