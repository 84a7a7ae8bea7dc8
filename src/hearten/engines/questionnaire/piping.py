"""Putting earlier answers into the text of later questions: `{{csat}}`, `{{context.product_name}}`.

The outcome is plain text; whoever shows it escapes it, as it does with any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_.]{0,120})\s*\}\}")
_LONGEST = 200


def piped_keys(text: str) -> list[str]:
    """The keys that a text has places for, in order."""
    return _PLACE.findall(text)


def fill_places(text: str, word_for: Callable[[str], str]) -> str:
    """The text with each place filled by `word_for(key)`, shortened to 200 characters; places are not looked for in what was filled in."""
    if "{{" not in text:
        return text
    return _PLACE.sub(lambda match: _shortened(word_for(match.group(1))), text)


def _shortened(word: str) -> str:
    one_line = " ".join(word.split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[: _LONGEST - 1]}…"
