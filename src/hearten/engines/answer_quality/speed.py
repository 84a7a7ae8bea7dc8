"""Who answered too fast to have read the questions?"""

from __future__ import annotations

import numpy as np

from hearten.engines.answer_quality.blocks import row_blocks
from hearten.engines.answer_quality.types import Flagged, FlagKind, Floats, Thresholds, flagged

_USUAL = Thresholds()


def item_medians(seconds: Floats) -> Floats:
    """Median seconds of each item over those who saw it; NaN for an item that nobody saw. `seconds` is (people, items)."""
    medians = np.full(seconds.shape[1], np.nan)
    for item in range(seconds.shape[1]):
        seen = seconds[:, item]
        seen = seen[seen > 0]  # NaN and clocks that stood still drop out
        if len(seen):
            medians[item] = np.median(seen)
    return medians


def speed_index(seconds: Floats, thresholds: Thresholds = _USUAL) -> tuple[Floats, Floats]:
    """(index, items): mean over the items a person saw of median ÷ own seconds, each at most `speed_cap` (Leiner 2019).

    1 is the usual speed, 2 twice as fast. Against item medians, so that people who were shown few or other questions
    are compared with those who saw the same; a break of an hour only lowers the index of one item.
    """
    medians = item_medians(seconds)
    index, seen = np.full(len(seconds), np.nan), np.zeros(len(seconds))
    for rows in row_blocks(len(seconds)):
        own = seconds[rows]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.minimum(medians / own, thresholds.speed_cap)
            ratio[own == 0] = thresholds.speed_cap
            known = ~np.isnan(ratio)
            ratio[~known] = 0.0
            seen[rows] = known.sum(axis=1)
            index[rows] = ratio.sum(axis=1) / seen[rows]
    return index, seen


def find_speeders(seconds: Floats, thresholds: Thresholds = _USUAL) -> Flagged:
    """Flags of people at or above `speed_index` on at least `speed_items` timed items."""
    index, seen = speed_index(seconds, thresholds)
    hit = (seen >= thresholds.speed_items) & (index >= thresholds.speed_index)
    room = max(thresholds.speed_cap - thresholds.speed_index, 1e-9)
    strength = 0.5 + 0.5 * (np.nan_to_num(index) - thresholds.speed_index) / room
    return flagged(
        FlagKind.SPEEDING, hit, strength, index=index, items=seen, seconds=np.nansum(seconds, axis=1)
    )
