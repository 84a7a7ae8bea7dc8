"""What is said more often now than in its own past, beyond chance? Topics and phrases, with many looked at at once."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import betabinom, false_discovery_control, hypergeom

from hearten.engines.opentext.vectors import words_of

# Of all issues told as rising, about one in ten may be chance (Benjamini and Hochberg 1995).
FALSE_DISCOVERIES = 0.10
LEAST_NOW = 5
_LEAST_PERIODS = 3


@dataclass(frozen=True)
class Rise:
    """One issue: texts with it and all texts, now and in the past; its p-value, and q after looking at all issues."""

    name: str
    now: int
    of_now: int
    before: int
    of_before: int
    p: float
    q: float

    @property
    def share_now(self) -> float:
        return self.now / self.of_now

    @property
    def share_before(self) -> float:
        return self.before / self.of_before

    @property
    def rising(self) -> bool:
        return self.q <= FALSE_DISCOVERIES and self.share_now > self.share_before


def rises(
    counts: Mapping[str, Sequence[int]],
    totals: Sequence[int],
    *,
    least_now: int = LEAST_NOW,
) -> list[Rise]:
    """Each issue's last period against its earlier ones, surest rise first.

    `counts` are texts with the issue in each period, oldest first; `totals` all texts of the periods. Issues in fewer
    than `least_now` texts of the last period are not looked at, so that they cost the others nothing.
    """
    sizes = np.asarray(totals, dtype=np.int64)
    if len(sizes) < 2 or sizes[-1] == 0 or sizes[:-1].sum() == 0:  # noqa: PLR2004 -- now, and a past
        return []
    rows = [(name, np.asarray(row, dtype=np.int64)) for name, row in sorted(counts.items())]
    rows = [(name, row) for name, row in rows if row[-1] >= least_now]
    if not rows:
        return []
    chances = [_chance(row, sizes) for _, row in rows]
    found = [
        Rise(name, int(row[-1]), int(sizes[-1]), int(row[:-1].sum()), int(sizes[:-1].sum()), p, float(q))
        for (name, row), p, q in zip(rows, chances, false_discovery_control(chances), strict=True)
    ]
    return sorted(found, key=lambda r: (r.p, r.name))


def count_phrases(periods: Sequence[Sequence[str]]) -> dict[str, list[int]]:
    """In how many texts of each period each word or pair of words stands."""
    counts: dict[str, list[int]] = {}
    for i, texts in enumerate(periods):
        seen = Counter(phrase for text in texts for phrase in set(_phrases(text)))
        for phrase, n in seen.items():
            counts.setdefault(phrase, [0] * len(periods))[i] = n
    return counts


def _phrases(text: str) -> list[str]:
    words = words_of(text)
    return [*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))]


def _chance(row: NDArray[np.int64], sizes: NDArray[np.int64]) -> float:
    """The chance of as many texts now if the share were that of the past; the larger of two tests.

    Fisher's exact test takes every text as drawn on its own. When the past itself swings more than that between periods
    (Pearson dispersion above 1), a beta-binomial with the same swing is asked as well, so that a restless topic must
    rise further to be told.
    """
    now, size, before, past = int(row[-1]), int(sizes[-1]), int(row[:-1].sum()), int(sizes[:-1].sum())
    exact = float(hypergeom.sf(now - 1, past + size, before + now, size))
    swing = _dispersion(row[:-1], sizes[:-1])
    typical = past / len(sizes[:-1])
    if swing <= 1 or before == 0 or typical <= swing:
        return min(exact, 1.0)
    share = before / past
    within = min((swing - 1) / (typical - 1), 0.9)
    alpha = share * (1 / within - 1)
    return min(max(exact, float(betabinom.sf(now - 1, size, alpha, (1 - share) * (1 / within - 1)))), 1.0)


def _dispersion(row: NDArray[np.int64], sizes: NDArray[np.int64]) -> float:
    used = sizes > 0
    row, sizes = row[used], sizes[used]
    share = row.sum() / sizes.sum() if sizes.sum() else 0.0
    if len(row) < _LEAST_PERIODS or not 0 < share < 1:
        return 1.0
    expected = sizes * share
    return float(((row - expected) ** 2 / (expected * (1 - share))).sum() / (len(row) - 1))
