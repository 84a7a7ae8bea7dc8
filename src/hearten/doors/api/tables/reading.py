"""Reading a table that people keep: whichever encoding, separator and words for the columns they use."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_PIECE = 1 << 20
UNREADABLE = "\ufffd"  # stands for a row that no cells can be made of
MOST_COLUMNS = 200
SEPARATORS = ",;\t|，；"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: its number (the header is 1) and its cells as they came."""

    number: int
    cells: list[str]


def encoding_of(path: Path) -> str:
    """UTF-8 when every byte of the file fits it, else GB18030 when that fits. Raises Invalid when neither does."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for name in ("utf-8-sig", "gb18030"):
        if _fits(path, name):
            return name
    raise Invalid(
        N_("This table is written in an encoding that we can't read."),
        field="file",
        hint=N_("Save it as CSV in UTF-8 and hand it in again."),
    )


def read_table(path: Path) -> tuple[list[str], Iterator[Row]]:
    """The column names and the rows. Raises Invalid when there is no header."""
    csv.field_size_limit(1 << 20)
    encoding = encoding_of(path)
    rows = _rows(path, encoding)
    header = next(rows, None)
    if header is None or not any(cell.strip() for cell in header.cells):
        raise Invalid(N_("This table is empty."), field="file", hint=N_("The first row names the columns."))
    if len(header.cells) > MOST_COLUMNS:
        raise Invalid(N_("This table has more columns than any we know."), field="file")
    return [cell.strip() for cell in header.cells], (
        row for row in rows if any(cell.strip() for cell in row.cells)
    )


def _rows(path: Path, encoding: str) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        separator = separator_of(file.readline(1 << 16))
        file.seek(0)
        lines = (line.replace("\0", "") for line in file)
        reader = csv.reader(
            _full_width(lines, separator), delimiter="," if separator in "，；" else separator
        )
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = [UNREADABLE]
            yield Row(number, cells)


def _full_width(lines: Iterator[str], separator: str) -> Iterator[str]:
    return (line.replace(separator, ",") for line in lines) if separator in "，；" else lines


def separator_of(header: str) -> str:
    """What parts the cells, by the first row of the table."""
    return max(SEPARATORS, key=header.count) if any(s in header for s in SEPARATORS) else ","


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
