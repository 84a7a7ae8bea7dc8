"""The columnar scores against a row-by-row referee, SciPy, and their own promises."""

from __future__ import annotations

import itertools
import math
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hearten.engines.satisfaction import (
    mean,
    nps,
    share,
    share_difference,
    share_ratio,
    slope,
    welch_difference,
)

answers = st.lists(st.integers(0, 10), min_size=1, max_size=60)


@settings(max_examples=80, deadline=None)
@given(st.lists(answers, min_size=1, max_size=6))
def test_nps_equals_answers_counted_one_by_one(groups):
    """X5: a column of counts gives what adding +1, 0, −1 answer by answer gives."""
    counts = [[sum(low <= a <= high for a in g) for g in groups] for low, high in ((9, 10), (7, 8), (0, 6))]
    ours = nps(*counts)
    for i, group in enumerate(groups):
        marks = [(a >= 9) - (a <= 6) for a in group]
        assert ours.value[i] == pytest.approx(100 * statistics.fmean(marks))
        assert -100 <= ours.low[i] <= ours.value[i] + 1e-9
        assert ours.value[i] - 1e-9 <= ours.high[i] <= 100


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 7), min_size=2, max_size=50))
def test_mean_equals_the_standard_library_and_scipy(values):
    ours = mean(len(values), sum(values), sum(v * v for v in values))
    assert ours.value[0] == pytest.approx(statistics.fmean(values))
    half = stats.t.ppf(0.975, len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))
    assert ours.high[0] - ours.value[0] == pytest.approx(half, abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5)), min_size=3, max_size=50))
def test_slope_equals_scipy(pairs):
    x, y = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    ours = slope(n=len(x), x=x.sum(), y=y.sum(), xx=(x * x).sum(), xy=(x * y).sum(), yy=(y * y).sum())
    if np.ptp(x) == 0:
        assert np.isnan(ours.value[0])
        return
    theirs = stats.linregress(x, y)
    if np.ptp(y) == 0:
        assert (ours.value[0], ours.low[0], ours.high[0]) == (0, 0, 0)
        return
    assert ours.value[0] == pytest.approx(theirs.slope, abs=1e-9)
    half = stats.t.ppf(0.975, len(x) - 2) * theirs.stderr
    # On a perfect line the residual is what subtraction leaves of the sums: about a hundred-thousandth, not zero.
    assert (ours.high - ours.value)[0] == pytest.approx(half, abs=1e-4)


def test_welch_equals_scipy():
    first, second = np.array([5, 4, 4, 3, 5, 5, 2.0]), np.array([3, 3, 2, 5, 1.0])
    sides = [(len(s), s.sum(), (s**2).sum()) for s in (first, second)]
    ours = welch_difference(*sides)
    theirs = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    assert (ours.low[0], ours.high[0]) == (pytest.approx(theirs.low), pytest.approx(theirs.high))


@pytest.mark.parametrize(("k", "n"), list(itertools.product((0, 1, 7), (7, 30))))
def test_wilson_equals_scipy(k, n):
    ours, theirs = share(k, n), stats.binomtest(k, n).proportion_ci(method="wilson")
    assert (ours.low[0], ours.high[0]) == (pytest.approx(theirs.low, abs=1e-12), pytest.approx(theirs.high))


def test_ratio_by_hand():
    """Katz: 30 of 100 against 15 of 100 is 2, times or over exp(1.96 √(1/30 − 1/100 + 1/15 − 1/100))."""
    ours = share_ratio(30, 100, 15, 100)
    assert ours.value[0] == pytest.approx(2)
    assert ours.high[0] == pytest.approx(
        2 * math.exp(1.959964 * math.sqrt(1 / 30 + 1 / 15 - 2 / 100)), rel=1e-6
    )


def test_coverage():
    """Over every possible sample the adjusted interval holds the truth more often than the plain one, near 95 %."""
    for p, d in ((0.5, 0.2), (0.8, 0.05), (0.2, 0.4)):
        for n in (5, 10, 20, 50):
            a, b = (g.ravel() for g in np.meshgrid(np.arange(n + 1), np.arange(n + 1)))
            a, b = a[a + b <= n], b[a + b <= n]
            weight = stats.multinomial.pmf(np.column_stack([a, n - a - b, b]), n, [p, 1 - p - d, d])
            truth = 100 * (p - d)
            held = {}
            for method in ("wald", "adjusted"):
                e = nps(a, n - a - b, b, method=method)
                held[method] = weight[(e.low <= truth + 1e-9) & (truth <= e.high + 1e-9)].sum()
            assert held["adjusted"] > 0.92, (p, d, n, held)
            assert held["adjusted"] >= held["wald"] - 0.02


def test_no_answers_say_nothing():
    for estimates in (
        nps(0, 0, 0),
        share(0, 0),
        mean(0, 0, 0),
        slope(n=0, x=0, y=0, xx=0, xy=0, yy=0),
        share_difference(0, 0, 1, 2),
    ):
        assert np.isnan([estimates.value[0], estimates.low[0], estimates.high[0]]).all()
    one = mean(1, 4, 16)
    assert (one.value[0], math.isnan(one.low[0])) == (4, True)


@pytest.mark.parametrize(
    "bad",
    [
        lambda: nps(-1, 0, 0),
        lambda: share(3, 2),
        lambda: share(1, np.nan),
        lambda: mean(3, 6, 14, confidence=1),
    ],
)
def test_what_can_not_be_is_refused(bad):
    with pytest.raises(ValueError):
        bad()
