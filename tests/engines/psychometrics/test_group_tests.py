"""Differences between groups against the reference file, SciPy and pingouin, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from hearten.engines.psychometrics.group_tests import (
    anova,
    chi_square,
    cross_table,
    kruskal_wallis,
    welch_anova,
)
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics.reference import cahps_plans, needs_reference, output

VALUES = np.array([5, 4, 4, 3, 5, 2, 3, 3, 1, 4, 5, 5, np.nan])
GROUPS = np.array(["a"] * 5 + ["b"] * 4 + ["c"] * 3 + ["c"])


@needs_reference
def test_ratings_of_five_plans():
    """X5: F, Welch's F, Kruskal–Wallis and χ² with Cramér's V as R gives them."""
    reference = output("scores_misc.json")
    names, rating = cahps_plans()["names"], cahps_plans()["Q38"]
    usable = (names != "") & (rating >= 0) & (rating <= 10)
    rating, names = rating[usable], names[usable]
    plain, welch, ranks = (f(rating, names) for f in (anova, welch_anova, kruskal_wallis))
    ours = [welch.f, welch.df2, welch.p, ranks.statistic, ranks.p, plain.f, plain.p]
    keys = ["welch_F", "welch_df2", "welch_p", "kw", "kw_p", "F", "p"]
    np.testing.assert_allclose(ours, [reference["anova"][key] for key in keys], rtol=1e-9)
    boxes = np.digitize(rating, [6.5, 8.5])
    square = chi_square(cross_table(names, boxes))
    wanted = reference["chisq_plan_by_box"]
    np.testing.assert_allclose(
        [square.statistic, square.df, square.p, square.effect],
        [wanted[key] for key in ("X2", "df", "p", "cramers_v")],
        rtol=1e-9,
    )


def test_equal_to_scipy():
    parts = [VALUES[:5], VALUES[5:9], VALUES[9:12]]
    plain, ranks = anova(VALUES, GROUPS), kruskal_wallis(VALUES, GROUPS)
    theirs = stats.f_oneway(*parts)
    assert (plain.f, plain.p) == (pytest.approx(theirs.statistic), pytest.approx(theirs.pvalue))
    assert (plain.df1, plain.df2, plain.n) == (2, 9, 12)
    theirs = stats.kruskal(*parts)
    assert (ranks.statistic, ranks.p) == (pytest.approx(theirs.statistic), pytest.approx(theirs.pvalue))


def test_welch_of_two_groups_is_the_square_of_welch_t():
    ours = welch_anova(VALUES[:9], GROUPS[:9])
    theirs = stats.ttest_ind(VALUES[:5], VALUES[5:9], equal_var=False)
    assert (ours.f, ours.p) == (pytest.approx(theirs.statistic**2), pytest.approx(theirs.pvalue))
    assert ours.df2 == pytest.approx(theirs.df)


def test_edges():
    same = kruskal_wallis([3, 3, 3, 3], list("aabb"))
    assert (same.statistic, same.p, same.effect) == (0, 1, 0)
    flat = anova([3, 3, 3, 3], list("aabb"))
    assert np.isnan([flat.f, flat.p, flat.eta_squared]).all()
    clear = anova([1, 1, 2, 2], list("aabb"))
    assert (clear.f, clear.p, clear.eta_squared) == (np.inf, 0, 1)
    assert chi_square([[5, 0, 5], [0, 0, 0], [5, 0, 5]]).statistic == 0
    assert chi_square([[3, 1], [1, 3]]).thin
    assert cross_table([1, 1, 2], ["x", "y", "x"], np.array([1.0, 2, 3])).tolist() == [[1, 2], [3, 0]]


def test_weights_in_a_table_count_as_the_answers_they_are_worth():
    plain, heavy = chi_square([[8, 4], [3, 9]]), chi_square([[80, 40], [30, 90]], effective_n=24)
    assert (heavy.statistic, heavy.p) == (pytest.approx(plain.statistic), pytest.approx(plain.p))


@pytest.mark.parametrize(
    "call",
    [
        lambda: anova([1, 2, 3], ["a", "a", "a"]),
        lambda: anova([1, np.nan], ["a", "b"]),
        lambda: anova([1, 2], ["a", "b"]),
        lambda: anova([1, 2], ["a"]),
        lambda: welch_anova([1, 2, 3], list("aab")),
        lambda: welch_anova([1, 1, 2, 3], list("aabb")),
        lambda: chi_square([[1, 2], [0, 0]]),
        lambda: chi_square([[1, -2], [3, 1]]),
    ],
)
def test_what_can_not_be_compared_is_refused(call):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.hint
