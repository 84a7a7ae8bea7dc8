"""Where there is nothing to say: a sentence or NaN, never a number made of noise, never a bare error."""

from __future__ import annotations

import numpy as np
import pytest

from hearten.engines.psychometrics import choices, clusters, kano, maxdiff, regression, servqual
from hearten.engines.psychometrics.agreement import intraclass
from hearten.engines.psychometrics.cluster_quality import gap_statistic, silhouette
from hearten.engines.psychometrics.confirmatory import confirm
from hearten.engines.psychometrics.control import cusum
from hearten.engines.psychometrics.correlation import Correlations, pearson, rank_correlations
from hearten.engines.psychometrics.descriptives import (
    box,
    distribution,
    mean,
    net_promoter,
    net_promoter_difference,
)
from hearten.engines.psychometrics.drivers import key_drivers
from hearten.engines.psychometrics.factors.adequacy import sampling_adequacy, sphericity
from hearten.engines.psychometrics.factors.exploratory import explore
from hearten.engines.psychometrics.factors.parallel import parallel_analysis
from hearten.engines.psychometrics.group_tests import anova, chi_square, cross_table
from hearten.engines.psychometrics.hierarchy import from_upper
from hearten.engines.psychometrics.moments import gather
from hearten.engines.psychometrics.omega import hierarchical_omega, one_factor_omega
from hearten.engines.psychometrics.peers import rank_intervals, standing
from hearten.engines.psychometrics.reliability import reliability
from hearten.engines.psychometrics.tables import tabulate
from hearten.engines.psychometrics.trends import before_after, interrupted, linear_trend
from hearten.kernel.errors import Invalid

pytestmark = pytest.mark.filterwarnings("error")

NAN = float("nan")
RNG = np.random.default_rng(3)
ROWS = RNG.integers(1, 8, (40, 6)).astype(float)
NAMES = tuple("abcdef")
ITEMS = gather(ROWS, NAMES)
NOTHING_SHARED = Correlations(NAMES, np.eye(6), np.full((6, 6), 100.0), 100)


def lost(n):
    """Correlations of which one is not known."""
    values = np.eye(n)
    values[0, 1] = values[1, 0] = NAN
    return Correlations(NAMES[:n], values, np.full((n, n), 9.0), 9)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        # words where something else is meant
        (lambda: explore(pearson(ITEMS), 2, method="xx"), "method"),
        (lambda: explore(pearson(ITEMS), 2, rotation="xx"), "rotation"),
        (lambda: one_factor_omega(pearson(ITEMS), method="pa"), "method"),
        (lambda: rank_correlations(ROWS, NAMES, method="pearson"), "method"),
        (lambda: rank_correlations([["a"]], ["a"]), "values"),
        (lambda: box([1, 5], 4, 5, method="wald"), "method"),
        (lambda: kano.classify([1], [1], table="none"), "table"),
        (lambda: kano.evaluate(kano.counted({"M": 1}), rule="none"), "rule"),
        (lambda: kano.counted({"M": "many"}), "counts"),
        (lambda: regression.linear(ROWS[:, 0], ROWS[:, 1:], errors="HC9"), "errors"),
        (lambda: choices.logistic(ROWS[:, 0] > 4, ROWS[:, 1:], errors="HC0"), "errors"),
        (lambda: from_upper(["much"], 2), "judgements"),
        (lambda: from_upper([], -1), "judgements"),
        (lambda: mean([1, 2], ["a", "b"]), "weights"),
        (lambda: gather([(ROWS, np.array(["a"] * 40))]), "weights"),
        (lambda: silhouette(ROWS, ["a"] * 40), "labels"),
        # a confidence is a share, and so are a quantile and a risk
        (lambda: mean([1, 2], confidence=95), "confidence"),
        (lambda: net_promoter([1, 10], confidence=0), "confidence"),
        (lambda: reliability(ITEMS, confidence=95), "confidence"),
        (lambda: pearson(ITEMS).interval(95), "confidence"),
        (lambda: intraclass(ROWS, confidence=95), "confidence"),
        (lambda: regression.linear(ROWS[:, 0], ROWS[:, 1:], confidence=95), "confidence"),
        (lambda: before_after([1, 2], [3, 5], confidence=1), "confidence"),
        (lambda: rank_intervals([1, 2], [1, 1], confidence=95), "confidence"),
        (lambda: key_drivers(ROWS[:, 0], ROWS[:, 1:], resamples=5, confidence=95), "confidence"),
        (lambda: parallel_analysis(pearson(ITEMS), RNG, quantile=2), "quantile"),
        # people: two or more
        (lambda: explore(pearson(ITEMS), 2, observations=0), "observations"),
        (lambda: reliability(ITEMS, observations=0), "observations"),
        (lambda: confirm(ITEMS, {"f": "abc"}, observations=1), "observations"),
        (lambda: sphericity(pearson(ITEMS), observations=NAN), "observations"),
        (lambda: chi_square([[1, 2], [3, 4]], effective_n=-1), "observations"),
        (lambda: parallel_analysis(pearson(ITEMS), RNG, draws=0), "draws"),
        (lambda: gap_statistic(ROWS, 3, references=1), "references"),
        # shapes
        (lambda: gather(np.empty((5, 0))), "answers"),
        (lambda: tabulate(np.empty((5, 0)), lowest=1, highest=5), "answers"),
        (lambda: gather(ROWS, ["a", "a", "b", "c", "d", "e"]), "items"),
        (lambda: explore(lost(3), 1), "items"),
        (lambda: explore(pearson(ITEMS), 1.5), "factors"),
        (lambda: hierarchical_omega(pearson(ITEMS), 3, keys=np.ones(2)), "keys"),
        (lambda: confirm(ITEMS, {}), "model"),
        (lambda: clusters.k_means(ROWS, 2.5), "k"),
        (lambda: gap_statistic(np.repeat([[0.0], [1.0]], 5, axis=0), 2, references=3), "rows"),
        (lambda: cross_table([1, 1], [1, 2], [1, 2, 3]), "weights"),
        (lambda: servqual.gaps(ROWS, ROWS, list("aabbcc"), names=["one"]), "names"),
        (lambda: servqual.gaps(np.empty((3, 0)), np.empty((3, 0)), []), "dimensions"),
        (lambda: anova([1, 2, 3, 4], ["a", None, "b", "b"]), "groups"),
        (lambda: anova([1, 2, 3, 4], [1, NAN, 2, 2]), "groups"),
        (lambda: distribution([1, 2], levels=[1, 2, NAN]), "levels"),
        (lambda: maxdiff.count([[0, 1]], [0.5], [0], 2), "best"),
        (lambda: cusum([1, 2], 0, NAN), "sd"),
        (lambda: cusum([1, 2], NAN, 1), "sd"),
        # pairs of items that hardly meet
        (lambda: rank_correlations(np.array([[1, 2], [2, NAN], [NAN, 3.0]]), ["a", "b"]), "items"),
        (lambda: rank_correlations(np.array([[1, 2], [1, 3], [2, NAN]]), ["a", "b"]), "items"),
    ],
)
def test_what_can_not_be_is_refused_by_name(call, field):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.field == field


