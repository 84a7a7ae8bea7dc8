"""Can this document be kept as a draft, and what is still missing before it can be asked?

A draft has the shape of a survey's document; its texts may still be empty and its lists short.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import jsonschema

from hearten.domains.surveys.editing import Document
from hearten.domains.surveys.reading import SCHEMA, check_document
from hearten.engines.questionnaire.conditions import compile_condition
from hearten.kernel.canonical import canonical_json
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

LARGEST_DRAFT = 400_000  # bytes of its JSON
_LEFT_OPEN = ("minLength", "minItems")
_LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Completeness:
    """How many of a document's texts are there, by language, and where they are not (`item` is "" outside questions)."""

    texts: int
    written: Mapping[str, int]
    gaps: tuple[tuple[str, str], ...]  # (question's code or "", language)

    @property
    def whole(self) -> bool:
        return not self.gaps


def check_draft(document: Document) -> None:
    """Raises Invalid when the document could not be worked on any more."""
    if len(canonical_json(document)) > LARGEST_DRAFT:
        raise Invalid(
            N_("The questionnaire has become too large to keep."),
            field="document",
            hint=N_("Make two questionnaires of it."),
        )
    error = jsonschema.exceptions.best_match(_draft_validator().iter_errors(document))
    if error is not None:
        where = ".".join(str(part) for part in error.absolute_path) or "document"
        raise Invalid(
            N_("This does not fit into a questionnaire: %(reason)s"), field=where, reason=error.message[:200]
        )
    for where, codes in _code_lists(document):
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if twice:
            raise Invalid(N_("The code “%(code)s” is taken already."), field=where, code=twice)
    for where, condition in _conditions(document):
        compile_condition(condition, where=where)
    _check_days(document)


def _check_days(document: Document) -> None:
    """A day has the form of a day by the schema; here it must be one of the calendar's."""
    for page in document["pages"]:
        for item in page["items"]:
            for key in ("earliest", "latest"):
                try:
                    date.fromisoformat(item.get(key, "2026-01-01"))
                except ValueError:
                    raise Invalid(
                        N_("“%(text)s” is not a day; write it as 2026-01-31."),
                        field=f"{item['code']}.{key}",
                        text=item[key],
                    ) from None


def missing_before_asking(document: Document) -> Invalid | None:
    """What stands in the way of asking this, or nothing."""
    try:
        check_document(document)
    except Invalid as problem:
        return problem
    return None


def completeness(document: Document) -> Completeness:
    """Which texts are written in which language."""
    found = list(_texts(document, ""))
    written = {language: sum(bool(text[language].strip()) for _, text in found) for language in _LANGUAGES}
    gaps = {
        (code, language): None
        for code, text in found
        for language in _LANGUAGES
        if not text[language].strip()
    }
    return Completeness(texts=len(found), written=written, gaps=tuple(gaps))


def _texts(thing: Any, code: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in both languages, with the question it belongs to."""
    if isinstance(thing, dict):
        if set(thing) == set(_LANGUAGES):
            yield code, thing
            return
        code = thing["code"] if "kind" in thing else code
        thing = list(thing.values())
    if isinstance(thing, list):
        for part in thing:
            yield from _texts(part, code)


def _code_lists(document: Document) -> Iterator[tuple[str, list[str]]]:
    yield "pages", [page["code"] for page in document["pages"]]
    yield "items", [item["code"] for page in document["pages"] for item in page["items"]]
    yield "quotas", [quota["code"] for quota in document.get("quotas", ())]
    for page in document["pages"]:
        for item in page["items"]:
            for name in ("options", "rows"):
                yield f"{item['code']}.{name}", [one["code"] for one in item.get(name, ())]


def _conditions(document: Document) -> Iterator[tuple[str, Any]]:
    for page in document["pages"]:
        for holder in (page, *page["items"]):
            if "show_if" in holder:
                yield f"{holder['code']}.show_if", holder["show_if"]
    for quota in document.get("quotas", ()):
        yield f"{quota['code']}.when", quota["when"]


@cache
def _draft_validator() -> Any:
    """The schema of documents without its least lengths; a draft always has pages."""
    schema = _loosened(json.loads(SCHEMA.read_text()))
    schema["required"] = [*schema["required"], "pages"]
    return jsonschema.Draft202012Validator(schema)


def _loosened(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _loosened(value) for key, value in schema.items() if key not in _LEFT_OPEN}
    return [_loosened(part) for part in schema] if isinstance(schema, list) else schema
