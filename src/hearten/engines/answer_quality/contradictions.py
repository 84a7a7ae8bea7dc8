"""Who gives answers that can't all be meant?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from hearten.engines.answer_quality.conditions import Column, holds
from hearten.engines.answer_quality.types import Flagged, FlagKind, Flags, Floats, Thresholds, flagged

_USUAL = Thresholds()
_LIKE, _DISLIKE = 1, 5  # ends of the Kano answers


@dataclass(frozen=True)
class Rule:
    """A contradiction: `when` is a condition of the survey document that nobody who means it fulfils."""

    code: str
    when: Mapping[str, Any]


@dataclass(frozen=True)
class Pair:
    """Two items on one scale that ask the same, worded the other way round when `opposite`."""

    code: str
    first: Floats
    second: Floats
    lowest: float
    highest: float
    opposite: bool = True


def find_contradictions(
    people: int,
    *,
    rules: Sequence[Rule] = (),
    pairs: Sequence[Pair] = (),
    columns: Mapping[str, Column] | None = None,
    thresholds: Thresholds = _USUAL,
) -> Flagged:
    """One flag for each person with any contradiction; `rule` names the first, `count` says how many."""
    found = [(rule.code, holds(rule.when, columns or {}, people)) for rule in rules]
    distances = [_distance(pair) for pair in pairs]
    found += [
        (pair.code, far >= thresholds.pair_distance) for pair, far in zip(pairs, distances, strict=True)
    ]
    if len(pairs) >= thresholds.pair_mean_least:
        found.append(("reversed_pairs", _far_on_average(distances, thresholds)))
    count, first = np.zeros(people, np.int64), np.full(people, -1)
    for place, (_, hit) in enumerate(found):
        first = np.where(hit & (first < 0), place, first)
        count += hit
    names = np.array([code for code, _ in found] or [""], dtype=object)
    strength = 1.0 - 0.5 ** count.astype(np.float64)
    return flagged(FlagKind.CONTRADICTION, count > 0, strength, count=count, rule=names[np.maximum(first, 0)])


def _distance(pair: Pair) -> Floats:
    """Share of the scale's range between an answer and its mirror; NaN where one is missing."""
    mirrored = pair.lowest + pair.highest - pair.second if pair.opposite else pair.second
    return np.abs(pair.first - mirrored) / (pair.highest - pair.lowest)


def _far_on_average(distances: Sequence[Floats], thresholds: Thresholds) -> Flags:
    together = np.vstack(distances)
    known = (~np.isnan(together)).sum(axis=0)
    mean = np.nansum(together, axis=0) / np.maximum(known, 1)
    result: Flags = (known >= thresholds.pair_mean_least) & (mean >= thresholds.pair_mean)
    return result


def find_kano_questionable(
    functional: Floats, dysfunctional: Floats, thresholds: Thresholds = _USUAL
) -> Flagged:
    """Liking (or disliking) both to have a feature and to lack it: class Q of Kano's table, in too many of the pairs.

    Both arrays are (people, features), 1 like it … 5 dislike it, NaN where not answered.
    """
    answered = ~(np.isnan(functional) | np.isnan(dysfunctional))
    both = (functional == dysfunctional) & np.isin(functional, (_LIKE, _DISLIKE))
    count, pairs = (both & answered).sum(axis=1), answered.sum(axis=1)
    share = count / np.maximum(pairs, 1)
    hit = (count >= thresholds.kano_least) & (share >= thresholds.kano_share)
    return flagged(FlagKind.CONTRADICTION, hit, share, count=count, rule="kano_q")


def squared_distances(answers: Floats) -> Floats:
    """Squared Mahalanobis distance of each complete row from the mean of the complete rows; NaN for the others."""
    distances = np.full(len(answers), np.nan)
    complete = ~np.isnan(answers).any(axis=1)
    rows = answers[complete]
    if len(rows) <= answers.shape[1] + 1:
        return distances
    centred = rows - rows.mean(axis=0)
    inverse = np.linalg.pinv(np.cov(centred, rowvar=False).reshape(answers.shape[1], -1), hermitian=True)
    distances[complete] = np.einsum("ij,ij->i", centred @ inverse, centred)
    return distances


def find_odd_patterns(answers: Floats, thresholds: Thresholds = _USUAL) -> Flagged:
    """People far from how answers usually go together; the χ² reference holds roughly for five points and more."""
    distances = squared_distances(answers)
    share = stats.chi2.sf(np.nan_to_num(distances), answers.shape[1])
    hit = ~np.isnan(distances) & (share < thresholds.odd_p)
    strength = 1.0 - share / thresholds.odd_p * 0.5
    return flagged(FlagKind.ODD_PATTERN, hit, strength, items=answers.shape[1], share=share * 1000.0)
