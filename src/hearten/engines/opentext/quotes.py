"""Which few sentences stand for many? Short, close to the middle of the group, unlike each other, nobody recognisable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from hearten.engines.opentext.cleaning import chinese_marks, clean
from hearten.engines.opentext.masking import MASK, mask
from hearten.engines.opentext.vectors import weigh_words

SHORTEST, LONGEST = 8, 120
# Weight of being typical against being unlike what is chosen already (Carbonell and Goldstein 1998).
_TYPICAL = 0.7
_MOST_CANDIDATES = 2_000


@dataclass(frozen=True)
class Quote:
    """A text fit to be shown, and its place in the list that was given."""

    text: str
    index: int


def choose_quotes(texts: Sequence[str], *, most: int = 3, names: Iterable[str] = ()) -> list[Quote]:
    """Up to `most` quotes, most typical first. Texts that are too long, too short or mostly masked are passed over."""
    known = tuple(names)
    candidates: list[Quote] = []
    seen: set[str] = set()
    for index, text in enumerate(texts[:_MOST_CANDIDATES]):
        shown = mask(clean(text), names=known)
        if SHORTEST <= len(shown) <= LONGEST and shown.count(MASK) <= 1 and shown not in seen:
            seen.add(shown)
            candidates.append(Quote(shown, index))
    if len(candidates) > most:
        candidates = [candidates[i] for i in _typical_and_unlike([c.text for c in candidates], most)]
    return [Quote(chinese_marks(one.text), one.index) for one in candidates]


def _typical_and_unlike(texts: list[str], most: int) -> list[int]:
    matrix, names = weigh_words(texts, least_texts=1)
    if not names:
        return list(range(most))
    centre = np.asarray(matrix.mean(axis=0)).ravel()
    typical = matrix @ (centre / (np.linalg.norm(centre) or 1.0))
    nearest = np.zeros(len(texts))
    chosen: list[int] = []
    for _ in range(most):
        value = _TYPICAL * typical - (1 - _TYPICAL) * nearest
        value[chosen] = -np.inf
        best = int(np.argmax(value))
        chosen.append(best)
        nearest = np.maximum(nearest, np.asarray((matrix @ matrix[best].T).todense()).ravel())
    return chosen
