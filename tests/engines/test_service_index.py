"""Points and index against the worked table of docs/algorithms/service_quality_index.md, and at the edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.service_index import NOTHING, QUANTILES, combine, median_interval, points
from tests.tables import table_rows

NAN = float("nan")
WEIGHTS = (2, 1, 1)


def worked():
    rows = table_rows("algorithms/service_quality_index.md", "indicator")
    return [{name: float(text) for name, text in row.items() if name != "indicator"} for row in rows]


def scored():
    return [
        points(row["figure"], row["low"], row["high"], target=row["target"], floor=row["floor"])
        for row in worked()
    ]


def test_the_points_of_the_worked_table():
    for row, found in zip(worked(), scored(), strict=True):
        assert (found.value, found.low, found.high) == pytest.approx((row["points"], row["from"], row["to"]))


def test_the_index_of_the_worked_table():
    whole = combine(scored(), WEIGHTS)
    assert (whole.value, whole.low, whole.high) == pytest.approx((75, 55.797, 84.763), abs=5e-4)
    without = combine([*scored()[:2], NOTHING], WEIGHTS)
    assert (without.value, without.covered) == pytest.approx((83.3333333, 0.75))
    assert not combine([NOTHING, *scored()[1:]], (3, 1, 1)).known  # two fifths of the weight are too little


def test_no_limits_mean_that_nothing_is_known_of_them():
    few = points(6, NAN, NAN, target=2, floor=10)
    assert (few.value, few.low, few.high) == (50, 0, 100)
    counted = points(0.8, 0.8, 0.8, target=1, floor=0)
    assert counted.low == counted.value == counted.high == pytest.approx(80)
    assert not points(NAN, 1, 2, target=2, floor=1).known


def test_a_median_and_its_limits():
    """The limits of a sample hold the true median about as often as they say; five values hold none."""
    rng = np.random.default_rng(4)
    hits = 0
    for _ in range(400):
        sample = rng.exponential(size=60)
        middle, low, high = median_interval(60, np.quantile(sample, QUANTILES))
        assert middle == pytest.approx(np.median(sample))
        hits += low <= math.log(2) <= high
    assert 0.92 <= hits / 400 <= 0.98
    assert math.isnan(median_interval(5, np.quantile([1, 2, 3, 4, 5], QUANTILES))[1])


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0, 20), st.floats(0.1, 9)), min_size=1, max_size=8))
def test_an_index_lies_among_its_parts_and_within_its_limits(rows):
    parts = [points(x, x - half, x + half, target=10, floor=-10) for x, half, _ in rows]
    whole = combine(parts, [weight for *_, weight in rows])
    assert min(p.value for p in parts) - 1e-9 <= whole.value <= max(p.value for p in parts) + 1e-9
    assert 0 <= whole.low <= whole.value + 1e-9
    assert whole.value - 1e-9 <= whole.high <= 100


@pytest.mark.parametrize("weights", [(1,), (0, 0), (-1, 2), (1, NAN)])
def test_weights_that_weigh_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weight"):
        combine([NOTHING, NOTHING], weights)


def test_equal_target_and_floor_are_refused():
    with pytest.raises(ValueError, match="differ"):
        points(1, 1, 1, target=2, floor=2)
