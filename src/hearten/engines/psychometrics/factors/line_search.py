"""How far along a direction? Moré and Thuente's (1994) search for a step that lowers a function enough and flattens it."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import NamedTuple

_ENOUGH, _FLAT, _NARROW = 1e-3, 0.9, 0.1
_TRIALS = 20
_NEAR, _LEAST_BEYOND, _MOST_BEYOND = 0.66, 1.1, 4.0


class Point(NamedTuple):
    """A step, the function there, and its slope along the direction."""

    step: float
    value: float
    slope: float

    def less(self, line: float) -> Point:
        """The same of the function less a straight line of this slope."""
        return Point(self.step, self.value - self.step * line, self.slope - line)


class _Bracket(NamedTuple):
    """The best point so far, the other end, and whether a good step must lie between them."""

    best: Point
    other: Point
    closed: bool


def search(at: Callable[[float], Point], start: Point, longest: float) -> Point | None:
    """A good step from 0 to `longest`, tried from 1 on; the last one tried where rounding ends the search; None if none."""
    line = _ENOUGH * start.slope
    bracket, first_stage = _Bracket(start, start, closed=False), True
    width, width_before = longest, 2 * longest
    low, high, step = 0.0, 1 + _MOST_BEYOND, min(1.0, longest)
    for _ in range(_TRIALS + 1):
        point = at(step)
        lowered = point.value <= start.value + step * line
        first_stage = first_stage and not (lowered and point.slope >= 0)
        if _over(point, bracket, (low, high), longest, lowered=lowered, line=line, steepest=-start.slope):
            return point
        if first_stage and point.value <= bracket.best.value and not lowered:
            step, bracket = _without_line(bracket, point, line, low, high)
        else:
            step, bracket = _next(bracket, point, low, high)
        best, other = bracket.best.step, bracket.other.step
        if bracket.closed:
            if abs(other - best) >= _NEAR * width_before:
                step = best + (other - best) / 2
            width_before, width = width, abs(other - best)
            low, high = min(best, other), max(best, other)
        else:
            low, high = step + _LEAST_BEYOND * (step - best), step + _MOST_BEYOND * (step - best)
        step = min(max(step, 0.0), longest)
        if bracket.closed and (not low < step < high or high - low <= _NARROW * high):
            step = best
    return None


def _over(
    point: Point,
    bracket: _Bracket,
    within: tuple[float, float],
    longest: float,
    *,
    lowered: bool,
    line: float,
    steepest: float,
) -> bool:
    low, high = within
    exhausted = bracket.closed and (not low < point.step < high or high - low <= _NARROW * high)
    at_the_end = point.step == longest and lowered and point.slope <= line
    nowhere = point.step == 0 and (not lowered or point.slope >= line)
    return exhausted or at_the_end or nowhere or (lowered and abs(point.slope) <= _FLAT * steepest)


def _without_line(
    bracket: _Bracket, point: Point, line: float, low: float, high: float
) -> tuple[float, _Bracket]:
    """The next step by the function less the line it should fall below, until it has."""
    reduced = _Bracket(bracket.best.less(line), bracket.other.less(line), bracket.closed)
    step, found = _next(reduced, point.less(line), low, high)
    return step, _Bracket(found.best.less(-line), found.other.less(-line), found.closed)


def _next(bracket: _Bracket, point: Point, low: float, high: float) -> tuple[float, _Bracket]:
    """A new step by cubic and quadratic interpolation, in the paper's four cases, and the narrowed bracket."""
    best, other, closed = bracket
    turned = point.slope * best.slope < 0
    if point.value > best.value:
        cubic = best.step + _cubic(best, point) * (point.step - best.step)
        quadratic = best.step + _parabola(best, point) * (point.step - best.step)
        nearer = abs(cubic - best.step) < abs(quadratic - best.step)
        return cubic if nearer else cubic + (quadratic - cubic) / 2, _Bracket(best, point, closed=True)
    ends = best if turned else other
    if turned:
        cubic, secant = _back(point, best), _secant(point, best)
        step = cubic if abs(cubic - point.step) > abs(secant - point.step) else secant
        closed = True
    elif abs(point.slope) < abs(best.slope):
        step = _flatter(bracket, point, low, high)
    elif closed:
        step = _back(point, other)
    else:
        step = high if point.step > best.step else low
    return step, _Bracket(point, ends, closed)


def _flatter(bracket: _Bracket, point: Point, low: float, high: float) -> float:
    """Lower, flatter, same direction: the cubic only if it has its least value beyond the point."""
    best, other, closed = bracket
    ratio, curved = _flat_cubic(point, best)
    if ratio < 0 and curved:
        cubic = point.step + ratio * (best.step - point.step)
    else:
        cubic = high if point.step > best.step else low
    secant = _secant(point, best)
    cubic_nearer = abs(cubic - point.step) < abs(secant - point.step)
    if not closed:
        return min(max(secant if cubic_nearer else cubic, low), high)
    step = cubic if cubic_nearer else secant
    limit = point.step + _NEAR * (other.step - point.step)
    return min(limit, step) if point.step > best.step else max(limit, step)


def _gamma(one: Point, two: Point) -> tuple[float, float]:
    """The cubic through both points: its θ, and γ (0 where it has no least value)."""
    theta = 3 * _ratio(one.value - two.value, two.step - one.step) + one.slope + two.slope
    size = max(abs(theta), abs(one.slope), abs(two.slope))
    if size == 0:
        return theta, 0.0
    inside = (theta / size) ** 2 - (one.slope / size) * (two.slope / size)
    return theta, size * sqrt(max(inside, 0.0))


def _cubic(one: Point, two: Point) -> float:
    theta, gamma = _gamma(one, two)
    gamma = -gamma if two.step < one.step else gamma
    return _ratio(gamma - one.slope + theta, gamma - one.slope + gamma + two.slope)


def _back(point: Point, end: Point) -> float:
    """Where the cubic through both is least, seen from `point`."""
    theta, gamma = _gamma(end, point)
    gamma = -gamma if point.step > end.step else gamma
    ratio = _ratio(gamma - point.slope + theta, gamma - point.slope + gamma + end.slope)
    return point.step + ratio * (end.step - point.step)


def _flat_cubic(point: Point, best: Point) -> tuple[float, bool]:
    theta, gamma = _gamma(best, point)
    gamma = -gamma if point.step > best.step else gamma
    return _ratio(gamma - point.slope + theta, gamma + (best.slope - point.slope) + gamma), gamma != 0


def _parabola(one: Point, two: Point) -> float:
    return _ratio(one.slope, _ratio(one.value - two.value, two.step - one.step) + one.slope) / 2


def _secant(point: Point, end: Point) -> float:
    return point.step + _ratio(point.slope, point.slope - end.slope) * (end.step - point.step)


def _ratio(above: float, below: float) -> float:
    """0 where there is nothing to divide by: the search then stays where it is, and ends."""
    return above / below if below else 0.0
