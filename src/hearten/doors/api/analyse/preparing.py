"""The `data` of a spec: which file, which codes mean no answer, what is turned round, recoded or made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hearten.doors.api.analyse.deriving import derive
from hearten.doors.api.analyse.kinds import ANY_NUMBER, Label, ListOf, MapOf, Text, choice
from hearten.doors.api.analyse.labels import written
from hearten.doors.api.analyse.options import Asked, Option, read_options
from hearten.doors.api.analyse.places import Place
from hearten.doors.api.analyse.tables import as_days, as_numbers, read_file
from hearten.engines.psychometrics.inputs import Vector
from hearten.kernel.text import N_

NO_ANSWER = ("", "NA")
_LIMITS = ListOf(ANY_NUMBER, least=2, most=2)


@dataclass(frozen=True)
class Anything:
    """Read elsewhere, by its own rules."""

    def read(self, value: Any, place: Place) -> Any:
        return value

    def says(self) -> str:
        return "{…}"


DATA = (
    Option(
        "file",
        Text(),
        N_("The file of answers, seen from the folder of the spec: .csv, .tsv, .txt, .parquet or .xlsx."),
    ),
    Option("sheet", Text(), N_("The sheet of an .xlsx file; the first unless given."), None),
    Option(
        "missing",
        ListOf(Label(), least=0),
        N_("Cells that mean “no answer” in every column."),
        list(NO_ANSWER),
    ),
    Option(
        "columns", MapOf(Anything()), N_("What is to be known of single columns: column → its options."), {}
    ),
    Option("derive", MapOf(Anything()), N_("New columns: name → how it is made."), {}),
)
COLUMN = (
    Option(
        "type",
        choice("number", "words", "date"),
        N_("What it holds; a date counts in days. Found out unless given."),
        None,
    ),
    Option("missing", ListOf(Label(), least=0), N_("Cells of this column that mean “no answer”."), None),
    Option("valid", _LIMITS, N_("[lowest, highest]: a number outside is no answer."), None),
    Option(
        "recode", MapOf(ANY_NUMBER), N_("Answer → number; an answer that isn't named is no answer."), None
    ),
    Option(
        "reverse",
        _LIMITS,
        N_("[lowest, highest] of the scale: answers are counted the other way round."),
        None,
    ),
)


@dataclass(frozen=True)
class Answers:
    """Columns by name: numbers with NaN, or words with None, where there is no answer."""

    file: str
    rows: int
    columns: Mapping[str, np.ndarray[Any, Any]]

    @property
    def kinds(self) -> dict[str, bool]:
        return {name: values.dtype.kind == "f" for name, values in self.columns.items()}


def read_answers(given: Any, place: Place, folder: Path) -> Answers | None:
    """The answers as the analyses see them; None when mistakes (noted in `place`) stand in the way."""
    before = len(place.mistakes)
    asked = read_options(DATA, given, place, of="data")
    if len(place.mistakes) > before:
        return None
    path = folder / asked.file
    table = read_file(path, place.at("file"), sheet=asked.sheet)
    columns: dict[str, np.ndarray[Any, Any]] = {}
    own = _column_options(asked, place.at("columns"), table.column_names)
    for name in table.column_names if len(place.mistakes) == before else ():
        with place.noting():
            columns[name] = _column(
                table.column(name), own.get(name), asked.missing, place.at("columns").at(name)
            )
    if len(place.mistakes) == before:
        derive(columns, asked.derive, place.at("derive"))
    return Answers(path.name, table.num_rows, columns) if len(place.mistakes) == before else None


def _column_options(asked: Asked, place: Place, names: list[str]) -> dict[str, Asked]:
    known = Place(place.where, dict.fromkeys(names, True), place.mistakes)
    found: dict[str, Asked] = {}
    for name, options in asked.columns.items():
        with known.noting():
            known.at(str(name)).column(name, numbers=False)
            found[str(name)] = read_options(COLUMN, options, known.at(str(name)), of="columns")
    return found


def _column(
    column: pa.ChunkedArray, own: Asked | None, missing: list[Any], place: Place
) -> np.ndarray[Any, Any]:
    own = own or Asked(type=None, missing=None, valid=None, recode=None, reverse=None)
    codes = missing if own.missing is None else [*own.missing, ""]
    column = _without(column, [code for code in codes if isinstance(code, str)])
    if own.recode is not None:
        return _within(_recoded(column, own.recode), own)
    if own.type == "words":
        return _words(column)
    found = as_days(column) if own.type == "date" else as_numbers(column)
    if found is None and own.type is not None:
        row, cell = _first_wrong(column, dated=own.type == "date")
        raise place.refuse(
            N_("Row %(row)s has “%(cell)s”, which is no %(type)s."),
            N_("Mend the cell, name it in missing, or leave type out."),
            row=row,
            cell=cell,
            type=own.type,
        )
    if found is None:
        return _words(column)
    numbers = np.array(found.to_numpy(), dtype=np.float64)
    numbers[np.isin(numbers, _as_codes(codes))] = np.nan
    return _within(numbers, own)


def _as_codes(codes: list[Any]) -> list[float]:
    """The codes that are numbers, or words that look like one."""
    found = []
    for code in codes:
        try:
            found.append(float(code))
        except ValueError:
            continue
    return found


def _without(column: pa.ChunkedArray, codes: list[str]) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(
        pc.is_in(trimmed, pa.array([code.strip() for code in codes], trimmed.type)), None, trimmed
    )


def _within(numbers: Vector, own: Asked) -> Vector:
    if own.valid is not None:
        numbers[(numbers < own.valid[0]) | (numbers > own.valid[1])] = np.nan
    if own.reverse is not None:
        numbers = own.reverse[0] + own.reverse[1] - numbers
    return numbers


def _recoded(column: pa.ChunkedArray, recode: Mapping[Any, float]) -> Vector:
    by_word = {_as_word(answer): float(number) for answer, number in recode.items()}
    return np.array([by_word.get(_as_word(cell), np.nan) for cell in column.to_pylist()], dtype=np.float64)


def _as_word(cell: Any) -> str:
    """The same for 1, 1.0, "1" and true, so that a recode need not know how the file keeps its numbers."""
    try:
        return written(float(cell))
    except (TypeError, ValueError):
        return str(cell)


def _words(column: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    return np.array([None if cell is None else str(cell) for cell in column.to_pylist()], dtype=object)


def _first_wrong(column: pa.ChunkedArray, *, dated: bool) -> tuple[int, str]:
    """The first cell that is not what the column should hold; the first row names the columns."""
    reads = as_days if dated else as_numbers
    for row, cell in enumerate(column.to_pylist()):
        if cell is not None and reads(pa.chunked_array([pa.array([cell])])) is None:
            return row + 2, str(cell)
    return 0, ""
