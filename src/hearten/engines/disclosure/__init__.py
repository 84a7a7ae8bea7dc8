"""Hiding cells that are too small to show, so that nobody can be made out in a table.

A cell with fewer than `threshold` people is hidden. When only one cell of a total is hidden, it could be computed from the
total and its neighbours; then the next smallest is hidden with it. Cells that are hidden together must themselves hold at least
`threshold` people, or the total would give away their sum. Empty cells are shown: nobody is in them; they are hidden as
company only when nothing else is left to hide. When all fails, the total is hidden too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

THRESHOLD = 5


@dataclass(frozen=True)
class Hidden:
    """Which cells, and whether the total over them, must not be shown."""

    cells: NDArray[np.bool_]
    total: bool


def hide_small(counts: ArrayLike, *, threshold: int = THRESHOLD) -> Hidden:
    """Which cells of one total to hide. `counts` are people (or answers) behind each cell.

    Raises ValueError for counts that are negative or not whole.
    """
    people = np.atleast_1d(np.asarray(counts))
    if people.ndim != 1 or (people < 0).any() or (people != people.astype(np.int64)).any():
        raise ValueError("counts are a column of whole numbers, none below zero")
    people = people.astype(np.int64)
    if 0 < people.sum() < threshold:
        return Hidden(cells=np.ones(len(people), dtype=bool), total=True)
    hidden = _complete(people, _small(people, threshold), threshold)
    return Hidden(cells=hidden, total=bool(hidden.any()) and not _safe(people, hidden, threshold))


def hide_small_table(counts: ArrayLike, *, threshold: int = THRESHOLD) -> NDArray[np.bool_]:
    """Which cells of a table of two or more dimensions to hide, so that no total along any of them gives a small one away."""
    people = np.atleast_2d(np.asarray(counts)).astype(np.int64)
    hidden = _small(people, threshold)
    while True:
        before = hidden.copy()
        for axis in range(people.ndim):
            _complete_along(people, hidden, axis, threshold)
        if (before == hidden).all():
            return hidden


def hide_small_rows(*columns: ArrayLike, threshold: int = THRESHOLD) -> Hidden:
    """Which rows to hide whole, where each stands in several columns with a total each (asked, answered, did not answer).

    No column gives a small cell away; `total` says whether some column's total would.
    """
    people = [np.asarray(column).astype(np.int64) for column in columns]
    hidden = np.logical_or.reduce([_small(column, threshold) for column in people])
    while True:
        before = hidden.copy()
        for column in people:
            if column[hidden].any():  # where all of them are empty, nobody is told of
                hidden = _complete(column, hidden, threshold)
        if (before == hidden).all():
            break
    unsafe = any(column[hidden].any() and not _safe(column, hidden, threshold) for column in people)
    few = any(0 < int(column.sum()) < threshold for column in people)
    return Hidden(cells=hidden, total=unsafe or few)


def _small(people: NDArray[np.int64], threshold: int) -> NDArray[np.bool_]:
    small: NDArray[np.bool_] = (people > 0) & (people < threshold)
    return small


def _complete_along(people: NDArray[np.int64], hidden: NDArray[np.bool_], axis: int, threshold: int) -> None:
    """Give what is hidden its company along one dimension, in place."""
    lines, marks = np.moveaxis(people, axis, -1), np.moveaxis(hidden, axis, -1)
    for place in np.argwhere(marks.any(axis=-1)):
        at = tuple(place)
        marks[at] = _complete(lines[at], marks[at], threshold)


def _complete(people: NDArray[np.int64], hidden: NDArray[np.bool_], threshold: int) -> NDArray[np.bool_]:
    """`hidden` with as much company as it needs. Smallest first, empty cells last, ties to the earlier cell."""
    hidden = hidden.copy()
    if hidden.any():
        for cell in sorted(range(len(people)), key=lambda i: (people[i] == 0, people[i], i)):
            if _safe(people, hidden, threshold):
                break
            hidden[cell] = True
    return hidden


def _safe(people: NDArray[np.int64], hidden: NDArray[np.bool_], threshold: int) -> bool:
    """Whether the total and the open cells leave the hidden ones unknown: two or more, together not small."""
    return int(hidden.sum()) > 1 and int(people[hidden].sum()) >= threshold
