"""How much should each criterion weigh: pairwise judgements (the analytic hierarchy process, Saaty 1980)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.psychometrics.inputs import Matrix, Vector, matrix, vector
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# Saaty's mean consistency index of random judgements, for 1 … 15 criteria.
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
_RATIO_MOST = 0.10
_RECIPROCAL = 1e-6
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Weights:
    """Weights that add up to 1, and how consistent the judgements are (a ratio above 0.10 should be asked again).

    `worst` is the pair (row, column) that fits the weights worst, the one to ask about first; None when all fit.
    """

    weights: Vector
    largest_eigenvalue: float
    consistency_index: float
    consistency_ratio: float
    worst: tuple[int, int] | None

    @property
    def consistent(self) -> bool:
        return self.consistency_ratio <= _RATIO_MOST


def weigh(judgements: ArrayLike) -> Weights:
    """Weights from one square table: cell (i, j) says how many times more i matters than j."""
    table = _checked(judgements)
    n = len(table)
    values, vectors = np.linalg.eig(table)
    at = int(values.real.argmax())
    principal = np.abs(vectors[:, at].real)
    weights = principal / principal.sum()
    largest = float(values[at].real)
    index = max(0.0, (largest - n) / (n - 1)) if n > 1 else 0.0
    random = RANDOM_INDEX[n - 1]
    misfit = np.abs(np.log(table * weights[None, :] / weights[:, None]))
    row, column = np.unravel_index(int(np.triu(misfit).argmax()), misfit.shape)
    worst = (int(row), int(column)) if misfit[row, column] > _TOLERANCE else None
    return Weights(weights, largest, index, index / random if random else 0.0, worst)


def together(tables: Sequence[ArrayLike], say: ArrayLike | None = None) -> Matrix:
    """The judgements of several people as one: cell by cell the geometric mean (Aczél and Saaty 1983).

    `say` is how much each person's word counts, alike unless given.
    """
    checked = [_checked(table) for table in tables]
    if not checked or len({table.shape for table in checked}) > 1:
        raise Invalid(
            N_("All experts must judge the same criteria."),
            field="judgements",
            hint=N_("Give one table of the same size for each expert."),
        )
    share = np.ones(len(checked)) if say is None else vector(say, field="say")
    if len(share) != len(checked) or not (share >= 0).all() or share.sum() == 0:
        raise Invalid(
            N_("Every expert needs a weight of zero or more."),
            field="say",
            hint=N_("Give one for each expert."),
        )
    result: Matrix = np.exp(np.tensordot(share / share.sum(), np.log(np.stack(checked)), axes=1))
    return result


def from_upper(judgements: Sequence[float], n: int) -> Matrix:
    """The full table from the judgements above the diagonal, row by row."""
    if n < 1 or len(judgements) != n * (n - 1) // 2:
        raise Invalid(
            N_("%(n)s criteria need %(pairs)s judgements."),
            field="judgements",
            hint=N_("Compare every pair once."),
            n=n,
            pairs=n * (n - 1) // 2,
        )
    table = np.ones((n, n))
    rows, columns = np.triu_indices(n, 1)
    given = vector(judgements, field="judgements")
    if not (np.isfinite(given) & (given > 0)).all():
        raise _not_positive()
    table[rows, columns] = given
    table[columns, rows] = 1 / given
    return _checked(table)


def _checked(judgements: ArrayLike) -> Matrix:
    table = matrix(judgements, field="judgements")
    n = len(table)
    if n == 0 or table.shape != (n, n) or n > len(RANDOM_INDEX):
        raise Invalid(
            N_("Judgements form a square table of at most %(most)s criteria."),
            field="judgements",
            hint=N_("Group the criteria when there are more."),
            most=len(RANDOM_INDEX),
        )
    if not (table > 0).all():
        raise _not_positive()
    if np.abs(np.log(table * table.T)).max() > _RECIPROCAL:
        raise Invalid(
            N_("If one matters 3 times as much as another, the other matters ⅓ as much."),
            field="judgements",
            hint=N_("Make opposite cells each other's inverse, and the diagonal 1."),
        )
    return table


def _not_positive() -> Invalid:
    return Invalid(
        N_("Every judgement is a number above zero."),
        field="judgements",
        hint=N_(
            "1 alike, 3 somewhat more, 5 clearly, 7 very clearly, 9 extremely; ⅓ for the other way round."
        ),
    )
