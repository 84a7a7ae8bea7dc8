"""X4: planted careless people are found, attentive ones left in peace; figures are given both ways."""

from __future__ import annotations

import numpy as np
import pytest

from hearten.engines.answer_quality.check import check_answers, with_and_without
from hearten.engines.answer_quality.types import REASONS, as_columns
from tests.engines.answer_quality.people import crowd
from tests.tables import table_rows

NAMES = {"straight lining": "straight_lining", "copies": "twin", "programs": "bot"}


@pytest.fixture(scope="module")
def scene():
    people = crowd()
    return people, check_answers(people.answers)


def share(hit, of):
    return (hit & of).sum() / of.sum()


def test_flags_find_the_planted(scene):
    people, flags = scene
    flagged = np.logical_or.reduce(list(as_columns(flags, people.answers.people).values()))
    assert share(people.careless, flagged) >= 0.75  # precision
    assert share(flagged, people.careless) >= 0.85  # recall


@pytest.mark.parametrize(
    ("planted", "kind", "least"),
    [
        ("speeding", "speeding", 0.95),
        ("straight_lining", "straight_lining", 0.95),
        ("random", "contradiction", 0.7),
        ("twin", "duplicate_answers", 0.9),
        ("bot", "bot", 1.0),
    ],
)
def test_each_kind_by_its_own_flag(scene, planted, kind, least):
    people, flags = scene
    column = as_columns(flags, people.answers.people)[kind]
    assert share(column, people.planted[planted]) >= least
    assert column[~people.careless].mean() <= 0.05


def test_page_tells_what_was_seen(scene):
    people, flags = scene
    columns = as_columns(flags, people.answers.people)
    for row in table_rows("algorithms/answer_quality.md", "planted")[:-1]:
        column = columns[row["flag"].strip("`")]
        planted = people.planted[NAMES.get(row["planted"], row["planted"])]
        assert row["found"] == f"{100 * column[planted].mean():.0f} %"
        assert row["attentive people flagged"] == f"{100 * column[~people.careless].mean():.1f} %"


def test_every_reason_can_be_said(scene):
    _, flags = scene
    for one in flags:
        for _, strength, facts in one.reasons():
            assert REASONS[one.kind] % facts
            assert 0 < strength <= 1


def test_nothing_is_dropped_and_both_figures_are_given(scene):
    people, flags = scene
    given = people.answers.batteries[0].answers
    before = given.copy()
    aside = as_columns(flags, people.answers.people)["straight_lining"]
    both = with_and_without(lambda column: float(column.std()), aside, given[:, 0])
    assert np.array_equal(given, before)
    assert (both.people, both.set_aside) == (len(given), aside.sum())
    assert both.everybody == pytest.approx(given[:, 0].std())
    assert both.without == pytest.approx(given[~aside, 0].std())
