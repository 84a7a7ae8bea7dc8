"""Putting earlier answers into the text of later questions: `{{csat}}`, `{{context.product_name}}`.

What comes out is plain text or pieces of it; whoever shows it escapes it, as any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_.]{0,120})\s*\}\}")
_LONGEST = 200


def piped_keys(text: str) -> list[str]:
    """The keys that a text has places for, in order."""
    return _PLACE.findall(text)


def fill_places(text: str, word_for: Callable[[str], str]) -> str:
    """The text with each place filled by `word_for(key)`; places are not looked for in what was filled in."""
    return "".join(plain or shortened(word_for(key)) for plain, key in pieces(text))


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces: (plain text, "") or ("", the key of a place)."""
    start = 0
    for match in _PLACE.finditer(text):
        if match.start() > start:
            yield text[start : match.start()], ""
        yield "", match.group(1)
        start = match.end()
    if start < len(text):
        yield text[start:], ""


def shortened(word: str) -> str:
    """An answer as it fits into a sentence: one line of at most 200 characters."""
    one_line = " ".join(word.split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[: _LONGEST - 1]}…"
