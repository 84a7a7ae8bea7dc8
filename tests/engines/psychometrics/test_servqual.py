"""SERVQUAL gaps by hand, against SciPy's paired test, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from hearten.engines.psychometrics.servqual import DIMENSIONS, gaps
from hearten.kernel.errors import Invalid
from tests.tables import table_rows

NAN = float("nan")
RNG = np.random.default_rng(2)
WANTED = RNG.integers(4, 8, (40, 22)).astype(float)
GOT = np.clip(WANTED - RNG.integers(-1, 3, (40, 22)), 1, 7)
OF_ITEMS = (
    [DIMENSIONS[0]] * 4
    + [DIMENSIONS[1]] * 5
    + [DIMENSIONS[2]] * 4
    + [DIMENSIONS[3]] * 4
    + [DIMENSIONS[4]] * 5
)


def test_gaps_equal_the_paired_test():
    ours = gaps(GOT, WANTED, OF_ITEMS)
    theirs = stats.ttest_rel(GOT[:, 3], WANTED[:, 3]).confidence_interval(0.95)
    item = ours.items[3].gap
    assert (item.low, item.high) == (pytest.approx(theirs.low), pytest.approx(theirs.high))
    difference = GOT - WANTED
    blocks = [
        difference[:, :4],
        difference[:, 4:9],
        difference[:, 9:13],
        difference[:, 13:17],
        difference[:, 17:],
    ]
    means = np.column_stack([block.mean(axis=1) for block in blocks])
    assert [d.gap.value for d in ours.dimensions] == pytest.approx(means.mean(axis=0).tolist())
    assert ours.overall.value == pytest.approx(means.mean())
    assert ours.overall.error == pytest.approx(stats.sem(means.mean(axis=1)))
    assert ours.radar["names"] == list(DIMENSIONS)
    assert np.isnan(ours.weighted.value)


def test_points_weigh_each_persons_own_gaps():
    points = RNG.integers(1, 40, (40, 5)).astype(float)
    ours = gaps(GOT, WANTED, OF_ITEMS, points=points)
    shares = points / points.sum(axis=1, keepdims=True)
    blocks = np.split(GOT - WANTED, [4, 9, 13, 17], axis=1)
    each = sum(shares[:, d] * blocks[d].mean(axis=1) for d in range(5))
    assert ours.weighted.value == pytest.approx(each.mean())
    assert ours.weighted.error == pytest.approx(stats.sem(each))
    assert [d.importance for d in ours.dimensions] == pytest.approx(shares.mean(axis=0).tolist())
    alike = gaps(GOT, WANTED, OF_ITEMS, points=np.full((40, 5), 20))
    assert alike.weighted.value == pytest.approx(alike.overall.value)


def test_half_pairs_and_people_without_points():
    ours = gaps([[5, NAN], [4, 6]], [[7, 7], [NAN, 7]], ["a", "b"], points=[[50, 50], [NAN, 100]])
    assert [(i.gap.n, i.gap.value) for i in ours.items] == [(1, -2), (1, -1)]
    assert [i.perception.value for i in ours.items] == [5, 6]
    assert (ours.overall.n, ours.overall.value) == (2, -1.5)
    assert (ours.weighted.n, ours.weighted.value) == (1, -2)
    nobody = gaps([[NAN]], [[3]], ["a"])
    assert (nobody.overall.n, np.isnan(nobody.overall.value)) == (0, True)


def test_row_weights():
    ours = gaps([[5], [3]], [[6], [6]], ["a"], weights=[3, 1])
    assert ours.overall.value == pytest.approx(-1.5)


@pytest.mark.parametrize("row", table_rows("algorithms/servqual.md", "dimension"), ids=str)
def test_the_worked_table(row):
    people = table_rows("algorithms/servqual.md", "person")
    ours = gaps(
        [[float(p["clean rooms P"]), float(p["on time P"]), float(p["kept word P"])] for p in people],
        [[float(p["clean rooms E"]), float(p["on time E"]), float(p["kept word E"])] for p in people],
        ["tangibles", "reliability", "reliability"],
        points=[[float(p["points tangibles"]), float(p["points reliability"])] for p in people],
    )
    if row["dimension"] in {"overall", "weighted"}:
        assert getattr(ours, row["dimension"]).value == pytest.approx(float(row["gap"]), abs=5e-4)
        return
    found = next(d for d in ours.dimensions if d.name == row["dimension"])
    figures = (found.perception.value, found.expectation.value, found.gap.value)
    assert figures == pytest.approx(
        tuple(float(row[k]) for k in ("perception", "expectation", "gap")), abs=5e-4
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda: gaps([[1, 2]], [[1]], ["a", "b"]),
        lambda: gaps([[1, 2]], [[1, 2]], ["a"]),
        lambda: gaps([[1]], [[1]], ["a"], points=[[50, 50]]),
        lambda: gaps([[1]], [[1]], ["a"], points=[[-5]]),
        lambda: gaps([[1], [2]], [[1]], ["a"]),
    ],
)
def test_what_can_not_be_is_refused(call):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.hint
