"""Tables that we hand out: CSV that every spreadsheet opens, and XLSX; no cell can be run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from hearten.base.imports.handing_back import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def table_answer(rows: Iterable[Sequence[object]], *, name: str, form: str) -> HttpResponse:
    """The rows as a file `name`.csv or `name`.xlsx to download."""
    data = _xlsx(rows) if form == "xlsx" else _csv(rows)
    response = HttpResponse(data, content_type=XLSX if form == "xlsx" else CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(rows: Iterable[Sequence[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Hearten")
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
