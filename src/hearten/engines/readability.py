"""How easy is a passage to read? (docs/algorithms/readability.md)"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_CLAUSE_END = re.compile(r"[，。；：！？…,;:!?\n]|\.(?=\s|$)")
_CHARACTER = re.compile(r"[\u3400-\u9fff]|[A-Za-z]+|\d+(?:[.,]\d+)*")
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+(?:[.,]\d+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_CHINESE_EASY, _CHINESE_FAIR = 12.0, 18.0
_ENGLISH_EASY, _ENGLISH_FAIR = 60.0, 30.0


class Level(StrEnum):
    EASY = "easy"
    FAIR = "fair"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Readability:
    """`figure` is Flesch Reading Ease for English, mean characters in a clause for Chinese."""

    figure: float
    level: Level
    length: int


def readability(text: str, language: str) -> Readability:
    """The figure and level of `text`, written in `language` (`zh…` or `en…`)."""
    return _chinese(text) if language.startswith("zh") else _english(text)


def _chinese(text: str) -> Readability:
    sizes = [len(_CHARACTER.findall(clause)) for clause in _CLAUSE_END.split(text)]
    sizes = [size for size in sizes if size]
    figure = round(sum(sizes) / len(sizes), 1) if sizes else 0.0
    level = Level.EASY if figure <= _CHINESE_EASY else Level.FAIR if figure <= _CHINESE_FAIR else Level.HARD
    return Readability(figure, level, sum(sizes))


def _english(text: str) -> Readability:
    words = _WORD.findall(text)
    if not words:
        return Readability(100.0, Level.EASY, 0)
    sentences = sum(1 for sentence in _SENTENCE_END.split(text) if _WORD.search(sentence))
    ease = 206.835 - 1.015 * len(words) / sentences - 84.6 * sum(map(syllables, words)) / len(words)
    figure = round(min(100.0, max(0.0, ease)), 1)
    level = Level.EASY if figure >= _ENGLISH_EASY else Level.FAIR if figure >= _ENGLISH_FAIR else Level.HARD
    return Readability(figure, level, len(words))


def syllables(word: str) -> int:
    """Groups of vowel letters, without a silent final e; at least one."""
    word = word.lower()
    groups = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")):
        groups -= 1
    return max(1, groups)
