"""Does service meet what people expect: SERVQUAL gaps (docs/algorithms/servqual.md).

Parasuraman, Zeithaml and Berry (1988, 1991): a gap is perception less expectation of the same person; a dimension is
the mean of its items, the whole the mean of the dimensions, plain or weighted by 100 points that people share out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.psychometrics.descriptives import Estimate, mean
from hearten.engines.psychometrics.inputs import (
    Matrix,
    Vector,
    matrix,
    names_for,
    per,
    same_length,
    weights_for,
)
from hearten.engines.satisfaction.scores import CONFIDENCE
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")


@dataclass(frozen=True)
class Gap:
    """One item or dimension: what people got, what they expected, and the paired difference with its interval.

    Only people who answered both halves count. `importance` is the mean share of the 100 points (0 … 1; NaN for items
    and when nobody shared out points).
    """

    name: str
    perception: Estimate
    expectation: Estimate
    gap: Estimate
    importance: float


@dataclass(frozen=True)
class Servqual:
    """Items and dimensions in the order given; `overall` plain, `weighted` by each person's own points."""

    items: tuple[Gap, ...]
    dimensions: tuple[Gap, ...]
    overall: Estimate
    weighted: Estimate

    @property
    def radar(self) -> dict[str, list[float] | list[str]]:
        """The dimensions as rings of a radar chart."""
        return {
            "names": [d.name for d in self.dimensions],
            "perception": [d.perception.value for d in self.dimensions],
            "expectation": [d.expectation.value for d in self.dimensions],
        }


def gaps(
    perceptions: ArrayLike,
    expectations: ArrayLike,
    dimensions: Sequence[str],
    *,
    names: Sequence[str] | None = None,
    points: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> Servqual:
    """Gaps of all items; `dimensions` names each item's dimension, `points` has one column for each dimension in the
    order in which they first appear. A person's dimension is the mean of the items answered on both sides.
    """
    got, wanted = matrix(perceptions, field="perceptions"), matrix(expectations, field="expectations")
    same_length(got, wanted, field="expectations")
    _refuse_shapes(got, wanted, dimensions)
    weight = weights_for(weights, len(got))
    both = ~np.isnan(got) & ~np.isnan(wanted)
    got, wanted = np.where(both, got, np.nan), np.where(both, wanted, np.nan)
    numbered = tuple(f"{d}.{i + 1}" for i, d in enumerate(dimensions))
    titles = names_for(numbered if names is None else tuple(names), len(dimensions))
    kinds = tuple(dict.fromkeys(dimensions))
    parts = [[i for i, d in enumerate(dimensions) if d == kind] for kind in kinds]
    got_d, wanted_d = (np.column_stack([_row_means(side[:, p]) for p in parts]) for side in (got, wanted))
    shares = _shares(points, len(got), len(kinds))
    importance = [mean(shares[:, d], weight).value for d in range(len(kinds))]
    gap_d = got_d - wanted_d
    return Servqual(
        items=_table(titles, got, wanted, weight, importance=[np.nan] * len(titles), confidence=confidence),
        dimensions=_table(kinds, got_d, wanted_d, weight, importance=importance, confidence=confidence),
        overall=mean(_row_means(gap_d), weight, confidence=confidence),
        weighted=mean(_weighted(gap_d, shares), weight, confidence=confidence),
    )


def _table(
    names: Sequence[str],
    got: Matrix,
    wanted: Matrix,
    weight: Vector,
    *,
    importance: list[float],
    confidence: float,
) -> tuple[Gap, ...]:
    return tuple(
        Gap(
            name=name,
            perception=mean(got[:, i], weight, confidence=confidence),
            expectation=mean(wanted[:, i], weight, confidence=confidence),
            gap=mean(got[:, i] - wanted[:, i], weight, confidence=confidence),
            importance=importance[i],
        )
        for i, name in enumerate(names)
    )


def _row_means(values: Matrix) -> Vector:
    given = (~np.isnan(values)).sum(axis=1)
    sums = np.nansum(values, axis=1)
    return per(sums, given)


def _weighted(gap: Matrix, shares: Matrix) -> Vector:
    """Each person's gaps by his own points; dimensions he did not answer give their points to the others."""
    known = ~np.isnan(gap)
    part = np.where(known, shares, 0.0)
    total = part.sum(axis=1)
    return per((part * np.nan_to_num(gap)).sum(axis=1), total)


def _shares(points: ArrayLike | None, rows: int, kinds: int) -> Matrix:
    """Points as shares that add up to 1; a person who gave none has none."""
    if points is None:
        return np.full((rows, kinds), np.nan)
    given = matrix(points, field="points")
    if given.shape != (rows, kinds) or (given < 0).any():
        raise Invalid(
            N_("Points need one number of zero or more for each of the %(dimensions)s dimensions."),
            field="points",
            hint=N_("Give the points in the order in which the dimensions first appear."),
            dimensions=kinds,
        )
    whole = ~np.isnan(given).any(axis=1)
    total = np.where(whole, given.sum(axis=1), 0.0)[:, None]
    result: Matrix = np.divide(given, total, out=np.full_like(given, np.nan), where=total > 0)
    return result


def _refuse_shapes(got: Matrix, wanted: Matrix, dimensions: Sequence[str]) -> None:
    if got.shape != wanted.shape or got.shape[1] != len(dimensions) or not len(dimensions):
        raise Invalid(
            N_("Perceptions, expectations and the list of dimensions must speak of the same items."),
            field="dimensions",
            hint=N_("Give one column on both sides and one dimension for each item."),
        )
