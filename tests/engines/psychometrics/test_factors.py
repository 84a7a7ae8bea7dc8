"""Factors against R psych's figures, statsmodels, planted structures; and what turning the axes must leave alone."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.engines.psychometrics.correlation import Correlations, pearson
from hearten.engines.psychometrics.factors.adequacy import sampling_adequacy, sphericity
from hearten.engines.psychometrics.factors.exploratory import explore, factor_scores
from hearten.engines.psychometrics.factors.parallel import parallel_analysis
from hearten.engines.psychometrics.factors.rotation import rotate
from hearten.engines.psychometrics.moments import gather
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics import big_five
from tests.engines.psychometrics.reference import needs_reference, output

FIVE = {
    "pairwise_minres_none": ("pairwise", "minres", "none"),
    "pairwise_minres_oblimin": ("pairwise", "minres", "oblimin"),
    "listwise_ml_varimax": ("listwise", "ml", "varimax"),
}


def of_model(loadings, phi=None, n=1000.0):
    """The correlations that exactly these factors make."""
    loadings = np.asarray(loadings, dtype=float)
    values = loadings @ (np.eye(loadings.shape[1]) if phi is None else np.asarray(phi)) @ loadings.T
    np.fill_diagonal(values, 1)
    return Correlations(
        tuple(f"q{place}" for place in range(len(values))), values, np.full(values.shape, n), int(n)
    )


PLANTED = np.array(
    [[0.8, 0, 0], [0.7, 0, 0], [0.6, 0, 0], [0.75, 0, 0], [0, 0.7, 0], [0, 0.6, 0], [0, 0.8, 0]]
)
PLANTED = np.vstack([PLANTED, [[0, 0, 0.65], [0, 0, 0.55], [0, 0, 0.6]]])
BETWEEN = np.array([[1, 0.4, 0.2], [0.4, 1, 0.3], [0.2, 0.3, 1]])


@needs_reference
@pytest.mark.parametrize("name", FIVE)
def test_five_factors_as_r(name):
    """X5: loadings, factor correlations, communalities and every index of fit, in R psych's own order and direction."""
    missing, method, rotation = FIVE[name]
    wanted = output("bfi.json")["fa5"][name]
    found = explore(pearson(big_five.moments(missing)), 5, method=method, rotation=rotation)
    assert found.loadings == pytest.approx(big_five.loadings(name), abs=1e-6)
    if wanted["Phi"]:
        assert found.phi == pytest.approx(np.array(wanted["Phi"]), abs=1e-6)
    assert found.communalities == pytest.approx(list(wanted["communality"].values()), abs=1e-6)
    assert found.ss == pytest.approx(wanted["SS"], abs=1e-6)
    fit = found.fit
    figures = {
        "dof": fit.dof,
        "objective": fit.objective,
        "chi": fit.chi,
        "TLI": fit.tli,
        "BIC": fit.bic,
        "rms": fit.rms,
    }
    assert figures == pytest.approx({key: wanted[key] for key in figures}, rel=1e-7)
    assert fit.p == pytest.approx(wanted["p"], rel=1e-4)
    limits = [fit.rmsea.value, fit.rmsea.low, fit.rmsea.high]
    assert limits == pytest.approx([wanted["RMSEA"][key] for key in ("RMSEA", "lower", "upper")], rel=1e-6)


@needs_reference
def test_before_factoring_as_r():
    """X5: sampling adequacy, sphericity, eigenvalues, and how many factors chance would not make."""
    wanted = output("bfi.json")
    pairwise, listwise = (pearson(big_five.moments(missing)) for missing in ("pairwise", "listwise"))
    adequacy = sampling_adequacy(pairwise)
    assert adequacy.overall == pytest.approx(wanted["kmo_pairwise"]["overall"], rel=1e-8)
    assert adequacy.items == pytest.approx(list(wanted["kmo_pairwise"]["items"].values()), rel=1e-8)
    assert sampling_adequacy(listwise).overall == pytest.approx(wanted["kmo_listwise_overall"], rel=1e-8)
    test = sphericity(listwise)
    assert (test.chi, test.dof, test.observations) == (
        pytest.approx(wanted["bartlett_listwise"]["chisq"], rel=1e-8),
        wanted["bartlett_listwise"]["df"],
        wanted["bartlett_listwise"]["n"],
    )
    for name, correlations in (("eigen_pairwise", pairwise), ("eigen_listwise", listwise)):
        assert explore(correlations, 1).eigenvalues == pytest.approx(wanted[name], rel=1e-8)
    chance = parallel_analysis(listwise, np.random.default_rng(1))
    parallel = wanted["parallel_analysis_seed1"]
    assert (chance.factors, chance.components) == (parallel["nfact"], parallel["ncomp"])


