"""What goes with what, all else equal: least squares with weights (docs/algorithms/regression.md).

`errors` says how sure the coefficients are: "model" (the textbook formula; with weights, weighted least squares),
"HC0" … "HC3" (White 1980, MacKinnon and White 1985; spread may differ from row to row), "survey" (linearisation for a
sample with weights, Binder 1983). None given: "model" without weights, "survey" with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import qr
from scipy.special import fdtrc, stdtr, stdtrit

from hearten.engines.psychometrics.inputs import (
    Matrix,
    Vector,
    chosen_from,
    matrix,
    names_for,
    same_length,
    share_of,
    too_few,
    vector,
    weights_for,
)
from hearten.engines.satisfaction.scores import CONFIDENCE
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Errors = Literal["model", "HC0", "HC1", "HC2", "HC3", "survey"]

INTERCEPT = "(intercept)"
# A column is a mixture of others when what is left of it, against its size, is no more than noise of the arithmetic.
_SAME = 1e-9
# Residuals that are no more than the noise of the arithmetic: the fit is perfect.
_NOISE = 1e-13
# A row whose leverage is one decides its own fitted value alone.
_ALONE = 1 - 1e-10


@dataclass(frozen=True)
class Coefficients:
    """One row for each term: value, standard error, interval, test statistic (t or z) and its two-sided p (NaN where there is
    no error to test against: the fit is perfect).
    """

    names: tuple[str, ...]
    value: Vector
    error: Vector
    low: Vector
    high: Vector
    statistic: Vector
    p: Vector
    covariance: Matrix


@dataclass(frozen=True)
class LinearFit:
    """A straight-line fit; `n` rows used, `left_out` rows with a missing value or no weight."""

    coefficients: Coefficients
    n: int
    left_out: int
    df: int
    r_squared: float
    adjusted_r_squared: float
    f: float
    f_p: float
    sigma: float
    errors: str


@dataclass(frozen=True)
class Design:
    """Rows that can be used, with names of the columns of `x` (the intercept first when there is one)."""

    y: Vector
    x: Matrix
    weights: Vector
    names: tuple[str, ...]
    left_out: int


def linear(
    y: ArrayLike,
    x: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    weights: ArrayLike | None = None,
    errors: Errors | None = None,
    intercept: bool = True,
    confidence: float = CONFIDENCE,
) -> LinearFit:
    """Least squares of `y` on the columns of `x`; Invalid for too few rows, a constant or a redundant column."""
    design = prepare(y, x, names=names, weights=weights, intercept=intercept)
    kind: Errors = errors or ("survey" if weights is not None else "model")
    chosen_from(kind, get_args(Errors), field="errors")
    n, k = design.x.shape
    if n <= k:
        raise too_few(n, k + 1, field="y")
    root = np.sqrt(design.weights)
    q, r = np.linalg.qr(design.x * root[:, None])
    value = np.linalg.solve(r, q.T @ (design.y * root))
    rest = settled(design.y - design.x @ value, design.y)
    bread = np.linalg.inv(r.T @ r)
    sigma2 = float(design.weights @ rest**2) / (n - k)
    covariance = bread * sigma2 if kind == "model" else _sandwich(design, rest, bread, q, kind)
    spread = _spread(design.y, design.weights, intercept)
    r_squared = 1 - float(design.weights @ rest**2) / spread if spread > 0 else np.nan
    tested = k - 1 if intercept else k
    f = (r_squared / tested) / ((1 - r_squared) / (n - k)) if tested and r_squared < 1 else np.nan
    return LinearFit(
        coefficients=table(design.names, value, covariance, confidence, df=n - k),
        n=n,
        left_out=design.left_out,
        df=n - k,
        r_squared=r_squared,
        adjusted_r_squared=1 - (1 - r_squared) * (n - intercept) / (n - k),
        f=f,
        f_p=float(fdtrc(tested, n - k, f)) if np.isfinite(f) else np.nan,
        sigma=float(np.sqrt(sigma2)),
        errors=kind,
    )


def prepare(
    y: ArrayLike,
    x: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    weights: ArrayLike | None = None,
    intercept: bool = True,
) -> Design:
    """The rows with an answer everywhere and some weight; refuses columns that can't be told apart."""
    target, columns = vector(y, field="y"), matrix(x, field="x")
    same_length(target, columns, field="x")
    weight = weights_for(weights, len(target))
    labels = names_for(tuple(names) if names is not None else None, columns.shape[1])
    usable = ~np.isnan(target) & ~np.isnan(columns).any(axis=1) & (weight > 0)
    target, columns, weight = target[usable], columns[usable], weight[usable]
    if len(target) == 0:
        raise too_few(0, columns.shape[1] + 1, field="y")
    if intercept:
        _refuse_constant(columns, labels)
        columns, labels = np.column_stack([np.ones(len(target)), columns]), (INTERCEPT, *labels)
    if len(target) >= columns.shape[1]:
        _refuse_redundant(columns, labels)
    return Design(target, columns, weight, labels, int((~usable).sum()))


