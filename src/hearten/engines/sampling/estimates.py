"""What do the answers of a sample say of everybody, and how far may it be off by chance?

Every estimate takes a design and a column (or a table of columns, one figure each). Missing answers (NaN) and rows outside
`domain` are left out of the figure but stay in the design, as they must: the draw didn't know the domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, expit, logit

from hearten.engines.sampling.checks import (
    Column,
    Mask,
    in_order,
    labels_of,
    marks_of,
    missing_labels,
    same_length,
)
from hearten.engines.sampling.columns import (
    CONFIDENCE,
    left_out,
    one_column,
    prepared,
    spread,
    sure,
    t_quantile,
)
from hearten.engines.sampling.design import Design
from hearten.engines.sampling.variance import Matrix, covariance
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# A variance so small against the square of its figure is the noise of the arithmetic.
_NOISE = 1e-24


class Interval(StrEnum):
    """How the interval of a share is built."""

    WALD = "wald"  # value ± t·se
    LOGIT = "logit"  # on the log odds: never beyond 0 and 1
    BETA = "beta"  # Korn and Graubard (1998): as Clopper–Pearson with the effective number of answers


@dataclass(frozen=True)
class Estimates:
    """One row for each figure: answers behind it, value, standard error, interval, design effect (NaN where it has no
    meaning), degrees of freedom. NaN where there is nothing to say; `covariance` is that of the values.

    A figure from a single cluster (or a single answer) has no standard error: what can't be learnt is not none. Where
    R survey writes 0 there is NaN here, unless everybody was asked or the cluster was sure to be drawn.
    """

    n: Column
    value: Column
    se: Column
    low: Column
    high: Column
    deff: Column
    degrees: Column
    covariance: Matrix

    def __len__(self) -> int:
        return len(self.n)


@dataclass(frozen=True)
class Groups:
    """The same figure for each group; `estimates` has a row for each of `labels`."""

    labels: NDArray[np.generic]
    estimates: Estimates


def mean(
    design: Design,
    values: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
    replaced: bool = False,
) -> Estimates:
    """Means of the columns of `values` (of 0/1 columns: shares), over rows where none of them is missing.

    The design effect compares with a simple draw without replacement, with `replaced` with one that could draw a person twice.
    """
    table, rows, weights = prepared(design, values, domain)
    people = weights.sum()
    if people == 0:
        return _nothing(table.shape[1])
    value = weights @ table / people
    # In place: the table is our own, and with many columns memory is what takes the time.
    table -= value
    n = int((weights > 0).sum())
    simple = spread(table, weights) / n * left_out(people, n, replaced=replaced)
    table *= (weights / people)[:, None]
    matrix = covariance(design, table, rows)
    return _estimates(design, rows, value, matrix=matrix, simple=simple, confidence=confidence)


def total(
    design: Design,
    values: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
    replaced: bool = False,
) -> Estimates:
    """Sums over the population of the columns of `values`; `replaced` as for means."""
    table, rows, weights = prepared(design, values, domain)
    people = weights.sum()
    if people == 0:
        return _nothing(table.shape[1])
    value = weights @ table
    matrix = covariance(design, table * weights[:, None], rows)
    n = int((weights > 0).sum())
    simple = spread(table - value / people, weights) * people**2 / n * left_out(people, n, replaced=replaced)
    return _estimates(design, rows, value, matrix=matrix, simple=simple, confidence=confidence)


def ratio(
    design: Design,
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> Estimates:
    """The sum of one column over the sum of another; rows that miss either are left out."""
    columns = [one_column(numerator), one_column(denominator)]
    for column, field in zip(columns, ("numerator", "denominator"), strict=True):
        same_length(column, len(design), field)
    both = np.column_stack(columns)
    table, rows, weights = prepared(design, both, domain)
    over, under = weights @ table
    if abs(under) <= np.sqrt(_NOISE) * (weights @ np.abs(table[:, 1])):
        return _nothing(1)
    value = over / under
    linear = (table[:, 0] - value * table[:, 1]) * weights / under
    matrix = covariance(design, linear, rows)
    return _estimates(design, rows, np.array([value]), matrix=matrix, simple=None, confidence=confidence)


def proportion(
    design: Design,
    values: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
    interval: Interval = Interval.LOGIT,
) -> Estimates:
    """The share of one 0/1 (or true/false) column, with an interval that stays between 0 and 1."""
    column = one_column(values)
    same_length(column, len(design), "values")
    if not np.isin(column[~np.isnan(column)], (0.0, 1.0)).all():
        raise Invalid(
            N_("A share is taken of answers that are yes or no."),
            field="values",
            hint=N_("Give a column of 0 and 1."),
        )
    plain = mean(design, column, domain=domain, confidence=confidence)
    if interval is Interval.WALD or not plain.n[0]:
        return plain
    build = _logit_interval if interval is Interval.LOGIT else _beta_interval
    low, high = build(plain, confidence)
    return Estimates(plain.n, plain.value, plain.se, low, high, plain.deff, plain.degrees, plain.covariance)


def shares(
    design: Design, values: ArrayLike, *, domain: ArrayLike | None = None, confidence: float = CONFIDENCE
) -> Groups:
    """The share of each label of a column; empty or missing labels (NaN, None) are left out."""
    column = np.asarray(values)
    same_length(column, len(design), "values")
    missing = missing_labels(column)
    labels, codes = in_order(column[~missing], "values")
    if not len(labels):
        return Groups(labels, _nothing(0))
    marks = np.full((len(column), len(labels)), np.nan)
    marks[~missing] = codes.reshape(-1, 1) == np.arange(len(labels))
    return Groups(labels, mean(design, marks, domain=domain, confidence=confidence))


def by_group(
    design: Design,
    values: ArrayLike,
    groups: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> Groups:
    """The mean of one column in each group, each group a domain of the whole design."""
    labels, codes = labels_of(groups, len(design), "groups")
    within, column = marks_of(domain, len(design)), one_column(values)
    parts = [
        mean(design, column, domain=within & (codes == place), confidence=confidence)
        for place in range(len(labels))
    ]
    return Groups(labels, _stacked(parts))


def _estimates(
    design: Design,
    rows: Mask,
    value: Column,
    *,
    matrix: Matrix,
    simple: Column | None,
    confidence: float,
) -> Estimates:
    degrees = design.degrees(rows)
    variance = np.maximum(np.diag(matrix), 0.0)
    if degrees < 1 and not sure(design, rows):
        variance = np.where(variance <= _NOISE * value**2, np.nan, variance)
    matrix = np.where(np.isnan(variance)[:, None] | np.isnan(variance), np.nan, matrix)
    se = np.sqrt(variance)
    half = t_quantile(confidence, degrees) * se
    k, n = len(value), float((design.weights[rows] > 0).sum())
    deff = np.full(k, np.nan)
    if simple is not None:
        np.divide(variance, simple, out=deff, where=simple > 0)
    return Estimates(
        np.full(k, n), value, se, value - half, value + half, deff, np.full(k, float(degrees)), matrix
    )


def _nothing(k: int) -> Estimates:
    empty = np.full(k, np.nan)
    return Estimates(np.zeros(k), empty, empty, empty, empty, empty, np.zeros(k), np.full((k, k), np.nan))


def _stacked(parts: list[Estimates]) -> Estimates:
    def joined(name: str) -> Column:
        column: Column = np.concatenate([getattr(part, name) for part in parts])
        return column

    # Groups of one design are not independent; their covariance is not worked out here.
    matrix = np.full((len(parts), len(parts)), np.nan)
    np.fill_diagonal(matrix, joined("se") ** 2)
    return Estimates(
        n=joined("n"),
        value=joined("value"),
        se=joined("se"),
        low=joined("low"),
        high=joined("high"),
        deff=joined("deff"),
        degrees=joined("degrees"),
        covariance=matrix,
    )


def _logit_interval(plain: Estimates, confidence: float) -> tuple[Column, Column]:
    value, se = plain.value, plain.se
    inner = (value > 0) & (value < 1)
    odds = np.where(inner, value, 0.5)
    half = t_quantile(confidence, float(plain.degrees[0])) * se / (odds * (1 - odds))
    low = np.where(inner, expit(logit(odds) - half), np.nan)
    high = np.where(inner, expit(logit(odds) + half), np.nan)
    # Nobody or everybody said yes: the log odds are endless. The interval of the beta kind still has something to say.
    beta = _beta_interval(plain, confidence)
    return np.where(inner, low, beta[0]), np.where(inner, high, beta[1])


def _beta_interval(plain: Estimates, confidence: float) -> tuple[Column, Column]:
    value, n, degrees = plain.value, plain.n, float(plain.degrees[0])
    alpha = 1 - confidence
    variance = plain.se**2
    # Without spread (all alike) the design effect is not known; the answers count as they are.
    effective = np.divide(value * (1 - value), variance, out=n.copy(), where=variance > 0)
    shrink = t_quantile(confidence, float(n[0]) - 1) / t_quantile(confidence, degrees)
    effective = effective * shrink**2
    yes, no = effective * value, effective * (1 - value)
    low = np.where(yes > 0, betaincinv(np.maximum(yes, 1e-300), no + 1, alpha / 2), 0.0)
    high = np.where(no > 0, betaincinv(yes + 1, np.maximum(no, 1e-300), 1 - alpha / 2), 1.0)
    bad = np.isnan(effective)
    return np.where(bad, np.nan, low), np.where(bad, np.nan, high)
