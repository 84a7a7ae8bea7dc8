"""Everything the psychometrics need of the answers, gathered in one pass over them.

`gather` reads chunks of answers (one row for each respondent, one column for each item) and keeps counts, means and
centred sums of products for each pair of items. What follows (correlations, reliability, factors) works on these alone,
so it costs the same for a thousand respondents or ten million. Two Moments of different respondents add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from hearten.engines.psychometrics.inputs import Mask, Matrix, Vector, weights_for
from hearten.engines.psychometrics.sums import Parts, Sums, joined
from hearten.engines.psychometrics.threads import single_threaded
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Missing = Literal["pairwise", "listwise"]
# A chunk of answers, or answers with a weight for each respondent.
Chunk = NDArray[Any] | tuple[NDArray[Any], NDArray[Any] | None]

_FEWEST = 2


@dataclass(frozen=True)
class Moments:
    """Counts and centred sums of products; entry [i, j] speaks of respondents who answered both i and j.

    rows: respondents seen. n: how many answered both. weight: the sum of their weights (n without weights).
    weight_squared: the sum of their squares.
    mean[i, j]: the mean of item i among them. cross[i, j]: the sum of products of both deviations from those means.
    square[i, j]: the sum of squared deviations of item i among them.
    """

    names: tuple[str, ...]
    rows: int
    n: Matrix
    weight: Matrix
    weight_squared: Matrix
    mean: Matrix
    cross: Matrix
    square: Matrix

    @cached_property
    def answered(self) -> Vector:
        """How many respondents answered each item."""
        return np.diag(self.n).copy()

    @cached_property
    def effective(self) -> Matrix:
        """How many respondents of equal weight say as much about each pair: (Σw)² / Σw² (Kish 1965), n without weights."""
        if self.unweighted:
            return self.n
        squared = self.weight_squared
        return np.divide(self.weight**2, squared, out=np.zeros_like(squared), where=squared > 0)

    @property
    def observations(self) -> float:
        """The respondents behind all figures: those who answered; where that differs from pair to pair, all seen (with
        weights, those of the best known pair).
        """
        first = float(self.effective.flat[0])
        if np.allclose(self.effective, first, rtol=1e-12, atol=0):
            return first
        return float(self.rows) if self.unweighted else float(self.effective.max())

    @cached_property
    def means(self) -> Vector:
        return np.diag(self.mean).copy()

    @cached_property
    def covariance(self) -> Matrix:
        """Sample covariances, n − 1 below; with weights, weights are first scaled to a mean of one."""
        self._require_pairs()
        return self.cross / (self.weight * (self.n - 1) / self.n)

    @cached_property
    def deviations(self) -> Vector:
        """The standard deviation of each item."""
        return np.sqrt(np.diag(self.covariance))

    @cached_property
    def correlation(self) -> Matrix:
        """Pearson correlations, each from the respondents who answered both items."""
        self.require_variance()
        self._require_pairs()
        require_movement(self.names, self.square <= 0)
        values = self.cross / np.sqrt(self.square * self.square.T)
        values = np.clip((values + values.T) / 2, -1.0, 1.0)
        np.fill_diagonal(values, 1.0)
        return values

    def select(self, items: Sequence[str]) -> Moments:
        """The same for some of the items, in the order asked for. Raises Invalid for an unknown name."""
        places = positions(self.names, items)
        grid = np.ix_(places, places)
        return Moments(
            tuple(items),
            self.rows,
            *(part[grid] for part in self._parts()),
        )

    def filled(self, values: Vector) -> Moments:
        """As if every missing answer to item i had been `values[i]` (its median, say)."""
        distance = self.mean - values[:, None]
        total = np.diag(self.weight) * np.diag(distance)
        share = self.weight * distance
        everybody = float(self.rows) if self.unweighted else float(np.diag(self.weight).max())
        products = self.cross + share * distance.T - np.outer(total, total) / everybody
        size = self.n.shape
        return Moments(
            self.names,
            self.rows,
            np.full(size, float(self.rows)),
            np.full(size, everybody),
            np.full(size, float(self.rows) if self.unweighted else np.diag(self.weight_squared).max()),
            np.broadcast_to((values + total / everybody)[:, None], size).copy(),
            products,
            np.broadcast_to(np.diag(products)[:, None], size).copy(),
        )

    @property
    def unweighted(self) -> bool:
        return bool((self.weight == self.n).all())

    def constant(self) -> list[str]:
        """The items that everybody answered alike, or nobody at all."""
        scale = np.diag(self.weight) * np.maximum(self.means**2, 1.0)
        still = np.diag(self.square) <= scale * (8 * np.finfo(np.float64).eps) ** 2 * self.rows
        return [name for name, flat in zip(self.names, still, strict=True) if flat]

    def require_variance(self) -> None:
        """Raises Invalid that names the items without any difference between respondents."""
        self._require_answers()
        flat = self.constant()
        if flat:
            raise Invalid(
                N_("Everybody answered these items alike: %(items)s."),
                field="items",
                hint=N_("Leave them out: an answer that never differs goes together with nothing."),
                items=", ".join(flat),
            )

    def _require_answers(self) -> None:
        unanswered = [name for name, n in zip(self.names, self.answered, strict=True) if n < _FEWEST]
        if unanswered:
            raise Invalid(
                N_("Fewer than two respondents answered these items: %(items)s."),
                field="items",
                hint=N_("Leave them out, or wait for more answers."),
                items=", ".join(unanswered),
            )

    def _require_pairs(self) -> None:
        self._require_answers()
        thin = np.argwhere(np.triu(self.n < _FEWEST))
        if len(thin):
            first, second = (self.names[place] for place in thin[0])
            raise Invalid(
                N_("Fewer than two respondents answered both %(first)s and %(second)s."),
                field="items",
                hint=N_("Leave one of the two out, or wait for more answers."),
                first=first,
                second=second,
            )

    def __add__(self, other: Moments) -> Moments:
        """The moments of both groups of respondents together ."""
        if self.names != other.names:
            raise Invalid(N_("The two sets of answers have different items."), field="items")
        return Moments(self.names, self.rows + other.rows, *joined(self._parts(), other._parts()))

    def _parts(self) -> Parts:
        return Parts(self.n, self.weight, self.weight_squared, self.mean, self.cross, self.square)


def require_movement(names: Sequence[str], still: Mask) -> None:
    """Raises Invalid when the respondents behind a pair of items all gave one of them the same answer."""
    places = np.argwhere(still)
    if len(places):
        first, second = (names[place] for place in places[0])
        raise Invalid(
            N_("Those who answered both %(first)s and %(second)s all gave one of them the same answer."),
            field="items",
            hint=N_("Leave one of the two out, or wait for more answers."),
            first=first,
            second=second,
        )


def gather(
    chunks: Iterable[Chunk] | NDArray[Any],
    names: Sequence[str] | None = None,
    *,
    missing: Missing = "pairwise",
    missing_code: int | None = None,
) -> Moments:
    """The moments of all answers in one pass; memory is that of one chunk's block.

    chunks: arrays (respondents × items), or (answers, weights) pairs; a single array will do. Missing is NaN in
    floating-point answers and `missing_code` in whole numbers. `pairwise` uses for each pair of items whoever answered
    both, `listwise` only who answered everything. Answers as int8 are summed exactly and fastest.
    """
    reading, labels = opened(chunks, names)
    groups = [np.arange(len(labels))] if missing == "listwise" else None
    sums = _read(reading, labels, groups, missing_code)
    return Moments(labels, sums.rows, *sums.parts(0))


def gather_scales(
    chunks: Iterable[Chunk] | NDArray[Any],
    names: Sequence[str] | None,
    scales: Mapping[str, Sequence[str]],
    *,
    missing_code: int | None = None,
) -> dict[str, Moments]:
    """The moments of several scales in one pass, each from the respondents who answered every item of that scale."""
    reading, labels = opened(chunks, names)
    groups = [positions(labels, items) for items in scales.values()]
    sums = _read(reading, labels, groups, missing_code)
    return {
        scale: Moments(tuple(items), sums.rows, *sums.parts(number))
        for number, (scale, items) in enumerate(scales.items())
    }


def positions(names: Sequence[str], items: Sequence[str]) -> NDArray[np.intp]:
    """Where each of `items` stands in `names`. Raises Invalid for a name that is not there or comes twice."""
    where = {name: place for place, name in enumerate(names)}
    unknown = [item for item in items if item not in where]
    if unknown or len(set(items)) < len(items):
        raise Invalid(
            N_("Each item is named once and must be among the answers: %(items)s."),
            field="items",
            items=", ".join(unknown or items),
        )
    return np.array([where[item] for item in items], dtype=np.intp)


def opened(
    chunks: Iterable[Chunk] | NDArray[Any], names: Sequence[str] | None
) -> tuple[Iterator[Chunk], tuple[str, ...]]:
    """The chunks from the first on, and a name for each column."""
    reading = iter([chunks] if isinstance(chunks, np.ndarray) else chunks)
    first = next(reading, None)
    if first is None:
        raise Invalid(N_("There are no answers."), field="answers")
    width = split(first)[0].shape[1]
    labels = tuple(names) if names is not None else tuple(f"item {place + 1}" for place in range(width))
    if len(labels) != width:
        raise Invalid(
            N_("There are %(columns)d columns of answers for %(names)d item names."),
            field="items",
            columns=width,
            names=len(labels),
        )
    if width == 0:
        raise Invalid(N_("There are no answers."), field="answers")
    positions(labels, labels)
    return chain([first], reading), labels


@single_threaded
def _read(
    reading: Iterator[Chunk], labels: tuple[str, ...], groups: list[NDArray[np.intp]] | None, code: int | None
) -> Sums:
    sums = Sums(len(labels), groups)
    for chunk in reading:
        answers, weights = split(chunk, len(labels))
        sums.add(answers, weights, code)
    return sums


def split(chunk: Chunk, width: int | None = None) -> tuple[NDArray[Any], Vector | None]:
    """The answers of a chunk and their weights, if there are any. Raises Invalid for anything but a table of numbers."""
    answers, weights = chunk if isinstance(chunk, tuple) else (chunk, None)
    answers = np.asarray(answers)
    if answers.ndim != 2 or answers.dtype.kind not in "iufb":  # noqa: PLR2004 -- respondents and items
        raise Invalid(
            N_("Answers come as a table of numbers: a row for each respondent, a column for each item."),
            field="answers",
        )
    if width is not None and answers.shape[1] != width:
        raise Invalid(N_("The chunks of answers differ in how many items they have."), field="answers")
    return answers, None if weights is None else weights_for(weights, len(answers))