def table(
    names: tuple[str, ...], value: Vector, covariance: Matrix, confidence: float, *, df: float = np.inf
) -> Coefficients:
    """The rows of a table of coefficients; `df` infinite is the normal distribution."""
    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    statistic = np.divide(value, error, out=np.full(len(value), np.nan), where=error > 0)
    degrees = df if np.isfinite(df) else 1e300
    half = stdtrit(degrees, 0.5 + share_of(confidence) / 2) * error
    p = 2 * stdtr(degrees, -np.abs(statistic))
    return Coefficients(names, value, error, value - half, value + half, statistic, p, covariance)


def settled(rest: Vector, y: Vector) -> Vector:
    """Residuals, or none at all where they are only the noise of a perfect fit."""
    return rest if np.abs(rest).max() > _NOISE * np.abs(y).max() else np.zeros(len(rest))


def variance_inflation(correlation: Matrix) -> Vector:
    """By what factor the others inflate each coefficient's variance: the diagonal of the inverse."""
    return np.asarray(np.diag(np.linalg.inv(correlation)), dtype=np.float64)


def _sandwich(design: Design, rest: Vector, bread: Matrix, q: Matrix, kind: str) -> Matrix:
    n, k = design.x.shape
    scores = design.weights * rest
    leverage = (q**2).sum(axis=1)
    # HC2 and HC3 have nothing to say of a row that decides its own fitted value.
    room = np.where(leverage < _ALONE, 1 - leverage, np.nan)
    if kind == "HC2":
        scores = scores / np.sqrt(room)
    elif kind == "HC3":
        scores = scores / room
    factor = {"HC1": n / (n - k), "survey": n / (n - 1)}.get(kind, 1.0)
    scored = design.x * scores[:, None]
    result: Matrix = factor * bread @ (scored.T @ scored) @ bread
    return result


def _spread(y: Vector, weights: Vector, intercept: bool) -> float:
    middle = weights @ y / weights.sum() if intercept else 0.0
    return float(weights @ (y - middle) ** 2)


def _refuse_constant(columns: Matrix, labels: tuple[str, ...]) -> None:
    constant = [
        name
        for name, column in zip(labels, columns.T, strict=True)
        if np.ptp(column) <= _SAME * abs(column[0])
    ]
    if constant:
        raise Invalid(
            N_("All usable answers of %(names)s are the same."),
            field="x",
            hint=N_("Leave it out; what never changes explains nothing."),
            names=", ".join(constant),
        )


def _refuse_redundant(columns: Matrix, labels: tuple[str, ...]) -> None:
    size = np.maximum(np.sqrt((columns**2).sum(axis=0)), np.finfo(np.float64).tiny)
    # In the triangle of a QR, a column's diagonal is what the ones before it leave of it.
    left = np.abs(np.diag(qr(columns / size, mode="r")[0]))
    redundant = np.flatnonzero(left <= _SAME)
    if len(redundant):
        raise Invalid(
            N_("%(name)s says the same as the ones before it together."),
            field="x",
            hint=N_("Leave one of them out."),
            name=labels[redundant[0]],
        )
