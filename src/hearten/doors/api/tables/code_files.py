"""Reading files of published codes: workbooks, tables, and bare lists of a code and its meaning."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hearten.doors.api.tables.reading import encoding_of, read_table
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

WORKBOOKS = (".xlsx", ".xlsm")
READ = (*WORKBOOKS, ".csv", ".tsv", ".txt", ".dat")
LARGEST_UNPACKED = 500_000_000
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Sheet:
    """One table of a file. A list without a header has the columns `code` and `display`."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[int, list[str]]]


def code_files(path: Path) -> list[Path]:
    """The file itself, or those in a folder that may hold codes, by name."""
    if path.is_file():
        return [path]
    return sorted(one for one in path.iterdir() if one.is_file() and one.suffix.lower() in READ)


def read_sheets(path: Path) -> list[Sheet]:
    """Every table of the file. Raises Invalid when it can't be read."""
    sheets = list(_workbook(path)) if _is_workbook(path) else [_text(path)]
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise Invalid(N_("This file has more rows than any list of codes."), field="file")
    return sheets


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in WORKBOOKS or zipfile.is_zipfile(path)


def _workbook(path: Path) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    damaged = Invalid(
        N_("This workbook is damaged or locked and can't be opened."),
        field="file",
        hint=N_("Save it as XLSX or CSV and hand it in again."),
    )
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (OSError, zipfile.BadZipFile) as error:
        raise damaged from error
    if unpacked > LARGEST_UNPACKED:
        raise Invalid(N_("This workbook is larger than any list of codes."), field="file")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise damaged from error
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = [
                (number, [_cell(value) for value in row])
                for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
            ]
            filled = [(number, cells) for number, cells in rows if any(cells)]
            if filled:
                yield Sheet(sheet.title, tuple(filled[0][1]), filled[1:])
    finally:
        book.close()


def _cell(value: Any) -> str:
    """A whole number that a workbook keeps as 14.0 reads 14; codes are text and stay as they are."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _text(path: Path) -> Sheet:
    from hearten.doors.api.tables.code_layouts import looks_bare

    with path.open(encoding=encoding_of(path), errors="replace") as file:
        first = file.readline(1000)
    if looks_bare(first):
        return _bare(path)
    columns, rows = read_table(path)
    return Sheet("", tuple(columns), [(row.number, [cell.strip() for cell in row.cells]) for row in rows])


def _bare(path: Path) -> Sheet:
    """One code and its meaning a line, parted by a blank, without a header."""
    rows = []
    with path.open(encoding=encoding_of(path)) as file:
        for number, line in enumerate(file, start=1):
            code, _, display = line.strip().partition(" ")
            if code:
                rows.append((number, [code, display.strip()]))
    return Sheet("", ("code", "display"), rows)
