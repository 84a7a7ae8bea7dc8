"""Are the words of an open answer words?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from hearten.engines.answer_quality.types import Flagged, FlagKind, Thresholds, flagged

_USUAL = Thresholds()
_LETTERS = re.compile(r"[A-Za-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPACE = re.compile(r"[\s\W_]+")
_REPEATED = re.compile(r"(.)\1{5,}|(.{2,4}?)\2{3,}", re.DOTALL)
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}", re.IGNORECASE)
_TWICE = re.compile(r"([a-z]{4,})\1+")  # asdfasdf
_LONG_WORD, _WALK = 6, 5
_FEW_DIFFERENT, _LONG_TEXT = 0.2, 15
_MOSTLY = 0.5


def is_nonsense(text: str) -> bool:
    """Characters repeated, keys in a row, words without vowels, or punctuation only. Short answers get the benefit of doubt."""
    squeezed = _SPACE.sub("", text)
    if not squeezed:
        return bool(text.strip()) and len(text.strip()) > _LONG_WORD
    repeated = _REPEATED.search(squeezed)
    if repeated and len(repeated.group()) > _MOSTLY * len(squeezed):
        return True
    if (
        len(squeezed) >= _LONG_TEXT
        and len(set(squeezed)) / len(squeezed) < _FEW_DIFFERENT
        and len(set(squeezed)) < _LONG_WORD
    ):
        return True
    return not _HAN.search(squeezed) and _mostly_typed_at_random(text)


def _mostly_typed_at_random(text: str) -> bool:
    words = _LETTERS.findall(text)
    letters = sum(map(len, words))
    wrong = sum(len(word) for word in words if _is_random(word))
    return letters > 0 and wrong > _MOSTLY * letters


def _is_random(word: str) -> bool:
    if word.isupper() and len(word) < _LONG_WORD:
        return False  # an abbreviation
    lower = word.lower()
    if _TWICE.fullmatch(lower):
        return True
    if len(lower) >= _LONG_WORD and (not _VOWEL.search(lower) or _CONSONANTS.search(lower)):
        return True
    return any(lower[i : i + _WALK] in row for row in _KEYS for i in range(len(lower) - _WALK + 1))


def find_nonsense(words: Mapping[str, Sequence[str | None]]) -> list[Flagged]:
    """`words`: field → the answer of each person (None or "": nothing written). One flag list for each field."""
    found = []
    for name, answers in words.items():
        hit = np.fromiter(
            (bool(text) and is_nonsense(text or "") for text in answers), np.bool_, len(answers)
        )
        found.append(flagged(FlagKind.NONSENSE_TEXT, hit, np.full(len(answers), 0.6), field=name))
    return found


def find_pasted(words: Mapping[str, Sequence[str | None]], thresholds: Thresholds = _USUAL) -> Flagged:
    """The same words in several fields of one person, or, when long, in the answers of several people."""
    people = max((len(answers) for answers in words.values()), default=0)
    plain = [[_SPACE.sub("", text or "").casefold() for text in answers] for answers in words.values()]
    everywhere = Counter(
        text for answers in plain for text in answers if len(text) >= thresholds.paste_others_least
    )
    count = np.zeros(people, np.int64)
    for person in range(people):
        own = Counter(answers[person] for answers in plain if len(answers[person]) >= thresholds.paste_least)
        within = max(own.values(), default=0)
        among = max((everywhere[text] for text in own), default=0)
        count[person] = within if within > 1 else among if among >= thresholds.paste_others else 0
    return flagged(FlagKind.PASTED_TEXT, count > 0, np.minimum(1.0, 0.4 + 0.1 * count), count=count)