@needs_reference
def test_two_factors_of_ten_items_as_r():
    """Table 8 of psych's vignette: two correlated factors of the first ten items."""
    wanted = output("bfi.json")["vignette_table8"]
    found = explore(pearson(big_five.moments("pairwise").select(big_five.items()[:10])), 2)
    seen = [found.phi[0, 1], found.fit.chi, found.fit.tli, found.fit.bic, found.fit.null_chi]
    assert seen == pytest.approx(
        [wanted[key] for key in ("Phi12", "chi", "TLI", "BIC", "null_chi")], rel=1e-6
    )


@pytest.mark.parametrize("method", ["minres", "ml", "principal_axis"])
@pytest.mark.parametrize("rotation", ["oblimin", "promax"])
def test_a_planted_structure_is_found(method, rotation):
    """Every method finds the loadings that made the correlations; oblimin their factors' correlations too."""
    found = explore(of_model(PLANTED, BETWEEN), 3, method=method, rotation=rotation)
    near = {"oblimin": 0.02, "promax": 0.06}[rotation]
    assert found.loadings == pytest.approx(PLANTED, abs=near)
    assert found.phi == pytest.approx(BETWEEN, abs=3 * near)
    assert found.communalities == pytest.approx((PLANTED**2).sum(axis=1), abs=0.01)
    assert found.fit.rms < 0.002
    assert found.improper == ()
    assert found.converged


def test_maximum_likelihood_equals_statsmodels():
    """X5: the same loadings and likelihood as statsmodels on sampled answers."""
    from statsmodels.multivariate.factor import Factor

    rng = np.random.default_rng(8)
    rows = rng.normal(size=(800, 3)) @ PLANTED.T + rng.normal(size=(800, 10)) * 0.7
    ours = explore(pearson(gather(rows)), 3, method="ml", rotation="none")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = Factor(corr=np.corrcoef(rows.T), n_factor=3, method="ml", nobs=800).fit().loadings
    assert ours.loadings @ ours.loadings.T == pytest.approx(theirs @ theirs.T, abs=1e-4)


loadings = (
    st.integers(2, 4)
    .flatmap(
        lambda m: st.lists(
            st.lists(st.floats(-0.6, 0.6).map(lambda x: round(x, 3)), min_size=m, max_size=m),
            min_size=m + 3,
            max_size=12,
        )
    )
    .map(np.array)
    .filter(lambda a: np.linalg.matrix_rank(a) == a.shape[1] and np.linalg.cond(a) < 50)
)


@settings(max_examples=60, deadline=None)
@given(loadings, st.sampled_from(["varimax", "oblimin", "promax"]))
def test_turning_keeps_what_is_shared(unrotated, rotation):
    """Communalities and reproduced correlations do not depend on the axes; order and direction are fixed."""
    turned = rotate(unrotated, rotation)
    reproduced = turned.loadings @ turned.phi @ turned.loadings.T
    assert reproduced == pytest.approx(unrotated @ unrotated.T, abs=1e-8)
    assert np.diag(turned.phi) == pytest.approx(1)
    assert (turned.loadings.sum(axis=0) >= -1e-12).all()
    sizes = (turned.loadings**2).sum(axis=0)
    assert (np.diff(sizes) <= 1e-12).all()


@settings(max_examples=25, deadline=None)
@given(loadings, st.sampled_from(["varimax", "oblimin"]), st.data())
def test_neither_order_nor_direction_of_items_matters(unrotated, rotation, data):
    """Items in another order, or turned round, leave the same solution for each (up to the direction of factors)."""
    order = np.array(data.draw(st.permutations(range(len(unrotated)))))
    turned = rotate(unrotated, rotation)
    again = rotate(unrotated[order], rotation)
    assert np.abs(again.loadings) == pytest.approx(np.abs(turned.loadings[order]), abs=2e-3)


