"""Are these items worth factoring at all? Kaiser–Meyer–Olkin and Bartlett's sphericity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from hearten.engines.psychometrics.correlation import Correlations
from hearten.engines.psychometrics.inputs import Vector, people, per
from hearten.engines.psychometrics.matrices import as_correlation, inverse, log_determinant, require_regular


@dataclass(frozen=True)
class Adequacy:
    """Kaiser's measure of sampling adequacy, 0 to 1, over all items and for each (above 0.8 is good, below 0.5 useless).

    NaN for an item that goes together with no other.
    """

    overall: float
    items: Vector


@dataclass(frozen=True)
class Sphericity:
    """Bartlett's test that no item goes together with any other."""

    chi: float
    dof: int
    p: float
    observations: float


def sampling_adequacy(correlations: Correlations) -> Adequacy:
    """KMO: squared correlations against squared partial correlations (Kaiser 1974).

    Raises Invalid, naming the items, when some determine each other.
    """
    values = correlations.values
    plain = values**2
    partial = as_correlation(inverse(values, correlations.names)) ** 2
    np.fill_diagonal(plain, 0)
    np.fill_diagonal(partial, 0)
    shared, both = plain.sum(axis=1), plain.sum(axis=1) + partial.sum(axis=1)
    return Adequacy(float(per(shared.sum(keepdims=True), both.sum(keepdims=True))[0]), per(shared, both))


def sphericity(correlations: Correlations, observations: float | None = None) -> Sphericity:
    """χ² = −ln|R| (n − 1 − (2p+5)/6), Bartlett (1951); NaN with too few people for the correction.

    Raises Invalid when some items determine each other.
    """
    values, size = correlations.values, len(correlations.names)
    require_regular(values, correlations.names)
    n = people(correlations.observations if observations is None else observations)
    scale, dof = n - 1 - (2 * size + 5) / 6, size * (size - 1) // 2
    chi = -log_determinant(values) * scale if scale > 0 else float("nan")
    return Sphericity(chi, dof, float(chi2.sf(chi, dof)), n)
