"""Scores of one question against the reference file, NumPy and SciPy, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

from hearten.engines.psychometrics.descriptives import (
    box,
    describe,
    distribution,
    mean,
    median,
    net_promoter,
    net_promoter_difference,
    standard_deviation,
)
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics.reference import cahps_plans, needs_reference, output

NAN = float("nan")
answers = st.lists(st.integers(1, 7), min_size=2, max_size=40)


@needs_reference
@pytest.mark.parametrize("plan", ["all", "HMO_A_URBAN", "HMO_B_URBAN", "HMO_C_RURAL"])
def test_rating_of_health_plans(plan):
    """X5: NPS with its error, both share intervals, mean and boxes of 1,425 ratings as trusted software gives them."""
    reference = output("scores_misc.json")
    wanted = reference["all"] if plan == "all" else reference["by_plan"][plan]
    names, rating = cahps_plans()["names"], cahps_plans()["Q38"]
    rating = np.where((rating >= 0) & (rating <= 10), rating, np.nan)
    rating = rating[(names != "") if plan == "all" else (names == plan)]
    whole, score = describe(rating), net_promoter(rating)
    tops = {m: box(rating, 9, 10, method=m) for m in ("wilson", "clopper_pearson")}
    ours = {
        "n": whole.n,
        "promoters": score.promoters,
        "passives": score.passives,
        "detractors": score.detractors,
        "nps": score.score.value,
        "se": score.score.error,
        "ci95_wald": [score.score.low, score.score.high],
        "mean": whole.mean.value,
        "sd": whole.sd,
        "topbox_9_10": tops["wilson"].value,
        "topbox_wilson": [tops["wilson"].low, tops["wilson"].high],
        "topbox_clopper": [tops["clopper_pearson"].low, tops["clopper_pearson"].high],
        "topbox_10": box(rating, 10, 10).value,
        "bottom_0_6": box(rating, 0, 6).value,
    }
    assert set(ours) == set(wanted)
    for name, value in ours.items():
        np.testing.assert_allclose(value, wanted[name], rtol=1e-9, err_msg=name)


@needs_reference
def test_difference_of_two_plans():
    reference = output("scores_misc.json")["nps_diff_B_URBAN_minus_A_URBAN"]
    names, rating = cahps_plans()["names"], cahps_plans()["Q38"]
    rating = np.where((rating >= 0) & (rating <= 10), rating, np.nan)
    ours = net_promoter_difference(*(net_promoter(rating[names == f"HMO_{x}_URBAN"]) for x in "BA"))
    np.testing.assert_allclose(
        [ours.value, ours.z, ours.p], [reference["diff"], reference["z"], reference["p"]], rtol=1e-9
    )


@settings(max_examples=40, deadline=None)
@given(answers, st.integers(1, 4))
def test_weights_that_repeat_rows_move_no_value(values, times):
    """A whole weight gives the mean, median, modes and shares of the row written that often."""
    weights = np.array([1 + (i * times) % 3 for i in range(len(values))], dtype=float)
    rows = np.repeat(values, weights.astype(int))
    weighed, repeated = describe(values, weights), describe(rows)
    assert weighed.mean.value == pytest.approx(repeated.mean.value)
    assert (weighed.median, weighed.modes) == (np.median(rows), repeated.modes)
    np.testing.assert_allclose(weighed.distribution.shares, repeated.distribution.shares)


@settings(max_examples=40, deadline=None)
@given(answers, st.floats(0.1, 50))
def test_equal_weights_of_any_size_change_nothing(values, weight):
    plain, weighed = describe(values), describe(values, np.full(len(values), weight))
    for name in ("value", "error", "low", "high"):
        assert getattr(weighed.mean, name) == pytest.approx(getattr(plain.mean, name), abs=1e-9)
    assert (weighed.sd, weighed.median) == (pytest.approx(plain.sd, abs=1e-9), plain.median)
    assert plain.sd == pytest.approx(np.std(values, ddof=1))
    assert plain.mean.error == pytest.approx(stats.sem(values), abs=1e-12)


def test_weighted_mean_and_spread_equal_statsmodels():
    values, weights = np.array([1, 4, 4, 5, 2.0]), np.array([0.5, 2, 1, 0.25, 3])
    theirs = DescrStatsW(values, weights)
    assert mean(values, weights).value == pytest.approx(theirs.mean)
    assert standard_deviation(values, weights) == pytest.approx(np.sqrt(theirs.var * 5 / 4))


def test_linearised_error_by_hand():
    """Σw²(y − ȳ)² = 4·1 + 1·4 = 8 with ȳ = (2·2 + 1·5) ÷ 3 = 3; times 2 ÷ 1, root 4, by 3."""
    ours = mean([2, 5], [2, 1])
    assert (ours.value, ours.error) == (pytest.approx(3), pytest.approx(4 / 3))


def test_edges():
    nobody, one, same = describe([NAN, NAN]), describe([4.0]), describe([3.0] * 5)
    assert (nobody.n, nobody.missing, nobody.modes, nobody.effective_n) == (0, 2, (), 0)
    assert np.isnan([nobody.mean.value, nobody.median, nobody.sd, nobody.least]).all()
    assert (one.mean.value, one.median, one.modes) == (4, 4, (4.0,))
    assert np.isnan([one.mean.low, one.sd]).all()
    assert (same.sd, same.mean.low, same.mean.high) == (0, 3, 3)
    assert describe([1, 1, 5, 5, 3]).modes == (1.0, 5.0)
    assert median([1, 2, 3, 4]) == 2.5
    assert median([1, 9], [3, 1]) == 1
    assert describe([5, 1], [1, 0]).n == 1


def test_scores_at_the_ends():
    happy, none = net_promoter([10] * 10), net_promoter([NAN])
    assert (happy.score.value, happy.score.low, happy.adjusted_high) == (100, 100, 100)
    assert happy.adjusted_low < 50
    assert (none.n, np.isnan(none.score.value)) == (0, True)
    assert np.isnan(net_promoter_difference(happy, net_promoter([0] * 9)).p)
    exact = box([5] * 10, 4, 5, method="clopper_pearson")
    assert (exact.high, exact.low) == (1.0, pytest.approx(0.025 ** (1 / 10)))
    assert np.isnan(box([], 4, 5).value)


@pytest.mark.parametrize("k", [0, 1, 13, 30])
def test_exact_interval_equals_scipy(k):
    ours = box([1] * k + [0] * (30 - k), 1, 1, method="clopper_pearson")
    theirs = stats.binomtest(k, 30).proportion_ci(method="exact")
    assert (ours.low, ours.high) == (pytest.approx(theirs.low), pytest.approx(theirs.high))


def test_a_step_nobody_chose_is_seen():
    ours = distribution([1, 3, 3], levels=[1, 2, 3])
    assert ours.counts.tolist() == [1, 0, 2]
    assert ours.shares.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: describe([1, 2], [1]), "weights"),
        (lambda: describe([1, 2], [1, -1]), "weights"),
        (lambda: describe([1, 2], [1, NAN]), "weights"),
        (lambda: describe([1, np.inf]), "values"),
        (lambda: describe([[1, 2]]), "values"),
        (lambda: describe(["very", "not"]), "values"),
        (lambda: net_promoter([11]), "values"),
        (lambda: distribution([4], levels=[1, 2]), "levels"),
    ],
)
def test_what_can_not_be_is_refused(call, field):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.field == field
    assert refusal.value.hint
