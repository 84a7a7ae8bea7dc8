"""What matters most when one must choose: best–worst scaling (Louviere; Marley and Louviere 2005).

A task shows a few items, the answer names the best and the worst of them. Each row is one person's answer to one task.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.psychometrics.descriptives import Estimate
from hearten.engines.psychometrics.inputs import (
    Mask,
    Matrix,
    Vector,
    Whole,
    matrix,
    tally,
    too_few,
    vector,
    weights_for,
)
from hearten.engines.satisfaction.scores import CONFIDENCE, normal_quantile
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_ROUNDS = 100
_CLOSE = 1e-10
_FAR = 15.0


@dataclass(frozen=True)
class Counts:
    """For each item: how often shown, best and worst (weighted), and (best − worst) ÷ shown, −1 … 1 (NaN: not shown)."""

    shown: Vector
    best: Vector
    worst: Vector
    score: Vector


@dataclass(frozen=True)
class Preferences:
    """`utilities` sum to zero, each with its interval; `shares` say how often an item would be best among all."""

    utilities: tuple[Estimate, ...]
    shares: Vector
    log_likelihood: float
    answers: int


@dataclass(frozen=True)
class _Choices:
    """Choices in long form: the items on offer, the one taken, the sign of its utility, the weight."""

    offered: Mask
    taken: Whole
    sign: Vector
    weight: Vector


def count(
    shown: ArrayLike, best: ArrayLike, worst: ArrayLike, items: int, *, weights: ArrayLike | None = None
) -> Counts:
    """Best–worst counts; `shown` one row for each answer with item numbers from 0, NaN fills shorter tasks."""
    offered, first, last, weight = _answers(shown, best, worst, items, weights)
    seen = weight @ offered
    up = tally(first, items, weight)
    down = tally(last, items, weight)
    score = np.divide(up - down, seen, out=np.full(items, np.nan), where=seen > 0)
    return Counts(seen, up, down, score)


def preferences(
    shown: ArrayLike,
    best: ArrayLike,
    worst: ArrayLike,
    items: int,
    *,
    weights: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> Preferences:
    """A conditional logit: the best is chosen among all shown, then the worst among the rest, with utilities reversed.

    Errors are linearised over the answers (right with weights). Raises Invalid when the answers can't place an item.
    """
    offered, first, last, weight = _answers(shown, best, worst, items, weights)
    rest = offered.copy()
    rest[np.arange(len(rest)), first] = False
    n = len(offered)
    both = _Choices(
        offered=np.concatenate([offered, rest]),
        taken=np.concatenate([first, last]),
        sign=np.concatenate([np.ones(n), -np.ones(n)]),
        weight=np.concatenate([weight, weight]) / weight.mean(),
    )
    # Utilities that sum to zero: one column fewer than items.
    basis = np.linalg.svd(np.eye(items) - 1 / items)[0][:, : items - 1]
    utility, value, rows, curve = _climb(both, basis)
    by_answer = rows[:n] + rows[n:]
    bread = np.linalg.inv(curve)
    inner = bread @ (by_answer.T @ by_answer) @ bread * (n / max(n - 1, 1))
    error = np.sqrt(np.maximum(np.diag(basis @ inner @ basis.T), 0.0))
    half = normal_quantile(confidence) * error
    estimates = tuple(
        Estimate(n, float(u), float(e), float(u - h), float(u + h))
        for u, e, h in zip(utility, error, half, strict=True)
    )
    power = np.exp(utility - utility.max())
    return Preferences(estimates, power / power.sum(), value, n)


def _climb(choices: _Choices, basis: Matrix) -> tuple[Vector, float, Matrix, Matrix]:
    place = np.zeros(basis.shape[1])
    value, rows, curve = _likelihood(choices, basis, place)
    for _ in range(_ROUNDS):
        slope = rows.sum(axis=0)
        step, _, rank, _ = np.linalg.lstsq(curve, slope, rcond=1e-12)
        if rank < len(place) or np.abs(basis @ place).max() > _FAR:
            raise Invalid(
                N_(
                    "The answers can't place every item: one was never compared with the others, always won or always lost."
                ),
                field="shown",
                hint=N_("Look at the counts instead, or wait for more answers."),
            )
        scale = 1.0
        tried, new_rows, new_curve = _likelihood(choices, basis, place + step)
        while tried < value and scale > _CLOSE:
            scale /= 2
            tried, new_rows, new_curve = _likelihood(choices, basis, place + scale * step)
        place, value, rows, curve = place + scale * step, tried, new_rows, new_curve
        if float(step @ slope) < _CLOSE**2 * max(1.0, abs(value)):
            break
    return basis @ place, value, rows, curve


def _likelihood(choices: _Choices, basis: Matrix, place: Vector) -> tuple[float, Matrix, Matrix]:
    """Log-likelihood, each choice's part of its slope, and the curvature."""
    signed = choices.sign[:, None] * (basis @ place)[None, :]
    top = np.where(choices.offered, signed, -np.inf).max(axis=1, keepdims=True)
    power = np.where(choices.offered, np.exp(signed - top), 0.0)
    chance = power / power.sum(axis=1, keepdims=True)
    at = np.arange(len(chance)), choices.taken
    value = float(choices.weight @ np.log(chance[at]))
    taken = np.zeros_like(chance)
    taken[at] = 1.0
    rows = (choices.weight * choices.sign)[:, None] * (taken - chance) @ basis
    spread = np.diag(choices.weight @ chance) - (chance * choices.weight[:, None]).T @ chance
    curve: Matrix = basis.T @ spread @ basis
    return value, rows, curve


def _answers(
    shown: ArrayLike, best: ArrayLike, worst: ArrayLike, items: int, weights: ArrayLike | None
) -> tuple[Mask, Whole, Whole, Vector]:
    """Which items each whole answer saw, its best and its worst; answers with a missing half are left out."""
    table, first, last = (
        matrix(shown, field="shown"),
        vector(best, field="best"),
        vector(worst, field="worst"),
    )
    if not len(table) == len(first) == len(last):
        raise Invalid(
            N_("Every answer needs the items shown, a best and a worst."),
            field="best",
            hint=N_("Check the rows."),
        )
    weight = weights_for(weights, len(table))
    usable = ~np.isnan(first) & ~np.isnan(last) & (weight > 0)
    table, first, last, weight = table[usable], first[usable], last[usable], weight[usable]
    if len(table) == 0:
        raise too_few(0, 1, field="best")
    known = ~np.isnan(table)
    numbers = np.where(known, table, 0).astype(np.int64)
    if (known & ((table < 0) | (table >= items) | (numbers != table))).any():
        raise Invalid(
            N_("A task shows an item that does not exist."),
            field="shown",
            hint=N_("Items are numbered from 0."),
        )
    offered = np.zeros((len(table), items), dtype=np.bool_)
    rows, columns = np.nonzero(known)
    offered[rows, numbers[rows, columns]] = True
    _refuse_choices(offered, first, last)
    return offered, first.astype(np.int64), last.astype(np.int64), weight


def _refuse_choices(offered: Mask, first: Vector, last: Vector) -> None:
    inside = (np.minimum(first, last) >= 0).all() and (np.maximum(first, last) < offered.shape[1]).all()
    at = np.arange(len(offered))
    if (
        not inside
        or ((first % 1 != 0) | (last % 1 != 0)).any()
        or not (
            offered[at, first.astype(np.int64)] & offered[at, last.astype(np.int64)] & (first != last)
        ).all()
    ):
        raise Invalid(
            N_("The best and the worst must be two different items that were shown."),
            field="best",
            hint=N_("Check the answers of this task."),
        )
