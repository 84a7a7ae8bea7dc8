"""Which words of a text does a rule look at? Everything is blanked, never cut, so places stay true."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"“[^”]*”|‘[^’\n]{2,}’(?!\w)|「[^」]*」|『[^』]*』|《[^》]*》|\"[^\"]*\"|\{\{[^}]*\}\}")
_BRACKETED = re.compile(r"（[^）]*）|\([^)]*\)|\[[^\]]*\]")
_SENTENCE = re.compile(r"[^。！？；!?;\n.]*(?:\.(?=\S)[^。！？；!?;\n.]*)*[。！？；!?;\n.]*")
_ASKS = re.compile(
    r"[？?]|^\s*请(?!问)(?!想|回忆|回想|先|放心|注意)|^\s*(?:please\s+)?(?:rate|evaluate|indicate|tell|say|enter|state|give|describe|list)\b",
    re.IGNORECASE,
)


def blank(match: re.Match[str]) -> str:
    return " " * (match.end() - match.start())


def mask(text: str) -> str:
    """`text` with quotations, placeholders and brackets as spaces; the length stays."""
    return _BRACKETED.sub(blank, _QUOTED.sub(blank, text))


def quotations(text: str) -> list[tuple[int, int]]:
    """Places of statements in quotation marks, marks left out; titles of works 《》 are not statements."""
    return [(m.start() + 1, m.end() - 1) for m in _QUOTED.finditer(text) if m.group()[0] not in "《{"]


def sentences(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _SENTENCE.finditer(text) if m.group().strip()]


def asking_spans(text: str, language: str) -> list[tuple[int, int]]:
    """The sentences that ask; when none does, the whole text counts as asking."""
    found = [span for span in sentences(text) if _ASKS.search(text[span[0] : span[1]])]
    return found or [(0, len(text))]
