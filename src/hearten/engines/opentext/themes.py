"""Which themes are there that no list knows of? Non-negative factors of the words, each named by its strongest ones."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning

from hearten.engines.opentext.vectors import weigh_words

_NAMING_WORDS = 4
_LEAST_TEXTS = 20
_TEXTS_PER_THEME = 15
_MOST_THEMES = 12
# A text belongs to its strongest theme when that holds at least this share of it.
_BELONGS = 0.35


@dataclass(frozen=True)
class FoundTheme:
    """A theme: the words that name it, strongest first, and the places of the texts that belong to it, strongest first."""

    words: tuple[str, ...]
    texts: tuple[int, ...]


def find_themes(texts: Sequence[str], *, themes: int | None = None, seed: int = 0) -> list[FoundTheme]:
    """Themes by falling size. Fewer than twenty texts have none: anything found in them would be chance.

    Lee and Seung's factorisation (1999) of TF-IDF, started from the singular vectors, so the same texts give the same themes.
    """
    if len(texts) < _LEAST_TEXTS:
        return []
    matrix, names = weigh_words(texts, least_texts=3)
    filled = int((matrix.getnnz(axis=1) > 0).sum())
    wanted = themes or min(_MOST_THEMES, max(2, filled // _TEXTS_PER_THEME))
    wanted = min(wanted, len(names) - 1, filled - 1)
    if wanted < 1:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = NMF(n_components=wanted, init="nndsvda", random_state=seed, max_iter=400)
        shares = model.fit_transform(matrix)
    found = [_theme(shares, model.components_, names, i) for i in range(wanted)]
    return sorted((theme for theme in found if theme.texts), key=lambda t: (-len(t.texts), t.words))


def _theme(shares: np.ndarray, components: np.ndarray, names: list[str], number: int) -> FoundTheme:
    total = shares.sum(axis=1)
    part = np.divide(shares[:, number], total, out=np.zeros_like(total), where=total > 0)
    mine = np.flatnonzero((part >= _BELONGS) & (shares.argmax(axis=1) == number))
    order = mine[np.lexsort((mine, -shares[mine, number]))]
    return FoundTheme(_naming(components[number], names), tuple(int(i) for i in order))


def _naming(weights: np.ndarray, names: list[str]) -> tuple[str, ...]:
    """The strongest words; a word inside a chosen pair says nothing more and is left out."""
    words: list[str] = []
    for i in np.argsort(-weights, kind="stable"):
        name = names[int(i)]
        if weights[i] <= 0 or len(words) == _NAMING_WORDS:
            break
        if not any(set(name.split()) & set(word.split()) for word in words):
            words.append(name)
    return tuple(words)
