"""The least value of a function within bounds: L-BFGS-B as first published (Byrd, Lu, Nocedal and Zhu 1995).

SciPy has the revised version of 2011, which projects onto the bounds where this one stops at the first it meets. Both end
at the same place inside; where a bound holds (a Heywood case) they end apart, and R has this one. With a few dozen
unknowns the approximate Hessian is simply written out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from hearten.engines.psychometrics.factors.line_search import Point, search
from hearten.engines.psychometrics.inputs import Mask, Matrix, Vector

_EPS = float(np.finfo(np.float64).eps)
_MEMORY, _GAIN, _TURNS = 5, 1e7 * _EPS, 100
_FAR = 1e10

Function = Callable[[Vector], tuple[float, Vector]]


class Least(NamedTuple):
    """Where the function is least, whether the search came to rest there, and after how many steps."""

    place: Vector
    converged: bool
    steps: int


def least(function: Function, start: Vector, low: float, high: float) -> Least:
    """Searches until a step gains less than 10⁷ rounding errors of the value (R's `factr = 1e7`), 100 steps at most."""
    place = np.clip(start, low, high)
    value, slope = function(place)
    curvature, steps = _Curvature(len(place)), 0
    while steps < _TURNS:
        following = _step(function, (place, value, slope), curvature, (low, high), first=steps == 0)
        if following is None:
            if not curvature.changes:
                return Least(place, converged=False, steps=steps)
            curvature = _Curvature(len(place))
            continue
        (after, value_after, slope_after), steps = following, steps + 1
        gain = value - value_after
        size = max(abs(value), abs(value_after), 1.0)
        curvature.learn(after - place, slope_after - slope, -float(slope @ (after - place)))
        place, value, slope = following
        if gain <= _GAIN * size or not (np.clip(place - slope, low, high) - place).any():
            return Least(place, converged=True, steps=steps)
    return Least(place, converged=False, steps=steps)


@dataclass
class _Curvature:
    """What the last steps told of the second derivatives: θI less a correction of low rank (Byrd, Nocedal, Schnabel 1994)."""

    size: int
    theta: float = 1.0
    changes: list[tuple[Vector, Vector]] = field(default_factory=list)

    def learn(self, moved: Vector, turned: Vector, expected: float) -> None:
        together = float(turned @ moved)
        if together > _EPS * expected:
            self.changes = [*self.changes, (moved, turned)][-_MEMORY:]
            self.theta = float(turned @ turned) / together

    @property
    def matrix(self) -> Matrix:
        plain = self.theta * np.eye(self.size)
        if not self.changes:
            return plain
        moved, turned = (np.array(side).T for side in zip(*self.changes, strict=True))
        products = moved.T @ turned
        below = np.tril(products, -1)
        middle = np.block([[-np.diag(np.diag(products)), below.T], [below, self.theta * moved.T @ moved]])
        wide = np.hstack([turned, self.theta * moved])
        found: Matrix = plain - wide @ np.linalg.solve(middle, wide.T)
        return found


def _step(
    function: Function,
    here: tuple[Vector, float, Vector],
    curvature: _Curvature,
    bounds: tuple[float, float],
    *,
    first: bool,
) -> tuple[Vector, float, Vector] | None:
    """The next place with its value and slope; None where no step lowers the function."""
    place, value, slope = here
    target = _target(place, slope, curvature, bounds)
    if target is None:
        return None
    direction = target - place
    fall = float(slope @ direction)
    if fall >= 0:
        return None
    seen: dict[float, tuple[Vector, float, Vector]] = {}

    def at(step: float) -> Point:
        there = target if step == 1 else place + step * direction
        seen[step] = there, *function(there)
        return Point(step, seen[step][1], float(seen[step][2] @ direction))

    longest = 1.0 if first else _room(place, direction, bounds)
    found = search(at, Point(0.0, value, fall), longest)
    return None if found is None else seen[found.step]


def _target(
    place: Vector, slope: Vector, curvature: _Curvature, bounds: tuple[float, float]
) -> Vector | None:
    """Where the quadratic model is least within the bounds, near enough; None where rounding has spoilt the model."""
    try:
        matrix = curvature.matrix
        target, free = _cauchy(place, slope, matrix, bounds)
        if curvature.changes and free.any():
            return _inside(place, slope, matrix, bounds, target=target, free=free)
    except np.linalg.LinAlgError:
        return None
    return target


def _cauchy(place: Vector, slope: Vector, matrix: Matrix, bounds: tuple[float, float]) -> tuple[Vector, Mask]:
    """The first least value of the quadratic model on the way down the slope, bent at the bounds; and who is still free."""
    low, high = bounds
    until = np.full(len(place), np.inf)
    falling = slope != 0
    until[falling] = (place - np.where(slope < 0, high, low))[falling] / slope[falling]
    free = until > 0
    direction, moved, passed = np.where(free, -slope, 0.0), np.zeros(len(place)), 0.0
    for unknown in np.argsort(until, kind="stable"):
        if not direction.any():
            break
        ahead = -(slope + matrix @ moved) @ direction / (direction @ matrix @ direction)
        if not free[unknown] or direction[unknown] == 0:
            continue
        if ahead < until[unknown] - passed:
            return place + moved + max(ahead, 0.0) * direction, free
        moved += (until[unknown] - passed) * direction
        passed, free[unknown] = until[unknown], False
        moved[unknown] = (high if direction[unknown] > 0 else low) - place[unknown]
        direction[unknown] = 0.0
    return np.clip(place + moved, low, high), free


def _inside(
    place: Vector,
    slope: Vector,
    matrix: Matrix,
    bounds: tuple[float, float],
    *,
    target: Vector,
    free: Mask,
) -> Vector:
    """From there to the model's least value over the free unknowns, or as far as the first bound on the way."""
    low, high = bounds
    rest = -(slope + matrix @ (target - place))[free]
    way = np.linalg.solve(matrix[np.ix_(free, free)], rest)
    room = np.where(way > 0, high - target[free], low - target[free])
    share = np.divide(room, way, out=np.full(len(way), np.inf), where=way != 0)
    hit = int(np.argmin(share))
    further = target.copy()
    if share[hit] < 1:
        reached = target[free] + max(share[hit], 0.0) * way
        reached[hit] = high if way[hit] > 0 else low
        further[free] = reached
    else:
        further[free] += way
    return further


def _room(place: Vector, direction: Vector, bounds: tuple[float, float]) -> float:
    """How often the direction fits between the bounds."""
    low, high = bounds
    moving = direction != 0
    ends = np.where(direction > 0, high, low)
    return float(min(np.maximum((ends - place)[moving] / direction[moving], 0.0).min(), _FAR))
