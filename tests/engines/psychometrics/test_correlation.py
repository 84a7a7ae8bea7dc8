"""Rank and polychoric correlations from tables, against SciPy row by row, R's figures, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as drawn
from scipy import optimize, stats

from hearten.engines.psychometrics.brent import TOLERANCE, least_between
from hearten.engines.psychometrics.correlation import kendall, pearson, rank_correlations, spearman
from hearten.engines.psychometrics.moments import gather
from hearten.engines.psychometrics.polychoric import bivariate_normal, polychoric, thresholds
from hearten.engines.psychometrics.tables import tabulate
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics import big_five
from tests.engines.psychometrics.reference import needs_reference, output

pairs = drawn.arrays(np.int8, st.tuples(st.integers(5, 60), st.just(2)), elements=st.integers(1, 5)).filter(
    lambda a: (np.ptp(a, axis=0) > 0).all()
)


@settings(max_examples=80, deadline=None)
@given(pairs)
def test_tables_say_what_rows_say(answers):
    """X5: Spearman and Kendall from counts alone are SciPy's from the respondents."""
    tables = tabulate(answers, lowest=1, highest=5)
    one, two = answers.T
    assert spearman(tables).values[0, 1] == pytest.approx(stats.spearmanr(one, two).statistic)
    assert kendall(tables).values[0, 1] == pytest.approx(stats.kendalltau(one, two).statistic)
    real = answers.astype(float)
    for method, found in (("spearman", spearman(tables)), ("kendall", kendall(tables))):
        assert rank_correlations(real, "ab", method=method).values == pytest.approx(found.values)


@settings(max_examples=30, deadline=None)
@given(pairs, st.data())
def test_tables_add_up_and_weigh(answers, data):
    cut = data.draw(st.integers(1, len(answers) - 1))
    whole = tabulate(answers, lowest=1, highest=5)
    both = tabulate(answers[:cut], lowest=1, highest=5) + tabulate(answers[cut:], lowest=1, highest=5)
    assert np.array_equal(both.counts, whole.counts)
    times = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(answers), max_size=len(answers))))
    weighted = tabulate([(answers, times.astype(float))], lowest=1, highest=5)
    repeated = tabulate(np.repeat(answers, times, axis=0), lowest=1, highest=5)
    assert weighted.counts == pytest.approx(repeated.counts)
    both = np.array(~np.isnan(np.where((answers >= 1) & (answers <= 5), answers, np.nan)), float)
    assert weighted.squared == pytest.approx(both.T @ (both * times[:, None].astype(float) ** 2))
    halves = [
        tabulate([(part, w.astype(float))], lowest=1, highest=5)
        for part, w in ((answers[:cut], times[:cut]), (answers[cut:], times[cut:]))
    ]
    assert (halves[0] + halves[1]).effective == pytest.approx(weighted.effective)


def test_weights_that_stand_for_a_country_do_not_make_more_people():
    """Forty answers that each stand for a million are forty answers: so for ranks and opinions as for figures."""
    rows = np.random.default_rng(11).integers(1, 6, (40, 3)).astype(float)
    heavy = tabulate([(rows, np.full(40, 1e6))], lowest=1, highest=5)
    for method in (spearman, kendall, polychoric):
        assert method(heavy).observations == pytest.approx(40)
        assert method(heavy).values == pytest.approx(method(tabulate(rows, lowest=1, highest=5)).values)


def test_yes_and_no_are_levels_of_a_longer_scale():
    """True is 1 and nothing else, and no number of bytes is a negative answer."""
    yes = np.array([[True, False], [False, True], [True, True]])
    assert tabulate(yes, lowest=0, highest=4).shares.tolist() == [[1, 2, 0, 0, 0], [1, 2, 0, 0, 0]]
    assert tabulate(np.array([[255], [1]], np.uint8), lowest=-1, highest=1).shares.tolist() == [[0, 0, 1]]


@needs_reference
def test_as_r_has_them():
    """X5: Spearman and Kendall to the last digits, and polychoric too, because it stops where R's search stops."""
    wanted = output("scores_misc.json")
    tables = tabulate(big_five.answers()[:, :5], lowest=1, highest=6, missing="listwise")
    assert spearman(tables).values == pytest.approx(np.array(wanted["spearman_A1_A5"]), rel=1e-8)
    assert kendall(tables).values == pytest.approx(np.array(wanted["kendall_A1_A5"]), rel=1e-8)
    assert polychoric(tables).values == pytest.approx(np.array(wanted["polychoric_A1_A5"]), rel=1e-8)


