"""What an import gives back: the things themselves, each with its reason, as a file to be mended and handed in again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hearten.base.imports.models import ImportRejection

Say = Callable[[str, str, dict[str, Any]], str]

# A cell that begins like this would be run as a formula by a spreadsheet.
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def as_ndjson(rejections: Iterable[ImportRejection], say: Say) -> Iterator[str]:
    """One line of JSON for each: where it stood, why it was not taken, and the resource itself."""
    for item in rejections:
        line: dict[str, Any] = {
            "file": item.file,
            "number": item.number,
            "type": item.kind,
            "id": item.source_id,
            "reason": say(item.reason, item.hint, item.params),
            "where": item.where,
        }
        try:
            value = json.loads(item.content)
            line["resource"] = value.get("resource", value)
            line |= {"fullUrl": value["fullUrl"]} if "resource" in value and "fullUrl" in value else {}
        except (ValueError, TypeError, AttributeError, RecursionError):
            line["raw"] = item.content
        yield json.dumps(line, ensure_ascii=False) + "\n"


def as_csv(
    rejections: Iterable[ImportRejection], say: Say, *, columns: list[str], reason_word: str
) -> Iterator[str]:
    """The rows as they came, with a column that says why; no cell can be run as a formula."""
    yield "\ufeff"
    yield _line([*columns, reason_word])
    for item in rejections:
        cells = json.loads(item.content)
        padded = (cells + [""] * len(columns))[: len(columns)]
        yield _line([*padded, say(item.reason, item.hint, item.params)])


def harmless(cell: Any) -> str:
    """Text that a spreadsheet shows and never runs."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_RISKY) else text


def _line(cells: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([harmless(cell) for cell in cells])
    return buffer.getvalue()
