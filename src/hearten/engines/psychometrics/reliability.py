"""How consistently do the items of a scale measure one thing? Cronbach's alpha and what goes with it.

Everything is found from the moments of the scale's items; the definitions are those of R psych's `alpha`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtri

from hearten.engines.psychometrics.factors.fit import Interval
from hearten.engines.psychometrics.inputs import Matrix, Vector, people, share_of
from hearten.engines.psychometrics.matrices import as_correlation, squared_multiple_correlations
from hearten.engines.psychometrics.moments import Moments
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_FEWEST_ITEMS = 2
_REVERSED = "-"
_CANCELLED = 1e-10


@dataclass(frozen=True)
class Alpha:
    """The consistency of one set of items.

    raw: from covariances, standardised: from correlations (n̄r / (1 + (n−1)r̄)). g6: Guttman's lambda 6. average_r, median_r,
    variance_r: of the correlations between items. signal_to_noise: n̄r / (1 − r̄). error: the standard error of `raw`
    (Duhachek and Iacobucci 2004). A value below zero is possible and means the items do not belong together.
    """

    raw: float
    standardised: float
    g6: float
    average_r: float
    median_r: float
    variance_r: float
    signal_to_noise: float
    error: float


@dataclass(frozen=True)
class ItemStatistics:
    """One item in its scale, as keyed.

    raw_r, std_r: its correlation with the total it is part of. r_cor: with its own part replaced by what it shares with
    the others. r_drop: with the total of the others. dropped: the scale without it (None where one item would be left).
    """

    name: str
    key: int
    n: float
    mean: float
    deviation: float
    raw_r: float
    std_r: float
    r_cor: float
    r_drop: float
    dropped: Alpha | None


@dataclass(frozen=True)
class Reliability:
    """alpha of the scale, its interval after Feldt (1965), and each item. negative: items that pull against the others."""

    alpha: Alpha
    feldt: Interval
    items: tuple[ItemStatistics, ...]
    observations: float
    negative: tuple[str, ...]


def reliability(
    moments: Moments,
    items: Sequence[str] | None = None,
    *,
    observations: float | None = None,
    confidence: float = 0.95,
) -> Reliability:
    """The consistency of a scale. An item written "-name" counts the other way round.

    observations: respondents for standard errors and intervals; by default those who answered, or all seen where that
    differs from pair to pair. Raises Invalid for fewer than two items, or items without any difference (named).
    """
    names, keys = read_keys(items if items is not None else moments.names)
    if len(names) < _FEWEST_ITEMS:
        raise Invalid(
            N_("A scale needs at least two items."),
            field="items",
            hint=N_("Add items, or report the one as it is."),
        )
    chosen = moments.select(names)
    chosen.require_variance()
    covariance = chosen.covariance * np.outer(keys, keys)
    # As R psych: the pairwise covariances scaled, not the pairwise correlations (they differ where answers are missing).
    correlation = as_correlation(covariance)
    _require_sum(covariance, correlation)
    n = people(chosen.observations if observations is None else observations)
    whole = cronbach(covariance, n)
    statistics = _items(chosen, keys, covariance, correlation, n)
    return Reliability(
        whole,
        feldt_interval(whole.raw, n, len(names), confidence),
        statistics,
        n,
        tuple(item.name for item in statistics if item.r_drop < 0),
    )


def read_keys(items: Sequence[str]) -> tuple[tuple[str, ...], Vector]:
    """The names without their sign, and 1 or −1 for each."""
    names = tuple(item.removeprefix(_REVERSED) for item in items)
    return names, np.array([-1.0 if item.startswith(_REVERSED) else 1.0 for item in items])


def cronbach(covariance: Matrix, observations: float = np.nan) -> Alpha:
    """Alpha and its companions of a covariance matrix whose items all point the same way."""
    values = as_correlation(covariance)
    size = len(covariance)
    larger = size / (size - 1)
    total, total_r = covariance.sum(), values.sum()
    between = values[np.tril_indices(size, -1)]
    average = float(between.mean())
    return Alpha(
        raw=float(larger * (1 - np.trace(covariance) / total)),
        standardised=float(larger * (1 - size / total_r)),
        g6=float(1 - (size - squared_multiple_correlations(values).sum()) / total_r),
        average_r=average,
        median_r=float(np.median(between)),
        variance_r=float(between.var(ddof=1)) if len(between) > 1 else np.nan,
        signal_to_noise=float(np.divide(size * average, 1 - average)) if average < 1 else np.inf,
        error=float(np.sqrt(max(_asymptotic_variance(covariance), 0.0) / observations)),
    )


def feldt_interval(alpha: float, observations: float, items: int, confidence: float = 0.95) -> Interval:
    """Where alpha lies in the population, exact for parallel items: (1 − α̂)/(1 − α) has an F distribution."""
    if not observations > 1:
        return Interval(alpha, np.nan, np.nan)
    tail = (1 - share_of(confidence)) / 2
    first, second = observations - 1, (observations - 1) * (items - 1)
    low, high = (1 - (1 - alpha) * fdtri(first, second, share) for share in (1 - tail, tail))
    return Interval(alpha, float(low), float(high))


def _require_sum(covariance: Matrix, correlation: Matrix) -> None:
    if min(covariance.sum() / np.trace(covariance), correlation.sum() / len(correlation)) < _CANCELLED:
        raise Invalid(
            N_("The items cancel each other out, so their total says nothing."),
            field="items",
            hint=N_("Turn round the items that are worded the other way."),
        )


def _asymptotic_variance(covariance: Matrix) -> float:
    """n times the variance of alpha (van Zyl, Neudecker and Nel 2000)."""
    size, total, trace = len(covariance), covariance.sum(), np.trace(covariance)
    squared = covariance @ covariance
    inner = total * (np.trace(squared) + trace**2) - 2 * trace * squared.sum()
    return float(2 * size**2 / ((size - 1) ** 2 * total**3) * inner)


def _root(variance: float) -> float:
    """A standard deviation; NaN for a total without variance, with which nothing correlates."""
    return float(np.sqrt(variance)) if variance > 0 else float("nan")


def _items(
    moments: Moments, keys: Vector, covariance: Matrix, correlation: Matrix, n: float
) -> tuple[ItemStatistics, ...]:
    deviations = np.sqrt(np.diag(covariance))
    shared = correlation.copy()
    np.fill_diagonal(shared, squared_multiple_correlations(correlation))
    raw = covariance.sum(axis=0) / (deviations * _root(covariance.sum()))
    standard = correlation.sum(axis=0) / _root(correlation.sum())
    # Items that pull against each other share less than nothing: then there is no such figure.
    corrected = shared.sum(axis=0) / _root(shared.sum())
    found = []
    for place, name in enumerate(moments.names):
        others = np.delete(np.arange(len(keys)), place)
        rest = covariance[np.ix_(others, others)]
        remaining = rest.sum()
        together = covariance[place, others].sum() / (deviations[place] * _root(remaining))
        dropped = cronbach(rest, n) if len(others) > 1 and remaining > _CANCELLED * np.trace(rest) else None
        found.append(
            ItemStatistics(
                name,
                int(keys[place]),
                float(moments.answered[place]),
                float(moments.means[place]),
                float(deviations[place]),
                float(raw[place]),
                float(standard[place]),
                float(corrected[place]),
                float(together),
                dropped,
            )
        )
    return tuple(found)
