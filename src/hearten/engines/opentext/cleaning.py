"""From raw words to clean text, tokens and clauses. One kind of token for both languages, so that mixed texts work.

A token is one Chinese character, one English word without its ending, or `#` for any number; a clause ends at punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 20_000
NUMBER = "#"
# Words at which a sentence turns begin a clause of their own, also without a mark before them.
_TURN = r"但是|可是|不过|然而|可惜|但|却|(?:but|however|yet|though|unfortunately)\b"
_TOKEN = re.compile(_TURN + r"|[㐀-鿿]|[a-z]+(?:'[a-z]+)*|\d+(?:[.,]\d+)*|[,.;:!?、…~\n—()]+")
_TURNS_HERE = re.compile(_TURN)
_CLAUSE_END = set(",.;:!?、…~\n—()")
_TAG = re.compile(r"<[^<>]{0,200}>")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_REPEATED = re.compile(r"([^\d\s])\1{3,}")
_BLANKS = re.compile(r"[^\S\n]+")
_CHINESE = re.compile(r"[㐀-鿿]")
_NARROW_MARK = re.compile(r"(?<=[㐀-鿿”」）%▇])[,.;:!?](?![0-9A-Za-z])")
_WIDE = dict(zip(",.;:!?", "，。；：！？", strict=True))
_LATIN = re.compile(r"[a-zA-Z]+")
_WORDS_PER_CHARACTER = 2.0
_SHORTEST_STEM = 3
# Words of different meaning that would otherwise have the same stem.
_APART = {
    "please",
    "pleased",
    "covers",
    "used",
    "caring",
    "needed",
    "late",
    "later",
    "lately",
    "hardly",
    "nicely",
    "thing",
}
_DOUBLED = set("bdgmnprt")


@dataclass(frozen=True)
class Clause:
    """A stretch of tokens between two marks; `start` and `end` are places in the clean text."""

    tokens: tuple[str, ...]
    start: int
    end: int


def clean(text: str) -> str:
    """The text with one width of letters, no tags, links or control characters, at most 20,000 characters long."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).replace("’", "'").replace("‘", "'")
    text = _LINK.sub(" ", _TAG.sub(" ", text)).replace("。", ".").replace("《", " ").replace("》", " ")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")
    return _BLANKS.sub(" ", _REPEATED.sub(r"\1\1\1", text)).strip()


def chinese_marks(text: str) -> str:
    """Clean text as it is written in Chinese: the marks after a Chinese character are wide again. The length stays."""
    return _NARROW_MARK.sub(lambda found: _WIDE[found.group()], text)


def language_of(text: str) -> str:
    """`zh`, `en`, or `` when there are no words at all. A Chinese character weighs as half an English word."""
    chinese, latin = len(_CHINESE.findall(text)), len(_LATIN.findall(text))
    if not chinese and not latin:
        return ""
    return "zh" if chinese >= latin / _WORDS_PER_CHARACTER else "en"


def clauses(text: str) -> list[Clause]:
    """The clauses of a clean text, in order; clauses without words are left out."""
    found: list[Clause] = []
    tokens: list[str] = []
    start = end = 0
    for match in _TOKEN.finditer(text.lower()):
        word = match.group()
        mark = word[0] in _CLAUSE_END
        if tokens and (mark or _TURNS_HERE.fullmatch(word)):
            found.append(Clause(tuple(tokens), start, end))
            tokens = []
        if not mark:
            start = start if tokens else match.start()
            end = match.end()
            tokens.extend(_pieces(word))
    if tokens:
        found.append(Clause(tuple(tokens), start, end))
    return found


def _pieces(word: str) -> list[str]:
    if word[0].isdigit():
        return [NUMBER]
    return [stem(word)] if word.isascii() else list(word)


def tokens_of(phrase: str) -> tuple[str, ...]:
    """A phrase of a word list as tokens, so that it is found in whatever form the word is written."""
    return tuple(token for clause in clauses(clean(phrase)) for token in clause.tokens)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """An English word without plural, -ed, -ing, -ly and possessive; a Chinese character is itself.

    Light on purpose: it joins forms of one word (`denied`, `deny`) and seldom two words, as heavier stemmers do.
    """
    if not word.isascii():
        return word
    word = word.removesuffix("'s")
    if len(word) <= _SHORTEST_STEM or "'" in word or word in _APART:
        return word
    return _verb(_plural(word))


def _plural(word: str) -> str:
    if word.endswith("ies") and len(word) > len("ties"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _verb(word: str) -> str:
    if word.endswith("ied") and len(word) > len("tied"):
        return word[:-3] + "y"
    for ending in ("ingly", "edly", "ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _SHORTEST_STEM and any(v in rest for v in "aeiouy"):
            doubled = rest[-1] == rest[-2] and rest[-1] in _DOUBLED
            return rest[:-1] if doubled else rest.removesuffix("e")
    if word.endswith("ly") and len(word) > len("early"):
        word = word[:-2]
    return word.removesuffix("e") if len(word) > _SHORTEST_STEM + 1 else word
