"""What the other modules ask of a correlation matrix: inverse, smoothing, shared variance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hearten.engines.psychometrics.inputs import Matrix, Vector
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# As R psych's cor.smooth: an eigenvalue below the first is lifted to a hundred times it.
_SMALLEST_EIGENVALUE, _LIFTED_TO = 1e-12, 1e-10
# Correlations of items that determine each other leave an eigenvalue of a few rounding errors.
_SINGULAR = 1e-10


def as_floats(values: ArrayLike) -> NDArray[np.float64]:
    """The same numbers, said to be what they are: linear algebra leaves the type open."""
    return np.asarray(values, dtype=np.float64)


def eigenvalues(values: Matrix) -> Vector:
    """The eigenvalues of a symmetric matrix, greatest first."""
    return as_floats(np.linalg.eigvalsh(values)[::-1])


def leading(values: Matrix) -> tuple[Vector, Matrix]:
    """Eigenvalues, greatest first, and their vectors as columns."""
    found, vectors = np.linalg.eigh(values)
    return found[::-1], vectors[:, ::-1]


def as_correlation(covariance: Matrix) -> Matrix:
    """A covariance matrix scaled to ones on the diagonal, exactly symmetric."""
    spread = np.sqrt(np.diag(covariance))
    values = covariance / np.outer(spread, spread)
    values = (values + values.T) / 2
    np.fill_diagonal(values, 1.0)
    return as_floats(values)


def smoothed(values: Matrix) -> tuple[Matrix, bool]:
    """The nearest usable correlation matrix, and whether anything had to be changed.

    Correlations found pair by pair can contradict each other (a negative eigenvalue). As R psych's `cor.smooth`,
    the eigenvalues below 1e-12 are lifted to 1e-10, the sum is restored, and the diagonal is set back to one.
    """
    found, vectors = np.linalg.eigh(values)
    if found[0] >= _SMALLEST_EIGENVALUE:
        return values, False
    lifted = np.where(found < _SMALLEST_EIGENVALUE, _LIFTED_TO, found)
    lifted *= len(values) / lifted.sum()
    return as_correlation((vectors * lifted) @ vectors.T), True


def squared_multiple_correlations(values: Matrix) -> Vector:
    """How much of each item's variance the other items account for: 1 − 1 / diagonal of the inverse."""
    usable, _ = smoothed(values)
    return as_floats(np.clip(1.0 - 1.0 / np.diag(np.linalg.inv(usable)), 0.0, 1.0))


def inverse(values: Matrix, names: Sequence[str]) -> Matrix:
    """The inverse of a correlation matrix. Raises Invalid when items determine each other, and names them."""
    require_regular(values, names)
    return as_floats(np.linalg.inv(values))


def log_determinant(values: Matrix) -> float:
    """ln |values| of a positive definite matrix."""
    return float(np.linalg.slogdet(values)[1])


def require_known(values: Matrix) -> None:
    """Raises Invalid when a correlation is missing."""
    if not np.isfinite(values).all():
        raise Invalid(
            N_("A correlation is missing."),
            field="items",
            hint=N_("Leave out items that too few people answered."),
        )


def require_regular(values: Matrix, names: Sequence[str]) -> None:
    """Raises Invalid unless every eigenvalue stands clear of zero."""
    require_known(values)
    found, vectors = np.linalg.eigh(values)
    if found[0] > _SINGULAR:
        return
    if found[0] < -_SINGULAR:
        raise Invalid(
            N_("The correlations contradict each other, because they come from different respondents."),
            field="items",
            hint=N_("Use only respondents who answered every item, or leave out items that few answered."),
        )
    share = np.abs(vectors[:, 0])
    tied = [name for name, part in zip(names, share, strict=True) if part > share.max() / 10]
    raise Invalid(
        N_("These items determine each other exactly: %(items)s."),
        field="items",
        hint=N_("Leave out one of them, or a total that is the sum of others."),
        items=", ".join(tied),
    )
