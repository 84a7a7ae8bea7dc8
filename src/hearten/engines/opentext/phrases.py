"""Which listed phrases stand in a row of tokens? All of them in one pass, through a tree of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hearten.engines.opentext.cleaning import tokens_of

_HERE = ""  # no token is empty, so this key can hold the phrase that ends here


@dataclass(frozen=True)
class Hit:
    """A listed phrase at tokens `start` to `end` (one past the last)."""

    phrase: str
    start: int
    end: int


class PhraseTree:
    """Phrases by their tokens. Two spellings with the same tokens are one phrase, the first."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._root: dict[str, Any] = {}
        for phrase in phrases:
            node = self._root
            tokens = tokens_of(phrase)
            if not tokens:
                raise ValueError(f"“{phrase}” has no words to look for")
            for token in tokens:
                node = node.setdefault(token, {})
            node.setdefault(_HERE, phrase)

    def find(self, tokens: Sequence[str]) -> list[Hit]:
        """Every phrase at every place, also inside longer ones; by place, shorter first."""
        hits, n = [], len(tokens)
        for start in range(n):
            node = self._root.get(tokens[start])
            at = start + 1
            while node is not None:
                if _HERE in node:
                    hits.append(Hit(node[_HERE], start, at))
                node = node.get(tokens[at]) if at < n else None
                at += 1
        return hits


def longest_apart(hits: Iterable[Hit]) -> list[Hit]:
    """Hits that don't overlap: from the left, the longest at each place first."""
    chosen: list[Hit] = []
    reached = 0
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= reached:
            chosen.append(hit)
            reached = hit.end
    return chosen


def listed(words: str) -> tuple[str, ...]:
    """The phrases of a list as it is written in a data file: separated by commas or line ends."""
    return tuple(part for line in words.splitlines() for word in line.split(",") if (part := word.strip()))
