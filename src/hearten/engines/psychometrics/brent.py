"""The least value of a function of one unknown between two limits: Brent's (1973) search, for many functions at once.

Golden sections, and parabolas where they help. It is the search of R's `optimize`, step for step, so that figures stop where
R's do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearten.engines.psychometrics.inputs import Mask, Vector

_EPS = float(np.sqrt(np.finfo(np.float64).eps))
# R's `tol`: the fourth root of the machine's precision.
TOLERANCE = float(np.finfo(np.float64).eps) ** 0.25
_GOLDEN = (3 - np.sqrt(5)) / 2
_TURNS = 200

# Values of the functions with these numbers at these places.
Functions = Callable[[NDArray[np.intp], Vector], Vector]


class _State(NamedTuple):
    """The bracket; the best, second and third best place with their values; the last step and the one before."""

    low: Vector
    high: Vector
    best: Vector
    second: Vector
    third: Vector
    at_best: Vector
    at_second: Vector
    at_third: Vector
    step: Vector
    before: Vector


def least_between(functions: Functions, n: int, low: float, high: float) -> Vector:
    """Where each of `n` functions is least between `low` and `high`."""
    every = np.arange(n)
    start = np.full(n, low + _GOLDEN * (high - low))
    value = functions(every, start)
    table = np.stack(
        [
            np.full(n, low),
            np.full(n, high),
            start,
            start,
            start,
            value,
            value,
            value,
            np.zeros(n),
            np.zeros(n),
        ]
    )
    left = every
    for _ in range(_TURNS):
        state = _State(*table[:, left])
        moving = np.abs(state.best - _middle(state)) > 2 * _nearest(state) - (state.high - state.low) / 2
        left = left[moving]
        if not len(left):
            break
        state = _State(*table[:, left])
        place, step, before = _next(state)
        table[:, left] = np.stack(_learnt(state, place, functions(left, place), step, before))
    best: Vector = table[2]
    return best


def _middle(state: _State) -> Vector:
    return (state.low + state.high) / 2


def _nearest(state: _State) -> Vector:
    """The shortest step worth taking."""
    near: Vector = _EPS * np.abs(state.best) + TOLERANCE / 3
    return near


def _next(state: _State) -> tuple[Vector, Vector, Vector]:
    """Where to look next, with the step there and the one before it."""
    x, near, middle = state.best, _nearest(state), _middle(state)
    far = np.abs(state.before) > near
    p, q = _parabola(state, far)
    before = np.where(far, state.step, state.before)
    outside = (p <= q * (state.low - x)) | (p >= q * (state.high - x))
    golden = (np.abs(p) >= np.abs(q * np.where(far, state.before, 0.0) / 2)) | outside
    section = np.where(x < middle, state.high - x, state.low - x)
    step = np.where(golden, _GOLDEN * section, p / np.where(q == 0, 1.0, q))
    edge = (x + step - state.low < 2 * near) | (state.high - x - step < 2 * near)
    step = np.where(~golden & edge, np.where(x >= middle, -near, near), step)
    reach = np.where(np.abs(step) >= near, step, np.where(step > 0, near, -near))
    return x + reach, step, np.where(golden, section, before)


def _parabola(state: _State, far: Mask) -> tuple[Vector, Vector]:
    """Numerator and denominator of the step to the lowest point of the parabola through the three places."""
    r = (state.best - state.second) * (state.at_best - state.at_third)
    q = (state.best - state.third) * (state.at_best - state.at_second)
    p = (state.best - state.third) * q - (state.best - state.second) * r
    q = 2 * (q - r)
    return np.where(far, np.where(q > 0, -p, p), 0.0), np.where(far, np.abs(q), 0.0)


def _learnt(state: _State, place: Vector, value: Vector, step: Vector, before: Vector) -> _State:
    """The state after the functions were looked at there."""
    better, below = value <= state.at_best, place < state.best
    low = np.where(better & ~below, state.best, np.where(~better & below, place, state.low))
    high = np.where(better & below, state.best, np.where(~better & ~below, place, state.high))
    next_best = ~better & ((value <= state.at_second) | (state.second == state.best))
    alike = (state.third == state.best) | (state.third == state.second)
    last = ~better & ~next_best & ((value <= state.at_third) | alike)
    shifted = better | next_best
    return _State(
        low,
        high,
        np.where(better, place, state.best),
        np.where(better, state.best, np.where(next_best, place, state.second)),
        np.where(shifted, state.second, np.where(last, place, state.third)),
        np.where(better, value, state.at_best),
        np.where(better, state.at_best, np.where(next_best, value, state.at_second)),
        np.where(shifted, state.at_second, np.where(last, value, state.at_third)),
        step,
        before,
    )
