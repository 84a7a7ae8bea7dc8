"""Which answers go with which, in the population, with errors that know how the sample was drawn?

Linear and logistic regression by weighted least squares (the second iterated), with the sandwich of Binder (1983): the covariance
of the scores under the design. Two groups are compared by the regression on their mark.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, stdtr

from hearten.engines.sampling.checks import Column, Mask, same_length
from hearten.engines.sampling.design import Design
from hearten.engines.sampling.estimates import CONFIDENCE, rows_of, t_quantile
from hearten.engines.sampling.variance import Matrix, covariance
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_STEPS = 60
_TOLERANCE = 1e-12
_WORST_CONDITION = 1e12


@dataclass(frozen=True)
class Regression:
    """A row for each coefficient, the constant first. `degrees`: clusters − strata + 1 − coefficients."""

    n: int
    value: Column
    se: Column
    low: Column
    high: Column
    t: Column
    p: Column
    degrees: int
    covariance: Matrix


@dataclass(frozen=True)
class Difference:
    """The mean of the second group less that of the first."""

    value: float
    se: float
    low: float
    high: float
    t: float
    p: float
    degrees: int
    n: int


def linear(
    design: Design,
    outcome: ArrayLike,
    predictors: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> Regression:
    """Least squares of `outcome` on the columns of `predictors`, with a constant."""
    y, x, weights, rows = _prepared(design, outcome, predictors, domain)
    bread = _inverse(x, weights)
    beta = bread @ (x.T @ (weights * y))
    scores = x * (weights * (y - x @ beta))[:, None]
    return _regression(design, beta, scores @ bread, rows, confidence)


def logistic(
    design: Design,
    outcome: ArrayLike,
    predictors: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> Regression:
    """Log odds of a 0/1 `outcome` on the columns of `predictors`, with a constant (Newton's steps)."""
    y, x, weights, rows = _prepared(design, outcome, predictors, domain)
    if not np.isin(y[rows], (0.0, 1.0)).all():
        raise Invalid(
            N_("The outcome is not yes or no."), field="outcome", hint=N_("Give a column of 0 and 1.")
        )
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = expit(x @ beta)
        bread = _inverse(x, weights * chance * (1 - chance))
        step = bread @ (x.T @ (weights * (y - chance)))
        beta = beta + step
        if np.abs(step).max() <= _TOLERANCE * max(1.0, np.abs(beta).max()):
            break
    else:
        raise Invalid(
            N_("The outcome is told apart completely: there is no largest likelihood."),
            field="predictors",
            hint=N_("Leave out the predictor that decides it alone."),
        )
    chance = expit(x @ beta)
    bread = _inverse(x, weights * chance * (1 - chance))
    return _regression(design, beta, (x * (weights * (y - chance))[:, None]) @ bread, rows, confidence)


def difference(
    design: Design,
    values: ArrayLike,
    second: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> Difference:
    """Two means against each other (design-based t test); `second` marks the rows of the second group."""
    mark = np.asarray(second, dtype=np.float64)
    found = linear(design, values, mark, domain=domain, confidence=confidence)
    return Difference(
        value=float(found.value[1]),
        se=float(found.se[1]),
        low=float(found.low[1]),
        high=float(found.high[1]),
        t=float(found.t[1]),
        p=float(found.p[1]),
        degrees=found.degrees,
        n=found.n,
    )


def _prepared(
    design: Design, outcome: ArrayLike, predictors: ArrayLike, domain: ArrayLike | None
) -> tuple[Column, Matrix, Column, Mask]:
    y = np.asarray(outcome, dtype=np.float64)
    x = np.asarray(predictors, dtype=np.float64)
    x = x[:, None] if x.ndim == 1 else x
    for column, name in ((y, "outcome"), (x, "predictors")):
        same_length(column, len(design), name)
    rows = rows_of(design, np.column_stack([y, x]), domain)
    x = np.column_stack([np.ones(len(x)), x])
    weights = np.where(rows, design.weights, 0.0)
    weights = weights / weights[rows].mean() if rows.any() and weights.any() else weights
    return np.where(rows, y, 0.0), np.where(rows[:, None], x, 0.0), weights, rows


def _inverse(x: Matrix, weights: Column) -> Matrix:
    cross = x.T @ (x * weights[:, None])
    size = np.sqrt(np.diag(cross))
    if not size.all() or np.linalg.cond(cross / np.outer(size, size)) > _WORST_CONDITION:
        raise Invalid(
            N_("A predictor never changes, or follows from the others."),
            field="predictors",
            hint=N_("Leave it out."),
        )
    inverse: Matrix = np.linalg.inv(cross / np.outer(size, size)) / np.outer(size, size)
    return inverse


def _regression(design: Design, beta: Column, influence: Matrix, rows: Mask, confidence: float) -> Regression:
    matrix = covariance(design, influence, rows)
    se = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    degrees = design.degrees(rows) + 1 - len(beta)
    t = np.divide(beta, se, out=np.full(len(beta), np.nan), where=se > 0)
    half = t_quantile(confidence, degrees) * se
    p = 2 * stdtr(degrees, -np.abs(t)) if degrees >= 1 else np.full(len(beta), np.nan)
    n = int((design.weights[rows] > 0).sum())
    return Regression(n, beta, se, beta - half, beta + half, t, p, degrees, matrix)
