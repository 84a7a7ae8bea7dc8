"""Claimed structures against lavaan's figures, a second search that shares no code, simulation; and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad, minimize

from hearten.engines.psychometrics.confirmatory import confirm
from hearten.engines.psychometrics.moments import gather
from hearten.engines.psychometrics.reliability import read_keys
from hearten.engines.psychometrics.structure import Pattern, discrepancy
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics import big_five
from tests.engines.psychometrics.reference import needs_reference, output

NAMES = tuple("abcdef")
MODEL = {"first": NAMES[:3], "second": NAMES[3:]}
LOADINGS = np.array([[1.2, 0], [0.9, 0], [0.7, 0], [0, 0.8], [0, 1.1], [0, 0.6]])
OWN = np.array([0.7, 0.6, 0.9, 0.5, 0.8, 0.4])
BETWEEN = 0.5


def sampled(n, seed):
    rng = np.random.default_rng(seed)
    factors = rng.multivariate_normal([0, 0], [[1, BETWEEN], [BETWEEN, 1]], n)
    return factors @ LOADINGS.T + rng.normal(size=(n, 6)) * np.sqrt(OWN)


@needs_reference
@pytest.mark.parametrize("name", ["Agree", "Conscientious", "Extraversion", "Neuroticism", "Openness"])
def test_one_factor_as_lavaan(name):
    """X5, X6: loadings and own variances in the units of the answers, and omega from them."""
    wanted = output("bfi.json")["scales"][name]
    names, keys = read_keys(wanted["items"])
    found = confirm(big_five.scales()[name], {name: names})
    loadings = found.loadings[:, 0] * keys
    loadings *= np.sign(loadings.sum())
    assert loadings == pytest.approx(wanted["cfa_loadings_raw"], abs=1e-4)
    assert found.unique == pytest.approx(wanted["cfa_resid_var"], abs=1e-4)
    omega = loadings.sum() ** 2 / (loadings.sum() ** 2 + found.unique.sum())
    assert omega == pytest.approx(wanted["omega_cfa_ml_raw"], abs=1e-5)


def test_a_second_search_finds_the_same():
    """The likelihood written out on covariances and searched without our code."""
    rows = sampled(400, 1)
    covariance = np.cov(rows.T, ddof=0)

    def left_over(unknown):
        loadings = np.zeros((6, 2))
        loadings[:3, 0], loadings[3:, 1] = unknown[:3], unknown[3:6]
        phi = np.array([[1, unknown[12]], [unknown[12], 1]])
        implied = loadings @ phi @ loadings.T + np.diag(np.exp(unknown[6:12]))
        return np.linalg.slogdet(implied)[1] + np.trace(covariance @ np.linalg.inv(implied))

    theirs = minimize(left_over, np.r_[np.full(6, 0.8), np.zeros(6), 0.1], options={"gtol": 1e-7})
    found = confirm(gather(rows, NAMES), MODEL)
    assert found.loadings[LOADINGS > 0] == pytest.approx(theirs.x[:6], abs=1e-4)
    assert found.unique == pytest.approx(np.exp(theirs.x[6:12]), abs=1e-4)
    assert found.phi[0, 1] == pytest.approx(theirs.x[12], abs=1e-4)
    assert found.chi == pytest.approx(400 * (theirs.fun - np.linalg.slogdet(covariance)[1] - 6), abs=1e-4)
    assert (found.dof, found.converged, found.improper) == (8, True, ())
    likelihood = -200 * (6 * np.log(2 * np.pi) + theirs.fun)
    assert found.aic == pytest.approx(2 * 13 - 2 * likelihood)


def test_the_slope_is_the_slope():
    pattern = Pattern(LOADINGS > 0, np.tril_indices(2, -1))
    values = np.corrcoef(sampled(200, 2).T)
    at = np.r_[np.linspace(0.4, 0.9, 6), np.linspace(0.3, 0.8, 6), 0.2]
    wrong = check_grad(
        lambda x: discrepancy(x, values, pattern)[0], lambda x: discrepancy(x, values, pattern)[1], at
    )
    assert wrong < 1e-5


def test_errors_are_as_large_as_they_say():
    """X5: over samples the estimates scatter by their standard errors, around the truth, and χ² about its degrees."""
    found = [confirm(gather(sampled(300, 100 + turn), NAMES), MODEL) for turn in range(60)]
    for values, errors, truth in (
        ([f.loadings[0, 0] for f in found], [f.loading_errors[0, 0] for f in found], 1.2),
        ([f.phi[0, 1] for f in found], [f.phi_errors[0, 1] for f in found], BETWEEN),
        ([f.unique[3] for f in found], [f.unique_errors[3] for f in found], 0.5),
    ):
        assert np.std(values) == pytest.approx(np.mean(errors), rel=0.25)
        assert np.mean(values) == pytest.approx(truth, abs=3.5 * np.mean(errors) / np.sqrt(60))
    assert np.mean([f.chi for f in found]) == pytest.approx(8, abs=1.8)
    assert sum(f.p < 0.05 for f in found) <= 8


def test_units_and_direction_don_t_matter():
    """Answers in other units stretch the loadings and leave the fit; an item turned round turns its loading."""
    rows = sampled(500, 3)
    plain = confirm(gather(rows, NAMES), MODEL)
    stretch = np.array([1, 100, 0.01, 1, 1, -1])
    other = confirm(gather(rows * stretch + 50, NAMES), MODEL)
    assert other.loadings == pytest.approx(plain.loadings * stretch[:, None], rel=1e-5)
    assert other.chi == pytest.approx(plain.chi, abs=1e-6)
    assert other.standardised[:5] == pytest.approx(plain.standardised[:5], abs=1e-6)


def test_a_wrong_claim_fits_badly():
    """Items given to the wrong factors: every index says so."""
    moments = gather(sampled(1000, 4), NAMES)
    right = confirm(moments, MODEL)
    wrong = confirm(moments, {"first": ("a", "b", "d"), "second": ("c", "e", "f")})
    assert right.p > 0.01
    assert right.cfi > 0.99
    assert wrong.cfi < 0.9
    assert right.rmsea.value < 0.05
    assert right.srmr < 0.04
    assert wrong.srmr > 0.08
    assert wrong.rmsea.low > 0.1
    assert wrong.p < 1e-10


def test_what_cannot_be_is_said():
    """A negative variance (Heywood case) is reported, not hidden."""
    rng = np.random.default_rng(5)
    root = np.linalg.cholesky(np.array([[1, 0.9, 0.8], [0.9, 1, 0.6], [0.8, 0.6, 1]]))
    rows = rng.normal(size=(500, 3)) @ root.T
    found = confirm(gather(rows, NAMES[:3]), {"one": NAMES[:3]})
    assert found.improper == ("a",)
    assert found.unique[0] < 0
    assert np.isnan(found.p)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ({"first": ("a", "b")}, "more unknowns than the answers can tell: first"),
        ({"first": ("a", "b", "c"), "second": ("d",)}, "tell: second"),
        ({"first": ("a", "b", "nobody")}, "must be among the answers: nobody"),
        ({"first": ("a", "b", "flat")}, "alike: flat"),
        ({"first": ("a", "b", "sum")}, "exactly: a, b, sum"),
    ],
)
def test_a_model_that_cannot_be_estimated_is_refused(model, said):
    rows = sampled(100, 6)
    table = np.column_stack([rows, np.full(100, 3.0), rows[:, 0] + rows[:, 1]])
    with pytest.raises(Invalid, match=said):
        confirm(gather(table, (*NAMES, "flat", "sum")), model)
