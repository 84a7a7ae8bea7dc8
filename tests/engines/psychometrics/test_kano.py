"""Kano categories against the published counts and both evaluation tables; rules, ties and edges."""

from __future__ import annotations

import numpy as np
import pytest

from hearten.engines.psychometrics.kano import CATEGORIES, classify, counted, evaluate
from hearten.kernel.errors import Invalid
from tests.engines.psychometrics.reference import needs_reference, rows
from tests.tables import table_rows


@needs_reference
@pytest.mark.parametrize("at", range(5))
def test_five_published_features(at):
    """X5: every column that R's stp25kano publishes of 296 answers."""
    row = rows("data/kano-stp25/kano_counts_published.csv")[at]
    ours = evaluate(counted({letter: float(row[letter]) for letter in CATEGORIES}))
    assert (ours.mode, ours.order) == (row["max_category"], row["MOAI"])
    shown = {
        "total": f"{ours.counts.total:.0f}",
        "total_strength_pct": f"{100 * ours.total_strength:.0f}",
        "category_strength_pct": f"{100 * ours.category_strength:.0f}",
        "cs_plus": f"{ours.better.value:.3f}",
        "cs_minus": f"{ours.worse.value:.3f}",
        "chisq": f"{ours.chi_square:.2f}",
        "fong_diff": f"{ours.fong.difference:.0f}",
        "fong_crit": f"{ours.fong.critical:.1f}",
    }
    assert shown == {key: row[key] for key in shown}


@pytest.mark.parametrize("name", ["classic", "pouliot"])
def test_every_pair_of_answers(name):
    """The two tables on the page, cell by cell."""
    for row in table_rows("algorithms/kano.md", name):
        functional = int(row[name][0])
        for dysfunctional in range(1, 6):
            counts = classify([functional], [dysfunctional], table=name)
            assert counts[row[str(dysfunctional)]] == 1, (functional, dysfunctional)


@pytest.mark.parametrize("row", table_rows("algorithms/kano.md", "feature"), ids=str)
def test_the_worked_table(row):
    """X7: three rules beside each other, Better and Worse."""
    ours = evaluate(counted({letter: float(row[letter]) for letter in CATEGORIES}))
    assert (ours.mode, ours.strong_first, ours.order) == (row["mode"], row["strong first"], row["order"])
    assert (f"{ours.better.value:.3f}", f"{ours.worse.value:.3f}") == (row["better"], row["worse"])


def test_intervals_hold_their_value_and_turn_round_for_worse():
    ours = evaluate(counted({"M": 30, "O": 20, "A": 10, "I": 40}))
    assert ours.better.low < ours.better.value == 0.3 < ours.better.high
    assert ours.worse.low < ours.worse.value == -0.5 < ours.worse.high < 0
    assert evaluate(counted({"M": 9}), rule="mode").category == "M"


def test_weights_count_as_much_as_they_weigh():
    f, d = [1, 1, 2, 3, np.nan, 1], [5, 3, 5, 3, 1, 1]
    doubled = classify([*f, 1], [*d, 5])
    weighed = classify(f, d, weights=[2, 1, 1, 1, 1, 1])
    assert weighed.counts.tolist() == doubled.counts.tolist()
    assert (weighed.n, weighed.missing, weighed.total) == (5, 1, 6)
    assert weighed.effective_n == pytest.approx(36 / 8)
    plain, even = evaluate(classify(f, d)), evaluate(classify(f, d, weights=np.full(6, 7.0)))
    assert (plain.chi_square, plain.fong.critical) == (
        pytest.approx(even.chi_square),
        pytest.approx(even.fong.critical),
    )
    assert plain.better.low == pytest.approx(even.better.low)


def test_edges():
    nobody = evaluate(classify([np.nan], [1]))
    assert (nobody.category, nobody.mode, nobody.order) == ("", "", "")
    assert np.isnan([nobody.better.value, nobody.total_strength, nobody.chi_square]).all()
    against = evaluate(classify([5, 5], [1, 2]))
    assert against.category == "R"
    assert np.isnan(against.better.value)
    assert not evaluate(counted({"Q": 3})).fong.clear
    tie = evaluate(counted({"A": 5, "M": 5}))
    assert (tie.mode, tie.order, tie.fong.clear, tie.category_strength) == ("M", "M", False, 0)
    draw = evaluate(counted({"A": 5, "I": 5}))
    assert draw.strong_first == "A"


@pytest.mark.parametrize(
    "call",
    [
        lambda: classify([6], [1]),
        lambda: classify([1.5], [1]),
        lambda: classify([1, 2], [1]),
        lambda: classify([1], [1], weights=[-1]),
        lambda: counted({"M": -1}),
        lambda: counted({"X": 1}),
    ],
)
def test_what_can_not_be_is_refused(call):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.hint
