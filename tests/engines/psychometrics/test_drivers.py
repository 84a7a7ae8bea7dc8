"""Key drivers against relaimpo's figures, against all orders written out, and at the edges; the priority map."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.engines.psychometrics import shapley
from hearten.engines.psychometrics.drivers import drivers_of, key_drivers
from hearten.engines.psychometrics.moments import gather
from hearten.engines.psychometrics.priorities import priority_map
from hearten.engines.psychometrics.regression import linear
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics.reference import columns, needs_reference, output
from tests.tables import table_rows

FIGURES = {
    "coef": "coefficients",
    "beta_std": "standardised",
    **{name: name for name in ("lmg", "first", "last", "betasq", "pratt", "genizi", "johnson", "car", "vif")},
}


@needs_reference
@pytest.mark.parametrize("figure", FIGURES)
def test_satisfaction_of_mobile_customers(figure):
    """X5: eleven measures of importance as R's relaimpo gives them."""
    table, wanted = columns("out/kda_mobi4_input.csv"), output("key_drivers.json")
    wanted = wanted["mobi_satisfaction_on_4_means"]
    names = ["IMAG", "CUEX", "PERQ", "PERV"]
    ours = key_drivers(table["sat"], np.column_stack([table[name] for name in names]), names=names)
    given = [wanted[figure][name] for name in names]
    np.testing.assert_allclose(getattr(ours, FIGURES[figure]), given, rtol=1e-9)
    assert ours.r_squared == pytest.approx(wanted["R2"], rel=1e-10)
    assert ours.intercept == pytest.approx(wanted["coef"]["(Intercept)"], rel=1e-10)
    assert ours.order == ("PERQ", "IMAG", "PERV", "CUEX")


@needs_reference
def test_bootstrap_limits_are_near_those_of_relaimpo():
    table = columns("out/kda_mobi4_input.csv")
    wanted = output("key_drivers.json")["mobi_satisfaction_on_4_means"]["boot_lmg_rela"]
    x = np.column_stack([table[name] for name in ("IMAG", "CUEX", "PERQ", "PERV")])
    ours, again = (key_drivers(table["sat"], x, resamples=600, seed=5).lmg_share for _ in range(2))
    np.testing.assert_allclose(ours.low, wanted["lower"], atol=0.02)
    np.testing.assert_allclose(ours.high, wanted["upper"], atol=0.02)
    np.testing.assert_array_equal(ours.low, again.low)


def draw(seed, p, n=90):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) @ rng.normal(size=(p, p)) + rng.normal(size=(n, p))
    return x @ rng.normal(size=p) + rng.normal(size=n), x, rng.uniform(0.2, 3, n)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4), st.booleans())
def test_lmg_equals_all_orders_written_out(seed, p, weighed):
    y, x, weights = draw(seed, p)
    weights = weights if weighed else None

    def fitted(chosen):
        return linear(y, x[:, chosen], weights=weights, errors="model").r_squared if chosen else 0.0

    gains = np.zeros(p)
    orders = list(itertools.permutations(range(p)))
    for order in orders:
        for at, j in enumerate(order):
            gains[j] += fitted(list(order[: at + 1])) - fitted(list(order[:at]))
    ours = key_drivers(y, x, weights=weights)
    np.testing.assert_allclose(ours.lmg, gains / len(orders), rtol=1e-9, atol=1e-12)
    last = [ours.r_squared - fitted([i for i in range(p) if i != j]) for j in range(p)]
    np.testing.assert_allclose(ours.last, last, rtol=1e-7, atol=1e-12)
    for shares in (ours.lmg, ours.pratt, ours.johnson, ours.car):
        assert shares.sum() == pytest.approx(ours.r_squared)


def test_sampled_orders_lie_within_their_own_error(monkeypatch):
    y, x, _ = draw(3, 6)
    exact = key_drivers(y, x)
    monkeypatch.setattr(shapley, "EXACT_MOST", 3)
    sampled = key_drivers(y, x, seed=1)
    assert (sampled.lmg_error > 0).all()
    assert not exact.lmg_error.any()
    assert (np.abs(sampled.lmg - exact.lmg) < 5 * sampled.lmg_error).all()
    assert sampled.lmg.sum() == pytest.approx(exact.r_squared)


