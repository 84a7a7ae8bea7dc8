"""A file of answers as columns: CSV (any usual encoding and separator), Parquet or XLSX."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from hearten.doors.api.analyse.labels import written
from hearten.doors.api.analyse.places import Place, listed
from hearten.doors.api.tables.reading import encoding_of, separator_of
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_EPOCH = dt.date(1970, 1, 1)
_FULL_WIDTH = "，；"


def read_file(path: Path, place: Place, *, sheet: str | None = None) -> pa.Table:
    """The file as it is: columns of words or numbers. Raises Invalid for what can't be read."""
    readers: dict[str, Callable[[], pa.Table]] = {
        ".csv": lambda: _csv(path, place),
        ".tsv": lambda: _csv(path, place),
        ".txt": lambda: _csv(path, place),
        ".parquet": lambda: pq.read_table(path),
        ".xlsx": lambda: _xlsx(path, place, sheet),
    }
    if not path.is_file():
        raise place.refuse(
            N_("There is no file %(path)s."),
            N_("Give its place as seen from the spec's folder."),
            path=str(path),
        )
    if path.suffix.lower() not in readers:
        raise place.refuse(
            N_("%(name)s is no kind of file that can be read here."),
            N_("Give a file of one of these kinds: %(kinds)s."),
            name=path.name,
            kinds=", ".join(readers),
        )
    table = _opened(path, place, readers[path.suffix.lower()])
    _refuse_headings(table.column_names, place, path)
    if not table.num_rows:
        raise place.refuse(N_("%(file)s has no answers below its first row."), file=path.name)
    return table


def _opened(path: Path, place: Place, read: Callable[[], pa.Table]) -> pa.Table:
    try:
        return read()
    except Invalid:
        raise
    except Exception as error:
        # Whatever a broken file makes its reader say, it is the file's fault and told as such.
        raise place.refuse(
            N_("%(name)s can't be read: %(why)s."),
            N_("Open it in the program it comes from and save it again."),
            name=path.name,
            why=next(iter(str(error).strip().splitlines()), type(error).__name__)[:200].rstrip("."),
        ) from error


def _refuse_headings(names: list[str], place: Place, path: Path) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise place.refuse(
            N_("%(file)s has several columns of the same name: %(names)s."),
            N_("Give each column a name of its own in the first row."),
            file=path.name,
            names=listed(twice),
        )


def _csv(path: Path, place: Place) -> pa.Table:
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        separator = separator_of(file.readline())
        file.seek(0)
        reader = csv.reader(file, delimiter=separator)
        heading = next(reader, [])
    if not "".join(heading).strip():
        raise place.refuse(N_("This table is empty."), N_("The first row names the columns."))
    names = [name.strip() or f"column {number + 1}" for number, name in enumerate(heading)]
    _refuse_headings(names, place, path)
    return _rows(path, place, names, _Layout(encoding, separator, reader.line_num))


class _Layout(NamedTuple):
    encoding: str
    separator: str
    heading: int  # lines that the heading takes


def _rows(path: Path, place: Place, names: list[str], layout: _Layout) -> pa.Table:
    """What stands below the heading, all as words; a row with too many or too few cells is refused."""
    bad: list[Any] = []

    def note(row: Any) -> str:
        bad.append(row)
        return "skip"

    wide = layout.separator in _FULL_WIDTH
    table = pacsv.read_csv(
        _source(path, layout),
        pacsv.ReadOptions(
            column_names=names,
            skip_rows=layout.heading,
            encoding="utf8" if wide else layout.encoding.removesuffix("-sig"),
            use_threads=False,
        ),
        pacsv.ParseOptions(
            delimiter="," if wide else layout.separator, newlines_in_values=True, invalid_row_handler=note
        ),
        pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )
    if bad:
        raise place.refuse(
            N_("Row %(row)s of %(file)s has %(have)s cells, the first row has %(need)s."),
            N_("Put words that hold the separator in quotes."),
            row=bad[0].number,
            file=path.name,
            have=bad[0].actual_columns,
            need=bad[0].expected_columns,
        )
    return table


def _source(path: Path, layout: _Layout) -> Any:
    """The file, or its text with plain commas where it is written with full-width ones."""
    if layout.separator not in _FULL_WIDTH:
        return path
    return io.BytesIO(path.read_text(encoding=layout.encoding).replace(layout.separator, ",").encode())


def _xlsx(path: Path, place: Place, sheet: str | None) -> pa.Table:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        if sheet is not None and sheet not in book.sheetnames:
            raise place.refuse(
                N_("There is no sheet “%(sheet)s”."),
                N_("The sheets are: %(all)s."),
                sheet=sheet,
                all=listed(book.sheetnames),
            )
        rows = (book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True)
        heading = next(rows, None)
        if not heading:
            raise place.refuse(N_("This table is empty."), N_("The first row names the columns."))
        names = [
            str(cell).strip() if cell is not None else f"column {n + 1}" for n, cell in enumerate(heading)
        ]
        columns = list(zip(*(row for row in rows if any(cell is not None for cell in row)), strict=True))
    finally:
        book.close()
    _refuse_headings(names, place, path)
    columns = columns or [() for _ in names]
    return pa.table({name: _cells(column) for name, column in zip(names, columns, strict=True)})


def _cells(column: Iterable[Any]) -> pa.Array:
    """Numbers when all cells are; days stay days; anything else as words."""
    cells: list[Any] = [cell.date() if isinstance(cell, dt.datetime) else cell for cell in column]
    known: list[Any] = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, int | float) for cell in known):
        return pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())
    if known and all(isinstance(cell, dt.date) for cell in known):
        return pa.array(cells, pa.date32())
    return pa.array([None if cell is None else written(cell) for cell in cells], pa.string())


def as_numbers(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """The column as numbers (days count from 1970, yes is 1), or None when some cell is a word."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_numbers(column.cast(kind.value_type))
    if pa.types.is_boolean(kind):
        return column.cast(pa.int8()).cast(pa.float64())
    if pa.types.is_timestamp(kind):
        column, kind = column.cast(pa.date32(), safe=False), pa.date32()
    if pa.types.is_date(kind):
        return column.cast(pa.date32()).cast(pa.int32()).cast(pa.float64())
    try:
        return pc.cast(column, pa.float64(), safe=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def as_days(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Words such as 2026-11-23 as days since 1970, or None when one is none."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return as_numbers(column)
    try:
        days = [
            None if cell is None else (dt.date.fromisoformat(cell) - _EPOCH).days
            for cell in column.to_pylist()
        ]
    except ValueError:
        return None
    return pa.chunked_array([pa.array(days, pa.float64())])
