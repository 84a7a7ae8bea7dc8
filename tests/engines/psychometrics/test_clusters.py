"""Groups of people against R's figures, scikit-learn and planted groups; and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster import hierarchy
from sklearn import metrics

from hearten.engines.psychometrics import cluster_quality, clusters
from hearten.engines.psychometrics.cluster_profiles import profiles
from hearten.engines.psychometrics.cluster_quality import (
    adjusted_rand,
    calinski_harabasz,
    gap_statistic,
    silhouette,
)
from hearten.engines.psychometrics.clusters import k_means, lloyd, standardised, ward
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics.reference import columns, needs_reference, output
from tests.tables import table_rows

RNG = np.random.default_rng(11)
PLANTED = np.repeat([0, 1, 2], [70, 50, 30])
ROWS = np.array([[0, 0, 0], [4, 0, 1], [0, 5, 0]])[PLANTED] + RNG.normal(scale=0.7, size=(150, 3))


def flowers():
    return np.column_stack(list(columns("out/clust_iris_X.csv").values()))


@needs_reference
@pytest.mark.parametrize("k", range(2, 7))
def test_flowers_in_k_groups(k):
    """X5: sizes, sums of squares, silhouettes and Calinski–Harabasz of 2 … 6 groups as R gives them."""
    x, wanted = flowers(), output("clusters.json")["iris"][f"k{k}"]
    ours = k_means(x, k, seed=1)
    assert ours.total_within == pytest.approx(wanted["best_tot_withinss"], rel=1e-9)
    assert (ours.between, ours.total) == (pytest.approx(wanted["betweenss"]), pytest.approx(wanted["totss"]))
    assert ours.sizes.tolist() == sorted(wanted["sizes"], reverse=True)
    widths = silhouette(x, ours.labels)
    assert widths.average == pytest.approx(wanted["avg_silhouette"], rel=1e-9)
    np.testing.assert_allclose(np.sort(widths.clusters), np.sort(wanted["clus_avg_sil"]), rtol=1e-9)
    assert calinski_harabasz(x, ours.labels) == pytest.approx(wanted["CH"], rel=1e-9)
    tree = ward(x, k)
    assert tree.sizes.tolist() == wanted["ward_sizes"]
    assert silhouette(x, tree.labels).average == pytest.approx(wanted["ward_avg_silhouette"], rel=1e-9)
    plain = lloyd(x, x[np.linspace(1, 150, k).astype(int) - 1])
    given = wanted["lloyd_from_evenly_spaced_rows"]
    assert (plain.sizes.tolist(), plain.rounds) == (given["sizes"], given["iter"])
    assert plain.total_within == pytest.approx(given["tot_withinss"], rel=1e-9)


@needs_reference
def test_gap_is_near_that_of_r():
    ours, wanted = (
        gap_statistic(flowers(), 4, references=12, starts=3),
        output("clusters.json")["iris"]["gap"],
    )
    np.testing.assert_allclose(ours.log_within[:3], wanted["logW"][:3], rtol=1e-6)
    np.testing.assert_allclose(ours.gap, wanted["gap"][:4], atol=0.04)
    assert {ours.best, ours.first_good} <= {2, 3}


def test_planted_groups_are_found_and_counted():
    for found in (k_means(ROWS, 3, seed=4), ward(ROWS, 3)):
        assert adjusted_rand(found.labels, PLANTED) == 1
    gap = gap_statistic(ROWS, 5, references=10, starts=3, power=2)
    assert (gap.best, gap.first_good) == (3, 1)
    assert k_means(ROWS, 3, seed=4).centres.tolist() == k_means(ROWS, 3, seed=4).centres.tolist()


def test_figures_equal_scikit_learn():
    labels = RNG.integers(0, 4, 150)
    other = np.where(RNG.random(150) < 0.5, labels, RNG.integers(0, 3, 150))
    widths = metrics.silhouette_samples(ROWS, labels)
    ours = silhouette(ROWS, labels)
    assert ours.average == pytest.approx(widths.mean())
    np.testing.assert_allclose(ours.clusters, [widths[labels == c].mean() for c in range(4)])
    assert calinski_harabasz(ROWS, labels) == pytest.approx(metrics.calinski_harabasz_score(ROWS, labels))
    assert adjusted_rand(labels, other) == pytest.approx(metrics.adjusted_rand_score(labels, other))


def test_a_large_table_is_sampled_and_finished_on_all_rows(monkeypatch):
    monkeypatch.setattr(clusters, "_SAMPLE", 60)
    monkeypatch.setattr(clusters, "_TREE_MOST", 60)
    monkeypatch.setattr(cluster_quality, "_SILHOUETTE_MOST", 80)
    for found in (k_means(ROWS, 3), ward(ROWS, 3)):
        assert adjusted_rand(found.labels, PLANTED) > 0.95
        assert found.sizes.sum() == 150
    measured = silhouette(ROWS, PLANTED)
    monkeypatch.undo()
    assert measured.n == 80
    assert measured.average == pytest.approx(silhouette(ROWS, PLANTED).average, abs=0.1)


def test_weights_and_missing_answers():
    gappy, weights = ROWS.copy(), np.ones(150)
    gappy[0, 1], weights[1], weights[2] = np.nan, 0, 2
    found = k_means(gappy, 3, weights=weights)
    assert (found.labels[:2].tolist(), found.sizes.sum()) == ([-1, -1], 148)
    twice = k_means(np.concatenate([ROWS[2:], ROWS[2:3]]), 3)
    assert found.total_within == pytest.approx(twice.total_within)
    profile = profiles(gappy, found.labels, weights=weights)
    assert sum(p.share for p in profile) == pytest.approx(1)


def test_edges():
    same = standardised(np.column_stack([np.full(5, 3.0), np.arange(5.0)]))
    assert (same[:, 0] == 0).all()
    assert same[:, 1].std(ddof=1) == pytest.approx(1)
    one = k_means(ROWS, 1)
    assert one.total_within == pytest.approx(one.total)
    each = k_means([[0.0], [1.0], [1.0]], 2)
    assert each.total_within == pytest.approx(0)
    assert silhouette([[0.0], [1.0], [1.1]], [0, 1, 1]).clusters[0] == 0
    assert silhouette([[1.0], [1.0], [1.0]], [0, 1, 1]).average == 0
    assert adjusted_rand([1, 1, 1], [2, 2, 2]) == 1
    assert adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-0.5)


def test_reasons_name_what_stands_out():
    ours = profiles(ROWS, PLANTED, ["speed", "price", "noise"])
    second, third = ours[1], ours[2]
    assert (second.reasons[0].name, second.reasons[0].direction, second.reasons[0].strength) == (
        "speed",
        "higher",
        "much",
    )
    assert third.reasons[0].name == "price"
    assert (third.n, third.share) == (30, pytest.approx(0.2))


@pytest.mark.parametrize("row", table_rows("algorithms/clusters.md", "person"), ids=str)
def test_the_worked_table(row):
    rows = table_rows("algorithms/clusters.md", "person")
    points = [[float(r["speed"]), float(r["price"])] for r in rows]
    labels = ward(points, 2).labels
    at = next(i for i, r in enumerate(rows) if r["person"] == row["person"])
    assert labels[at] + 1 == int(row["group"])
    alone = metrics.silhouette_samples(points, labels)[at]
    assert alone == pytest.approx(float(row["width"]), abs=5e-4)
    assert silhouette(points, labels).average == pytest.approx(
        np.mean([float(r["width"]) for r in rows]), abs=5e-4
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda: k_means([[1.0], [1.0]], 2),
        lambda: k_means([[1.0], [2.0]], 0),
        lambda: lloyd([[1.0], [2.0]], [[1.0, 2.0]]),
        lambda: silhouette([[1.0], [2.0]], [0, 0]),
        lambda: silhouette([[1.0], [2.0]], [0]),
        lambda: calinski_harabasz([[1.0], [2.0]], [0, 1]),
        lambda: gap_statistic([[1.0], [2.0]], 3),
    ],
)
def test_what_can_not_be_grouped_is_refused(call):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.hint


def written_out(rows, k):
    """Murtagh's search, distance by distance, as R's `hclust` has it."""
    n = len(rows)
    apart = {
        (i, j): np.sqrt(((rows[i] - rows[j]) ** 2).sum()) ** 2 for i in range(n) for j in range(n) if i != j
    }
    size, near, labels = dict.fromkeys(range(n), 1), {}, list(range(n))

    def look(i):
        further = [j for j in sorted(size) if j > i]
        near[i] = min(further, key=lambda j: apart[i, j], default=None)

    for i in range(n):
        look(i)
    distance = lambda i: np.inf if near[i] is None else apart[i, near[i]]
    for _ in range(n - k):
        one = min(sorted(size), key=distance)
        kept, gone = one, near[one]
        before = {i: distance(i) for i in size}
        for other in set(size) - {kept, gone}:
            a, b, c = size[kept], size[gone], size[other]
            new = ((a + c) * apart[kept, other] + (b + c) * apart[gone, other] - c * apart[kept, gone]) / (
                a + b + c
            )
            apart[kept, other] = apart[other, kept] = new
        size[kept] += size.pop(gone)
        labels = [kept if label == gone else label for label in labels]
        for i in size:
            if i == kept or near[i] in {kept, gone}:
                look(i)
            elif i < kept and apart[i, kept] < before[i]:
                near[i] = kept
    return labels


@pytest.mark.parametrize("seed", range(6))
def test_ward_breaks_ties_as_r_does(seed):
    """Answers on short scales lie equally far apart: which of the equal pairs is joined first decides the groups."""
    rows = np.random.default_rng(seed).integers(1, 4, (24, 2 + seed % 2)).astype(float)
    for k in (2, 4):
        assert adjusted_rand(ward(rows, k).labels, written_out(rows, k)) == 1


def test_ward_without_ties_is_that_of_scipy():
    rows = np.random.default_rng(1).normal(size=(200, 4))
    tree = hierarchy.linkage(rows, method="ward")
    for k in (1, 2, 5, 20, 200):
        assert adjusted_rand(ward(rows, k).labels, hierarchy.cut_tree(tree, n_clusters=k)[:, 0]) == 1
