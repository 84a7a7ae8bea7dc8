"""Who is drawn? Seeded draws that come out the same wherever and in whatever order the frame is read.

Each person has a number that follows from the seed and the identity alone; the smallest numbers of a stratum are drawn. So a draw
can be repeated by anybody who knows the seed, a frame can be read in pieces, and a larger draw contains the smaller one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hearten.engines.sampling.checks import Codes, Column, counts_of, labels_of, numbers_of, same_length
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Keys = NDArray[np.uint64]
# The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit of the input moves half of the output's.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)
_LAST = np.uint64(31)
_BUFFER = 1 << 18


@dataclass(frozen=True)
class Drawn:
    """Rows of the frame that were drawn (ascending) and the chance each had; weights are 1 ÷ chance."""

    rows: Codes
    probability: Column

    @property
    def weights(self) -> Column:
        return 1.0 / self.probability


def keys(ids: ArrayLike | Sequence[str], seed: str | int) -> Keys:
    """Each id's number for this seed. Ids: whole numbers, words, or rows of whole numbers (a UUID as two of 64 bits)."""
    column = np.asarray(ids)
    if column.dtype.kind in "US" or column.dtype == object:
        column = np.array([_digest(str(one)) for one in column], dtype=np.uint64)
    if column.dtype.kind not in "iu" or column.ndim not in {1, 2}:
        raise Invalid(
            N_("These ids can't be drawn from."), field="ids", hint=N_("Give whole numbers or words.")
        )
    parts = column[:, None] if column.ndim == 1 else column
    state = np.full(len(parts), _digest(f"hearten.sampling:{seed}"), dtype=np.uint64)
    for place in range(parts.shape[1]):
        state = _mixed(state ^ parts[:, place].astype(np.uint64))
    return state


def simple(ids: ArrayLike, n: int, *, seed: str | int) -> Drawn:
    """`n` of the frame, all with the same chance."""
    numbers = keys(ids, seed)
    _enough(n, len(numbers))
    rows = np.sort(_smallest(numbers, n))
    return Drawn(rows, np.full(n, n / max(len(numbers), 1)))


def stratified(ids: ArrayLike, strata: ArrayLike, counts: Sequence[int], *, seed: str | int) -> Drawn:
    """`counts[h]` of stratum h (`strata` holds whole numbers from 0), each by its own simple draw."""
    numbers, codes = keys(ids, seed), numbers_of(strata, "strata").astype(np.int64)
    same_length(codes, len(numbers), "strata")
    wanted = np.asarray(counts, dtype=np.int64)
    _known_strata(codes, len(wanted))
    there = np.bincount(codes, minlength=len(wanted))
    for count, people in zip(wanted, there, strict=True):
        _enough(int(count), int(people))
    order = np.lexsort((np.arange(len(numbers)), numbers, codes))
    place = np.arange(len(order)) - (np.cumsum(there) - there)[codes[order]]
    rows = np.sort(order[place < wanted[codes[order]]])
    return Drawn(rows, (wanted / np.maximum(there, 1))[codes[rows]])


@dataclass
class StreamedDraw:
    """A stratified draw from a frame too large to hold: offer it in pieces, in any order, then take.

    Holds little more than what is drawn. The result is that of `stratified` over the same ids, whatever the pieces.
    """

    counts: Sequence[int]
    seed: str | int
    people: Codes = field(init=False)
    _ids: list[NDArray[np.generic]] = field(init=False, default_factory=list)
    _numbers: list[Keys] = field(init=False, default_factory=list)
    _codes: list[Codes] = field(init=False, default_factory=list)
    _limit: Keys = field(init=False)
    _held: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.people = np.zeros(len(self.counts), dtype=np.int64)
        self._limit = np.full(len(self.counts), np.iinfo(np.uint64).max, dtype=np.uint64)

    def offer(self, ids: ArrayLike, strata: ArrayLike) -> None:
        """One more piece of the frame."""
        column, codes = np.asarray(ids), np.asarray(strata, dtype=np.int64)
        same_length(codes, len(column), "strata")
        _known_strata(codes, len(self.counts))
        self.people += np.bincount(codes, minlength=len(self.counts))
        numbers = keys(column, self.seed)
        near = numbers <= self._limit[codes]
        self._ids.append(column[near])
        self._numbers.append(numbers[near])
        self._codes.append(codes[near])
        self._held += int(near.sum())
        if self._held > 2 * sum(self.counts) + _BUFFER:
            self._shrink()

    def taken(self) -> tuple[NDArray[np.generic], Codes, Column]:
        """The drawn ids with their stratum and chance, by stratum and number."""
        for count, people in zip(self.counts, self.people, strict=True):
            _enough(int(count), int(people))
        if not self._ids:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
        self._shrink()
        codes = self._codes[0]
        return self._ids[0], codes, (np.asarray(self.counts) / np.maximum(self.people, 1))[codes]

    def _shrink(self) -> None:
        ids, numbers, codes = (np.concatenate(parts) for parts in (self._ids, self._numbers, self._codes))
        wanted = np.asarray(self.counts, dtype=np.int64)
        there = np.bincount(codes, minlength=len(wanted))
        order = np.lexsort((numbers, codes))
        place = np.arange(len(order)) - (np.cumsum(there) - there)[codes[order]]
        kept = order[place < wanted[codes[order]]]
        full = np.bincount(codes[kept], minlength=len(wanted)) == wanted
        highest = np.zeros(len(wanted), dtype=np.uint64)
        np.maximum.at(highest, codes[kept], numbers[kept])
        self._limit = np.where(full, highest, self._limit)
        self._ids, self._numbers, self._codes = [ids[kept]], [numbers[kept]], [codes[kept]]
        self._held = len(kept)


