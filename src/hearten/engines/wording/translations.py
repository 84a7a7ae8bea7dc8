"""Is everything there in both languages, and do the answering scales mean the same?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hearten.engines.wording.document import Document, items_of, members_of, pages_of, said
from hearten.engines.wording.scales import sign
from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question

LANGUAGES = ("zh", "en")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ITEM_WORDS = ("text", "help", "low_label", "high_label", "unit")
_ROW_WORDS = ("text", "functional", "dysfunctional", "expectation", "perception")
_SURVEY_WORDS = ("name", "about", "privacy_notice", "thanks")
# Enough to say who, what for, who sees it, how long, how to withdraw.
_NOTICE_LEAST = {"zh": 30, "en": 120}


def survey_findings(document: Document) -> Iterator[Finding]:
    """Words of the survey as a whole: the privacy notice, name, thanks, titles of pages."""
    for language in LANGUAGES:
        notice, whole = (
            said(document.get("privacy_notice"), language).strip(),
            Question(text="", language=language),
        )
        if not notice:
            yield finding(whole, Kind.PRIVACY_NOTICE, "missing", part="privacy_notice")
        elif len(notice) < _NOTICE_LEAST[language]:
            yield finding(whole, Kind.PRIVACY_NOTICE, "short", part="privacy_notice", span=(0, len(notice)))
    for part in _SURVEY_WORDS:
        if part != "privacy_notice" and document.get(part) is not None:
            yield from _missing(document[part], part, "", "")
    for page in pages_of(document):
        if page.get("title"):
            yield from _missing(page["title"], "title", str(page.get("code", "")), "")


def translation_findings(document: Document) -> Iterator[Finding]:
    """Words of items, options and rows that lack a language, or scales that differ between languages."""
    for page, item in items_of(document):
        place = str(page.get("code", "")), str(item.get("code", ""))
        for part, words in _words_of(item):
            yield from _missing(words, part, *place)
            if not part.startswith(("text", "help", "row.")):
                yield from _differs(words, part, *place)


def _words_of(item: Document) -> Iterator[tuple[str, Any]]:
    for key in _ITEM_WORDS:
        if key == "text" or item.get(key) is not None:
            yield key, item.get(key)
    for option in members_of(item, "options"):
        yield f"option.{option.get('code', '')}", option.get("text")
    for row in members_of(item, "rows"):
        yield from ((f"row.{row.get('code', '')}", row[key]) for key in _ROW_WORDS if key in row)


def _missing(words: Any, part: str, page: str, item: str) -> Iterator[Finding]:
    texts = {language: said(words, language).strip() for language in LANGUAGES}
    for language, text in texts.items():
        if not text:
            yield finding(Question("", language, code=item, page=page), Kind.TRANSLATION_MISSING, part=part)
    if texts["zh"] and texts["zh"] == texts["en"] and (_HAN.search(texts["zh"]) or " " in texts["zh"]):
        wrong = "en" if _HAN.search(texts["zh"]) else "zh"
        yield finding(Question("", wrong, code=item, page=page), Kind.TRANSLATION_MISSING, "same", part=part)


def _differs(words: Any, part: str, page: str, item: str) -> Iterator[Finding]:
    chinese, english = said(words, "zh"), said(words, "en")
    if not (chinese and english):
        return
    where = Question("", "zh", code=item, page=page)
    signs = sign(chinese, "zh"), sign(english, "en")
    if None not in signs and signs[0] != signs[1] and 0 not in signs:
        yield finding(where, Kind.SCALES_DIFFER, "sign", part=part, first=chinese, second=english)
        return
    digits = [{n.replace(",", "") for n in _DIGITS.findall(text)} for text in (chinese, english)]
    if (
        all(digits)
        and digits[0] != digits[1]
        and not re.search(r"[万千亿]|million|thousand", chinese + english)
    ):
        yield finding(where, Kind.SCALES_DIFFER, "number", part=part, first=chinese, second=english)
