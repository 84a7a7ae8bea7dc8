"""A survey's document as questions in one language, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hearten.engines.wording.types import Question

Document = Mapping[str, Any]
_LOOKED_AT = 1000  # characters; what is longer is too long anyway, and a pattern must not take seconds
_PAIRED_ROWS = ("text", "functional", "dysfunctional", "expectation", "perception")


def pages_of(document: Document) -> list[Document]:
    """The pages; the short form has its items on one."""
    if document.get("pages"):
        return members_of(document, "pages")
    return [{"code": "", "items": document.get("items") or []}]


def items_of(document: Document) -> Iterator[tuple[Document, Document]]:
    """(page, item) in order."""
    for page in pages_of(document):
        for item in members_of(page, "items"):
            yield page, item


def members_of(holder: Document, key: str) -> list[Document]:
    """The mappings listed under `key`; a draft may hold anything there."""
    found = holder.get(key)
    return (
        [member for member in found if isinstance(member, Mapping)] if isinstance(found, list | tuple) else []
    )


def said(words: Any, language: str) -> str:
    """The words in `language`, or "" where they are missing or not words at all (a draft may be half done)."""
    found = words.get(language) if isinstance(words, Mapping) else ""
    return found[:_LOOKED_AT] if isinstance(found, str) else ""


def questions_of(document: Document, language: str) -> list[Question]:
    """Every item with words in `language`."""
    found, consent = [], False
    for page, item in items_of(document):
        kind = str(item.get("kind", ""))
        if kind == "consent":
            consent = True
        text = said(item.get("text"), language)
        if text:
            found.append(question_of(page, item, language, consent_before=consent and kind != "consent"))
    return found


def question_of(page: Document, item: Document, language: str, *, consent_before: bool) -> Question:
    options = members_of(item, "options")
    return Question(
        text=said(item.get("text"), language),
        language=language,
        kind=str(item.get("kind", "")),
        code=str(item.get("code", "")),
        page=str(page.get("code", "")),
        help=said(item.get("help"), language),
        options=tuple(said(option.get("text"), language) for option in options),
        option_codes=tuple(str(option.get("code", "")) for option in options),
        other=bool(item.get("dont_know"))
        or any(option.get("other") or option.get("exclusive") for option in options),
        rows=tuple(_rows(item, language)),
        low_label=said(item.get("low_label"), language),
        high_label=said(item.get("high_label"), language),
        sensitive=str(item.get("sensitive") or ""),
        required=bool(item.get("required")),
        conditional=bool(item.get("show_if") or page.get("show_if")),
        consent_before=consent_before,
        lowest=_whole(item.get("lowest")),
        points=_whole(item.get("points")),
    )


def _rows(item: Document, language: str) -> Iterator[tuple[str, str]]:
    for row in members_of(item, "rows"):
        for key in _PAIRED_ROWS:
            text = said(row.get(key), language)
            if text:
                yield str(row.get("code", "")), text


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
