"""M4: a small cell can't be read, nor computed from what is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.engines.disclosure import THRESHOLD, hide_small, hide_small_rows, hide_small_table


def recover(counts, hidden, total):
    """What an attacker makes of the open cells and the total: the hidden cells' values, when only one fits."""
    if total is None or hidden.sum() != 1:
        return None
    return total - counts[~hidden].sum()


def test_a_planted_cell_of_three_stays_unknown():
    """Without company, 3 = 100 − 50 − 47; with it, all that is known is that two cells hold 50."""
    counts = np.array([50, 47, 3])
    naive = counts < THRESHOLD
    assert recover(counts, naive, 100) == 3
    ours = hide_small(counts)
    assert ours.cells.tolist() == [False, True, True]
    assert not ours.total
    assert recover(counts, ours.cells, 100) is None


def test_nothing_small_nothing_hidden():
    assert not hide_small([5, 80, 0]).cells.any()


def test_few_people_altogether_hide_the_total():
    ours = hide_small([3, 0])
    assert ours.cells.all()
    assert ours.total


def test_one_small_cell_alone_in_its_total_hides_the_total():
    assert hide_small([3]).total
    assert not hide_small([9]).total


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_hidden_cells_are_never_alone_and_never_small_together(counts):
    people, ours = np.array(counts), hide_small(counts)
    small = (people > 0) & (people < THRESHOLD)
    assert (ours.cells >= small).all()
    if ours.cells.any() and not ours.total:
        assert ours.cells.sum() >= 2
        assert people[ours.cells].sum() >= THRESHOLD
    if not small.any():
        assert not ours.cells.any()


def test_a_table_hides_along_rows_and_columns():
    counts = np.array([[30, 3, 40], [25, 28, 31], [60, 44, 52]])
    hidden = hide_small_table(counts)
    assert hidden[0, 1]
    for line in (*hidden, *hidden.T):
        assert line.sum() != 1


@pytest.mark.parametrize("bad", [[-1, 5], [1.5, 9], [[1, 2]]])
def test_counts_are_whole_and_flat(bad):
    with pytest.raises(ValueError):
        hide_small(bad)


def test_a_table_of_three_dimensions_has_no_line_with_one_hidden_cell():
    counts = np.full((3, 3, 3), 20)
    counts[0, 1, 2] = 2
    hidden = hide_small_table(counts)
    assert hidden[0, 1, 2]
    assert not hidden.all()
    assert all((hidden.sum(axis=axis) != 1).all() for axis in range(3))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=8))
def test_rows_hidden_whole_are_safe_in_every_column(rows):
    answered, silent = np.array(rows).T
    ours = hide_small_rows(answered, silent)
    for column in (answered, silent):
        assert (ours.cells >= ((column > 0) & (column < THRESHOLD))).all()
        if ours.cells.any() and not ours.total:
            assert ours.cells.sum() >= 2
            assert column[ours.cells].sum() >= THRESHOLD or not column[ours.cells].sum()
