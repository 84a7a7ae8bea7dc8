"""Who ticked down a column instead of answering?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hearten.engines.answer_quality.blocks import row_blocks
from hearten.engines.answer_quality.types import (
    Battery,
    Flagged,
    FlagKind,
    Flags,
    Floats,
    Thresholds,
    flagged,
)

_USUAL = Thresholds()


def longest_runs(answers: Floats) -> tuple[NDArray[np.int64], Floats]:
    """(length, value) of the longest string of equal answers in each row; what was not answered is passed over."""
    people = len(answers)
    best, best_value = np.zeros(people, np.int64), np.full(people, np.nan)
    for rows in row_blocks(people):
        best[rows], best_value[rows] = _runs(np.ascontiguousarray(answers[rows].T))
    return best, best_value


def _runs(by_item: Floats) -> tuple[NDArray[np.int64], Floats]:
    people = by_item.shape[1]
    best, best_value = np.zeros(people, np.int64), np.full(people, np.nan)
    run, last = np.zeros(people, np.int64), np.full(people, np.nan)
    for given in by_item:
        known = ~np.isnan(given)
        run = np.where(given == last, run + 1, np.where(known, 1, run))
        last = np.where(known, given, last)
        longer = known & (run > best)
        best[longer], best_value[longer] = run[longer], given[longer]
    return best, best_value


def spread(answers: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """(SD within each person, items answered): intra-individual response variability (Dunn et al. 2018); NaN below two."""
    deviation, count = np.full(len(answers), np.nan), np.zeros(len(answers), np.int64)
    for rows in row_blocks(len(answers)):
        known = ~np.isnan(answers[rows])
        filled = np.where(known, answers[rows], 0.0)
        count[rows] = number = known.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            away = np.where(known, filled - (filled.sum(axis=1) / number)[:, None], 0.0)
            deviation[rows] = np.where(number > 1, np.sqrt((away**2).sum(axis=1) / (number - 1)), np.nan)
    return deviation, count


def find_straight_liners(battery: Battery, thresholds: Thresholds = _USUAL) -> Flagged:
    """Flags of runs long enough, runs through reversed items, and hardly any spread at all.

    Where reversed items were answered a short run suffices: giving the same answer to both sides can't be meant,
    unless it is the middle of the scale, which may be.
    """
    answers = battery.answers
    run, value = longest_runs(answers)
    deviation, count = spread(answers)
    long_enough = (run >= thresholds.run_least) & (run >= np.ceil(thresholds.run_share * count))
    through_reversed = _contradicting_run(battery, run, value, count, thresholds)
    span = battery.highest - battery.lowest
    no_spread = (count >= thresholds.spread_items) & (deviation <= thresholds.spread_share * span)
    hit = long_enough | through_reversed | no_spread
    share = run / np.maximum(count, 1)
    strength = np.where(through_reversed, np.maximum(share, 0.9), 0.7 * share)
    return flagged(FlagKind.STRAIGHT_LINING, hit, strength, run=run, items=count, battery=battery.name)


def _contradicting_run(
    battery: Battery, run: NDArray[np.int64], value: Floats, count: NDArray[np.int64], thresholds: Thresholds
) -> Flags:
    if not battery.reversed_items:
        return np.zeros(len(run), dtype=np.bool_)
    backwards = np.zeros(battery.answers.shape[1], dtype=np.bool_)
    backwards[list(battery.reversed_items)] = True
    answered = ~np.isnan(battery.answers)
    both = answered[:, backwards].any(axis=1) & answered[:, ~backwards].any(axis=1)
    middle = (battery.lowest + battery.highest) / 2.0
    everywhere = (run == count) & (run >= thresholds.run_least_reversed)
    result: Flags = everywhere & both & (value != middle)
    return result
