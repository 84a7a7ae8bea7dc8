"""Are those who were drawn, and those who answered, like everybody in the frame?

For each variable: shares in frame, sample and answers, the standardised difference, χ² against the frame; over all variables the
R-indicator (Schouten, Cobben and Bethlehem 2009): 1 − 2·S of the response chances, 1 when everybody answers alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, expit

from hearten.engines.sampling.checks import Codes, Column, counts_of, labels_of, marks_of, same_length
from hearten.engines.sampling.variance import Matrix
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_STEPS = 50
_TOLERANCE = 1e-10


@dataclass(frozen=True)
class Side:
    """How one variable looks in the sample or among the answers, beside the frame: a row for each category.

    `difference` is standardised: (share − frame share) ÷ √(f (1 − f)); beyond ±0.1 it is usually called noticeable. χ² tests
    whether a simple draw from the frame could look like that; `p` is NaN when a frame category is expected below one time.
    """

    people: Column
    share: Column
    difference: Column
    chi_square: float
    degrees: int
    p: float


@dataclass(frozen=True)
class Comparison:
    """One variable: the frame's people and shares, and the sample and the answers beside it."""

    frame: Column
    frame_share: Column
    sample: Side
    answers: Side
    response: Column  # share of the drawn that answered


@dataclass(frozen=True)
class RIndicator:
    """`value` of 0…1; `deviation` is S of the response chances; `by_variable` how much each sets them apart (unconditional)."""

    value: float
    deviation: float
    mean_response: float
    worst_bias: float  # S ÷ mean response: no mean is off by more than this many of its standard deviations
    by_variable: Mapping[str, float]


def compare(frame: ArrayLike, sample: ArrayLike, answers: ArrayLike) -> Comparison:
    """One variable's people by category in the frame, among the drawn (weighted or not), and among those who answered."""
    everybody, drawn, answered = (
        counts_of(c, name) for c, name in ((frame, "frame"), (sample, "sample"), (answers, "answers"))
    )
    for column in (drawn, answered):
        same_length(column, len(everybody), "frame")
    share = _over(everybody, everybody.sum())
    return Comparison(everybody, share, _side(drawn, share), _side(answered, share), _over(answered, drawn))


def r_indicator(variables: Mapping[str, ArrayLike], answered: ArrayLike) -> RIndicator:
    """From the drawn people: `variables` hold a label for each, `answered` is true or false.

    Response chances come from a logistic regression on all variables at once (main effects).
    """
    reply = marks_of(answered, len(np.atleast_1d(np.asarray(answered))), "answered").astype(np.float64)
    names = list(variables)
    columns = [labels_of(column, len(reply), name)[1] for name, column in variables.items()]
    if not len(reply):
        raise Invalid(N_("Nobody was drawn yet."), field="answered", hint=N_("Draw the sample first."))
    cells, counts, replies = _cells(columns, reply)
    chance = _chances(cells, counts, replies)
    n, mean = float(counts.sum()), float(replies.sum() / counts.sum())
    deviation = float(np.sqrt(counts @ (chance - mean) ** 2 / max(n - 1, 1)))
    apart = {name: _between(cells[:, place], counts, chance, mean) for place, name in enumerate(names)}
    worst = deviation / mean if mean > 0 else float("nan")
    return RIndicator(1 - 2 * deviation, deviation, mean, worst, apart)


def _side(people: Column, frame_share: Column) -> Side:
    n = people.sum()
    share = _over(people, n)
    apart = _over(share - frame_share, np.sqrt(frame_share * (1 - frame_share)))
    expected = frame_share * n
    there = expected > 0
    degrees = int(there.sum()) - 1
    outside = bool(people[~there].any())
    usable = n > 0 and degrees > 0 and not outside
    statistic = float(((people - expected)[there] ** 2 / expected[there]).sum()) if usable else np.nan
    p = float(chdtrc(degrees, statistic)) if usable and expected[there].min() >= 1 else np.nan
    return Side(people, share, apart, statistic, max(degrees, 0), p)


def _cells(columns: Sequence[Codes], reply: Column) -> tuple[Codes, Column, Column]:
    """The combinations that occur, their people and their answers: the regression costs the same for any number of people."""
    if not columns:
        return np.zeros((1, 0), dtype=np.int64), np.array([float(len(reply))]), np.array([reply.sum()])
    code = np.zeros(len(reply), dtype=np.int64)
    for column in columns:
        _, code = np.unique(code * (int(column.max()) + 1) + column, return_inverse=True)
    _, first = np.unique(code, return_index=True)
    cells = np.column_stack([column[first] for column in columns])
    return cells, np.bincount(code).astype(np.float64), np.bincount(code, reply).astype(np.float64)


def _chances(cells: Codes, counts: Column, replies: Column) -> Column:
    """Fitted response chances. A hair of ridge keeps categories in which all or none answered finite."""
    x = _marks(cells)
    ridge = 1e-6 * np.eye(x.shape[1])
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        chance = expit(x @ beta)
        slope = x.T @ (replies - counts * chance) - ridge @ beta
        step = np.linalg.solve(x.T @ (x * (counts * chance * (1 - chance))[:, None]) + ridge, slope)
        beta = beta + np.clip(step, -4.0, 4.0)
        if np.abs(step).max() < _TOLERANCE:
            break
    fitted: Column = expit(x @ beta)
    return fitted


def _marks(cells: Codes) -> Matrix:
    blocks = [np.ones((len(cells), 1))]
    for place in range(cells.shape[1]):
        levels = np.unique(cells[:, place])[1:]
        blocks.append((cells[:, place][:, None] == levels).astype(np.float64))
    return np.column_stack(blocks)


def _between(codes: Codes, counts: Column, chance: Column, mean: float) -> float:
    people = np.bincount(codes, counts)
    own = _over(np.bincount(codes, counts * chance), people)
    part = np.where(people > 0, people * (own - mean) ** 2, 0.0)
    return float(np.sqrt(part.sum() / counts.sum()))


def _over(numerator: NDArray[Any], denominator: NDArray[Any] | float) -> Column:
    below = np.broadcast_to(np.asarray(denominator, dtype=np.float64), numerator.shape)
    out: Column = np.full(numerator.shape, np.nan)
    np.divide(numerator, below, out=out, where=below > 0)
    return out
