"""What holds for every frame, design and set of weights: against a plain referee, and what must be refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.engines.sampling import allocation, drawing, outcomes, sizes
from hearten.engines.sampling.design import design
from hearten.engines.sampling.estimates import mean, proportion, shares, total
from hearten.engines.sampling.quantiles import quantiles
from hearten.engines.sampling.regression import logistic
from hearten.engines.sampling.representativeness import r_indicator
from hearten.engines.sampling.weighting import post_stratify, rake, rake_and_trim, trim
from hearten.kernel.errors import Invalid


def referee(values, strata, clusters, units, sizes1, sizes2):
    """The variance of a sum in two stages, written down as the formula is, row by row."""
    variance = 0.0
    for h in sorted(set(strata)):
        inside = [i for i in range(len(values)) if strata[i] == h]
        names = sorted({clusters[i] for i in inside})
        n, people = len(names), sizes1[inside[0]]
        sums = [sum(values[i] for i in inside if clusters[i] == c) for c in names]
        middle = sum(sums) / n
        if n > 1:
            variance += (1 - n / people) * n / (n - 1) * sum((s - middle) ** 2 for s in sums)
        for c in names:
            members = [i for i in inside if clusters[i] == c]
            m, size = len(members), sizes2[members[0]]
            own = sum(values[i] for i in members) / m
            if m > 1:
                inner = sum((values[i] - own) ** 2 for i in members)
                variance += n / people * (1 - m / size) * m / (m - 1) * inner
    return variance


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_two_stages_equal_the_plain_referee(data):
    rows = data.draw(st.integers(4, 25))
    pick = lambda low, high: np.array(
        data.draw(st.lists(st.integers(low, high), min_size=rows, max_size=rows))
    )
    clusters, values = pick(0, 5), pick(-3, 9).astype(float)
    strata = clusters % 2
    per = {c: int((clusters == c).sum()) for c in set(clusters.tolist())}
    sizes1 = np.where(strata == 0, 9, 7).astype(float)
    sizes2 = np.array([per[c] + c for c in clusters.tolist()], dtype=float)
    drawn = design(
        weights=np.full(rows, 2.0),
        strata=strata,
        clusters=[clusters, np.arange(rows)],
        populations=[sizes1, sizes2],
        lonely="remove",
    )
    found = total(drawn, values)
    expected = referee((2 * values).tolist(), strata.tolist(), clusters.tolist(), None, sizes1, sizes2)
    if found.degrees[0] < 1 and expected == 0:
        # From a single cluster nothing can be learnt: that is no error of zero.
        assert np.isnan(found.se[0])
    else:
        assert found.se[0] ** 2 == pytest.approx(expected, abs=1e-9)
    assert found.value[0] == pytest.approx(2 * values.sum())


def test_shares_drawn_and_sizes_say_the_same():
    strata, values = np.array([1, 1, 2, 2, 2]), np.array([1.0, 3, 2, 4, 9])
    sized = design(strata=strata, populations=[[4, 4, 6, 6, 6]])
    shared = design(strata=strata, populations=[[0.5] * 5])
    assert sized.weights == pytest.approx([2] * 5) == shared.weights
    assert mean(sized, values).se == pytest.approx(mean(shared, values).se)
    everybody = design(strata=strata, populations=[[2, 2, 3, 3, 3]])
    assert mean(everybody, values).se[0] == 0


def test_missing_answers_and_domains_keep_the_design():
    """Leaving rows out of the table would forget their clusters; leaving them out of the figure does not."""
    strata = np.repeat([1, 2], 20)
    values = np.arange(40.0)
    whole = design(strata=strata, weights=np.ones(40))
    hole = np.where(values % 4 == 0, np.nan, values)
    assert mean(whole, hole).se == pytest.approx(mean(whole, values, domain=values % 4 != 0).se)
    assert mean(whole, hole).n[0] == 30
    few = mean(whole, values, domain=values < 2)
    cut = mean(design(n=2), values[:2])
    assert few.value == cut.value
    assert few.se[0] != pytest.approx(cut.se[0])


def test_nothing_to_say_is_said_so():
    drawn = design(n=4)
    empty = mean(drawn, [1.0, 2, 3, 4], domain=[False] * 4)
    assert empty.n[0] == 0
    assert np.isnan([empty.value[0], empty.se[0], empty.low[0]]).all()
    assert np.isnan(quantiles(drawn, [np.nan] * 4).value).all()
    assert shares(drawn, np.array(["a", None, "b", "a"], dtype=object)).estimates.value == pytest.approx(
        [2 / 3, 1 / 3]
    )
    one = mean(drawn, [1.0, np.nan, np.nan, np.nan])
    assert one.value[0] == 1
    assert np.isnan(one.low[0])


def test_an_interval_of_a_share_stays_inside():
    drawn = design(n=30)
    for yes in (0, 1, 29, 30):
        found = proportion(drawn, np.arange(30) < yes)
        assert 0 <= found.low[0] <= found.value[0] <= found.high[0] <= 1
        assert found.low[0] < found.high[0]


def test_weights_of_zero_do_not_count():
    weights, values = np.array([1.0, 1, 0, 1]), np.array([1.0, 2, 900, 3])
    drawn = design(weights=weights)
    assert mean(drawn, values).value[0] == 2
    assert mean(drawn, values).n[0] == 3
    assert drawn.degrees() == 2
    assert quantiles(drawn, values, 0.5).value[0] == 2


def test_logistic_regression_of_one_mark_gives_the_odds_of_both_groups():
    rng = np.random.default_rng(3)
    mark, weights = rng.integers(0, 2, 400), rng.uniform(1, 3, 400)
    answer = (rng.random(400) < 0.3 + 0.3 * mark).astype(float)
    model = logistic(design(weights=weights), answer, mark)
    odds = [
        np.log(p / (1 - p))
        for p in (np.average(answer[mark == k], weights=weights[mark == k]) for k in (0, 1))
    ]
    assert model.value == pytest.approx([odds[0], odds[1] - odds[0]])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 500), st.floats(0, 50)), min_size=1, max_size=8),
    st.integers(0, 20),
    st.floats(0, 1),
)
def test_whole_numbers_hold_every_limit(strata, least, part):
    people = np.array([p for p, _ in strata])
    floor = int(np.minimum(least, people).sum())
    total_wanted = floor + int(part * (people.sum() - floor))
    found = allocation.whole([w for _, w in strata], people, total_wanted, least=least)
    assert found.sum() == total_wanted
    assert (found <= people).all()
    assert (found >= np.minimum(least, people)).all()


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(60)), st.integers(0, 5), st.integers(1, 9))
def test_a_draw_does_not_depend_on_order_or_pieces(order, seed, piece):
    ids, counts = np.array(order), [4, 0, 7]
    whole = drawing.stratified(ids, ids % 3, counts, seed=seed)
    sorted_frame = drawing.stratified(np.arange(60), np.arange(60) % 3, counts, seed=seed)
    assert sorted(ids[whole.rows]) == sorted(sorted_frame.rows)
    streamed = drawing.StreamedDraw(counts, seed)
    for start in range(0, 60, piece):
        streamed.offer(ids[start : start + piece], ids[start : start + piece] % 3)
    taken, codes, chance = streamed.taken()
    assert sorted(taken) == sorted(sorted_frame.rows)
    assert chance == pytest.approx(np.array(counts)[codes] / 20)
    more = drawing.stratified(ids, ids % 3, [5, 1, 9], seed=seed)
    assert set(ids[whole.rows]) <= set(ids[more.rows])


def test_chances_are_what_they_are_said_to_be():
    ids, size = np.arange(12), np.array([30.0, 9, 8, 7, 6, 5, 4, 3, 2, 2, 1, 0])
    chance = drawing.inclusion(size, 4)
    assert chance.sum() == pytest.approx(4)
    assert (chance[0], chance[-1]) == (1, 0)
    hits = np.zeros((3, 12))
    for seed in range(1500):
        hits[0, drawing.simple(ids, 4, seed=seed).rows] += 1
        hits[1, drawing.by_size(ids, size, 4, seed=seed).rows] += 1
        hits[2, drawing.systematic(12, 4, seed=seed).rows] += 1
    assert hits.sum(axis=1).tolist() == [6000] * 3
    assert hits[0] / 1500 == pytest.approx(np.full(12, 1 / 3), abs=0.06)
    assert hits[1] / 1500 == pytest.approx(chance, abs=0.06)
    assert hits[2] / 1500 == pytest.approx(np.full(12, 1 / 3), abs=0.06)


def test_two_stages_weigh_up_to_the_frame():
    clusters = np.repeat(np.arange(30), np.arange(1, 31))
    ids = [f"person {i}" for i in range(len(clusters))]
    found = drawing.in_two_stages(ids, clusters, n_clusters=8, per_cluster=5, seed="x")
    assert len(found.clusters) == 8
    assert set(clusters[found.rows]) == set(found.clusters)
    again = drawing.in_two_stages(ids, clusters, n_clusters=8, per_cluster=5, seed="x")
    assert (again.rows == found.rows).all()
    mean_total = np.mean(
        [
            drawing.in_two_stages(ids, clusters, n_clusters=8, per_cluster=5, seed=s).weights.sum()
            for s in range(30)
        ]
    )
    assert mean_total == pytest.approx(len(ids), rel=0.05)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(1, 9)), min_size=12, max_size=40))
def test_raked_weights_meet_every_total(rows):
    # Every combination occurs once at least, so that weights exist.
    rows = rows + [(a, b, 1) for a in range(3) for b in range(2)]
    first, second, base = (np.array(column) for column in zip(*rows, strict=True))
    margins = [(first, {0: 50, 1: 30, 2: 20}), (second, {0: 60, 1: 40})]
    raked = rake(base, margins)
    for codes, totals in margins:
        assert np.bincount(codes, raked.weights) == pytest.approx(list(totals.values()))
    held = rake_and_trim(base, margins, highest=3.0, lowest=0.1)
    assert held.weights.max() <= 3.0 * 100 / len(base) * (1 + 1e-9)
    cut = trim(raked.weights, highest=1.8)
    assert cut.weights.sum() == pytest.approx(100)
    assert cut.report.deff <= raked.report.deff + 1e-9


def test_even_response_has_an_r_of_one():
    group = np.repeat([0, 1], 100)
    even = np.tile([True, False], 100)
    assert r_indicator({"group": group}, even).value == pytest.approx(1, abs=1e-6)
    lopsided = r_indicator({"group": group}, np.arange(200) < 120)
    assert lopsided.value < 0.3
    assert lopsided.by_variable["group"] == pytest.approx(0.4, abs=1e-3)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: sizes.for_share(margin=0), "margin"),
        (lambda: sizes.for_share(margin=0.05, response_rate=0), "response_rate"),
        (lambda: sizes.for_two_shares(0.5, 0.5), "second"),
        (lambda: allocation.whole([1, 1], [3, 3], 7), "total"),
        (lambda: allocation.whole([1, 1], [30, 30], 7, least=5), "least"),
        (lambda: drawing.simple([1, 2], 3, seed=1), "counts"),
        (lambda: drawing.stratified([1, 2], [0, 5], [1], seed=1), "strata"),
        (lambda: design(weights=[1, -1]), "weights"),
        (lambda: design(weights=[1, np.nan]), "weights"),
        (lambda: design(weights=[0, 0]), "weights"),
        (lambda: design(weights=[1, 1], strata=[1]), "design"),
        (lambda: design(n=2, strata=["a", None]), "strata"),
        (lambda: design(strata=[1, 2], clusters=[["x", "x"]]), "clusters"),
        (lambda: design(n=2, populations=[[0.5, 10]]), "populations"),
        (lambda: design(n=2, populations=[[1.5, 1.5]]), "populations"),
        (lambda: mean(design(strata=[1, 1, 2]), [1, 2, 3]), "strata"),
        (lambda: mean(design(n=2), [1, np.inf]), "values"),
        (lambda: proportion(design(n=2), [0, 2]), "values"),
        (lambda: post_stratify([1, 1], ["a", "a"], {"a": 2, "b": 3}), "cells"),
        (lambda: post_stratify([1, 1], ["a", "b"], {"a": 2}), "cells"),
        (lambda: rake([1, 1], [(["a", "b"], {"a": 1, "b": 1}), (["c", "c"], {"c": 5})]), "margins"),
        (lambda: rake([1, 1], []), "margins"),
        (lambda: outcomes.rates(outcomes.Dispositions(complete=[1, 2], refused=[-1, 0])), "refused"),
        (lambda: outcomes.rates(outcomes.Dispositions(complete=1), eligible_share=2), "eligible_share"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(call, field):
    with pytest.raises(Invalid) as refused:
        call()
    assert refused.value.field == field


def test_margins_that_no_weights_can_reach_are_refused():
    """The old are all men here: no weights give as many old people as men plus one."""
    with pytest.raises(Invalid, match="No weights reach all totals"):
        rake(
            np.ones(3),
            [(["m", "m", "f"], {"m": 10, "f": 20}), (["o", "o", "y"], {"o": 20, "y": 10})],
            most_passes=50,
        )