@pytest.mark.parametrize("rotation", ["none", "varimax", "oblimin"])
def test_items_that_share_nothing(rotation):
    """Loadings of nothing; figures that would be 0 ÷ 0 are not known."""
    found = explore(NOTHING_SHARED, 2, rotation=rotation)
    assert np.abs(found.loadings).max() < 1e-12
    assert np.isnan(found.fit.fit_off)
    adequacy, omega = sampling_adequacy(NOTHING_SHARED), hierarchical_omega(NOTHING_SHARED, 2)
    assert np.isnan([adequacy.overall, *adequacy.items, omega.limit, omega.explained_common]).all()
    assert omega.omega_h == pytest.approx(0, abs=1e-12)


def test_axes_that_can_not_be_told_apart_are_not_turned():
    with pytest.raises(Invalid, match="share too little for 2 factors"):
        explore(NOTHING_SHARED, 2, rotation="promax")


@pytest.mark.parametrize("method", ["minres", "ml", "principal_axis"])
def test_one_factor_less_than_items(method):
    """More unknowns than correlations: all is reproduced, nothing is left to test."""
    found = explore(pearson(ITEMS), 5, method=method)
    assert found.fit.dof < 0
    assert found.fit.rms < 0.02
    assert np.isnan([found.fit.p, found.fit.tli, found.fit.rmsea.value, found.fit.bic]).all()


def test_hardly_more_people_than_items_prove_nothing():
    """Bartlett's correction turns negative: a χ² of 0 with p = 1 would read as a perfect fit."""
    few = pearson(gather(RNG.normal(size=(5, 10))))
    fit = explore(few, 2).fit
    assert np.isnan([fit.chi, fit.p, fit.tli, fit.bic, fit.rmsea.value, fit.null_chi]).all()
    assert np.isfinite([fit.rms, fit.objective]).all()
    tiny = Correlations(NAMES, 0.9 * np.eye(6) + 0.1, np.full((6, 6), 3.0), 3)
    assert np.isnan([sphericity(tiny).chi, sphericity(tiny).p]).all()


