"""How often each pair of answers was given together: the one pass behind rank and polychoric correlations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten.engines.psychometrics.inputs import Matrix, Vector
from hearten.engines.psychometrics.matrices import as_floats
from hearten.engines.psychometrics.moments import Chunk, Missing, opened, positions, split
from hearten.engines.psychometrics.threads import single_threaded
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# A longer scale is a measurement, not a choice among answers; the tables would grow with its square.
_MOST_LEVELS = 101
_BLOCK_CELLS = 2**18
_HALF = 0.5


@dataclass(frozen=True)
class Tables:
    """counts[i, j, a, b]: the (weighted) number of respondents who gave answer `levels[a]` to item i and `levels[b]` to j.

    squared[i, j]: the sum of the squared weights of those who answered both; None without weights.
    """

    names: tuple[str, ...]
    levels: Vector
    counts: NDArray[np.float64]
    rows: int
    squared: Matrix | None = None

    @property
    def effective(self) -> Matrix:
        """How many respondents of equal weight say as much about each pair: (Σw)² / Σw² (Kish 1965), n without weights."""
        if self.squared is None:
            return self.n
        return np.divide(self.n**2, self.squared, out=np.zeros_like(self.squared), where=self.squared > 0)

    @property
    def n(self) -> Matrix:
        """How many answered both items of each pair (with weights: what they weigh)."""
        return as_floats(self.counts.sum(axis=(2, 3)))

    @property
    def shares(self) -> Matrix:
        """How often each answer was given to each item (items × levels), as counts."""
        return as_floats(np.einsum("iiaa->ia", self.counts))

    @property
    def medians(self) -> Vector:
        """The median answer to each item; half-way where the middle falls between two answers."""
        running = self.shares.cumsum(axis=1)
        middle = running[:, -1:] * _HALF
        below = self.levels[(running < middle).sum(axis=1).clip(max=len(self.levels) - 1)]
        above = self.levels[(running <= middle).sum(axis=1).clip(max=len(self.levels) - 1)]
        return as_floats((below + above) / 2)

    def select(self, items: Sequence[str]) -> Tables:
        places = positions(self.names, items)
        grid = np.ix_(places, places)
        squared = None if self.squared is None else self.squared[grid]
        return Tables(tuple(items), self.levels, self.counts[grid], self.rows, squared)

    def __add__(self, other: Tables) -> Tables:
        """The tables of both groups of respondents together."""
        if self.names != other.names or not np.array_equal(self.levels, other.levels):
            raise Invalid(N_("The two sets of answers have different items."), field="items")
        squared = None
        if self.squared is not None or other.squared is not None:
            # Without weights everybody weighs one, and so does the square.
            one, two = (part.n if part.squared is None else part.squared for part in (self, other))
            squared = one + two
        return Tables(self.names, self.levels, self.counts + other.counts, self.rows + other.rows, squared)


@single_threaded
def tabulate(
    chunks: Iterable[Chunk] | NDArray[Any],
    names: Sequence[str] | None = None,
    *,
    lowest: int,
    highest: int,
    missing: Missing = "pairwise",
) -> Tables:
    """Counts of answers from `lowest` to `highest` for every pair of items, in one pass; NaN or anything outside is missing.

    Raises Invalid for an answer that is not a whole number.
    """
    levels = np.arange(lowest, highest + 1, dtype=np.float64)
    if not 1 < len(levels) <= _MOST_LEVELS:
        raise Invalid(
            N_("Answers are counted on scales of 2 to %(most)d points."), field="levels", most=_MOST_LEVELS
        )
    reading, labels = opened(chunks, names)
    width = len(labels) * len(levels)
    shape = (len(labels), len(levels)) * 2
    counts, rows, step = np.zeros((width, width)), 0, max(1, _BLOCK_CELLS // width)
    squared, weighted = np.zeros((len(labels), len(labels))), False
    for chunk in reading:
        answers, weights = split(chunk, len(labels))
        rows += len(answers)
        for start in range(0, len(answers), step):
            block = slice(start, start + step)
            part = None if weights is None else weights[block]
            marks = _marks(answers[block], levels, complete=missing == "listwise")
            found = _together(marks, part)
            counts += found
            squared += found.reshape(shape).sum(axis=(1, 3)) if part is None else _squared(marks, part)
            weighted |= part is not None
    table = counts.reshape(shape).transpose(0, 2, 1, 3).copy()
    return Tables(labels, levels, table, rows, squared if weighted else None)


def _marks(block: NDArray[Any], levels: Vector, *, complete: bool) -> NDArray[np.bool_]:
    """Who gave which answer (respondents × items × levels)."""
    if block.dtype.kind == "f":
        _require_whole(block)
    elif block.dtype.kind in "ub":  # which have no room for every level
        block = block.astype(np.int64)
    marks: NDArray[np.bool_] = np.equal(block[:, :, None], levels.astype(block.dtype))
    if complete:
        marks = marks & np.asarray(np.asarray(marks.any(axis=2)).all(axis=1))[:, None, None]
    return marks


def _squared(marks: NDArray[np.bool_], weights: Vector) -> Matrix:
    """The sum of squared weights of those who answered both items of each pair."""
    there = np.asarray(marks.any(axis=2)) * weights[:, None]
    found: Matrix = there.T @ there
    return found


def _together(marks: NDArray[np.bool_], weights: Vector | None) -> Matrix:
    """The product of one column for each item and answer with itself; whole numbers this small are exact in float32."""
    table: NDArray[Any] = marks.reshape(len(marks), -1).astype(np.float32 if weights is None else np.float64)
    if weights is not None:
        table *= np.sqrt(weights)[:, None]
    found: Matrix = (table.T @ table).astype(np.float64)
    return found


def _require_whole(block: NDArray[Any]) -> None:
    if (block[np.isfinite(block)] % 1 != 0).any():
        raise Invalid(
            N_("An answer is not a whole number."),
            field="answers",
            hint=N_("Rank correlations of measured figures are found from the figures themselves."),
        )
