"""Alpha and omega against R psych's figures, by hand, and what must hold for any scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as drawn

from hearten.engines.psychometrics.correlation import Correlations, pearson
from hearten.engines.psychometrics.moments import gather
from hearten.engines.psychometrics.omega import hierarchical_omega, one_factor_omega, schmid_leiman
from hearten.engines.psychometrics.reliability import read_keys, reliability
from hearten.engines.psychometrics.tables import tabulate
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics import big_five
from tests.engines.psychometrics.reference import needs_reference, output

SCALES = ("Agree", "Conscientious", "Extraversion", "Neuroticism", "Openness")


def scale(name):
    return output("bfi.json")["scales"][name]


@needs_reference
@pytest.mark.parametrize("name", SCALES)
def test_alpha_as_r(name):
    """X5: raw and standardised, G6, average correlation, standard error; pairwise and listwise; each item dropped."""
    wanted = scale(name)
    pairwise = reliability(big_five.moments("pairwise"), wanted["items"]).alpha
    found = {
        "alpha_raw_pairwise": pairwise.raw,
        "alpha_std_pairwise": pairwise.standardised,
        "G6_pairwise": pairwise.g6,
        "average_r_pairwise": pairwise.average_r,
        "ase_pairwise": pairwise.error,
    }
    listwise = reliability(big_five.scales()[name], wanted["items"])
    found |= {
        "alpha_raw_listwise": listwise.alpha.raw,
        "alpha_std_listwise": listwise.alpha.standardised,
        "n_complete": listwise.observations,
    }
    assert found == pytest.approx({key: wanted[key] for key in found}, rel=1e-8)
    dropped = {item.name: item.dropped.raw for item in listwise.items}
    assert dropped == pytest.approx(wanted["alpha_drop_listwise"], rel=1e-8)
    rest = {item.name: item.r_drop for item in listwise.items}
    assert rest == pytest.approx(wanted["item_total_r_drop_listwise"], rel=1e-8)
    limits = {"lower": listwise.feldt.low, "upper": listwise.feldt.high}
    assert limits == pytest.approx(wanted["feldt_ci95_listwise"], rel=1e-8)


@needs_reference
@pytest.mark.parametrize("name", SCALES)
def test_alpha_with_medians_filled_in_as_r(name):
    names, _ = read_keys(scale(name)["items"])
    medians = tabulate(big_five.answers(), big_five.items(), lowest=1, highest=6).select(names).medians
    filled = big_five.moments("pairwise").select(names).filled(medians)
    found = reliability(filled, scale(name)["items"]).alpha.raw
    assert found == pytest.approx(output("bfi.json")["alpha_scoreItems_median_impute"][name], rel=1e-8)


@needs_reference
@pytest.mark.parametrize("name", SCALES)
def test_omega_as_r(name):
    """X5: omega of one factor three ways, the loadings behind it, and three factors of five items, where a bound holds."""
    wanted = scale(name)
    _, keys = read_keys(wanted["items"])
    correlations = pearson(big_five.scales()[name]).keyed(keys)
    minres, likely = one_factor_omega(correlations), one_factor_omega(correlations, method="ml")
    found = {
        "omega_total_1factor_minres_std": minres.model,
        "omega_total_1factor_minres_vs_obsvar": minres.observed,
        "omega_total_1factor_ml_std": likely.model,
    }
    assert found == pytest.approx({key: wanted[key] for key in found}, abs=1e-6)
    assert minres.total == pytest.approx(wanted["psych_omega_nf1"]["tot"], abs=1e-6)
    assert minres.loadings == pytest.approx(list(wanted["one_factor_minres_loadings"].values()), abs=1e-6)
    three = hierarchical_omega(correlations, 3)
    assert three.omega_total == pytest.approx(wanted["psych_omega_nf3"]["tot"], abs=1e-6)
    assert three.omega_h == pytest.approx(wanted["psych_omega_nf3"]["h"], abs=1e-6)


@needs_reference
def test_omega_of_twenty_five_items_as_r():
    """X5: a general factor above five, by Schmid and Leiman; items that pull against it are turned round."""
    wanted = output("bfi.json")["omega_25items_nf5"]
    found = hierarchical_omega(pearson(big_five.moments("pairwise")), 5)
    figures = {"omega_h": found.omega_h, "omega_tot": found.omega_total, "alpha": found.alpha, "G6": found.g6}
    assert figures == pytest.approx(wanted, abs=1e-6)


scales = drawn.arrays(
    np.int8, st.tuples(st.integers(8, 40), st.integers(3, 6)), elements=st.integers(1, 7)
).filter(
    lambda a: (np.ptp(a, axis=0) > 0).all() and np.linalg.eigvalsh(np.corrcoef(a.T.astype(float)))[0] > 1e-6
)


@settings(max_examples=60, deadline=None)
@given(scales, st.data())
def test_alpha_is_what_its_definition_says(answers, data):
    """From the variance of totals and of items; the same in any order of items, and with all answers moved or stretched."""
    rows = answers.astype(float)
    size = rows.shape[1]
    wanted = size / (size - 1) * (1 - rows.var(axis=0, ddof=1).sum() / rows.sum(axis=1).var(ddof=1))
    found = reliability(gather(answers))
    assert found.alpha.raw == pytest.approx(wanted, rel=1e-9)
    order = data.draw(st.permutations(range(size)))
    assert reliability(gather(rows[:, order])).alpha.raw == pytest.approx(wanted, rel=1e-9)
    assert reliability(gather(rows * 3 - 7)).alpha.g6 == pytest.approx(found.alpha.g6, rel=1e-7)
    for place, item in enumerate(found.items):
        others = np.delete(rows, place, axis=1).sum(axis=1)
        if others.std() > 0:
            assert item.r_drop == pytest.approx(np.corrcoef(rows[:, place], others)[0, 1], abs=1e-9)
        if item.dropped:
            assert item.dropped.raw == pytest.approx(
                reliability(gather(np.delete(rows, place, axis=1))).alpha.raw
            )


@settings(max_examples=30, deadline=None)
@given(scales)
def test_a_turned_item_is_as_good_as_turned_answers(answers):
    """ "-name" says what 8 − answer says."""
    names = [f"q{place}" for place in range(answers.shape[1])]
    turned = answers.copy()
    turned[:, 0] = 8 - turned[:, 0]
    keyed = reliability(gather(answers, names), [f"-{names[0]}", *names[1:]])
    assert keyed.alpha.raw == pytest.approx(reliability(gather(turned, names)).alpha.raw)
    assert keyed.items[0].key == -1


def test_feldt_interval_holds_the_truth():
    """Exact for parallel items: 95 of 100 intervals hold the population's alpha (0.8 for four items that correlate 0.5)."""
    rng = np.random.default_rng(12)
    inside = 0
    for _ in range(300):
        rows = rng.normal(size=(25, 1)) + rng.normal(size=(25, 4))
        limits = reliability(gather(rows)).feldt
        inside += limits.low <= 0.8 <= limits.high
    assert 275 <= inside <= 296


