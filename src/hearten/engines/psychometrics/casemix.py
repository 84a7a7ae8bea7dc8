"""Are some plans really better, or do they serve easier people: the CAHPS comparison (docs/algorithms/case_mix.md).

The algorithm of the AHRQ CAHPS analysis program 4.1. Entities can be anything compared: products, insurers, hospitals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc, stdtr

from hearten.engines.psychometrics.casemix_cases import cases as usable_cases
from hearten.engines.psychometrics.casemix_cases import item_shares, missing_shares
from hearten.engines.psychometrics.casemix_items import ItemModel, impute, item_means
from hearten.engines.psychometrics.inputs import (
    Matrix,
    Vector,
    matrix,
    per,
    share_of,
    tally,
)

# The published program multiplies the error by this very number.
_Z = 1.96
_ALPHA = 0.05
_TWO = 2


@dataclass(frozen=True)
class Compared:
    """One entity: cases, usable cases, mean before and after adjustment, and its distance from the mean of all.

    `half_width` is that of the 95 % interval of `delta`; `stars` 1 below, 2 not different, 3 above; `reliability` is
    the share of the spread seen that is not chance for this entity; `missing` the share of its cases without each item. An
    entity whose answers are all alike has `variance` 0 and is not tested (t and p NaN, 2 stars).
    """

    name: str
    cases: int
    usable: int
    mean: float
    adjusted: float
    delta: float
    error: float
    half_width: float
    t: float
    p: float
    stars: int
    variance: float
    reliability: float
    missing: tuple[float, ...]


@dataclass(frozen=True)
class CaseMix:
    """The comparison. `mean` is the plain mean of entities, `precise_mean` weighs each by its precision.

    `left_out` names entities that can't be compared: one of the items was answered there by nobody, or by a single case,
    which says nothing of how far its figure may be off.
    """

    entities: tuple[Compared, ...]
    items: tuple[ItemModel, ...]
    left_out: tuple[str, ...]
    mean: float
    precise_mean: float
    f: float
    df1: int
    df2: int
    p: float
    reliability: float
    residuals: Vector


@dataclass(frozen=True)
class _Sides:
    """Columns of the comparison, one row for each entity."""

    names: tuple[str, ...]
    raw: Vector
    adjusted: Vector
    variance: Vector
    cases: Vector
    usable: Vector
    missing: Matrix


def compare(
    answers: ArrayLike,
    entities: ArrayLike,
    adjusters: ArrayLike | None = None,
    *,
    weights: ArrayLike | None = None,
    item_weights: Sequence[float] | None = None,
    valid: tuple[float, float] | None = None,
    alpha: float = _ALPHA,
    unbiased: bool = False,
) -> CaseMix:
    """Compares entities by one item or by the composite of several, adjusted for who answers.

    `answers` one column for each item, outside of `valid` counts as missing; `adjusters` numbers, missing ones become
    the entity's mean over all its cases; `item_weights` equal unless given; `unbiased` takes variances times n ÷ (n − 1),
    n usable cases, as the program's manual prints (the program itself does not). Raises Invalid for fewer than two
    comparable entities, or adjusters that say the same.
    """
    share_of(alpha, field="alpha")
    cases = usable_cases(answers, entities, adjusters, weights, valid)
    items, codes, p = cases.items, cases.codes, len(cases.names)
    share = item_shares(item_weights, items.shape[1])
    imputed = impute(cases.adjusters, codes, cases.weight, p)
    fitted = [item_means(column, imputed, codes, cases.weight, p) for column in items.T]
    residuals = np.column_stack([item.parts for item in fitted]) @ share
    usable = ~np.isnan(items).all(axis=1)
    answering = tally(codes[usable], p)
    variance = tally(codes, p, residuals**2)
    if unbiased:
        variance = variance * per(answering, answering - 1)
    sides = _Sides(
        names=cases.names,
        raw=np.column_stack([item.raw for item in fitted]) @ share,
        adjusted=np.column_stack([item.adjusted for item in fitted]) @ share,
        variance=variance,
        cases=tally(codes, p),
        usable=answering,
        missing=missing_shares(items, codes, p),
    )
    df2 = int(usable.sum()) - p - imputed.shape[1]
    precise, f, chance = _overall(sides.adjusted, variance, df2)
    every = np.zeros(len(cases.rows))
    every[cases.rows] = residuals
    return CaseMix(
        entities=_table(sides, df2, alpha),
        items=tuple(item.model for item in fitted),
        left_out=cases.left_out,
        mean=float(sides.adjusted.mean()),
        precise_mean=precise,
        f=f,
        df1=p - 1,
        df2=df2,
        p=chance,
        reliability=max(0.0, 1 - 1 / f) if f > 0 else (0.0 if f == 0 else np.nan),
        residuals=every,
    )


def _table(sides: _Sides, df: int, alpha: float) -> tuple[Compared, ...]:
    """Each entity against the plain mean of all; `df` are those of the whole comparison, as in the overall test.

    Without a degree of freedom there is no p, and so no star above or below.
    """
    p, adjusted, variance = len(sides.names), sides.adjusted, sides.variance
    delta = adjusted - adjusted.mean()
    own = ((p - 1) / p) ** 2 * variance
    error = np.sqrt(own + (variance.sum() - variance) / p**2)
    # Where all answers are alike the spread is not none but not known: such an entity is not tested.
    t = np.divide(delta, error, out=np.full(p, np.nan), where=(error > 0) & (variance > 0))
    chance = 2 * stdtr(df, -np.abs(t)) if df > 0 else np.full(p, np.nan)
    differs = chance < alpha
    between = _between(adjusted, variance)
    return tuple(
        Compared(
            name=sides.names[i],
            cases=int(sides.cases[i]),
            usable=int(sides.usable[i]),
            mean=float(sides.raw[i]),
            adjusted=float(adjusted[i]),
            delta=float(delta[i]),
            error=float(error[i]),
            half_width=float(_Z * error[i]),
            t=float(t[i]),
            p=float(chance[i]),
            stars=_TWO + int(differs[i]) * int(np.sign(delta[i])),
            variance=float(variance[i]),
            reliability=0.0 if between == 0 else between / (between + float(variance[i])),
            missing=tuple(float(share) for share in sides.missing[i]),
        )
        for i in range(p)
    )


def _overall(adjusted: Vector, variance: Vector, df2: int) -> tuple[float, float, float]:
    """Mean weighed by precision, F and its p; NaN when the answers of an entity don't vary."""
    if (variance <= 0).any():
        return np.nan, np.nan, np.nan
    precision = 1 / variance
    middle = float(precision @ adjusted / precision.sum())
    f = float(precision @ (adjusted - middle) ** 2) / (len(adjusted) - 1)
    return middle, f, float(fdtrc(len(adjusted) - 1, df2, f)) if df2 > 0 else np.nan


