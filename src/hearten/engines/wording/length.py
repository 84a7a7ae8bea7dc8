"""Can a question be taken in at one reading?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hearten.engines.readability import readability
from hearten.engines.wording.masks import sentences
from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question

# Words in a sentence and in a question (English), characters in a sentence, between marks and in a question (Chinese).
# Payne (1951) asked for 25 words at most, Oppenheim (1992) for 20; we speak up only clearly above that.
_EN_SENTENCE, _EN_TEXT = 32, 70
_ZH_SENTENCE, _ZH_CLAUSE, _ZH_TEXT = 62, 38, 140
_ZH_OF = 4  # 的 in one clause: a chain of attributes that the reader has to hold in mind
_EN_HARD = 15.0  # Flesch Reading Ease far below “very difficult” (30)
_EN_LINKS = 3
_EN_FEW_WORDS = 12
_ZH_CHAIN = 24
_EN_CHAIN = 24
_EN_IN_PIECES = 36  # … but not for ever
_EN_BREATH = 16  # words between two marks; a long sentence in short pieces can be followed

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+(?:[.,]\d+)*")
_CHARACTER = re.compile(r"[\u3400-\u9fff]|[A-Za-z]+|\d+(?:[.,]\d+)*")
_CLAUSE = re.compile(r"[^，。；：！？…,;:!?\n]+")
_LINK = re.compile(r"\b(?:which|that|who|whom|whose|with which|in order to|relating to)\b", re.IGNORECASE)


def length_findings(question: Question) -> Iterator[Finding]:
    """At most one finding: the longest stretch, else the whole text."""
    yield from _chinese(question) if question.chinese else _english(question)


def _chinese(question: Question) -> Iterator[Finding]:
    text = question.text
    for start, end in sentences(text):
        for clause in _CLAUSE.finditer(text, start, end):
            size, links = (
                len(_CHARACTER.findall(clause.group())),
                clause.group().count("的") - clause.group().count("目的"),
            )
            if size > _ZH_CLAUSE or (links >= _ZH_OF and size > _ZH_CHAIN):
                yield finding(question, Kind.TOO_LONG, "clause", span=clause.span(), length=size)
                return
        size = len(_CHARACTER.findall(text[start:end]))
        if size > _ZH_SENTENCE:
            yield finding(
                question, Kind.TOO_LONG, "sentence", span=(start, end), length=size, most=_ZH_SENTENCE
            )
            return
    size = len(_CHARACTER.findall(text))
    if size > _ZH_TEXT:
        yield finding(question, Kind.TOO_LONG, "text", span=(0, len(text)), length=size, most=_ZH_TEXT)


def _english(question: Question) -> Iterator[Finding]:
    text = question.text
    for start, end in sentences(text):
        sentence = text[start:end]
        size, links = len(_WORD.findall(sentence)), len(_LINK.findall(sentence))
        longest = max(len(_WORD.findall(part)) for part in re.split(r"[,;:—()]", sentence))
        too_long = size > _EN_SENTENCE and (longest > _EN_BREATH or size > _EN_IN_PIECES)
        if too_long or (size > _EN_CHAIN and links >= _EN_LINKS):
            yield finding(
                question, Kind.TOO_LONG, "sentence", span=(start, end), length=size, most=_EN_SENTENCE
            )
            return
        ease = readability(sentence, "en").figure if size >= _EN_FEW_WORDS else 100.0
        if ease < _EN_HARD:
            yield finding(question, Kind.TOO_LONG, "hard", span=(start, end), length=round(ease))
            return
    size = len(_WORD.findall(text))
    if size > _EN_TEXT:
        yield finding(question, Kind.TOO_LONG, "text", span=(0, len(text)), length=size, most=_EN_TEXT)
