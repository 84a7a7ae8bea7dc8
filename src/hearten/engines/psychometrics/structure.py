"""A claimed structure as unknowns, and the likeliest values of them: the search behind confirmatory factor analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from hearten.engines.psychometrics.inputs import Mask, Matrix, Vector
from hearten.engines.psychometrics.matrices import as_correlation, as_floats, log_determinant

_TURNS, _POLISH, _SETTLED = 2000, 50, 1e-9
_START_SHARE, _HALVINGS = 0.5, 30
_WALL, _NOISE = 1e10, 1e-13
# An eigenvalue of the information that is so much smaller than the largest is zero; a loading that moves by so much is loose.
_LOOSE, _FELT = 1e-10, 1e-3


@dataclass(frozen=True)
class Pattern:
    """Which entries are estimated, and in which order they stand in the vector of unknowns."""

    free: Mask
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]]

    @property
    def unknowns(self) -> int:
        return int(self.free.sum()) + len(self.free) + len(self.pairs[0])

    def unpack(self, unknown: Vector) -> tuple[Matrix, Matrix, Vector]:
        count, size = int(self.free.sum()), len(self.free)
        loadings, phi = np.zeros(self.free.shape), np.eye(self.free.shape[1])
        loadings[self.free] = unknown[:count]
        phi[self.pairs] = phi[self.pairs[::-1]] = unknown[count + size :]
        return loadings, phi, unknown[count : count + size]

    def pack(self, loadings: Matrix, phi: Matrix, unique: Vector) -> Vector:
        return np.concatenate([loadings[self.free], unique, phi[self.pairs]])


def most_likely(values: Matrix, pattern: Pattern) -> tuple[Vector, bool]:
    """Quasi-Newton from simple starting values, then Fisher scoring down to the last digits."""
    start = _start(values, pattern)
    found = minimize(
        discrepancy,
        start,
        args=(values, pattern),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _TURNS, "maxfun": 4 * _TURNS, "ftol": 1e-13, "gtol": 1e-7},
    )
    unknown = found.x
    for _ in range(_POLISH):
        value, gradient = discrepancy(unknown, values, pattern)
        if np.abs(gradient).max() < _SETTLED:
            return unknown, True
        step = as_floats(np.linalg.lstsq(information(unknown, pattern), gradient, rcond=None)[0])
        following = _shortened(unknown, step, value, values, pattern)
        if following is None:
            break
        unknown = following
    return unknown, bool(np.abs(discrepancy(unknown, values, pattern)[1]).max() < np.sqrt(_SETTLED))


def _shortened(
    unknown: Vector, step: Vector, value: float, values: Matrix, pattern: Pattern
) -> Vector | None:
    """The step, halved until the discrepancy does not grow; None when no step helps."""
    for half in range(_HALVINGS):
        tried: Vector = unknown - step / 2**half
        if discrepancy(tried, values, pattern)[0] <= value + _NOISE:
            return tried
    return None


def _start(values: Matrix, pattern: Pattern) -> Vector:
    """Each item half its factor's, in the direction in which the factor's items go together."""
    loadings = np.zeros(pattern.free.shape)
    for factor in range(pattern.free.shape[1]):
        members = np.flatnonzero(pattern.free[:, factor])
        axis = np.linalg.eigh(values[np.ix_(members, members)])[1][:, -1]
        axis *= np.sign(axis.sum()) or 1.0
        loadings[members, factor] = np.sign(axis) * np.sqrt(_START_SHARE)
    loadings /= np.sqrt(np.maximum(pattern.free.sum(axis=1, keepdims=True), 1))
    return pattern.pack(loadings, np.eye(pattern.free.shape[1]), np.full(len(values), _START_SHARE))


def undetermined(pattern: Pattern) -> Mask:
    """Which factors have loadings that no answers could tell (all False when the structure is identified).

    At almost every point of the unknowns the information has the same rank; so it is taken at one point drawn at random.
    """
    rng = np.random.default_rng(0)
    mixed = rng.normal(size=(pattern.free.shape[1],) * 2)
    phi = as_correlation(mixed @ mixed.T + len(mixed) * np.eye(len(mixed)))
    loadings = np.where(pattern.free, rng.uniform(0.3, 0.8, pattern.free.shape), 0.0)
    there = pattern.pack(loadings, phi, rng.uniform(0.3, 0.8, len(loadings)))
    found, vectors = np.linalg.eigh(information(there, pattern))
    loose = np.abs(vectors[:, found <= found[-1] * _LOOSE])
    reach = np.max(loose, axis=1, initial=0.0)
    return np.asarray((pattern.unpack(reach)[0] > _FELT).any(axis=0))


def implied_by(unknown: Vector, pattern: Pattern) -> Matrix:
    loadings, phi, unique = pattern.unpack(unknown)
    return loadings @ phi @ loadings.T + np.diag(unique)


def discrepancy(unknown: Vector, values: Matrix, pattern: Pattern) -> tuple[float, Vector]:
    """ln|Σ| + tr(SΣ⁻¹) − ln|S| − p, and its derivative; a wall where Σ is no covariance matrix."""
    loadings, phi, _ = pattern.unpack(unknown)
    implied = implied_by(unknown, pattern)
    try:
        root = np.linalg.cholesky(implied)
    except np.linalg.LinAlgError:
        return _WALL, np.zeros(len(unknown))
    back = np.linalg.inv(implied)
    value = 2 * np.log(np.diag(root)).sum() + (back * values).sum() - log_determinant(values) - len(values)
    slope = back @ (implied - values) @ back
    by_loading = 2 * slope @ loadings @ phi
    by_phi = 2 * loadings.T @ slope @ loadings
    return float(value), pattern.pack(by_loading, by_phi, np.diag(slope))


def uncertainty(unknown: Vector, pattern: Pattern, n: float) -> Vector:
    """The standard error of each unknown, from n/2 times the information; NaN where the answers can't tell them apart."""
    told = information(unknown, pattern) * n / 2
    size = np.sqrt(np.maximum(np.diag(told), np.finfo(np.float64).tiny))
    scaled = told / np.outer(size, size)
    if np.linalg.eigvalsh(scaled)[0] <= _LOOSE:
        return np.full(len(unknown), np.nan)
    return as_floats(np.sqrt(np.diag(np.linalg.inv(scaled))) / size)


def information(unknown: Vector, pattern: Pattern) -> Matrix:
    """The expected second derivatives of the discrepancy: tr(Σ⁻¹ ∂Σ Σ⁻¹ ∂Σ) for each pair of unknowns."""
    loadings, phi, _ = pattern.unpack(unknown)
    size = len(pattern.free)
    root = np.linalg.inv(np.linalg.cholesky(implied_by(unknown, pattern)))
    towards = loadings @ phi
    changes = []
    for item, factor in np.argwhere(pattern.free):
        change = np.zeros((size, size))
        change[item] = towards[:, factor]
        changes.append(change + change.T)
    changes.extend(np.diag(row) for row in np.eye(size))
    for one, two in zip(*pattern.pairs, strict=True):
        change = np.outer(loadings[:, one], loadings[:, two])
        changes.append(change + change.T)
    flat = (root @ np.array(changes) @ root.T).reshape(len(changes), -1)
    found: Matrix = flat @ flat.T
    return found