def _between(adjusted: Vector, variance: Vector) -> float:
    """The spread of the true means, by moments (DerSimonian and Laird 1986); 0 when chance explains all, NaN when the
    answers of an entity don't vary.
    """
    if (variance <= 0).any():
        return float("nan")
    precision = 1 / variance
    middle = precision @ adjusted / precision.sum()
    q = float(precision @ (adjusted - middle) ** 2)
    room = float(precision.sum() - (precision**2).sum() / precision.sum())
    return max(0.0, (q - (len(adjusted) - 1)) / room) if room > 0 else 0.0


def category_shares(
    answers: ArrayLike,
    entities: ArrayLike,
    cuts: Sequence[tuple[float, float]],
    adjusters: ArrayLike | None = None,
    *,
    weights: ArrayLike | None = None,
    valid: tuple[float, float] | None = None,
) -> tuple[CaseMix, ...]:
    """The comparison of the share in each category (such as 0–6, 7–8, 9–10), adjusted in the same way."""
    items = matrix(answers, field="answers")
    if valid is not None:
        items = np.where((items >= valid[0]) & (items <= valid[1]), items, np.nan)
    return tuple(
        compare(
            np.where(np.isnan(items), np.nan, (items >= low) & (items <= high)),
            entities,
            adjusters,
            weights=weights,
        )
        for low, high in cuts
    )
