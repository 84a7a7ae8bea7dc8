"""A report as a file: JSON, a folder of CSV tables, or a workbook; there whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hearten.base.imports.handing_back import harmless
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Table = list[list[Any]]
_SHEET_NAME = 31
_INNERMOST, _BREAK = re.compile(r"\[\n\s+([^][{}]*?)\n\s+\]"), re.compile(r",\n\s+")


def as_json(report: Mapping[str, Any]) -> str:
    """One line for each list of single values. Line breaks inside words are escaped, so only the layout is touched."""
    text = json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False)
    return _INNERMOST.sub(lambda found: "[" + _BREAK.sub(", ", found[1]) + "]", text) + "\n"


def write(report: Mapping[str, Any], path: Path, form: str) -> None:
    """Writes beside `path` first and moves it there when it is whole. Raises Invalid where it can't be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _FORMS[form](report, path)
    except OSError as error:
        raise Invalid(
            N_("%(path)s can't be written: %(why)s."),
            field="--out",
            hint=N_("Choose another place."),
            path=str(path),
            why=error.strerror or str(error),
        ) from error


def tables(report: Mapping[str, Any]) -> Iterator[tuple[str, Table]]:
    """Each result as tables: one of its single figures, one for each list in it."""
    for result in report["results"]:
        single: Table = []
        found = list(_parts(result.get("result", {"error": result.get("error")}), "", single))
        yield result["id"], [["figure", "value"], *single]
        for name, rows in found:
            yield f"{result['id']}.{name}", rows


def _parts(value: Any, path: str, single: Table) -> Iterator[tuple[str, Table]]:
    for key, one in value.items():
        name = f"{path}.{key}" if path else key
        if isinstance(one, dict):
            yield from _parts(one, name, single)
        elif isinstance(one, list) and one:
            yield name, _rows(one)
        else:
            single.append([name, one if not isinstance(one, list) else None])


def _rows(entries: list[Any]) -> Table:
    """Objects by their keys, lists as they are, single values one below the other."""
    if all(isinstance(entry, dict) for entry in entries):
        flat = [dict(_flat(entry, "")) for entry in entries]
        heads = list(dict.fromkeys(key for entry in flat for key in entry))
        return [heads, *([entry.get(head) for head in heads] for entry in flat)]
    if all(isinstance(entry, list) for entry in entries):
        return [_cells(entry) for entry in entries]
    return [["value"], *([one] for one in _cells(entries))]


def _flat(entry: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for key, one in entry.items():
        name = f"{path}.{key}" if path else key
        if isinstance(one, dict):
            yield from _flat(one, name)
        else:
            yield name, json.dumps(one, ensure_ascii=False) if isinstance(one, list) else one


def _cells(entries: list[Any]) -> list[Any]:
    return [json.dumps(one, ensure_ascii=False) if isinstance(one, dict | list) else one for one in entries]


def _harmless(row: list[Any]) -> list[Any]:
    """Numbers stay numbers; words can't be run as formulas."""
    return [harmless(cell) if isinstance(cell, str) else cell for cell in row]


def _write_json(report: Mapping[str, Any], path: Path) -> None:
    _replace(path, as_json(report).encode())


def _write_workbook(report: Mapping[str, Any], path: Path) -> None:
    from openpyxl import Workbook

    book, taken = Workbook(write_only=True), set[str]()
    for name, rows in tables(report):
        sheet = book.create_sheet(_sheet_name(name, taken))
        sheet.append(_harmless([name]))
        for row in rows:
            sheet.append(_harmless(row))
    buffer = io.BytesIO()
    book.save(buffer)
    _replace(path, buffer.getvalue())


def _sheet_name(name: str, taken: set[str]) -> str:
    """A title of 31 characters at most; where two begin alike a number tells them apart."""
    short, number = name[:_SHEET_NAME], 1
    while short.lower() in taken:
        number += 1
        short = f"{name[: _SHEET_NAME - len(str(number)) - 1]}~{number}"
    taken.add(short.lower())
    return short


def _write_folder(report: Mapping[str, Any], path: Path) -> None:
    if path.exists():
        raise Invalid(
            N_("%(path)s is there already."),
            field="--out",
            hint=N_("Name a folder that isn't there yet."),
            path=str(path),
        )
    made = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        for name, rows in tables(report):
            with (made / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(_harmless(row) for row in rows)
        made.chmod(0o755)
        made.rename(path)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


_FORMS: dict[str, Callable[[Mapping[str, Any], Path], None]] = {
    "json": _write_json,
    "csv-folder": _write_folder,
    "xlsx": _write_workbook,
}
FORMS = tuple(_FORMS)