def test_chance_with_fewer_people_than_items_is_that_of_their_answers():
    """The largest eigenvalue by chance, beside answers drawn outright (10 people, 20 items: about 4.9)."""
    rng = np.random.default_rng(1)
    values = pearson(gather(rng.normal(size=(400, 20))))
    drawn = [np.linalg.eigvalsh(np.corrcoef(rng.normal(size=(10, 20)).T))[-1] for _ in range(150)]
    chance = parallel_analysis(values, rng, observations=10, draws=30, quantile=0.5)
    assert chance.component_chance[0] == pytest.approx(np.median(drawn), rel=0.04)


@pytest.mark.parametrize(
    ("model", "named"),
    [
        (
            {"one": "abcdef", "two": "abcdef"},
            "one, two",
        ),  # the axes of two factors of the same items can turn
        ({"all": "abcdef", "some": "abc"}, "all, some"),  # a general factor may take over any part of another
        ({"one": "abc", "lone": "d"}, "lone"),
    ],
)
def test_a_structure_that_no_answers_could_tell_is_refused(model, named):
    with pytest.raises(Invalid, match=named):
        confirm(ITEMS, model)


def test_factors_that_may_share_an_item_are_fitted():
    """An item of two factors is no harm while each has others of its own."""
    opinions = RNG.normal(size=(400, 2))
    loads = np.array([[0.8, 0], [0.7, 0], [0.6, 0.4], [0, 0.7], [0, 0.8], [0, 0.6]])
    found = confirm(
        gather(opinions @ loads.T + RNG.normal(size=(400, 6)) * 0.6, NAMES), {"x": "abc", "y": "cdef"}
    )
    assert found.converged
    assert found.dof == 7
    assert np.isfinite(found.loading_errors).all()


def test_nobody_answered_everything():
    """It is said that answers are missing, not that all were alike."""
    gaps = np.where(np.eye(6)[np.arange(40) % 6] > 0, NAN, ROWS)
    with pytest.raises(Invalid, match="Fewer than two respondents answered"):
        reliability(gather(gaps, NAMES, missing="listwise"))


def test_a_single_answer_has_a_score_and_no_error():
    one, two = net_promoter([10]), net_promoter([7])
    assert (one.score.value, np.isnan(one.score.error)) == (100, True)
    assert one.adjusted_low < 0
    assert np.isnan(net_promoter_difference(one, two).p)
    assert np.isnan(box([5], 4, 5).error)


@pytest.mark.parametrize("shift", [0.0, 0.1, 1e6])
def test_what_never_varies_is_not_tested(shift):
    """0.1 three times has a standard deviation of 1e-17: no difference is significant because of that."""
    change = before_after(np.full(3, 0.1 + shift), np.full(3, 0.3 + shift))
    assert np.isnan([change.t, change.p, change.effect]).all()
    paired = before_after(np.array([0.1, 0.2, 0.3]) + shift, np.array([0.2, 0.3, 0.4]) + shift, paired=True)
    assert np.isnan([paired.t, paired.p]).all() or shift == 1e6
    flat = linear_trend(np.full(5, 0.1 + shift))
    assert np.isnan(flat[1])
    assert np.isnan(interrupted(np.full(12, 0.1 + shift), 6).coefficients.p).all()
    assert np.isnan(standing(1, [0.1 * 3 + shift, 0.3 + shift]).z)


def test_a_perfect_fit_is_said_to_be_one_and_not_tested():
    x = RNG.normal(size=(20, 2))
    found = regression.linear(2 * x[:, 0] + 1, x)
    assert found.coefficients.value == pytest.approx([1, 2, 0], abs=1e-12)
    assert (found.r_squared, found.sigma) == (1, 0)
    assert np.isnan(found.coefficients.p).all()


def test_a_row_that_decides_its_own_fitted_value_leaves_hc3_unknown():
    """The last row alone has x = 1: its leverage is one and its residual nothing, whatever it answers."""
    x = np.array([[0], [0], [0], [1.0]])
    assert np.isnan(regression.linear([1, 2, 3, 4.0], x, errors="HC3").coefficients.error).all()
    assert np.isfinite(regression.linear([1, 2, 3, 4.0], x, errors="HC1").coefficients.error).all()


def test_judges_who_contradict_each_other_have_no_mean():
    """All things have the same mean: one judge's coefficient is −1, that of the mean of two would be −∞ (or above 1)."""
    found = intraclass([[1, 3], [3, 1], [2, 2]])
    assert found["ICC(1)"].value == pytest.approx(-1)
    assert np.isnan([found[name].value for name in ("ICC(k)", "ICC(A,k)", "ICC(C,k)")]).all()


def test_clusters_of_next_to_nothing():
    assert clusters.ward([[1.0, 2.0]], 1).sizes.tolist() == [1]
    assert clusters.k_means(ROWS[:5], 5).total_within == 0
