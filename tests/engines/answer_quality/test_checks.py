"""X4: each check by hand, and what must hold for any answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import mahalanobis

from hearten.engines.answer_quality.conditions import holds
from hearten.engines.answer_quality.contradictions import (
    Pair,
    Rule,
    find_contradictions,
    find_kano_questionable,
    find_odd_patterns,
    squared_distances,
)
from hearten.engines.answer_quality.duplicates import (
    find_duplicate_devices,
    find_twins,
    numbered,
    row_digests,
    surprise_bits,
)
from hearten.engines.answer_quality.signals import find_bots, find_dont_knows, find_drop_outs
from hearten.engines.answer_quality.speed import find_speeders, item_medians, speed_index
from hearten.engines.answer_quality.straight import find_straight_liners, longest_runs, spread
from hearten.engines.answer_quality.types import Battery, Flagged, FlagKind, as_columns
from hearten.engines.answer_quality.words import find_nonsense, find_pasted, is_nonsense
from hearten.kernel.errors import Invalid
from tests.tables import table_rows

NAN = np.nan


def rows_of(found: Flagged) -> list[int]:
    return found.rows.tolist()


def test_worked_table_of_speed():
    """The page's table: five people, four questions; the last person was not shown the third."""
    table = table_rows("algorithms/answer_quality.md", "person")
    seconds = np.array(
        [
            [float(row[name]) if row[name] != "–" else NAN for name in ("q1", "q2", "q3", "q4")]
            for row in table
        ]
    )
    index, _ = speed_index(seconds)
    assert [f"{value:.2f}" for value in index] == [row["index"] for row in table]


def test_speed_is_against_those_who_saw_the_same():
    seconds = np.full((6, 10), 5.0)
    seconds[:, 5:] = 50.0  # hard questions …
    seconds[0, 5:] = NAN  # … that the first did not see: half the time, but not faster
    seconds[1] /= 2.5
    assert item_medians(seconds).tolist() == [5.0] * 5 + [50.0] * 5
    assert rows_of(find_speeders(seconds)) == [1]


def test_runs_and_spread_by_hand():
    answers = np.array([[3, 3, NAN, 3, 4], [1, 2, 1, 2, 1], [NAN] * 5])
    runs, values = longest_runs(answers)
    assert runs.tolist() == [3, 1, 0]
    assert values[0] == 3
    deviation, count = spread(answers)
    assert count.tolist() == [4, 5, 0]
    assert deviation[0] == pytest.approx(0.5)
    assert np.isnan(deviation[2])


def test_straight_lines():
    """Ten sixes are a line; six sixes are not, unless reversed items are among them; six middles never are."""
    six, middle = np.full((1, 6), 6.0), np.full((1, 6), 4.0)
    assert rows_of(find_straight_liners(Battery("b", np.full((1, 10), 6.0), 1, 7))) == [0]
    assert rows_of(find_straight_liners(Battery("b", six, 1, 7))) == []
    assert rows_of(find_straight_liners(Battery("b", six, 1, 7, (1,)))) == [0]
    assert rows_of(find_straight_liners(Battery("b", middle, 1, 7, (1,)))) == []


def test_contradictions():
    columns = {
        "csat": np.array([5.0, 5.0, 1.0, NAN]),
        "nps": np.array([0.0, 9.0, 0.0, 0.0]),
        "how": np.array(["app", "", "desk", "app"], dtype=object),
        "used": [{"a"}, set(), {"a", "none"}, None],
    }
    rules = [
        Rule(
            "loved_and_left",
            {"all": [{"field": "csat", "op": ">=", "value": 5}, {"field": "nps", "op": "<=", "value": 2}]},
        ),
        Rule(
            "none_and_some",
            {
                "all": [
                    {"field": "used", "op": "has", "value": "none"},
                    {"field": "used", "op": "has", "value": "a"},
                ]
            },
        ),
    ]
    found = find_contradictions(4, rules=rules, columns=columns)
    assert rows_of(found) == [0, 2]
    assert [found.reason(place)["rule"] for place in (0, 1)] == ["loved_and_left", "none_and_some"]
    assert holds({"not": {"field": "how", "op": "answered"}}, columns, 4).tolist() == [
        False,
        True,
        False,
        False,
    ]
    assert holds({"field": "nps", "op": "in", "value": [9, 10]}, columns, 4).tolist() == [
        False,
        True,
        False,
        False,
    ]
    assert holds({"field": "csat", "op": "!=", "value": 5}, columns, 4).tolist() == [
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "condition", [{"field": "nowhere", "op": "==", "value": 1}, {"field": "csat", "op": "~", "value": 1}]
)
def test_conditions_that_cannot_be_read(condition):
    with pytest.raises(Invalid):
        holds(condition, {"csat": np.array([1.0])}, 1)


def test_reversed_pairs():
    first, second = np.array([7.0, 7.0, 4.0, NAN]), np.array([1.0, 7.0, 4.0, 7.0])
    assert rows_of(find_contradictions(4, pairs=[Pair("p", first, second, 1, 7)])) == [1]
    assert rows_of(find_contradictions(4, pairs=[Pair("p", first, second, 1, 7, opposite=False)])) == [0]


