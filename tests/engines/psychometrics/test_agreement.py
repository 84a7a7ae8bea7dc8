"""Agreement of experts and their weights against pingouin, published examples and hand work; and at the edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hearten.engines.psychometrics.agreement import intraclass, kendalls_w
from hearten.engines.psychometrics.hierarchy import from_upper, together, weigh
from hearten.kernel.errors import Invalid
from tests.tables import table_rows

RNG = np.random.default_rng(9)
NAN = float("nan")


def judged():
    """The worked table of the page: six things, four judges (Shrout and Fleiss 1979)."""
    rows = table_rows("algorithms/agreement.md", "thing")
    return np.array([[float(row[f"judge {j}"]) for j in range(1, 5)] for row in rows])


def test_shrout_and_fleiss():
    """The published example: 0.17, 0.29, 0.71 for one judge, 0.44, 0.62, 0.91 for the mean of four."""
    ours = intraclass(judged())
    for row in table_rows("algorithms/agreement.md", "coefficient"):
        found = ours[row["coefficient"]]
        for name in ("value", "low", "high", "f"):
            assert getattr(found, name) == pytest.approx(float(row[name]), abs=5e-4), (row, name)


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # inside pingouin
@pytest.mark.parametrize("shape", [(12, 3), (30, 5), (6, 2)])
def test_equal_to_pingouin(shape):
    table = RNG.normal(size=(shape[0], 1)) + RNG.normal(size=(1, shape[1])) + RNG.normal(size=shape)
    long = pd.DataFrame(table).reset_index().melt(id_vars="index", var_name="judge", value_name="score")
    theirs = pingouin.intraclass_corr(long, targets="index", raters="judge", ratings="score")
    ours = intraclass(table)
    for (_, row), name in zip(
        theirs.iterrows(), ["ICC(1)", "ICC(A,1)", "ICC(C,1)", "ICC(k)", "ICC(A,k)", "ICC(C,k)"], strict=True
    ):
        found = ours[name]
        assert found.value == pytest.approx(row["ICC"], rel=1e-8), name
        assert (found.f, found.df1, found.df2) == (pytest.approx(row["F"]), row["df1"], row["df2"])
        limits = row["CI95"] if "CI95" in row else row["CI95%"]
        assert (found.low, found.high) == pytest.approx(tuple(limits), abs=0.006), name


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 9999), st.integers(2, 5), st.integers(3, 8))
def test_w_is_the_mean_rank_correlation_of_judges(seed, judges, things):
    """W = ((m − 1) r̄ + 1) ÷ m with r̄ the mean of Spearman's correlations, when no judge ties."""
    rng = np.random.default_rng(seed)
    table = np.column_stack([rng.permutation(things) for _ in range(judges)])
    rho = np.atleast_2d(stats.spearmanr(table).statistic)
    mean = rho[0, -1] if judges == 2 else rho[np.triu_indices(judges, 1)].mean()
    ours = kendalls_w(table)
    assert ours.w == pytest.approx(((judges - 1) * mean + 1) / judges, abs=1e-12)
    friedman = ours.w * judges * (things - 1)
    assert ours.chi_square == pytest.approx(friedman)


def test_w_with_ties_equals_friedman():
    table = RNG.integers(1, 5, (9, 4))
    ours, theirs = kendalls_w(table), stats.friedmanchisquare(*table)
    # SciPy takes a list of measurements over the same blocks: here things are the measurements, judges the blocks.
    assert ours.chi_square == pytest.approx(theirs.statistic)
    assert ours.p == pytest.approx(theirs.pvalue)


def test_edges():
    assert kendalls_w([[1, 1], [2, 2], [3, 3]]).w == 1
    assert np.isnan(kendalls_w([[2, 2], [2, 2]]).w)
    missing = kendalls_w([[1, 1], [2, NAN], [3, 3]])
    assert (missing.things, missing.left_out) == (2, 1)
    whole = intraclass([[1, 1], [2, 2], [3, 3]])
    assert [whole[n].value for n in whole] == [1.0] * 6
    assert np.isnan([i.value for i in intraclass([[2, 2], [2, 2]]).values()]).all()
    shifted = intraclass([[1, 2], [2, 3], [3, 4]])
    assert shifted["ICC(C,1)"].value == 1
    assert shifted["ICC(A,1)"].value == pytest.approx(2 / 3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.05, 1), min_size=2, max_size=8))
def test_weights_that_stand_behind_consistent_judgements_come_back(wanted):
    true = np.array(wanted) / sum(wanted)
    ours = weigh(true[:, None] / true[None, :])
    np.testing.assert_allclose(ours.weights, true, rtol=1e-8)
    assert ours.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert ours.consistent
    assert ours.worst is None


@pytest.mark.parametrize("row", table_rows("algorithms/agreement.md", "criterion"), ids=str)
def test_the_worked_judgements(row):
    rows = table_rows("algorithms/agreement.md", "criterion")
    names = [r["criterion"] for r in rows]
    upper = [float(rows[i][names[j]]) for i in range(3) for j in range(i + 1, 3)]
    ours = weigh(from_upper(upper, 3))
    assert ours.weights[names.index(row["criterion"])] == pytest.approx(float(row["weight"]), abs=5e-5)
    assert ours.largest_eigenvalue == pytest.approx(3.0037, abs=5e-5)
    assert ours.consistency_ratio == pytest.approx(0.0032, abs=5e-5)


def test_several_experts_and_a_contradiction():
    first, second = from_upper([2, 4, 2], 3), from_upper([8, 1, 0.5], 3)
    joint = together([first, second])
    assert joint[0, 1] == pytest.approx(4)
    np.testing.assert_allclose(joint * joint.T, 1)
    np.testing.assert_allclose(together([first, second], [1, 0]), first)
    circle = weigh(from_upper([5, 1 / 5, 5], 3))
    assert not circle.consistent
    assert weigh([[1]]).weights.tolist() == [1]
    odd = weigh(from_upper([2, 4, 9, 2, 4, 0.2], 4))
    assert odd.worst == (2, 3)


@pytest.mark.parametrize(
    "call",
    [
        lambda: kendalls_w([[1, 2]]),
        lambda: kendalls_w([[1], [2]]),
        lambda: intraclass([[1, NAN], [2, 3]]),
        lambda: weigh([[1, 2], [2, 1]]),
        lambda: weigh([[1, 0], [0, 1]]),
        lambda: weigh([[1, 2]]),
        lambda: weigh([[1, NAN], [NAN, 1]]),
        lambda: weigh(np.ones((16, 16))),
        lambda: from_upper([1, 2], 3),
        lambda: from_upper([-1], 2),
        lambda: together([]),
        lambda: together([np.ones((2, 2)), np.ones((3, 3))]),
        lambda: together([np.ones((2, 2))], [0]),
    ],
)
def test_what_can_not_be_judged_is_refused(call):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.hint