def test_schmid_and_leiman_rebuild_the_correlations():
    """A general factor and three groups: what they make together is what was factored."""
    general = np.array([0.6, 0.5, 0.55, 0.6, 0.5, 0.65, 0.55, 0.6, 0.5])
    groups = np.kron(np.eye(3), np.full((3, 1), 0.45))
    values = np.outer(general, general) + groups @ groups.T
    np.fill_diagonal(values, 1)
    # Schmid and Leiman's is a second-order model: the ratio of general to group loadings is the same within a group.
    found_general, found_groups, communalities = schmid_leiman(values, 3)
    rebuilt = np.outer(found_general, found_general) + found_groups @ found_groups.T
    assert rebuilt == pytest.approx(values - np.diag(1 - communalities), abs=0.03)
    omega = hierarchical_omega(Correlations(tuple("abcdefghi"), values, np.full((9, 9), 500.0), 500), 3)
    assert omega.omega_h == pytest.approx(general.sum() ** 2 / values.sum(), abs=0.02)
    assert omega.omega_h < omega.omega_total


def test_what_is_no_scale_is_said():
    rng = np.random.default_rng(13)
    rows = rng.integers(1, 8, (50, 3)).astype(np.int8)
    with pytest.raises(Invalid, match="at least two items"):
        reliability(gather(rows), ["item 1"])
    rows[:, 1] = 4
    with pytest.raises(Invalid, match="alike: item 2"):
        reliability(gather(rows))
    rows[:, 1] = 8 - rows[:, 0]
    with pytest.raises(Invalid, match="cancel each other out"):
        reliability(gather(rows), ["item 1", "item 2"])
    two = reliability(gather(rows), ["item 1", "-item 2"])
    assert two.alpha.raw == pytest.approx(1)
    assert two.items[0].dropped is None
    with pytest.raises(Invalid, match="3 items can't be reduced to 3 factors"):
        hierarchical_omega(pearson(gather(rows)), 3)