def test_kano_questionable():
    functional = np.array([[1.0, 1.0, 2.0], [1.0, 1.0, 1.0], [NAN, 5.0, 5.0]])
    dysfunctional = np.array([[5.0, 4.0, 5.0], [1.0, 1.0, 5.0], [1.0, 5.0, 5.0]])
    assert rows_of(find_kano_questionable(functional, dysfunctional)) == [1, 2]


def test_mahalanobis_equals_scipy():
    rng = np.random.default_rng(3)
    answers = rng.normal(size=(200, 5))
    answers[0] = 6.0
    answers[1, 2] = NAN
    complete = np.delete(answers, 1, axis=0)
    inverse = np.linalg.inv(np.cov(complete, rowvar=False))
    distances = squared_distances(answers)
    assert distances[0] == pytest.approx(mahalanobis(answers[0], complete.mean(axis=0), inverse) ** 2)
    assert np.isnan(distances[1])
    assert 0 in rows_of(find_odd_patterns(answers))


def test_duplicate_devices():
    devices, hour = numbered(["x", "y", "x", None, None, "y"]), 3600.0
    at = np.array([0.0, 0.0, 2 * hour, 0.0, 0.0, 30 * hour])
    assert rows_of(find_duplicate_devices(devices, at)) == [2]


def test_twins_need_more_than_agreement():
    rng = np.random.default_rng(5)
    answers = rng.integers(1, 8, (300, 30)).astype(float)
    answers[100:200] = 6.0  # a hundred contented people
    answers[250] = answers[17]
    assert rows_of(find_twins(answers)) == [250]


def test_bots():
    yes, no = np.array([True, False, False, False]), np.array([True, True, False, True])
    seconds, items = np.array([90.0, 90.0, 90.0, 3.0]), np.full(4, 20)
    found = find_bots(4, honeypot=yes, script_seen=no, seconds=seconds, items=items)
    assert [(row, facts["signs"]) for row, _, facts in found.reasons()] == [
        (0, "honeypot"),
        (3, "impossible_time"),
    ]


def test_dont_knows_and_drop_outs():
    answered, shown = np.array([10, 10, 3]), np.array([10, 20, 3])
    assert rows_of(find_dont_knows(np.array([6, 1, 3]), answered)) == [0]
    assert rows_of(find_drop_outs(answered, shown, np.array([False, False, True]))) == [1]


@pytest.mark.parametrize(
    "text",
    [
        "asdfasdf",
        "aaaaaaaaaa",
        "哈哈哈哈哈哈哈哈",
        "qwertyuiop",
        "xkcdbrtpl mnbvcxz",
        "。。。。。。。。。",
        "测试测试测试测试测试",
    ],
)
def test_nonsense(text):
    assert is_nonsense(text)


@pytest.mark.parametrize(
    "text",
    [
        "好",
        "OK",
        "没有",
        "no",
        "理赔很快，谢谢！",
        "Fast and friendly, thank you.",
        "NPS",
        "很好很好",
        "13800138000 请回电",
        "The EOB was wrong",
        "",
    ],
)
def test_sense(text):
    assert not is_nonsense(text)


def test_pasted_words():
    same = "服务态度非常好，值得推荐给大家，以后还会继续投保的"
    words = {
        "a": ["理赔速度很快，非常满意", same, same, same, "好"],
        "b": ["理赔速度很快，非常满意！", "", None, "", "好"],
    }
    assert rows_of(find_pasted(words)) == [0, 1, 2, 3]
    assert rows_of(find_pasted({})) == []
    assert [rows_of(found) for found in find_nonsense(words)] == [[], []]


scales = arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.integers(1, 8)),
    elements=st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, NAN]),
)


@given(answers=scales)
@settings(max_examples=60, deadline=None)
def test_runs_are_bounded_and_know_no_scale(answers):
    runs, _ = longest_runs(answers)
    count = (~np.isnan(answers)).sum(axis=1)
    assert (runs <= count).all()
    assert ((runs > 0) == (count > 0)).all()
    assert np.array_equal(runs, longest_runs(6.0 - answers)[0])
    assert np.array_equal(runs, longest_runs(answers[:, ::-1])[0])


@given(answers=scales)
@settings(max_examples=60, deadline=None)
def test_digests_are_equal_where_rows_are(answers):
    digests = row_digests(answers)
    for i in range(len(answers)):
        for j in range(i):
            assert (digests[i] == digests[j]) == np.array_equal(answers[i], answers[j], equal_nan=True)
    assert (surprise_bits(answers) >= 0).all()


@given(
    answers=arrays(
        np.float64,
        st.tuples(st.integers(1, 12), st.integers(1, 6)),
        elements=st.sampled_from([0.5, 2.0, 8.0, 300.0, NAN]),
    ),
    factor=st.floats(0.01, 100),
)
@settings(max_examples=60, deadline=None)
def test_speed_is_relative(answers, factor):
    """Everybody twice as slow is nobody faster; the cap holds."""
    index, _ = speed_index(answers)
    again, _ = speed_index(answers * factor)
    assert np.allclose(index, again, equal_nan=True)
    assert (np.nan_to_num(index) <= 3.0).all()


def test_columns_keep_every_response():
    flags = [
        Flagged(FlagKind.BOT, np.array([1]), np.array([0.5])),
        Flagged(FlagKind.BOT, np.array([3]), np.array([0.5])),
    ]
    assert {kind: column.tolist() for kind, column in as_columns(flags, 4).items()} == {
        "bot": [False, True, False, True]
    }
