"""How many factors? Horn's (1965) parallel analysis: those whose eigenvalues exceed what chance alone gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hearten.engines.psychometrics.correlation import Correlations
from hearten.engines.psychometrics.factors.extraction import extract, reduced_eigenvalues
from hearten.engines.psychometrics.inputs import Matrix, Vector, people, share_of, too_few
from hearten.engines.psychometrics.matrices import as_correlation, eigenvalues, smoothed
from hearten.engines.psychometrics.threads import single_threaded

_DRAWS, _QUANTILE = 50, 0.95


@dataclass(frozen=True)
class ParallelAnalysis:
    """Eigenvalues of the answers and of chance, and how many stand above it before the first that does not.

    components: of the correlations themselves. factors: with the communalities of one factor on the diagonal.
    """

    components: int
    factors: int
    component_values: Vector
    component_chance: Vector
    factor_values: Vector
    factor_chance: Vector


@single_threaded
def parallel_analysis(
    correlations: Correlations,
    rng: np.random.Generator,
    *,
    observations: float | None = None,
    draws: int = _DRAWS,
    quantile: float = _QUANTILE,
) -> ParallelAnalysis:
    """`draws` sets of as many answers to unrelated items, against the answers seen; the same generator, the same result.

    The correlations of n unrelated normal answers are drawn directly (Bartlett's 1933 decomposition of the Wishart
    distribution), so a draw costs the same for a thousand respondents or ten million. Raises Invalid for no draws.
    """
    n = people(correlations.observations if observations is None else observations)
    share_of(quantile, field="quantile")
    if draws < 1:
        raise too_few(draws, 1, field="draws")
    values = smoothed(correlations.values)[0]
    seen = _both(values)
    drawn = np.array([_both(_by_chance(len(values), n, rng)) for _ in range(draws)])
    chance = np.quantile(drawn, quantile, axis=0)
    counts = [_leading_above(seen[kind], chance[kind]) for kind in range(2)]
    return ParallelAnalysis(counts[0], counts[1], seen[0], chance[0], seen[1], chance[1])


def _both(values: Matrix) -> Matrix:
    one = extract(values, 1, "minres")
    return np.array([eigenvalues(values), reduced_eigenvalues(values, one.loadings)])


def _by_chance(size: int, n: float, rng: np.random.Generator) -> Matrix:
    if n - 1 < size:
        # Fewer people than the decomposition needs: their answers themselves, less one for the mean.
        root = rng.standard_normal((size, int(n) - 1))
    else:
        root = np.tril(rng.standard_normal((size, size)), -1)
        root[np.diag_indices(size)] = np.sqrt(rng.chisquare(n - 1 - np.arange(size)))
    return smoothed(as_correlation(root @ root.T))[0]


def _leading_above(seen: Vector, chance: Vector) -> int:
    below = np.flatnonzero(seen <= chance)
    return int(below[0]) if len(below) else len(seen)