SHAPES = (
    lambda x: (x - 0.3) ** 2,
    lambda x: np.abs(x + 0.99),
    lambda x: -np.exp(5 * x),  # least at the limit
    lambda x: np.cos(7 * x),  # two lowest places
    lambda x: 0 * x,
    lambda x: (x**2 - 0.25) ** 2 - x / 9,
)


def test_the_search_is_that_of_scipy_and_r():
    """Many functions at once, each as Brent's search finds it alone."""
    found = least_between(
        lambda numbers, x: np.array([SHAPES[i](y) for i, y in zip(numbers, x, strict=True)]),
        len(SHAPES),
        -1,
        1,
    )
    theirs = [optimize.fminbound(shape, -1, 1, xtol=TOLERANCE) for shape in SHAPES]
    assert found == pytest.approx(theirs, abs=1e-9)


def test_polychoric_finds_what_was_cut():
    """The correlation of normal opinions is found again from five, two or eleven answers; Pearson's is too small."""
    rng = np.random.default_rng(2)
    opinions = rng.multivariate_normal([0, 0, 0], [[1, 0.8, -0.5], [0.8, 1, 0], [-0.5, 0, 1]], 40_000)
    cuts = ([-1.5, -0.5, 0.2, 1.0], [0.3], np.linspace(-2, 2, 10))
    answers = np.column_stack(
        [np.digitize(column, cut) for column, cut in zip(opinions.T, cuts, strict=True)]
    )
    tables = tabulate(answers.astype(np.int8), lowest=0, highest=10)
    found = polychoric(tables).values
    assert found[np.tril_indices(3, -1)] == pytest.approx([0.8, -0.5, 0], abs=0.02)
    assert thresholds(tables)[1, 0] == pytest.approx(0.3, abs=0.02)
    assert pearson(gather(answers.astype(np.int8))).values[0, 1] < 0.7


def test_of_most_likelihood():
    """No correlation nearby makes the table likelier, by SciPy's normal distribution function."""
    table = np.array([[30, 12, 3], [10, 40, 15], [2, 14, 33]])
    answers = np.repeat(np.argwhere(table >= 0), table.ravel(), axis=0)
    best = polychoric(tabulate(answers, lowest=0, highest=2)).values[0, 1]
    rows, columns = (
        np.concatenate([[-8], stats.norm.ppf(table.sum(axis=1 - axis).cumsum()[:-1] / table.sum()), [8]])
        for axis in (0, 1)
    )

    def likelihood(rho):
        corners = [
            [stats.multivariate_normal.cdf([h, k], cov=[[1, rho], [rho, 1]]) for k in columns] for h in rows
        ]
        return (table * np.log(np.diff(np.diff(corners, axis=0), axis=1))).sum()

    assert likelihood(best) > max(likelihood(best - 0.003), likelihood(best + 0.003))


@settings(max_examples=60, deadline=None)
@given(st.floats(-4, 4), st.floats(-4, 4), st.floats(-0.995, 0.995))
def test_bivariate_normal_equals_scipy(h, k, rho):
    theirs = stats.multivariate_normal.cdf([h, k], cov=[[1, rho], [rho, 1]])
    assert float(bivariate_normal(np.array(h), np.array(k), np.array(rho))) == pytest.approx(theirs, abs=1e-9)


def test_fisher_interval_holds_the_truth():
    rng = np.random.default_rng(6)
    inside = 0
    for _ in range(200):
        rows = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 40)
        low, high = pearson(gather(rows)).interval()
        inside += low[0, 1] <= 0.6 <= high[0, 1]
    assert 180 <= inside <= 199


@pytest.mark.parametrize("method", [spearman, kendall, polychoric])
def test_what_goes_together_with_nothing_is_named(method):
    nan = np.nan
    alike = np.array([[1, 3], [2, 3], [4, 3.0]])
    with pytest.raises(Invalid, match="alike: item 2"):
        method(tabulate(alike, lowest=1, highest=5))
    apart = np.array([[1, nan], [2, nan], [nan, 3], [nan, 4]])
    with pytest.raises(Invalid, match="both item 1 and item 2"):
        method(tabulate(apart, lowest=1, highest=5))
    still = np.array([[1, 2], [1, 3], [2, nan]])
    with pytest.raises(Invalid, match="same answer"):
        method(tabulate(still, lowest=1, highest=5))


def test_answers_are_whole_numbers_on_a_short_scale():
    with pytest.raises(Invalid, match="not a whole number"):
        tabulate(np.array([[1.5, 2.0]]), lowest=1, highest=5)
    with pytest.raises(Invalid, match="2 to 101 points"):
        tabulate(np.array([[1, 2]]), lowest=0, highest=500)
