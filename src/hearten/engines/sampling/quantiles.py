"""Where does the lower half of everybody end? Quantiles of a sample with Woodruff's interval.

The quantile is the smallest value at which the weighted share of answers reaches p (the "math" rule). Woodruff (1952): the
interval of the share of answers at or below it, read back on the scale of the answers. Figures as `svyquantile` of R survey.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.sampling.checks import Column, Mask, numbers_of, same_length, share_between
from hearten.engines.sampling.columns import CONFIDENCE, one_column, rows_of, t_quantile
from hearten.engines.sampling.design import Design
from hearten.engines.sampling.estimates import mean


@dataclass(frozen=True)
class Quantiles:
    """A row for each share asked for. A limit is NaN where the interval of the share leaves 0…1."""

    n: int
    share: Column
    value: Column
    se: Column
    low: Column
    high: Column


def quantiles(
    design: Design,
    values: ArrayLike,
    at: ArrayLike = (0.25, 0.5, 0.75),
    *,
    domain: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> Quantiles:
    """The values below which the shares `at` of everybody lie, each with its interval and standard error."""
    column = one_column(values)
    same_length(column, len(design), "values")
    asked = np.atleast_1d(numbers_of(at, "at"))
    for share in asked:
        share_between(float(share), "at")
    rows = rows_of(design, column[:, None], domain) & (design.weights > 0)
    n = int(rows.sum())
    if not n:
        empty = np.full(len(asked), np.nan)
        return Quantiles(0, asked, empty, empty, empty, empty)
    ladder = _Ladder.of(column[rows], design.weights[rows])
    t = t_quantile(confidence, design.degrees(rows))
    found = [_woodruff(design, column, rows, ladder=ladder, share=float(share), t=t) for share in asked]
    value, se, low, high = (np.array(side) for side in zip(*found, strict=True))
    return Quantiles(n, asked, value, se, low, high)


@dataclass(frozen=True)
class _Ladder:
    """Answers in order with the weight at or below each."""

    values: Column
    below: Column

    @classmethod
    def of(cls, values: Column, weights: Column) -> _Ladder:
        order = np.argsort(values, kind="stable")
        # Summed in long doubles: a share that is met exactly must not be missed by the noise of many additions.
        running = np.cumsum(weights[order].astype(np.longdouble))
        return cls(values[order], running.astype(np.float64))

    def at(self, share: float) -> float:
        """The smallest answer at which the weight below reaches `share` of all."""
        whole = self.below[-1]
        place = int(np.searchsorted(self.below, share * whole, side="right")) - 1
        if place >= 0 and self.below[place] / whole == share:
            return float(self.values[place])
        return float(self.values[min(place + 1, len(self.values) - 1)])


def _woodruff(
    design: Design, column: Column, rows: Mask, *, ladder: _Ladder, share: float, t: float
) -> tuple[float, float, float, float]:
    value = ladder.at(share)
    reached = mean(design, (column <= value).astype(np.float64), domain=rows)
    bottom = float(reached.value[0] - t * reached.se[0])
    top = float(reached.value[0] + t * reached.se[0])
    low = ladder.at(bottom) if bottom >= 0 else float("nan")
    high = ladder.at(top) if top <= 1 else float("nan")
    return value, (high - low) / (2 * t), low, high
