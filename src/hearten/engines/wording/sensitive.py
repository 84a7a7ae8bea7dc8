"""Does a question ask for sensitive personal information, and has consent been asked before it? (PIPL art. 28–30)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question, Severity
from hearten.engines.wording.words import en, zh
from hearten.kernel.text import N_

_RATED = frozenset(
    {"csat", "effort", "nps", "scale", "matrix", "servqual", "kano", "maxdiff", "ranking", "note", "consent"}
)
_FILLED_IN = frozenset({"text", "number", "date", "file"})
_GIVES_ITSELF = frozenset({"id_number", "bank_card", "phone"})
NAMES = {
    "id_number": N_("identity number"),
    "bank_card": N_("bank account"),
    "phone": N_("phone number or address"),
    "income": N_("income"),
    "health": N_("health"),
}


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    words = zh if language == "zh" else en
    return tuple(
        (what, re.compile(pattern, re.IGNORECASE), re.compile(words.ASKS_FOR[what], re.IGNORECASE))
        for what, pattern in words.SENSITIVE
    )


@cache
def _about_a_service(language: str) -> re.Pattern[str]:
    return re.compile(zh.ABOUT_A_SERVICE if language == "zh" else en.ABOUT_A_SERVICE, re.IGNORECASE)


def asked_for(question: Question) -> tuple[str, tuple[int, int]] | None:
    """What kind of sensitive information the words ask for, and where they say so."""
    if question.kind in _RATED:
        return None
    language = "zh" if question.chinese else "en"
    for start, end in question.asking:
        sentence = question.plain[start:end]
        for what, pattern, asks in _patterns(language):
            match = pattern.search(sentence)
            if match and _is_asked(question, language, what, sentence, asks):
                return what, (match.start() + start, match.end() + start)
    return None


def _is_asked(question: Question, language: str, what: str, sentence: str, asks: re.Pattern[str]) -> bool:
    if what in _GIVES_ITSELF:
        return question.kind in _FILLED_IN or bool(asks.search(sentence))
    if question.kind == "file":  # a paper is asked for, whatever it is needed for
        return True
    return bool(asks.search(sentence)) and not _about_a_service(language).search(sentence)


def sensitive_findings(question: Question) -> Iterator[Finding]:
    """A sensitive item without consent before it, unmarked, or compulsory."""
    by_words = asked_for(question)
    what = question.sensitive or (by_words[0] if by_words else "")
    if not what:
        return
    span = by_words[1] if by_words else (0, len(question.text))
    name = NAMES.get(what, what)
    if not question.consent_before:
        severity = Severity.BLOCK if question.sensitive or what in _GIVES_ITSELF else Severity.WARNING
        yield finding(question, Kind.SENSITIVE, span=span, what=name, severity=severity)
    elif not question.sensitive:
        yield finding(question, Kind.SENSITIVE, "unmarked", span=span, what=name)
    if question.required:
        yield finding(question, Kind.SENSITIVE_REQUIRED, span=span, what=name)