def test_varimax_and_quartimin_are_at_rest():
    """No small turn of a pair of axes makes the loadings simpler by the rotation's own measure."""
    unrotated = explore(of_model(PLANTED, BETWEEN), 3, rotation="none").loadings
    lengths = np.sqrt((unrotated**2).sum(axis=1, keepdims=True))

    def variance(pattern):
        return ((pattern / lengths) ** 2).var(axis=0).sum()

    best = rotate(unrotated, "varimax").loadings
    for one, two in ((0, 1), (0, 2), (1, 2)):
        for angle in (-0.05, 0.05):
            turn = np.eye(3)
            turn[[one, one, two, two], [one, two, one, two]] = (
                np.cos(angle),
                -np.sin(angle),
                np.sin(angle),
                np.cos(angle),
            )
            assert variance(best @ turn) < variance(best)


def test_scores_know_the_factors():
    """Regression scores go together with the opinions behind the answers as closely as `score_r2` says."""
    rng = np.random.default_rng(9)
    opinions = rng.multivariate_normal(np.zeros(3), BETWEEN, 20_000)
    unique = np.sqrt(1 - (PLANTED**2).sum(axis=1))
    rows = opinions @ PLANTED.T + rng.normal(size=(20_000, 10)) * unique
    moments = gather(rows)
    found = explore(pearson(moments), 3)
    scores = factor_scores(found, moments, rows)
    seen = [np.corrcoef(scores[:, place], opinions[:, place])[0, 1] ** 2 for place in range(3)]
    assert seen == pytest.approx(found.score_r2, abs=0.02)
    rows[0, 0] = np.nan
    assert np.isnan(factor_scores(found, moments, rows)[0]).all()


def test_parallel_analysis_is_repeatable_and_finds_what_is_planted():
    seen = [parallel_analysis(of_model(PLANTED, BETWEEN), np.random.default_rng(5)) for _ in range(2)]
    assert np.array_equal(seen[0].factor_chance, seen[1].factor_chance)
    assert seen[0].factors == 3
    many = parallel_analysis(of_model(PLANTED, BETWEEN, n=10_000_000.0), np.random.default_rng(5))
    assert many.factors == 3
    nothing = of_model(np.zeros((8, 1)))
    assert parallel_analysis(nothing, np.random.default_rng(5)).components == 0


def test_correlations_that_contradict_each_other_are_mended_and_said():
    """Pair by pair, three items can claim to go together in a way no one's answers could: factoring goes on, adequacy not."""
    values = np.array([[1, 0.9, -0.9, 0.1], [0.9, 1, 0.9, 0.2], [-0.9, 0.9, 1, 0.1], [0.1, 0.2, 0.1, 1]])
    impossible = Correlations(tuple("abcd"), values, np.full((4, 4), 90.0), 90)
    found = explore(impossible, 1)
    assert found.smoothed
    assert np.isfinite(found.fit.chi)
    with pytest.raises(Invalid, match="contradict each other"):
        sampling_adequacy(impossible)


def test_items_that_determine_each_other_are_named():
    rng = np.random.default_rng(10)
    rows = rng.normal(size=(100, 4))
    together = gather(np.column_stack([rows, rows[:, 1] + rows[:, 2]]), ("a", "b", "c", "d", "total"))
    with pytest.raises(Invalid, match="exactly: b, c, total"):
        sphericity(pearson(together))
    assert explore(pearson(together), 2).smoothed


def test_a_heywood_case_is_said():
    """Three correlations that ask for more than an item's whole variance."""
    values = np.array([[1, 0.9, 0.8], [0.9, 1, 0.6], [0.8, 0.6, 1]])
    found = explore(Correlations(tuple("abc"), values, np.full((3, 3), 200.0), 200), 1)
    assert found.improper == ("a",)
    assert np.isnan(found.fit.p)


@pytest.mark.parametrize("factors", [0, 10, 11])
def test_no_more_factors_than_items_can_bear(factors):
    with pytest.raises(Invalid, match=f"10 items can't be reduced to {factors} factors"):
        explore(of_model(PLANTED, BETWEEN), factors)
