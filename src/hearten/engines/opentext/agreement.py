"""Do people who code the same statements code them alike? Cohen's kappa for two, Krippendorff's alpha for any number."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Level = Literal["nominal", "ordinal", "interval"]


def cohen_kappa(first: ArrayLike, second: ArrayLike) -> float:
    """Agreement of two coders beyond chance (Cohen 1960): 1 is perfect, 0 what chance gives.

    The two columns hold one code for each statement. NaN when there are no statements, or both always gave one same code,
    for then chance explains everything.
    """
    a, b = np.asarray(first), np.asarray(second)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError("the two coders have one code for each of the same statements")
    if not len(a):
        return float("nan")
    codes, places = np.unique(np.concatenate([a, b]), return_inverse=True)
    table = np.zeros((len(codes), len(codes)))
    np.add.at(table, (places[: len(a)], places[len(a) :]), 1.0)
    observed = np.trace(table) / len(a)
    chance = float(table.sum(axis=1) @ table.sum(axis=0)) / len(a) ** 2
    return float("nan") if chance >= 1 else float((observed - chance) / (1 - chance))


def krippendorff_alpha(codes: ArrayLike, *, level: Level = "nominal") -> float:
    """Alpha of coders (rows) over units (columns), NaN where a coder left a unit out (Krippendorff 2011).

    Units coded by one coder only can't agree or disagree and are left out. NaN when no unit was coded twice or all
    codes are the same.
    """
    table = np.atleast_2d(np.asarray(codes, dtype=np.float64))
    values = np.unique(table[~np.isnan(table)])
    counts = np.array([(table == value).sum(axis=0) for value in values], dtype=np.float64).T
    counts = counts[counts.sum(axis=1) > 1] if len(values) else counts
    if not counts.size:
        return float("nan")
    coders = counts.sum(axis=1)
    weighted = counts / (coders - 1)[:, None]
    together = counts.T @ weighted - np.diag(weighted.sum(axis=0))
    totals = together.sum(axis=0)
    distance = _distance(values, totals, level)
    expected = (np.outer(totals, totals) * distance).sum() / (totals.sum() - 1)
    return float("nan") if expected == 0 else float(1 - (together * distance).sum() / expected)


def _distance(values: NDArray[np.float64], totals: NDArray[np.float64], level: Level) -> NDArray[np.float64]:
    """The squared distance between each two values, as the level of measurement has it."""
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    if level == "interval":
        return np.asarray((values[:, None] - values[None, :]) ** 2)
    reached = np.cumsum(totals) - totals / 2
    return np.asarray((reached[:, None] - reached[None, :]) ** 2)
