"""How does bringing weights to known totals make a figure surer? By what the totals leave unexplained.

After calibration the variance is that of the residuals (Deville and Särndal 1992): what a cell or margin explains can't be off
any more. Both classes take a column of linearised, weighted values and give back what is left of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hearten.engines.sampling.checks import Codes, Column

Totals = Mapping[Any, float]
# As many sweeps over the margins as R survey makes; they converge much sooner.
_SWEEPS = 10


class Calibration(Protocol):
    def residuals(self, values: Column) -> Column:
        """`values` (a weighted column) without what the calibration has fixed."""
        ...


@dataclass(frozen=True)
class PostStratified:
    """Weights reached the total of each cell; `before` and `after` are the weights around that step."""

    cells: Codes
    before: Column
    after: Column

    def residuals(self, values: Column) -> Column:
        plain = _over(values, self.after)
        means = _over(np.bincount(self.cells, plain * self.before), np.bincount(self.cells, self.before))
        rest: Column = values - means[self.cells] * self.after
        return rest


@dataclass(frozen=True)
class Raked:
    """Weights reached the totals of several margins in turn; `after[i]` are those of the last pass after margin i."""

    margins: tuple[Codes, ...]
    after: tuple[Column, ...]

    def residuals(self, values: Column) -> Column:
        for _ in range(_SWEEPS):
            for codes, weights in zip(self.margins, self.after, strict=True):
                means = _over(
                    np.bincount(codes, _over(values, weights)), np.bincount(codes).astype(np.float64)
                )
                values = values - means[codes] * weights
        return values


def _over(numerator: NDArray[Any], denominator: NDArray[Any]) -> Column:
    out: Column = np.zeros(numerator.shape)
    np.divide(numerator, denominator, out=out, where=denominator != 0)
    return out
