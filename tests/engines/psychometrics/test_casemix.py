"""The CAHPS comparison against its published files, by hand, and at the edges; standing among peers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hearten.engines.psychometrics.casemix import category_shares, compare
from hearten.engines.psychometrics.peers import rank_intervals, standing
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics.reference import cahps_plans, columns, needs_reference, output, rows
from tests.tables import table_rows

ITEMS = {"q38": (["Q38"], (0, 10)), "need": (["Q06", "Q10", "Q22", "Q23"], (1, 3))}
FIGURES = {
    "alln": "cases",
    "usen": "usable",
    "una_mean": "mean",
    "adj_mean": "adjusted",
    "delta": "delta",
    "se": "error",
    "t": "t",
    "p": "p",
    "cl95": "half_width",
    "VP": "variance",
    "stars": "stars",
}
PUBLISHED = {
    "SE": "error",
    "CL95": "half_width",
    "DELTA": "delta",
    "MEANING": "stars",
    "UNA_MEAN": "mean",
    "ADJ_MEAN": "adjusted",
    "USEN": "usable",
    "ALLN": "cases",
    "VP": "variance",
}


def plans(name):
    table = cahps_plans()
    kept = table["names"] != ""
    health = np.where((table["Q39"] >= 1) & (table["Q39"] <= 5), table["Q39"], np.nan)
    age = np.where((table["Q40"] >= 1) & (table["Q40"] <= 7), table["Q40"], np.nan)
    answers = np.column_stack([table[item] for item in ITEMS[name][0]])
    return answers[kept], table["names"][kept], np.column_stack([health, age])[kept]


@needs_reference
@pytest.mark.parametrize("name", ITEMS)
def test_five_health_plans(name):
    """X6: rating and composite of five plans to 1e-10: table, overall test, coefficients, R², stars."""
    wanted, ours = output("cahps.json")[name], compare(*plans(name), valid=ITEMS[name][1])
    for entity, row in zip(ours.entities, wanted["table"], strict=True):
        assert entity.name == row["plan"]
        for theirs, figure in FIGURES.items():
            assert getattr(entity, figure) == pytest.approx(row[theirs], rel=1e-10, abs=1e-10), (
                entity.name,
                figure,
            )
    overall = wanted["overall"]
    np.testing.assert_allclose(
        [ours.mean, ours.precise_mean, ours.f, ours.df1, ours.df2, ours.p, ours.reliability],
        [
            overall[key]
            for key in ("ov_mean", "gm_precision", "F", "dfr", "dfe", "p", "reliability_1_minus_1_over_F")
        ],
        rtol=1e-10,
        atol=1e-10,
    )
    slopes = np.column_stack([item.coefficients for item in ours.items])
    np.testing.assert_allclose(slopes, wanted["beta"], rtol=1e-10)
    fits = [[item.r_squared, item.adjusted_r_squared] for item in ours.items]
    np.testing.assert_allclose(fits, wanted["r2"], rtol=1e-10)


@needs_reference
@pytest.mark.parametrize("name", ITEMS)
def test_the_published_files_themselves(name):
    ours = {e.name: e for e in compare(*plans(name), valid=ITEMS[name][1]).entities}
    for row in rows(f"data/cahps/sa{name}.csv"):
        for theirs, figure in PUBLISHED.items():
            assert getattr(ours[row["PLANNAME"]], figure) == pytest.approx(
                float(row[theirs]), rel=1e-10, abs=1e-10
            )
    for row in rows(f"data/cahps/p_{name}.csv"):
        given = [float(row[item]) for item in ITEMS[name][0]]
        np.testing.assert_allclose(ours[row["PLANNAME"]].missing, given, atol=1e-12)


@needs_reference
def test_shares_of_the_rating():
    """Low, middle and high ratings of each plan, plain and adjusted."""
    table = columns("data/cahps/n_q38.csv")
    names = [row["PLANNAME"] for row in rows("data/cahps/n_q38.csv")]
    shares = category_shares(*plans("q38")[:2], [(0, 6), (7, 8), (9, 10)], plans("q38")[2], valid=(0, 10))
    for at, share in enumerate(shares, 1):
        by_name = {e.name: e for e in share.entities}
        np.testing.assert_allclose([by_name[n].mean for n in names], table[f"PTRES{at}"], atol=1e-12)
        np.testing.assert_allclose([by_name[n].adjusted for n in names], table[f"ADJ_{at}"], atol=1e-10)


def draw(seed, n=60):
    rng = np.random.default_rng(seed)
    plan = rng.integers(0, 3, n)
    answers = rng.integers(1, 6, (n, 2)).astype(float)
    answers[rng.random((n, 2)) < 0.2] = np.nan
    age = rng.integers(1, 8, n).astype(float)
    age[rng.random(n) < 0.1] = np.nan
    return answers, plan, age


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 9999))
def test_promises(seed):
    """The mean of plans stays, residuals sum to nothing in each plan, and the order of rows does not matter."""
    answers, plan, age = draw(seed)
    ours, raw = compare(answers, plan, age), compare(answers, plan)
    assert ours.mean == pytest.approx(np.mean([e.mean for e in raw.entities]))
    assert [e.adjusted for e in raw.entities] == pytest.approx([e.mean for e in raw.entities])
    assert sum(e.delta for e in ours.entities) == pytest.approx(0)
    sums = np.bincount(plan, weights=ours.residuals)
    np.testing.assert_allclose(sums, 0, atol=1e-12)
    np.testing.assert_allclose(
        np.bincount(plan, weights=ours.residuals**2), [e.variance for e in ours.entities]
    )
    turned = np.random.default_rng(seed).permutation(len(plan))
    again = compare(answers[turned], plan[turned], age[turned])
    assert again.f == pytest.approx(ours.f)


def test_equal_weights_and_a_far_row_of_no_weight_change_nothing():
    answers, plan, age = draw(1)
    plain = compare(answers, plan, age)
    more = [np.vstack([answers, [[9, 9]]]), np.append(plan, 7), np.append(age, 50)]
    weighed = compare(*more, weights=np.append(np.full(60, 3.0), 0))
    for first, second in zip(plain.entities, weighed.entities, strict=True):
        assert (first.adjusted, first.variance) == (
            pytest.approx(second.adjusted),
            pytest.approx(second.variance),
        )


def test_item_weights_and_a_plan_without_answers():
    answers, plan, age = draw(2)
    first = compare(answers[:, :1], plan, age)
    only = compare(answers, plan, age, item_weights=[2, 0])
    assert [e.adjusted for e in only.entities] == pytest.approx([e.adjusted for e in first.entities])
    answers[plan == 1, 1] = np.nan
    ours = compare(answers, plan, age)
    assert ours.left_out == ("1",)
    assert [e.name for e in ours.entities] == ["0", "2"]


def skipping():
    """Four cases of plan b, one of which skips the second item; two of plan c."""
    return [[1, 1], [0, 0], [0, 1], [1, np.nan], [1, 0], [0, 1]], list("bbbbcc")


def test_parts_of_cases_that_skip_an_item():
    """Residuals by how many answered that item (4 and 3), half each: 17, −25, −1, 9 of 144, so V = 996 ÷ 144²."""
    ours = compare(*skipping())
    np.testing.assert_allclose(ours.residuals[:4] * 144, [17, -25, -1, 9])
    assert ours.entities[0].variance == pytest.approx(996 / 144**2)


@needs_reference
def test_the_small_example_of_the_manual_takes_n_over_n_less_one():
    small, ours = output("cahps.json")["smalltest"]["run1"], compare(*skipping(), unbiased=True)
    np.testing.assert_allclose(ours.residuals[:4], small["d"][5:], rtol=1e-10)
    assert ours.entities[0].variance == pytest.approx(small["V"][1], rel=1e-10)


def test_a_plan_whose_answers_are_all_the_same():
    ours = compare([5, 5, 5, 1, 2, 3, 5, 4, 2], list("aaabbbccc"))
    assert np.isnan([ours.f, ours.p, ours.precise_mean, ours.reliability]).all()
    alike, apart = ours.entities[:2]
    assert (alike.variance, alike.stars) == (0, 2)
    assert np.isnan([alike.t, alike.p, alike.reliability]).all()
    assert np.isfinite(apart.p)


def test_an_entity_that_nothing_is_known_of_is_named():
    """One answer has no spread: as an entity of its own it would be sure to the last digit. It changes nothing for others."""
    plain = compare([1, 2, 3, 5, 4, 2], list("bbbccc"))
    ours = compare([5, 1, 2, 3, 5, 4, 2], list("abbbccc"))
    assert ours.left_out == ("a",)
    assert [(e.delta, e.error, e.stars) for e in ours.entities] == [
        (e.delta, e.error, e.stars) for e in plain.entities
    ]
    items = np.array([[1, 2], [2, np.nan], [3, np.nan], [1, 2], [2, 3], [3, 1], [1, 1], [3, 3]])
    assert compare(items, list("aaabbbcc")).left_out == ("a",)


def test_without_a_degree_of_freedom_there_is_no_star():
    """Four cases, two plans and two adjusters that explain everything."""
    ours = compare([1, 2, 4, 4.5], list("aabb"), np.array([[1, 2], [3, 1], [2, 5], [7, 3]]))
    assert ours.df2 == 0
    assert [(np.isnan(e.p), e.stars) for e in ours.entities] == [(True, 2), (True, 2)]


@pytest.mark.parametrize("row", table_rows("algorithms/case_mix.md", "plan"), ids=str)
def test_the_worked_table(row):
    cases = table_rows("algorithms/case_mix.md", "case")
    ours = compare(
        [float(c["rating"]) for c in cases],
        [c["of plan"] for c in cases],
        [float(c["age"]) for c in cases],
    )
    entity = next(e for e in ours.entities if e.name == row["plan"])
    for name in ("mean", "adjusted", "delta", "variance", "error"):
        assert getattr(entity, name) == pytest.approx(float(row[name]), abs=5e-5), name


@pytest.mark.parametrize(
    "call",
    [
        lambda: compare([1, 2, 3], ["a", "a", "a"]),
        lambda: compare([1, 2, 3, 4], ["a", None, "b", "b"]),
        lambda: compare(np.empty((4, 0)), list("aabb")),
        lambda: compare([1, 2, 3, 4], list("aabb"), alpha=5),
        lambda: compare([1, 2, 3, 4], list("abcd")),
        lambda: compare([1, np.nan], ["a", "b"]),
        lambda: compare([1, 2], ["a"]),
        lambda: compare([1, 2, 3, 4], list("aabb"), [1, 1, 2, 2]),
        lambda: compare([1, 2, 3, 4], list("aabb"), [np.nan] * 4),
        lambda: compare([1, 2, 3, 4], list("aabb"), item_weights=[0]),
        lambda: standing(3, [np.nan]),
        lambda: rank_intervals([1, 2], [1, -1]),
        lambda: rank_intervals([1], [1]),
    ],
)
def test_what_can_not_be_compared_is_refused(call):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.hint


def test_standing_among_peers():
    ours = standing(4.2, [3.9, 4.2, 4.4, 3.5, np.nan])
    assert (ours.rank, ours.peers) == (2, 4)
    assert ours.percentile == stats.percentileofscore([3.9, 4.2, 4.4, 3.5], 4.2, kind="mean")
    assert ours.z == pytest.approx((4.2 - 4.0) / np.std([3.9, 4.2, 4.4, 3.5], ddof=1))
    fast = standing(10, [20, 30, 5], higher_is_better=False)
    assert (fast.rank, fast.z > 0) == (2, True)
    assert np.isnan(standing(1, [1, 1]).z)


def test_ranks_are_only_as_sure_as_the_figures():
    sure = rank_intervals([3, 1, 2], [0, 0, 0])
    assert [(r.rank, r.best, r.worst) for r in sure] == [(1, 1, 1), (3, 3, 3), (2, 2, 2)]
    blurred = rank_intervals([3.0, 1.0, 2.9], [0.1, 0.1, 0.1])
    assert [(r.best, r.worst) for r in blurred] == [(1, 2), (3, 3), (1, 2)]
    assert rank_intervals([3, 1], [0, 0], higher_is_better=False)[1].rank == 1
