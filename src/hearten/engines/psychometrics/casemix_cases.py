"""The cases of a case-mix comparison: what may come in, who can be compared, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.psychometrics.inputs import (
    Mask,
    Matrix,
    Vector,
    Whole,
    groups_of,
    matrix,
    same_length,
    tally,
    vector,
    weights_for,
)
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_TWO = 2


@dataclass(frozen=True)
class Cases:
    """The cases of entities that can be compared; `codes` count entities from 0, `rows` marks them in the input."""

    items: Matrix
    adjusters: Matrix
    weight: Vector
    codes: Whole
    names: tuple[str, ...]
    left_out: tuple[str, ...]
    rows: Mask


def cases(
    answers: ArrayLike,
    entities: ArrayLike,
    adjusters: ArrayLike | None,
    weights: ArrayLike | None,
    valid: tuple[float, float] | None,
) -> Cases:
    items, (names, codes) = matrix(answers, field="answers"), groups_of(entities, field="entities")
    same_length(items, codes, field="entities")
    if not items.shape[1]:
        raise Invalid(
            N_("There is nothing to compare by."), field="answers", hint=N_("Give one column for each item.")
        )
    if valid is not None:
        items = np.where((items >= valid[0]) & (items <= valid[1]), items, np.nan)
    weight = weights_for(weights, len(items))
    extra = np.empty((len(items), 0)) if adjusters is None else matrix(adjusters, field="adjusters")
    same_length(items, extra, field="adjusters")
    kept, out = _comparable(items, codes, weight, len(names))
    rows = kept[codes] & (weight > 0)
    return Cases(
        items=items[rows],
        adjusters=extra[rows],
        weight=weight[rows],
        codes=np.cumsum(kept)[codes][rows] - 1,
        names=tuple(str(name) for name in names[kept]),
        left_out=tuple(str(name) for name in names[out]),
        rows=rows,
    )


def _comparable(items: Matrix, codes: Whole, weight: Vector, p: int) -> tuple[Mask, Mask]:
    """Which entities have two answers or more to every item (one alone says nothing of its spread), and which have cases
    but not that.
    """
    answered = ~np.isnan(items) & (weight > 0)[:, None]
    counts = np.column_stack([tally(codes, p, column) for column in answered.T])
    kept: Mask = np.asarray((counts >= _TWO).all(axis=1), dtype=np.bool_)
    if kept.sum() < _TWO:
        raise Invalid(
            N_("A comparison needs at least two groups in which every item was answered twice or more."),
            field="entities",
            hint=N_("Wait for more answers, or compare by fewer items."),
        )
    present = tally(codes, p, weight) > 0
    return kept, ~kept & present


def item_shares(item_weights: Sequence[float] | None, k: int) -> Vector:
    if item_weights is None:
        return np.full(k, 1 / k)
    given = vector(item_weights, field="item_weights")
    if len(given) != k or np.isnan(given).any() or (given < 0).any() or given.sum() == 0:
        raise Invalid(
            N_("A composite needs one weight of zero or more for each of its %(items)s items."),
            field="item_weights",
            hint=N_("Leave the weights out to count all items alike."),
            items=k,
        )
    return np.asarray(given / given.sum(), dtype=np.float64)


def missing_shares(items: Matrix, codes: Whole, p: int) -> Matrix:
    cases = np.maximum(tally(codes, p), 1)
    return np.column_stack([tally(codes, p, np.isnan(c)) / cases for c in items.T])
