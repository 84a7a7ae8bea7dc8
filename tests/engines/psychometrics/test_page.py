"""The worked tables of docs/algorithms/psychometrics.md hold."""

from __future__ import annotations

import numpy as np
import pytest

from hearten.engines.psychometrics.confirmatory import confirm
from hearten.engines.psychometrics.correlation import Correlations, kendall, pearson, spearman
from hearten.engines.psychometrics.factors.adequacy import sampling_adequacy, sphericity
from hearten.engines.psychometrics.factors.exploratory import explore
from hearten.engines.psychometrics.moments import gather
from hearten.engines.psychometrics.omega import one_factor_omega
from hearten.engines.psychometrics.reliability import read_keys, reliability
from hearten.engines.psychometrics.tables import tabulate
from tests.tables import table_rows

PAGE = "algorithms/psychometrics.md"
SCALE = ("clear", "quick", "fair", "-slow")


def worked_scale():
    names, keys = read_keys(SCALE)
    answers = np.array([[int(row[name]) for name in names] for row in table_rows(PAGE, "person")], np.int8)
    moments = gather(answers, names)
    scale = reliability(moments, SCALE)
    correlations = pearson(moments).keyed(keys)
    tables = tabulate(answers, names, lowest=1, highest=5)
    items = {item.name: item for item in scale.items}
    return {
        "alpha": scale.alpha.raw,
        "standardised": scale.alpha.standardised,
        "g6": scale.alpha.g6,
        "average r": scale.alpha.average_r,
        "standard error": scale.alpha.error,
        "Feldt low": scale.feldt.low,
        "Feldt high": scale.feldt.high,
        "r.drop of slow": items["slow"].r_drop,
        "alpha without quick": items["quick"].dropped.raw,
        "Spearman clear quick": spearman(tables).values[0, 1],
        "Kendall clear quick": kendall(tables).values[0, 1],
        "KMO": sampling_adequacy(correlations).overall,
        "Bartlett": sphericity(correlations).chi,
        "omega": one_factor_omega(correlations).model,
    }


def test_the_worked_scale():
    """X5: every figure of the page from the eight people's answers."""
    figures = worked_scale()
    rows = [row for row in table_rows(PAGE, "figure | value") if row["value"]]
    assert {row["figure"] for row in rows} == set(figures)
    for row in rows:
        assert figures[row["figure"]] == pytest.approx(float(row["value"]), abs=5.1e-5), row


@pytest.mark.parametrize("row", table_rows(PAGE, "r12"), ids=str)
def test_three_items_one_factor(row):
    """By each way of extraction, and as a confirmed structure of answers with exactly these correlations."""
    r12, r13, r23 = (float(row[name]) for name in ("r12", "r13", "r23"))
    wanted = np.array([float(row[name]) for name in ("l1", "l2", "l3")])
    wanted *= 1.0 if wanted.sum() > 0 else -1.0
    values = np.array([[1, r12, r13], [r12, 1, r23], [r13, r23, 1]])
    given = Correlations(("one", "two", "three"), values, np.full((3, 3), 100.0), 100)
    for method, near in (("minres", 1e-4), ("ml", 1e-4), ("principal_axis", 0.05)):
        assert explore(given, 1, method=method).loadings[:, 0] == pytest.approx(wanted, abs=near), method
    rows = np.linalg.qr(np.random.default_rng(1).normal(size=(50, 4)) * [0, 1, 1, 1] + [1, 0, 0, 0])[0][:, 1:]
    exact = rows @ np.linalg.cholesky(values).T
    found = confirm(gather(exact, given.names), {"factor": given.names}).standardised[:, 0]
    assert found == pytest.approx(wanted, abs=1e-6)
