"""The search within bounds against SciPy's, wherever the least value is the only one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, rosen, rosen_der

from hearten.engines.psychometrics.factors.bounded import least
from hearten.engines.psychometrics.factors.line_search import Point, search


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8), st.floats(0.1, 2))
def test_a_bowl_within_bounds(seed, size, room):
    """A convex quadratic has one least value in a box; half the time it lies on a side."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(size, size))
    bowl, centre = root @ root.T + np.eye(size), rng.normal(size=size) * 1.5

    def function(x):
        return float((x - centre) @ bowl @ (x - centre) / 2), bowl @ (x - centre)

    found = least(function, np.zeros(size), -room, room)
    theirs = minimize(
        function,
        np.zeros(size),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-room, room)] * size,
        options={"ftol": 1e-14},
    )
    assert found.converged
    assert function(found.place)[0] == pytest.approx(theirs.fun, rel=1e-6, abs=1e-7)
    assert (np.abs(found.place) <= room).all()


@pytest.mark.parametrize(("high", "wanted"), [(2.0, [1, 1]), (0.5, [0.5, 0.25])])
def test_a_bent_valley(high, wanted):
    """Rosenbrock's function, with its least value inside and cut off."""
    found = least(lambda x: (float(rosen(x)), rosen_der(x)), np.array([-1.2, 0.4]), -2.0, high)
    assert found.place == pytest.approx(wanted, abs=1e-3)


def test_nothing_to_gain():
    """At a place without slope, and where the slope lies (as no function's does), the search says so."""
    assert least(lambda x: (1.0, np.zeros(2)), np.ones(2), 0.0, 2.0).place == pytest.approx([1, 1])
    lying = least(lambda x: (float((x**2).sum()), -2 * x), np.ones(2) * 0.5, 0.0, 2.0)
    assert not lying.converged


@settings(max_examples=60, deadline=None)
@given(st.floats(0.05, 20), st.floats(0.2, 3), st.floats(0.5, 50))
def test_a_step_lowers_and_flattens(centre, power, longest):
    """Either a step that lowers the function enough and flattens it, or the longest allowed."""

    def at(step):
        apart = step - centre
        return Point(step, abs(apart) ** (1 + power), (1 + power) * abs(apart) ** power * np.sign(apart))

    start = at(0.0)
    found = search(at, start, longest)
    assert found is not None
    assert found.value <= start.value + 1e-3 * found.step * start.slope
    assert abs(found.slope) <= 0.9 * abs(start.slope) or found.step == longest
