"""Which answers go with which, in the population, with errors that know how the sample was drawn?

Linear and logistic regression by weighted least squares (the second iterated), with the sandwich of Binder (1983): the covariance
of the scores under the design. Two groups are compared by the regression on their mark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, stdtr

from hearten.engines.sampling.checks import Column, Mask, numbers_of, same_length
from hearten.engines.sampling.columns import CONFIDENCE, rows_of, t_quantile
from hearten.engines.sampling.design import Design
from hearten.engines.sampling.variance import Matrix, covariance
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_STEPS = 60
_TOLERANCE = 1e-12
_WORST_CONDITION = 1e12
# Residuals that are no more than this of the outcome are the noise of a perfect fit.
_NOISE = 1e-13
# Chances so near 0 and 1 everywhere leave nothing to weigh a coefficient by.
_DECIDED = 1e-9


@dataclass(frozen=True)
class Regression:
    """A row for each coefficient, the constant first. `degrees`: clusters − strata + 1 − coefficients; without any there are
    no errors. t and p are NaN where the fit is perfect.
    """

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
    rest = np.where(weights > 0, y - x @ beta, 0.0)
    rest = rest if np.abs(rest).max() > _NOISE * np.abs(y).max() else np.zeros(len(rest))
    scores = x * (weights * rest)[:, None]
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
    kinds = np.unique(y[rows & (weights > 0)])
    if not np.isin(kinds, (0.0, 1.0)).all():
        raise Invalid(
            N_("The outcome is not yes or no."), field="outcome", hint=N_("Give a column of 0 and 1.")
        )
    if len(kinds) == 1:
        raise _decided()
    _inverse(x, weights)
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = expit(x @ beta)
        if (weights * chance * (1 - chance)).max() <= _DECIDED * weights.max():
            raise _decided()
        bread = _inverse(x, weights * chance * (1 - chance), refusal=_decided)
        step = bread @ (x.T @ (weights * (y - chance)))
        beta = beta + step
        if np.abs(step).max() <= _TOLERANCE * max(1.0, np.abs(beta).max()):
            break
    else:
        raise _decided()
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
    mark = numbers_of(second, "second")
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
    y, x = numbers_of(outcome, "outcome"), numbers_of(predictors, "predictors")
    x = x[:, None] if x.ndim == 1 else x
    for column, name in ((y, "outcome"), (x, "predictors")):
        same_length(column, len(design), name)
        if np.isinf(column).any():
            raise Invalid(N_("An answer is endless."), field=name, hint=N_("Mark it as missing."))
    rows = rows_of(design, np.column_stack([y, x]), domain)
    x = np.column_stack([np.ones(len(x)), x])
    weights = np.where(rows, design.weights, 0.0)
    weights = weights / weights[rows].mean() if rows.any() and weights.any() else weights
    return np.where(rows, y, 0.0), np.where(rows[:, None], x, 0.0), weights, rows


def _decided() -> Invalid:
    return Invalid(
        N_("The outcome is told apart completely: there is no largest likelihood."),
        field="predictors",
        hint=N_("Leave out the predictor that decides it alone."),
    )


def _redundant() -> Invalid:
    return Invalid(
        N_("A predictor never changes, or follows from the others."),
        field="predictors",
        hint=N_("Leave it out."),
    )


def _inverse(x: Matrix, weights: Column, *, refusal: Callable[[], Invalid] = _redundant) -> Matrix:
    cross = x.T @ (x * weights[:, None])
    size = np.sqrt(np.diag(cross))
    if not size.all() or np.linalg.cond(cross / np.outer(size, size)) > _WORST_CONDITION:
        raise refusal()
    inverse: Matrix = np.linalg.inv(cross / np.outer(size, size)) / np.outer(size, size)
    return inverse


def _regression(design: Design, beta: Column, influence: Matrix, rows: Mask, confidence: float) -> Regression:
    matrix = covariance(design, influence, rows)
    degrees = design.degrees(rows) + 1 - len(beta)
    se = np.sqrt(np.maximum(np.diag(matrix), 0.0)) if degrees >= 1 else np.full(len(beta), np.nan)
    t = np.divide(beta, se, out=np.full(len(beta), np.nan), where=se > 0)
    half = t_quantile(confidence, degrees) * se
    p = 2 * stdtr(degrees, -np.abs(t)) if degrees >= 1 else np.full(len(beta), np.nan)
    n = int((design.weights[rows] > 0).sum())
    return Regression(n, beta, se, beta - half, beta + half, t, p, degrees, matrix)
