"""Best–worst answers: counts by hand, utilities against a general optimiser and the truth planted."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from hearten.engines.psychometrics.maxdiff import count, preferences
from hearten.kernel.errors import Invalid
from tests.tables import table_rows

NAN = float("nan")
TRUE = np.array([1.2, 0.4, 0.0, -0.5, -1.1])


def planted(seed=3, answers=700):
    rng = np.random.default_rng(seed)
    shown = np.array([rng.permutation(5)[:3] for _ in range(answers)])
    best, worst = [], []
    for task in shown:
        power = np.exp(TRUE[task])
        first = rng.choice(task, p=power / power.sum())
        rest = task[task != first]
        power = np.exp(-TRUE[rest])
        best.append(first)
        worst.append(rng.choice(rest, p=power / power.sum()))
    return shown.astype(float), np.array(best), np.array(worst)


def test_utilities_equal_a_general_optimiser_and_hold_the_truth():
    shown, best, worst = planted()

    def against(free):
        u = np.append(free, -free.sum())
        power, turned = np.exp(u)[shown.astype(int)], np.exp(-u)[shown.astype(int)]
        left = turned * (shown != best[:, None])
        return (
            -np.log(np.exp(u[best]) / power.sum(axis=1)).sum()
            - np.log(np.exp(-u[worst]) / left.sum(axis=1)).sum()
        )

    theirs = minimize(against, np.zeros(4), options={"gtol": 1e-9})
    ours = preferences(shown, best, worst, 5)
    values = [u.value for u in ours.utilities]
    np.testing.assert_allclose(values[:4], theirs.x, atol=1e-6)
    assert ours.log_likelihood == pytest.approx(-theirs.fun)
    assert sum(values) == pytest.approx(0)
    assert ours.shares.sum() == pytest.approx(1)
    for estimate, true in zip(ours.utilities, TRUE, strict=True):
        assert abs(estimate.value - true) < 4 * estimate.error


def test_equal_weights_change_nothing_and_whole_ones_repeat():
    shown, best, worst = planted(answers=200)
    plain, even = (
        preferences(shown, best, worst, 5),
        preferences(shown, best, worst, 5, weights=np.full(200, 9)),
    )
    assert [u.error for u in even.utilities] == pytest.approx([u.error for u in plain.utilities])
    twice = count(np.vstack([shown, shown]), [*best, *best], [*worst, *worst], 5)
    weighed = count(shown, best, worst, 5, weights=np.full(200, 2))
    np.testing.assert_allclose(twice.best, weighed.best)


@pytest.mark.parametrize("row", table_rows("algorithms/survey_scores.md", "item"), ids=str)
def test_the_worked_counts(row):
    names = ["speed", "price", "letters"]
    ours = count([[0, 1, 2]] * 4, [0, 0, 1, 0], [2, 2, 2, 1], 3)
    at = names.index(row["item"])
    figures = [ours.shown[at], ours.best[at], ours.worst[at], ours.score[at]]
    assert figures == [float(row[k]) for k in ("shown", "best", "worst", "score")]


def test_short_tasks_missing_halves_and_items_not_shown():
    ours = count([[0, 1, NAN], [0, 1, 2], [0, 1, 2]], [0, 1, NAN], [1, 0, 2], 4)
    assert ours.shown.tolist() == [2, 2, 1, 0]
    assert np.isnan(ours.score[3])


@pytest.mark.parametrize(
    "call",
    [
        lambda: count([[0, 1, 2]], [3], [0], 3),
        lambda: count([[0, 1, 5]], [0], [1], 3),
        lambda: count([[0, 1]], [0], [0], 2),
        lambda: count([[0, 1]], [2], [0], 3),
        lambda: count([[0, 1]], [NAN], [0], 3),
        lambda: count([[0, 1]], [0, 1], [0], 3),
        lambda: preferences([[0, 1, 2]] * 5, [0] * 5, [2] * 5, 3),
        lambda: preferences([[0, 1, 2]] * 2, [0, 1], [1, 0], 4),
    ],
)
def test_what_can_not_be_ranked_is_refused(call):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.hint
