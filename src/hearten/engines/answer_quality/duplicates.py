"""Who answered twice?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hearten.engines.answer_quality.types import Flagged, FlagKind, Floats, Thresholds, flagged

_USUAL = Thresholds()
_SECONDS_AN_HOUR = 3600.0
_MISSING = np.int64(-(2**62))
_GOLDEN = 0x9E3779B97F4A7C15  # odd constant of splitmix64


def find_duplicate_devices(
    devices: NDArray[np.int64], at: Floats, thresholds: Thresholds = _USUAL
) -> Flagged:
    """Later answers from a device within `device_hours` of its one before.

    `devices`: a number for each keyed digest, -1 where unknown; `at`: seconds. A family may share a phone, so the
    first answer is never flagged and the strength falls with the time between.
    """
    hours = np.full(len(devices), np.nan)
    order = np.lexsort((at, devices))
    sorted_devices, sorted_at = devices[order], at[order]
    same = (sorted_devices[1:] == sorted_devices[:-1]) & (sorted_devices[1:] >= 0)
    hours[order[1:][same]] = (sorted_at[1:] - sorted_at[:-1])[same] / _SECONDS_AN_HOUR
    hit = ~np.isnan(hours) & (hours <= thresholds.device_hours)
    strength = 1.0 - 0.6 * np.nan_to_num(hours) / max(thresholds.device_hours, 1e-9)
    return flagged(FlagKind.DUPLICATE_DEVICE, hit, strength, hours=hours)


def numbered(names: list[str | None]) -> NDArray[np.int64]:
    """A number for each different name, -1 for None and "": digests as `find_duplicate_devices` wants them."""
    numbers: dict[str, int] = {}
    return np.fromiter(
        (numbers.setdefault(name, len(numbers)) if name else -1 for name in names), np.int64, len(names)
    )


def surprise_bits(answers: Floats, rows: NDArray[np.int64] | None = None) -> Floats:
    """How unlikely each of `rows` (all of them) is if items were independent: sum of -log2 of each answer's share."""
    wanted = np.arange(len(answers)) if rows is None else rows
    bits = np.zeros(len(wanted))
    for item in range(answers.shape[1]):
        given = answers[:, item]
        total = len(given) - np.isnan(given).sum()
        for value in np.unique(given[wanted]):
            if not np.isnan(value):
                bits[given[wanted] == value] -= np.log2((given == value).sum() / total)
    return bits


def row_digests(answers: Floats) -> NDArray[np.uint64]:
    """A 64-bit number for each row; equal rows have equal numbers (two that differ collide with odds of 2⁻⁶⁴)."""
    digest = np.zeros(len(answers), np.uint64)
    for item in range(answers.shape[1]):
        column = np.where(
            np.isnan(answers[:, item]), _MISSING, np.nan_to_num(answers[:, item] * 1000.0)
        ).astype(np.int64)
        key = np.uint64((_GOLDEN * (2 * item + 1)) % 2**64)
        mixed = (column.view(np.uint64) + key) * np.uint64(0xBF58476D1CE4E5B9)
        digest += (mixed ^ (mixed >> np.uint64(29))) * (key | np.uint64(1))
    return digest


def find_twins(answers: Floats, thresholds: Thresholds = _USUAL) -> Flagged:
    """Later rows equal in every answer to an earlier one, where chance does not explain it.

    Among n people there are n²/2 pairs; a row of b believed bits has n²/2 · 2⁻ᵇ chance twins. It is flagged where that is
    below 2 to the minus `twin_margin_bits`. Rows of plain agreement carry few bits and pass.
    """
    people = len(answers)
    _, places, counts = np.unique(row_digests(answers), return_inverse=True, return_counts=True)
    others = counts[places] - 1
    order = np.argsort(places, kind="stable")
    later = np.zeros(people, dtype=np.bool_)
    later[order[1:]] = places[order[1:]] == places[order[:-1]]
    twins = np.flatnonzero(later)
    believed = np.zeros(people)
    believed[twins] = thresholds.twin_discount * surprise_bits(answers, twins)
    needed = 2.0 * np.log2(max(people, 2)) - 1.0 + thresholds.twin_margin_bits
    strength = 0.6 + (believed - needed) / 100.0
    items = (~np.isnan(answers)).sum(axis=1)
    return flagged(
        FlagKind.DUPLICATE_ANSWERS, later & (believed >= needed), strength, items=items, others=others
    )
