"""Many comparisons at once: p values that keep their promise (Holm 1979; Benjamini and Hochberg 1995)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hearten.engines.psychometrics.descriptives import Difference, Estimate, difference
from hearten.engines.psychometrics.inputs import Vector, vector
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


@dataclass(frozen=True)
class Pair:
    """Two groups: first minus second (interval and p for this pair alone), and p that allows for all pairs (Holm)."""

    first: str
    second: str
    difference: Difference
    adjusted_p: float


def all_pairs(groups: Mapping[str, Estimate]) -> tuple[Pair, ...]:
    """Every group against every other (products, insurers, months); groups without an error are left out."""
    known = {name: estimate for name, estimate in groups.items() if np.isfinite(estimate.error)}
    pairs = [
        Pair(first, second, difference(known[first], known[second]), np.nan)
        for first, second in combinations(known, 2)
    ]
    adjusted = holm([pair.difference.p for pair in pairs])
    return tuple(replace(pair, adjusted_p=float(p)) for pair, p in zip(pairs, adjusted, strict=True))


def holm(p: ArrayLike) -> Vector:
    """Adjusted p: below 0.05, the chance of even one false finding among all is at most 5 %. NaN stays NaN."""
    values, order = _sorted(p)
    left = np.arange(len(order), 0, -1)
    adjusted = np.minimum(np.maximum.accumulate(values[order] * left), 1.0)
    return _put_back(values, order, adjusted)


def benjamini_hochberg(p: ArrayLike) -> Vector:
    """Adjusted p: of the findings below 0.05 at most 5 % are false on average. NaN stays NaN."""
    values, order = _sorted(p)
    m = len(order)
    scaled = values[order] * m / np.arange(1, m + 1)
    adjusted = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return _put_back(values, order, adjusted)


def _sorted(p: ArrayLike) -> tuple[Vector, NDArray[np.intp]]:
    values = vector(p, field="p")
    if ((values < 0) | (values > 1)).any():
        raise Invalid(
            N_("A p value lies between 0 and 1."), field="p", hint=N_("Give p values, not statistics.")
        )
    order = np.argsort(values, kind="stable")
    return values, order[: int((~np.isnan(values)).sum())]


def _put_back(values: Vector, order: NDArray[np.intp], adjusted: Vector) -> Vector:
    result = np.full(len(values), np.nan)
    result[order] = adjusted
    return result
