"""The library of questionnaires to begin from: each a document with a note about its instrument."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hearten.domains.surveys.questionnaire import Words
from hearten.domains.surveys.reading import check_document
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

FOLDER = Path(__file__).parent / "templates_library"


@dataclass(frozen=True)
class Instrument:
    """What a questionnaire of the library measures, how its answers are scored, and where the construct comes from."""

    code: str
    document: dict[str, Any]
    measures: Words
    dimensions: tuple[tuple[str, Words], ...]
    scoring: Words
    source: Words
    analyses: tuple[str, ...]

    @property
    def questions(self) -> int:
        return sum(item["kind"] != "note" for page in self.document["pages"] for item in page["items"])


@cache
def instruments() -> tuple[Instrument, ...]:
    """All of the library, in the order in which the files name themselves. Raises Invalid for one that can't be asked."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.yaml")))


def instrument(code: str) -> Instrument:
    """One of the library. Raises NotFound."""
    found = next((one for one in instruments() if one.code == code), None)
    if found is None:
        raise NotFound(N_("The library has no questionnaire “%(code)s”."), code=code[:40])
    return found


def library_document(code: str) -> dict[str, Any]:
    """A copy of its document. Raises NotFound."""
    return copy.deepcopy(instrument(code).document)


def _read(path: Path) -> Instrument:
    plain: dict[str, Any] = yaml.safe_load(path.read_text())
    note, document = plain["instrument"], plain["document"]
    check_document(document)
    return Instrument(
        code=document["code"],
        document=document,
        measures=_words(note["measures"]),
        dimensions=tuple((code, _words(text)) for code, text in note.get("dimensions", {}).items()),
        scoring=_words(note["scoring"]),
        source=_words(note["source"]),
        analyses=tuple(note.get("analyses", ())),
    )


def _words(plain: dict[str, str]) -> Words:
    return Words(zh=plain["zh"], en=plain["en"])
