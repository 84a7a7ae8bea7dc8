"""Running sums over blocks of answers: exact for small whole numbers, centred block by block for all others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearten.engines.psychometrics.inputs import Mask, Matrix, Vector
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# Rows at a time: 22 items as float32 stay inside a processor's second cache.
_BLOCK = 4096
# Whole numbers below this are exact in float32, so sums of products of small answers lose nothing.
_EXACT_IN_SINGLE = 2**24

Places = NDArray[np.intp]


class Parts(NamedTuple):
    """What Moments keeps of some respondents (see there)."""

    n: Matrix
    weight: Matrix
    weight_squared: Matrix
    mean: Matrix
    cross: Matrix
    square: Matrix

    @classmethod
    def of_nobody(cls, width: int) -> Parts:
        return cls(*(np.zeros((width, width)) for _ in range(6)))


def joined(one: Parts, other: Parts) -> Parts:
    """Both groups of respondents together (Chan, Golub and LeVeque 1983), for each pair of items."""
    weight = one.weight + other.weight
    part = np.divide(other.weight, weight, out=np.zeros_like(weight), where=weight > 0)
    apart = other.mean - one.mean
    between = part * one.weight
    return Parts(
        one.n + other.n,
        weight,
        one.weight_squared + other.weight_squared,
        one.mean + part * apart,
        one.cross + other.cross + between * apart * apart.T,
        one.square + other.square + between * apart**2,
    )


class Sums:
    """Sums for all pairs of `width` items, or (listwise) for the complete rows of each of several groups of items."""

    def __init__(self, width: int, groups: Sequence[Places] | None) -> None:
        self.rows = 0
        everything = np.arange(width)
        self._pairwise = groups is None
        self._groups = [everything] if groups is None else list(groups)
        # Rows without a gap serve every group at once; rows with gaps are summed for each group apart.
        self._whole = _ExactSums(width)
        self._exact = [_ExactSums(len(group)) for group in self._groups]
        self._centred = [Parts.of_nobody(len(group)) for group in self._groups]

    def add(self, answers: NDArray[Any], weights: Vector | None, code: int | None) -> None:
        """Adds one chunk; `code` marks a missing whole number, NaN a missing real one."""
        self.rows += len(answers)
        small = answers.dtype.itemsize == 1 and weights is None
        for rows in _blocks(len(answers)):
            if small:
                self._add_exactly(answers[rows], code)
            else:
                self._add_centred(answers[rows], None if weights is None else weights[rows], code)

    def parts(self, group: int) -> Parts:
        """What was gathered for the group of items with this number."""
        places = self._groups[group]
        exact = self._whole.of(places) + self._exact[group]
        return joined(exact.parts(), self._centred[group])

    def _add_exactly(self, block: NDArray[Any], code: int | None) -> None:
        given = None if code is None else block != code
        if given is None or given.all():
            self._whole.add_complete(block)
            return
        complete = given.all(axis=1)
        self._whole.add_complete(block[complete])
        block, given = block[~complete], given[~complete]
        for group, sums in zip(self._groups, self._exact, strict=True):
            if self._pairwise:
                sums.add_pairs(block, given)
            else:
                sums.add_complete(block[given[:, group].all(axis=1)][:, group])

    def _add_centred(self, block: NDArray[Any], weights: Vector | None, code: int | None) -> None:
        values = block.astype(np.float64)
        given = ~np.isnan(values) if code is None or block.dtype.kind == "f" else block != code
        if np.isinf(values).any():
            raise Invalid(N_("An answer is infinite."), field="answers")
        if weights is not None:
            counted = weights > 0
            values, given, weights = values[counted], given[counted], weights[counted]
        for number, group in enumerate(self._groups):
            if self._pairwise:
                found = _centred(values, given, weights)
            else:
                rows = given[:, group].all(axis=1)
                chosen = None if weights is None else weights[rows]
                found = _centred(values[rows][:, group], given[rows][:, group], chosen)
            self._centred[number] = joined(self._centred[number], found)


class _ExactSums:
    """Counts, sums and sums of products as whole numbers."""

    def __init__(self, width: int) -> None:
        self.n, self.total, self.cross, self.square = (np.zeros((width, width), np.int64) for _ in range(4))
        # Written over for each block: asking for new memory each time would cost more than the sums.
        self._room = np.empty((0, width), np.float32)

    def add_complete(self, block: NDArray[Any]) -> None:
        if not len(block):
            return
        values = self._as_real(block)
        products = (values.T @ values).astype(np.int64)
        self.n += len(block)
        self.total += (np.ones(len(block), values.dtype) @ values).astype(np.int64)[:, None]
        self.cross += products
        self.square += np.diag(products)[:, None]

    def add_pairs(self, block: NDArray[Any], given: Mask) -> None:
        values = self._as_real(block * given)
        width = values.shape[1]
        # One symmetric product of everything side by side: far quicker than several products of two matrices.
        table = np.hstack([values, given.astype(values.dtype), values * values])
        products = (table.T @ table).astype(np.int64)
        value, present, squared = (slice(k * width, (k + 1) * width) for k in range(3))
        self.n += products[present, present]
        self.total += products[value, present]
        self.cross += products[value, value]
        self.square += products[squared, present]

    def _as_real(self, block: NDArray[Any]) -> NDArray[Any]:
        """As the smallest real type in which every sum over the block stays exact; valid until the next block."""
        peak = max(int(block.max()), -int(block.min()), 1)
        if peak * peak * len(block) >= _EXACT_IN_SINGLE:
            return block.astype(np.float64)
        if len(self._room) < len(block):
            self._room = np.empty(block.shape, np.float32)
        values = self._room[: len(block)]
        np.copyto(values, block)
        return values

    def of(self, places: Places) -> _ExactSums:
        chosen, grid = _ExactSums(len(places)), np.ix_(places, places)
        for name in ("n", "total", "cross", "square"):
            setattr(chosen, name, getattr(self, name)[grid])
        return chosen

    def __add__(self, other: _ExactSums) -> _ExactSums:
        both = _ExactSums(len(self.n))
        for name in ("n", "total", "cross", "square"):
            setattr(both, name, getattr(self, name) + getattr(other, name))
        return both

    def parts(self) -> Parts:
        """Centred at the very end. Python's whole numbers keep n·Σxy − Σx·Σy exact however large it grows."""
        n = self.n.astype(object)
        nonzero = np.where(self.n == 0, 1, self.n)
        count = nonzero.astype(np.float64)
        total = self.total.astype(object)
        cross = (n * self.cross - total * total.T).astype(np.float64) / count
        square = (n * self.square - total * total).astype(np.float64) / count
        weight = self.n.astype(np.float64)
        return Parts(weight, weight, weight, self.total / count, cross, square)


def _blocks(rows: int) -> Iterator[slice]:
    for start in range(0, rows, _BLOCK):
        yield slice(start, start + _BLOCK)


def _centred(values: Matrix, given: Mask, weights: Vector | None) -> Parts:
    """The parts of one block, from deviations from the block's own means so that nothing large is subtracted."""
    width = values.shape[1]
    present = given.astype(np.float64)
    counts = present.sum(axis=0)
    shift = np.where(given, values, 0.0).sum(axis=0) / np.maximum(counts, 1)
    apart = np.where(given, values - shift, 0.0)
    table = np.hstack([apart, present, apart * apart])
    heavy = present if weights is None else present * weights[:, None]
    if weights is not None:
        table *= np.sqrt(weights)[:, None]
    products = table.T @ table
    value, there, squared = (slice(k * width, (k + 1) * width) for k in range(3))
    weight, total = products[there, there], products[value, there]
    below = np.where(weight > 0, weight, 1.0)
    return Parts(
        weight if weights is None else present.T @ present,
        weight,
        weight if weights is None else heavy.T @ heavy,
        np.where(weight > 0, shift[:, None] + total / below, 0.0),
        products[value, value] - total * total.T / below,
        products[squared, there] - total**2 / below,
    )