def systematic(n_frame: int, n: int, *, seed: str | int) -> Drawn:
    """Every k-th row of the frame in its order, from a random start; k = frame ÷ n need not be whole."""
    _enough(n, n_frame)
    if n == 0:
        return Drawn(np.zeros(0, dtype=np.int64), np.zeros(0))
    step = n_frame / n
    rows = np.floor((_start(seed) + np.arange(n)) * step).astype(np.int64)
    return Drawn(np.minimum(rows, n_frame - 1), np.full(n, n / n_frame))


def by_size(ids: ArrayLike, sizes: ArrayLike, n: int, *, seed: str | int) -> Drawn:
    """`n` units with chances in the proportion of their size (randomised systematic, Hartley and Rao 1962).

    Units so large that their chance would pass 1 are sure to be drawn; the others share what is left.
    """
    size = counts_of(sizes, "sizes")
    numbers = keys(ids, seed)
    same_length(size, len(numbers), "sizes")
    _enough(n, int((size > 0).sum()))
    chance = inclusion(size, n)
    sure = chance >= 1
    order = np.argsort(numbers, kind="stable")
    order = order[~sure[order] & (chance[order] > 0)]
    left = n - int(sure.sum())
    reached = np.cumsum(chance[order])
    # The sum of chances is the number drawn; rounding must not lose the last.
    if len(reached):
        reached = reached * (left / reached[-1]) if left else reached
    marks = _start(seed) + np.arange(left)
    rows = np.concatenate([np.flatnonzero(sure), order[np.searchsorted(reached, marks, side="right")]])
    rows = np.sort(rows).astype(np.int64)
    return Drawn(rows, chance[rows])


def inclusion(sizes: ArrayLike, n: int) -> Column:
    """Chances in the proportion of size that add up to `n`, none above 1."""
    size = counts_of(sizes, "sizes")
    _enough(n, int((size > 0).sum()))
    chance = np.zeros(len(size))
    sure = np.zeros(len(size), dtype=bool)
    while True:
        left = n - int(sure.sum())
        rest = size[~sure].sum()
        chance = np.where(sure, 1.0, left * size / rest if rest > 0 else 0.0)
        grown = ~sure & (chance >= 1 - 1e-12)
        if not grown.any():
            return chance
        sure |= grown


@dataclass(frozen=True)
class DrawnInStages:
    """People drawn within drawn clusters. `clusters` are the labels drawn with their chances; `rows`, `probability` the people's."""

    clusters: NDArray[np.generic]
    cluster_probability: Column
    rows: Codes
    probability: Column

    @property
    def weights(self) -> Column:
        return 1.0 / self.probability


def in_two_stages(
    ids: ArrayLike,
    clusters: ArrayLike,
    *,
    n_clusters: int,
    per_cluster: int,
    seed: str | int,
    larger_oftener: bool = True,
) -> DrawnInStages:
    """Clusters first (by size, or all alike), then `per_cluster` people in each drawn one, or all where there are fewer."""
    frame = np.asarray(ids)
    labels, codes = labels_of(clusters, len(frame), "clusters")
    people = np.bincount(codes, minlength=len(labels))
    first = (
        by_size(labels, people, n_clusters, seed=f"{seed}/clusters")
        if larger_oftener
        else simple(labels, n_clusters, seed=f"{seed}/clusters")
    )
    chance = np.zeros(len(labels))
    chance[first.rows] = first.probability
    counts = np.where(chance > 0, np.minimum(per_cluster, people), 0)
    second = stratified(frame, codes, counts.tolist(), seed=f"{seed}/people")
    return DrawnInStages(
        labels[first.rows], first.probability, second.rows, second.probability * chance[codes[second.rows]]
    )


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _mixed(state: Keys) -> Keys:
    state = state + _STEP
    for shift, factor in _MIX:
        state = (state ^ (state >> shift)) * factor
    return state ^ (state >> _LAST)


def _start(seed: str | int) -> float:
    return _digest(f"start:{seed}") / 2**64


def _smallest(numbers: Keys, n: int) -> Codes:
    """Rows of the `n` smallest; ties (one in 2⁶⁴) go to the earlier row."""
    if n >= len(numbers):
        return np.arange(len(numbers))
    near = np.argpartition(numbers, n)[: n + 1] if n else np.zeros(0, dtype=np.int64)
    order = near[np.lexsort((near, numbers[near]))]
    return order[:n]


def _known_strata(codes: Codes, strata: int) -> None:
    if len(codes) and (codes.min() < 0 or codes.max() >= strata):
        raise Invalid(
            N_("A row lies in a stratum that has no number to draw."),
            field="strata",
            hint=N_("Number the strata from 0 and give a count for each."),
        )


def _enough(n: int, people: int) -> None:
    if n < 0 or n > people:
        raise Invalid(
            N_("%(n)s are to be drawn, but there are %(people)s."),
            field="counts",
            hint=N_("Draw fewer, or widen the frame."),
            n=n,
            people=people,
        )
