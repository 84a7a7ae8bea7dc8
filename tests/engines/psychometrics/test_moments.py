"""One pass over the answers says what several passes with NumPy say, however the answers come."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as drawn

from hearten.engines.psychometrics.moments import gather, gather_scales
from hearten.engines.psychometrics.tables import tabulate
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics import big_five
from tests.engines.psychometrics.reference import needs_reference, output

MISSING = -1
gapped = drawn.arrays(np.int8, st.tuples(st.integers(6, 40), st.integers(2, 5)), elements=st.integers(-1, 11))


def as_real(answers):
    return np.where(answers == MISSING, np.nan, answers.astype(float))


def same(one, other, *, close=1e-9):
    for part in ("n", "weight", "mean", "cross", "square"):
        assert getattr(one, part) == pytest.approx(getattr(other, part), rel=close, abs=close), part
    assert one.rows == other.rows


@settings(max_examples=60, deadline=None)
@given(gapped, st.sampled_from(["pairwise", "listwise"]))
def test_small_whole_numbers_and_real_ones_give_the_same(answers, missing):
    """The exact fast path and the centred one are two ways to one result."""
    same(
        gather(answers, missing=missing, missing_code=MISSING),
        gather(as_real(answers), missing=missing),
    )


@settings(max_examples=60, deadline=None)
@given(gapped, st.data(), st.sampled_from(["pairwise", "listwise"]))
def test_merging_equals_one_pass(answers, data, missing):
    """X5: moments of two groups add up to those of both, and chunks are no different from one table."""
    cut = data.draw(st.integers(1, len(answers) - 1))
    parts = answers[:cut], answers[cut:]
    whole = gather(answers, missing=missing, missing_code=MISSING)
    first, second = (gather(part, missing=missing, missing_code=MISSING) for part in parts)
    same(first + second, whole)
    same(gather(iter(parts), missing=missing, missing_code=MISSING), whole, close=0)


@settings(max_examples=40, deadline=None)
@given(gapped)
def test_pairs_are_those_who_answered_both(answers):
    """Each pair against NumPy on the rows that have both."""
    found = gather(answers, missing_code=MISSING)
    for i in range(answers.shape[1]):
        for j in range(answers.shape[1]):
            both = answers[(answers[:, i] != MISSING) & (answers[:, j] != MISSING)].astype(float)
            assert found.n[i, j] == len(both)
            if len(both) > 1:
                assert found.cross[i, j] / (len(both) - 1) == pytest.approx(
                    np.cov(both[:, i], both[:, j])[0, 1]
                )
                assert found.mean[i, j] == pytest.approx(both[:, i].mean())


@settings(max_examples=40, deadline=None)
@given(gapped, st.data())
def test_a_weight_is_as_good_as_that_many_respondents(answers, data):
    """Whole weights say the same as rows written several times; a weight of zero is as good as not asked."""
    times = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(answers), max_size=len(answers))))
    weighted = gather([(as_real(answers), times.astype(float))])
    repeated = gather(as_real(np.repeat(answers, times, axis=0)))
    for part in ("weight", "mean", "cross", "square"):
        assert getattr(weighted, part) == pytest.approx(getattr(repeated, part), abs=1e-9)


def test_unequal_weights_tell_less():
    """Kish: equal weights of any size count as the respondents there are, unequal ones as fewer."""
    rows = np.random.default_rng(1).normal(size=(60, 3))
    assert gather([(rows, np.full(60, 7.0))]).observations == pytest.approx(60)
    unequal = np.r_[np.full(30, 1.0), np.full(30, 3.0)]
    found = gather([(rows, unequal)])
    assert found.observations == pytest.approx(120**2 / 300)
    assert found.observations == pytest.approx(
        (gather([(rows, unequal)]) + gather([(rows, unequal)])).observations / 2
    )
    gap = rows.copy()
    gap[0, 0] = np.nan
    assert gather([(gap, unequal)]).observations == pytest.approx(120**2 / 300)
    assert gather(gap).observations == 60


def test_a_large_offset_loses_nothing():
    """Figures far from zero (years, amounts) keep their variance."""
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(30_000, 3)) @ rng.normal(size=(3, 3))
    far = gather((rows + 1e8)[start : start + 7000] for start in range(0, 30_000, 7000))
    assert far.covariance == pytest.approx(np.cov(rows.T), rel=1e-6)


def test_extreme_bytes_are_summed_exactly():
    rng = np.random.default_rng(4)
    bytes_ = rng.choice(np.array([-128, 127], np.int8), (20_000, 3))
    assert gather(bytes_).covariance == pytest.approx(np.cov(bytes_.T.astype(float)), rel=1e-12)


def test_scales_are_complete_within_themselves():
    """X5: in one pass, each scale from those who answered that scale in full."""
    rng = np.random.default_rng(5)
    answers = rng.integers(1, 6, (500, 5)).astype(np.int8)
    answers[rng.random(answers.shape) < 0.1] = MISSING
    wanted = {"one": ("a", "b"), "two": ("c", "d", "e")}
    found = gather_scales(answers, "abcde", wanted, missing_code=MISSING)
    for name, places in (("one", [0, 1]), ("two", [2, 3, 4])):
        chosen = answers[:, places]
        complete = chosen[(chosen != MISSING).all(axis=1)].astype(float)
        assert found[name].observations == len(complete)
        assert found[name].covariance == pytest.approx(np.cov(complete.T))


@settings(max_examples=40, deadline=None)
@given(gapped.filter(lambda a: (a != MISSING).any(axis=0).all()))
def test_filled_answers_without_filling_them(answers):
    """What the moments say of medians put in for missing answers is what putting them in gives."""
    real = as_real(answers)
    medians = np.nanmedian(real, axis=0)
    assert tabulate(real, lowest=0, highest=11).medians == pytest.approx(medians)
    filled = gather(np.where(np.isnan(real), medians, real))
    same(gather(real).filled(medians), filled)


@needs_reference
def test_pearson_as_r():
    wanted = np.array(output("scores_misc.json")["pearson_A1_A5"])
    found = gather(big_five.answers()[:, :5], missing="listwise").correlation
    assert found == pytest.approx(wanted, rel=1e-8)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([], "There are no answers"),
        ([np.zeros(3)], "a row for each respondent"),
        ([np.array([["a", "b"]])], "a row for each respondent"),
        ([np.array([[1.0, np.inf]])], "infinite"),
        ([np.ones((3, 2)), np.ones((3, 4))], "differ in how many items"),
        ([(np.ones((3, 2)), np.ones(2))], "2 weights for 3 rows"),
        ([(np.ones((3, 2)), np.array([1, -1, 1]))], "below zero"),
    ],
)
def test_what_cannot_be_read_is_said(answers, said):
    with pytest.raises(Invalid, match=said):
        gather(iter(answers))


def test_items_that_say_nothing_are_named():
    answers = np.array([[1, 3, 5.0], [2, 3, np.nan], [3, 3, np.nan], [4, 3, np.nan]])
    with pytest.raises(Invalid, match="answered these items: last"):
        gather(answers, ("first", "flat", "last")).covariance  # noqa: B018
    with pytest.raises(Invalid, match="alike: flat"):
        gather(answers[:, :2], ("first", "flat")).correlation  # noqa: B018
    with pytest.raises(Invalid, match="named once and must be among the answers: other"):
        gather(answers).select(["other"])
    with pytest.raises(Invalid, match="2 item names"):
        gather(answers, ("first", "second"))
