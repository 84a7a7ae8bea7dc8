"""From correlations to factors: extraction, rotation, fit and scores in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hearten.engines.psychometrics.correlation import Correlations
from hearten.engines.psychometrics.factors.extraction import Method, extract, reduced_eigenvalues
from hearten.engines.psychometrics.factors.fit import Fit, measure_fit
from hearten.engines.psychometrics.factors.rotation import Rotated, Rotation, rotate
from hearten.engines.psychometrics.inputs import Matrix, Vector, people
from hearten.engines.psychometrics.matrices import as_floats, eigenvalues, require_known, smoothed
from hearten.engines.psychometrics.moments import Moments
from hearten.engines.psychometrics.threads import single_threaded
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_FEWEST_ITEMS = 2
_HEYWOOD = 1 - 0.005 - 1e-6


@dataclass(frozen=True)
class FactorAnalysis:
    """loadings: the pattern (items × factors), factors in a fixed order and direction. phi: how the factors correlate.

    structure: correlations of items with factors. ss: the variance each factor accounts for, in items; share: of all items.
    complexity: on how many factors an item really loads (Hofmann 1978). weights: what to multiply standardised answers
    with for factor scores (Thurstone's regression), score_r2 how well these know the factors. improper: items whose
    own variance the model denies (Heywood cases). smoothed: the correlations contradicted each other and were mended.
    """

    names: tuple[str, ...]
    method: Method
    rotation: Rotation
    loadings: Matrix
    phi: Matrix
    structure: Matrix
    communalities: Vector
    uniquenesses: Vector
    complexity: Vector
    ss: Vector
    share: Vector
    eigenvalues: Vector
    factor_eigenvalues: Vector
    residuals: Matrix
    weights: Matrix
    score_r2: Vector
    fit: Fit
    improper: tuple[str, ...]
    smoothed: bool
    converged: bool


@single_threaded
def explore(
    correlations: Correlations,
    factors: int,
    *,
    method: Method = "minres",
    rotation: Rotation = "oblimin",
    observations: float | None = None,
) -> FactorAnalysis:
    """`factors` common factors of the items, as R psych's `fa` finds them.

    observations: for χ² and what follows from it; by default the respondents behind the correlations.
    Raises Invalid for more factors than items less one, a method or rotation it does not know, fewer than two people.
    """
    _require_room(correlations, factors)
    require_known(correlations.values)
    values, mended = smoothed(correlations.values)
    extracted = extract(values, factors, method)
    turned = rotate(extracted.loadings, rotation)
    communalities = (extracted.loadings**2).sum(axis=1)
    n = people(correlations.observations if observations is None else observations)
    improper = np.flatnonzero(communalities >= _HEYWOOD)
    return FactorAnalysis(
        names=correlations.names,
        method=method,
        rotation=rotation,
        communalities=communalities,
        uniquenesses=1 - communalities,
        eigenvalues=eigenvalues(correlations.values),
        factor_eigenvalues=reduced_eigenvalues(values, extracted.loadings),
        improper=tuple(correlations.names[place] for place in improper),
        smoothed=mended,
        converged=extracted.converged and turned.converged,
        **_of_turned(values, turned, n),
    )


def _of_turned(values: Matrix, turned: Rotated, n: float) -> dict[str, Any]:
    """What follows from the loadings after rotation."""
    loadings, phi = turned.loadings, turned.phi
    structure = loadings @ phi
    model = structure @ loadings.T
    weights = as_floats(np.linalg.solve(values, structure))
    ss = np.diag(phi @ loadings.T @ loadings).copy()
    squares = loadings**2
    return {
        "loadings": loadings,
        "phi": phi,
        "structure": structure,
        "complexity": squares.sum(axis=1) ** 2 / np.maximum((squares**2).sum(axis=1), np.finfo(float).tiny),
        "ss": ss,
        "share": ss / len(values),
        "residuals": values - model,
        "weights": weights,
        "score_r2": np.diag(weights.T @ structure).copy(),
        "fit": measure_fit(values, model, loadings.shape[1], n),
    }


def factor_scores(analysis: FactorAnalysis, moments: Moments, answers: Matrix) -> Matrix:
    """Each respondent's standing on each factor (mean 0), from answers (respondents × items); NaN where one is missing."""
    standard = (np.asarray(answers, dtype=np.float64) - moments.means) / moments.deviations
    found: Matrix = standard @ analysis.weights
    return found


def _require_room(correlations: Correlations, factors: int) -> None:
    items = len(correlations.names)
    if items < _FEWEST_ITEMS or factors not in range(1, items):
        raise Invalid(
            N_("%(items)d items can't be reduced to %(factors)d factors."),
            field="factors",
            hint=N_("Ask for at least one factor and for fewer than there are items."),
            items=items,
            factors=factors,
        )
