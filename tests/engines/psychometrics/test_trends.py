"""Trends, before and after, interrupted series, control limits and many comparisons against SciPy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from hearten.engines.psychometrics.control import cusum, individuals_chart, share_chart
from hearten.engines.psychometrics.descriptives import mean
from hearten.engines.psychometrics.multiplicity import all_pairs, benjamini_hochberg, holm
from hearten.engines.psychometrics.trends import before_after, interrupted, linear_trend, mann_kendall
from hearten.kernel.errors import Invalid
from tests.tables import table_rows

RNG = np.random.default_rng(5)
NAN = float("nan")
series = st.lists(st.integers(1, 9), min_size=4, max_size=25)


@settings(max_examples=60, deadline=None)
@given(series)
def test_mann_kendall_is_kendalls_tau_with_time(values):
    ours, times = mann_kendall(values), np.arange(len(values))
    if len(set(values)) == 1:
        assert (ours.s, ours.z, ours.p, ours.slope.value) == (0, 0, 1, 0)
        assert np.isnan(ours.tau)
        return
    assert ours.tau == pytest.approx(stats.kendalltau(values, times).statistic)
    sen = stats.theilslopes(values, times)
    assert ours.slope.value == pytest.approx(sen.slope)
    assert ours.slope.low <= ours.slope.value + 1e-12
    assert ours.slope.high >= ours.slope.value - 1e-12


def test_mann_kendall_by_hand():
    """1 2 2 3: S = 5, variance (4·3·13 − 2·1·9) ÷ 18 = 7.667, z = 4 ÷ √7.667."""
    ours = mann_kendall([1, 2, 2, 3])
    assert (ours.s, ours.variance) == (5, pytest.approx(138 / 18))
    assert ours.z == pytest.approx(4 / np.sqrt(138 / 18))
    shuffled = mann_kendall([3, NAN, 1, 2, 2], [9, 5, 0, 1, 4])
    assert (shuffled.s, shuffled.n) == (5, 4)


def test_straight_line_equals_scipy():
    y = RNG.normal(size=12) + np.arange(12) * 0.2
    slope, p = linear_trend(y)
    theirs = stats.linregress(np.arange(12), y)
    assert (slope.value, slope.error, p) == (
        pytest.approx(theirs.slope),
        pytest.approx(theirs.stderr),
        pytest.approx(theirs.pvalue),
    )


@pytest.mark.parametrize("paired", [True, False])
def test_before_and_after_equal_scipy(paired):
    before, after = RNG.normal(4, 1, 15), RNG.normal(4.4, 2, 15)
    ours = before_after(before, after, paired=paired)
    theirs = stats.ttest_rel(after, before) if paired else stats.ttest_ind(after, before, equal_var=False)
    limits = theirs.confidence_interval(0.95)
    assert (ours.t, ours.p, ours.df) == (
        pytest.approx(theirs.statistic),
        pytest.approx(theirs.pvalue),
        pytest.approx(theirs.df),
    )
    assert (ours.low, ours.high) == (pytest.approx(limits.low), pytest.approx(limits.high))


def test_before_and_after_without_spread():
    same, apart = before_after([3, 3], [3, 3]), before_after([3, 3], [4, 4])
    assert (same.p, same.value, same.effect) == (1, 0, 0)
    assert (apart.value, np.isnan([apart.t, apart.p, apart.effect]).all()) == (1, True)


def test_interrupted_series_equals_statsmodels():
    t = np.arange(24.0)
    after = t >= 14
    y = 50 + 0.3 * t + 4 * after + 0.5 * np.where(after, t - 14, 0) + RNG.normal(size=24)
    ours = interrupted(y, 14)
    x = sm.add_constant(np.column_stack([t, after, np.where(after, t - 14, 0)]))
    theirs = sm.OLS(y, x).fit(
        cov_type="HAC", cov_kwds={"maxlags": ours.lags, "use_correction": False}, use_t=True
    )
    np.testing.assert_allclose(ours.coefficients.value, theirs.params, rtol=1e-8)
    np.testing.assert_allclose(ours.coefficients.error, theirs.bse, rtol=1e-8)
    np.testing.assert_allclose(ours.coefficients.p, theirs.pvalues, rtol=1e-6)
    assert ours.coefficients.names == ("level", "trend", "step", "bend")


@pytest.mark.parametrize("row", table_rows("algorithms/survey_scores.md", "month"), ids=str)
def test_the_worked_control_chart(row):
    months = table_rows("algorithms/survey_scores.md", "month")
    ours = share_chart([float(m["complaints"]) for m in months], [float(m["answers"]) for m in months])
    at = int(row["month"]) - 1
    assert (ours.low[at], ours.high[at]) == (
        pytest.approx(float(row["low"]), abs=5e-5),
        pytest.approx(float(row["high"]), abs=5e-5),
    )
    assert ours.outside[at] == (row["signal"] == "yes")


def test_control_of_single_figures():
    calm = individuals_chart([10, 12, 11, 13, 10, NAN, 12])
    assert calm.high[0] == pytest.approx(68 / 6 + 2.6586807763 * 10 / 5)
    assert not calm.outside.any()
    still = individuals_chart([4, 4, 4])
    assert not still.outside.any()
    assert not still.run.any()
    assert individuals_chart([1, 2] * 4 + [9] * 8).run[8:].all()
    empty = share_chart([1, 0], [5, 0])
    assert (np.isnan(empty.values[1]), empty.outside[1]) == (True, False)


def test_running_sums_see_a_small_shift():
    ours = cusum([0, 0, 0, *[1.5] * 8], target=0, sd=1)
    assert ours.signal.tolist() == [False] * 8 + [True] * 3
    assert ours.above[-1] == pytest.approx(8)
    assert cusum([0, -3, -3, -3], 0, 1).signal[-1]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_many_comparisons_equal_a_referee_and_scipy(p):
    """Holm step by step: the smallest times m, the next times m − 1 …, never falling, never above 1."""
    wanted, worst = [0.0] * len(p), 0.0
    for step, at in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        worst = max(worst, min(1.0, (len(p) - step) * p[at]))
        wanted[at] = worst
    np.testing.assert_allclose(holm(p), wanted, rtol=1e-12)
    np.testing.assert_allclose(benjamini_hochberg(p), stats.false_discovery_control(p), rtol=1e-12)


def test_holm_of_statsmodels():
    p = [0.01, 0.04, 0.03, 0.005, 0.5]
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1], rtol=1e-12)


def test_every_group_against_every_other():
    groups = {"a": mean([1, 2, 1, 2]), "b": mean([5, 4, 5, 4]), "c": mean([5, 4, 4, 5]), "d": mean([3])}
    ours = all_pairs(groups)
    assert [(pair.first, pair.second) for pair in ours] == [("a", "b"), ("a", "c"), ("b", "c")]
    np.testing.assert_allclose([pair.adjusted_p for pair in ours], holm([pair.difference.p for pair in ours]))
    assert (ours[0].difference.value, ours[2].difference.p) == (-3, 1)
    assert all_pairs({}) == ()


def test_comparisons_that_were_not_made_stay_out():
    assert holm([0.01, NAN, 0.04])[[0, 2]].tolist() == [0.02, 0.04]
    assert np.isnan(benjamini_hochberg([0.01, NAN])[1])
    assert holm([]).size == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: mann_kendall([1, 2]),
        lambda: mann_kendall([1, 2, 3], [1, 1, 2]),
        lambda: before_after([1], [1, 2]),
        lambda: before_after([1, 2], [1], paired=True),
        lambda: interrupted([1, 2, 3, 4, 5, 6], 99),
        lambda: share_chart([5, 1], [4, 1]),
        lambda: share_chart([1], [4]),
        lambda: individuals_chart([1, NAN]),
        lambda: cusum([1, 2], 0, 0),
        lambda: holm([1.2]),
    ],
)
def test_what_can_not_be_told_is_refused(call):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.hint
