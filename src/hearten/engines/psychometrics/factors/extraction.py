"""Loadings before rotation: minimum residual, maximum likelihood, principal axis.

The first two search over the unique variances with the same start, bounds, gradient, algorithm and stopping rule as R
psych's `fa`, so that they stop at the same digits, also at a bound or with more unknowns than correlations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from hearten.engines.psychometrics.factors.bounded import least
from hearten.engines.psychometrics.inputs import Matrix, Vector, chosen_from
from hearten.engines.psychometrics.matrices import eigenvalues, leading, squared_multiple_correlations

Method = Literal["minres", "ml", "principal_axis"]

_EPS = float(np.finfo(np.float64).eps)
_LEAST_UNIQUE, _SCALE = 0.005, 0.01
# Principal axes are turned until the communalities together change by less than this, fifty times at most.
_AXIS_CHANGE, _AXIS_TURNS = 0.001, 50


@dataclass(frozen=True)
class Extraction:
    """Loadings (items × factors, uncorrelated factors, greatest first) and whether the search came to an end."""

    loadings: Matrix
    converged: bool
    steps: int


def extract(values: Matrix, factors: int, method: Method) -> Extraction:
    """The unrotated solution for a positive definite correlation matrix. Raises Invalid for a method it does not know."""
    chosen_from(method, get_args(Method), field="method")
    found = {"minres": _minimum_residual, "ml": _maximum_likelihood, "principal_axis": _principal_axis}[
        method
    ](values, factors)
    return Extraction(found.loadings * signs(found.loadings), found.converged, found.steps)


def signs(loadings: Matrix) -> Vector:
    """Which columns are to be turned round so that no column sums below zero."""
    return np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)


def reduced_eigenvalues(values: Matrix, loadings: Matrix) -> Vector:
    """The eigenvalues with communalities on the diagonal, greatest first."""
    reduced = values.copy()
    np.fill_diagonal(reduced, (loadings**2).sum(axis=1))
    return eigenvalues(reduced)


def _minimum_residual(values: Matrix, factors: int) -> Extraction:
    """Harman and Jones (1966): the least sum of squared residual correlations off the diagonal."""
    below = np.tril_indices(len(values), -1)

    def residuals(unique: Vector) -> tuple[float, Vector]:
        reduced = values - np.diag(unique)
        roots, vectors = leading(reduced)
        kept, axes = roots[:factors], vectors[:, :factors]
        model = (axes * np.where(kept < _EPS, 100 * _EPS, kept)) @ axes.T
        positive = (axes**2) @ np.maximum(kept, 0)
        return float(((values - model)[below] ** 2).sum()), positive - np.diag(reduced)

    unique, converged, steps = _search(residuals, values)
    roots, vectors = leading(values - np.diag(unique))
    return Extraction(vectors[:, :factors] * np.sqrt(np.maximum(roots[:factors], 0)), converged, steps)


def _maximum_likelihood(values: Matrix, factors: int) -> Extraction:
    """Lawley and Maxwell (1971), with the likelihood reduced to the unique variances (Jöreskog 1967)."""

    def likelihood(unique: Vector) -> tuple[float, Vector]:
        loadings, rest = _scaled_axes(values, unique, factors)
        gradient = ((loadings**2).sum(axis=1) + unique - 1.0) / unique**2
        return float((rest - np.log(rest)).sum() - len(rest)), gradient

    unique, converged, steps = _search(likelihood, values)
    return Extraction(_scaled_axes(values, unique, factors)[0], converged, steps)


def _scaled_axes(values: Matrix, unique: Vector, factors: int) -> tuple[Matrix, Vector]:
    """The loadings that go with these unique variances, and the eigenvalues left over."""
    root = np.sqrt(unique)
    found, vectors = leading(values / np.outer(root, root))
    lengths = np.sqrt(np.maximum(found[:factors] - 1.0, 0.0))
    return root[:, None] * vectors[:, :factors] * lengths, np.maximum(found[factors:], _EPS)


def _search(function: Callable[[Vector], tuple[float, Vector]], values: Matrix) -> tuple[Vector, bool, int]:
    """Least `function` of the unique variances, from one less the squared multiple correlations."""
    start = np.clip(1.0 - squared_multiple_correlations(values), _LEAST_UNIQUE, 1.0)

    def scaled(steps: Vector) -> tuple[float, Vector]:
        value, gradient = function(steps * _SCALE)
        return value, gradient * _SCALE

    found = least(scaled, start / _SCALE, _LEAST_UNIQUE / _SCALE, 1.0 / _SCALE)
    return found.place * _SCALE, found.converged, found.steps


def _principal_axis(values: Matrix, factors: int) -> Extraction:
    """Communalities put on the diagonal and taken anew from the leading axes, until they settle."""
    reduced = values.copy()
    np.fill_diagonal(reduced, squared_multiple_correlations(values))
    before, loadings, change, turn = np.trace(reduced), np.zeros((len(values), factors)), np.inf, 0
    while change > _AXIS_CHANGE and turn < _AXIS_TURNS:
        roots, vectors = leading(reduced)
        loadings = vectors[:, :factors] * np.sqrt(np.maximum(roots[:factors], 0))
        shared = (loadings**2).sum(axis=1)
        change, before, turn = abs(before - shared.sum()), shared.sum(), turn + 1
        np.fill_diagonal(reduced, shared)
    return Extraction(loadings, bool(change <= _AXIS_CHANGE), turn)
