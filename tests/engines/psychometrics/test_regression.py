"""Least squares, odds and scales against statsmodels; and what must be refused."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.miscmodels.ordinal_model import OrderedModel

from hearten.engines.psychometrics.choices import logistic, ordinal
from hearten.engines.psychometrics.regression import linear
from hearten.kernel.errors import Invalid
from tests.tables import table_rows

RNG = np.random.default_rng(7)
N = 160
X = np.column_stack([RNG.normal(size=N), RNG.integers(1, 8, N), RNG.normal(size=N) ** 2])
WEIGHTS = RNG.uniform(0.2, 4, N)
LINE = 2 + X @ [0.8, -0.3, 0.1] + RNG.normal(size=N)
YES = (RNG.random(N) < 1 / (1 + np.exp(1 - X @ [0.9, 0.2, -0.4]))).astype(float)
STEPS = np.digitize(X @ [0.9, 0.2, -0.4] + RNG.logistic(size=N), [-0.5, 0.7, 1.9]) + 1.0
WITH_ONE = sm.add_constant(X)


def same(ours, value, error):
    np.testing.assert_allclose(ours.value, value, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(ours.error, error, rtol=1e-8)


@pytest.mark.parametrize("kind", ["model", "HC0", "HC1", "HC2", "HC3"])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
def test_line_equals_statsmodels(kind, weights):
    ours = linear(LINE, X, weights=weights, errors=kind)
    model = sm.OLS(LINE, WITH_ONE) if weights is None else sm.WLS(LINE, WITH_ONE, weights=weights)
    theirs = model.fit()
    same(ours.coefficients, theirs.params, theirs.bse if kind == "model" else getattr(theirs, f"{kind}_se"))
    figures = [ours.r_squared, ours.adjusted_r_squared, ours.f, ours.f_p, ours.sigma]
    wanted = [theirs.rsquared, theirs.rsquared_adj, theirs.fvalue, theirs.f_pvalue, np.sqrt(theirs.scale)]
    np.testing.assert_allclose(figures, wanted, rtol=1e-8)
    if kind == "model":
        np.testing.assert_allclose(ours.coefficients.p, theirs.pvalues, rtol=1e-7)
        np.testing.assert_allclose(
            np.column_stack([ours.coefficients.low, ours.coefficients.high]), theirs.conf_int(), rtol=1e-8
        )


def test_survey_errors_of_a_mean_are_the_linearised_ones():
    """Without `x` to explain anything the intercept is the mean, and its error the one of the mean."""
    from hearten.engines.psychometrics.descriptives import mean

    ones = np.ones((N, 1))
    fit = linear(LINE, ones, weights=WEIGHTS, intercept=False, errors="survey")
    plain = mean(LINE, WEIGHTS)
    assert fit.coefficients.value[0] == pytest.approx(plain.value)
    assert fit.coefficients.error[0] == pytest.approx(plain.error)


def test_odds_equal_statsmodels():
    ours, theirs = logistic(YES, X), sm.Logit(YES, WITH_ONE).fit(disp=0, tol=1e-12)
    same(ours.coefficients, theirs.params, theirs.bse)
    np.testing.assert_allclose(
        [ours.log_likelihood, ours.null_log_likelihood, ours.mcfadden, ours.chi_square],
        [theirs.llf, theirs.llnull, theirs.prsquared, theirs.llr],
        rtol=1e-8,
    )
    assert ours.p == pytest.approx(theirs.llr_pvalue, rel=1e-6)
    np.testing.assert_allclose(ours.odds_ratios, np.exp(theirs.params), rtol=1e-8)


def test_weighted_odds_equal_statsmodels():
    scaled = WEIGHTS / WEIGHTS.mean()
    theirs = sm.GLM(YES, WITH_ONE, family=sm.families.Binomial(), freq_weights=scaled).fit(tol=1e-14)
    ours = logistic(YES, X, weights=WEIGHTS, errors="model")
    same(ours.coefficients, theirs.params, theirs.bse)
    rows = WITH_ONE * (scaled * (YES - theirs.mu))[:, None]
    bread = theirs.cov_params()
    inner = bread @ (rows.T @ rows) @ bread * N / (N - 1)
    same(logistic(YES, X, weights=WEIGHTS).coefficients, theirs.params, np.sqrt(np.diag(inner)))


def test_scale_equals_statsmodels():
    ours = ordinal(STEPS, X)
    fitted = OrderedModel(STEPS, X, distr="logit").fit(method="newton", disp=0, tol=1e-12, maxiter=100)
    np.testing.assert_allclose(ours.coefficients.value, fitted.params[:3], rtol=1e-6)
    np.testing.assert_allclose(ours.coefficients.error, fitted.bse[:3], rtol=1e-4)
    cuts = fitted.model.transform_threshold_params(fitted.params)[1:-1]
    np.testing.assert_allclose(ours.thresholds.value, cuts, rtol=1e-6)
    assert ours.log_likelihood == pytest.approx(fitted.llf)
    assert ours.thresholds.names == ("≤ 1", "≤ 2", "≤ 3")


def test_a_scale_of_two_steps_is_yes_and_no():
    scale, odds = ordinal(YES, X), logistic(YES, X)
    np.testing.assert_allclose(scale.coefficients.value, odds.coefficients.value[1:], rtol=1e-7)
    np.testing.assert_allclose(scale.thresholds.value, -odds.coefficients.value[:1], rtol=1e-7)
    np.testing.assert_allclose(scale.coefficients.error, odds.coefficients.error[1:], rtol=1e-6)


@pytest.mark.parametrize("fit", [linear, logistic, ordinal])
def test_rows_without_an_answer_or_weight_are_left_out(fit):
    y = {linear: LINE, logistic: YES, ordinal: STEPS}[fit]
    x, gappy, weights = X.copy(), y.copy(), np.ones(N)
    x[3, 1], gappy[4], weights[5] = np.nan, np.nan, 0
    kept = np.delete(np.arange(N), [3, 4, 5])
    ours, theirs = fit(gappy, x, weights=weights), fit(y[kept], X[kept], weights=np.ones(N - 3))
    assert (ours.n, ours.left_out) == (N - 3, 3)
    np.testing.assert_allclose(ours.coefficients.value, theirs.coefficients.value, rtol=1e-9)


@pytest.mark.parametrize("row", table_rows("algorithms/regression.md", "visits"), ids=str)
def test_the_worked_table(row):
    rows = table_rows("algorithms/regression.md", "visits")
    fit = linear([float(r["rating"]) for r in rows], [float(r["visits"]) for r in rows])
    a, b = fit.coefficients.value
    assert a + b * float(row["visits"]) == pytest.approx(float(row["fitted"]), abs=5e-4)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: linear([1, 2, 3], [[1, 2], [2, 5], [4, 1]]), "usable rows"),
        (lambda: linear(LINE, np.column_stack([X, X[:, 0] + 2 * X[:, 1]])), "x4 says the same"),
        (lambda: linear(LINE, np.column_stack([X, np.full(N, 3.3)])), "x4 are the same"),
        (lambda: linear(LINE, X, names=["a", "a", "b"]), "different names"),
        (lambda: linear(np.full(N, np.nan), X), "usable rows"),
        (lambda: linear(LINE[:-1], X), "rows on one side"),
        (lambda: logistic(np.ones(N), X), "some and no"),
        (lambda: logistic(STEPS, X), "some and no"),
        (lambda: logistic((X[:, 1] > 4).astype(float), X), "without a miss by x2,"),
        (lambda: ordinal(X[:, 1], X), "without a miss by x2,"),
        (lambda: ordinal(np.full(N, 3), X), "are the same"),
        (lambda: ordinal([1, 2, 3, 4], [1, 2, 2, 1]), "usable rows"),
    ],
)
def test_what_can_not_be_fitted_is_refused(call, said):
    with pytest.raises(Invalid, match=said) as refusal:
        call()
    assert refusal.value.hint


def test_quasi_separation_is_refused():
    """One group without a single yes: its odds would be zero, and no fit would ever settle."""
    group = np.repeat([0.0, 1.0], 20)
    yes = np.concatenate([np.zeros(20), np.tile([0.0, 1.0], 10)])
    with pytest.raises(Invalid, match="without a miss by x1,"):
        logistic(yes, group)