def test_blocks_of_rows_give_limits_like_rows():
    y, x, _ = draw(4, 3, n=6000)
    rows = key_drivers(y[:1900], x[:1900], resamples=300).lmg_share
    blocks = key_drivers(y, x, resamples=300).lmg_share
    ratio = (rows.high - rows.low) / (blocks.high - blocks.low)
    assert (np.abs(ratio / np.sqrt(6000 / 1900) - 1) < 0.35).all()
    assert ((blocks.low < blocks.value) & (blocks.value < blocks.high)).all()


def test_from_moments_gathered_in_one_pass():
    """X5: the same figures from sums of products as from rows, weights and missing answers included."""
    y, x, weights = draw(6, 3, n=400)
    x[5, 1] = np.nan
    columns = np.column_stack([x[:, 0], y, x[:, 1:]])
    names = ["a", "sat", "b", "c"]
    chunks = [(columns[i::40], weights[i::40]) for i in range(40)]
    moments = gather(chunks, names, missing="listwise")
    parts = [gather([chunk], names, missing="listwise") for chunk in chunks]
    ours = drivers_of(moments, "sat", ["a", "b", "c"], parts=parts, resamples=200)
    theirs = key_drivers(y, x, names=["a", "b", "c"], weights=weights, resamples=200)
    for name in ("lmg", "johnson", "coefficients", "intercept", "vif"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-9)
    assert (ours.n, ours.left_out, ours.names) == (399, 1, ("a", "b", "c"))
    np.testing.assert_allclose(ours.lmg_share.low, theirs.lmg_share.low, atol=0.06)
    np.testing.assert_allclose(ours.lmg_share.high, theirs.lmg_share.high, atol=0.06)


def test_scale_does_not_matter():
    y, x, _ = draw(8, 3)
    tiny = key_drivers(y * 1e-9, x * [1e-8, 1e6, 1])
    np.testing.assert_allclose(tiny.lmg, key_drivers(y, x).lmg, rtol=1e-8)


@pytest.mark.parametrize("row", table_rows("algorithms/key_drivers.md", "driver"), ids=str)
def test_the_worked_table(row):
    """Two drivers that correlate 0.5, correlations 0.6 and 0.3 with the outcome, made to be exactly so."""
    rng = np.random.default_rng(1)
    noise = np.linalg.qr(rng.normal(size=(50, 4)) - 0)[0]
    noise = np.linalg.qr(noise - noise.mean(axis=0))[0][:, :3]
    wanted = np.array([[1, 0.6, 0.3], [0.6, 1, 0.5], [0.3, 0.5, 1]])
    made = noise @ np.linalg.cholesky(wanted).T
    ours = key_drivers(made[:, 0], made[:, 1:], names=["speed", "courtesy"])
    at = ours.names.index(row["driver"])
    for name in ("first", "last", "lmg", "johnson", "pratt"):
        assert getattr(ours, name)[at] == pytest.approx(float(row[name]), abs=5e-5), name


@pytest.mark.parametrize("row", table_rows("algorithms/key_drivers.md", "place"), ids=str)
def test_the_map(row):
    rows = table_rows("algorithms/key_drivers.md", "place")
    ours = priority_map(
        [float(r["importance"]) for r in rows],
        [float(r["performance"]) for r in rows],
        [r["place"] for r in rows],
    )
    assert next(p for p in ours.places if p.name == row["place"]).quadrant == row["quadrant"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: key_drivers([1, 2], [1, 2]),
        lambda: key_drivers([2] * 9, np.arange(9.0)),
        lambda: key_drivers(np.arange(9.0), np.ones(9)),
        lambda: key_drivers(np.arange(9.0), np.column_stack([np.arange(9.0), 2 * np.arange(9.0)])),
        lambda: priority_map([1, np.nan], [1, 2]),
        lambda: priority_map([], []),
    ],
)
def test_what_can_not_be_weighed_is_refused(call):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.hint
