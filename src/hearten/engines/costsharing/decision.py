"""What comes out: for each line what is paid and what every step took away, so that the answer can be retraced."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.balances import Accumulators
from hearten.engines.costsharing.lines import Ints, Lines, given
from hearten.engines.costsharing.portfolio import Portfolio

# What steps took (or gave), in the order of the steps; `eligible` before them and `paid` after them are always there.
STEP_COLUMNS = ("over_daily", "over_visit", "over_sub_limit", "copay", "deductible", "rated", "given_back", "over_indemnity",
                "over_group", "over_annual")  # fmt: skip
TRACE = ("stop", "eligible", *STEP_COLUMNS, "paid")


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """Columns as long as the lines. A step that no plan has is a column of zeros that takes no memory."""

    lines: Lines
    portfolio: Portfolio
    opening: Accumulators | None
    stop: NDArray[np.int8]
    eligible: Ints
    over_daily: Ints
    over_visit: Ints
    over_sub_limit: Ints
    copay: Ints
    deductible: Ints
    rated: Ints
    given_back: Ints
    over_indemnity: Ints
    over_group: Ints
    over_annual: Ints
    paid: Ints
    # Stretches of lines that were gone through again to explain them, by their first line.
    retraced: dict[int, Any] = field(default_factory=dict, init=False)

    def __len__(self) -> int:
        return len(self.paid)

    @property
    def total(self) -> int:
        """What is paid for all lines together."""
        return int(self.paid.sum())

    @property
    def nbytes(self) -> int:
        """The memory that the trace takes (a shared zero takes none)."""
        return sum(getattr(self, name).nbytes for name in TRACE if given(getattr(self, name)))


def blank(lines: Lines, portfolio: Portfolio, opening: Accumulators | None) -> Decision:
    """Room for the answer."""
    n = len(lines)
    nothing = np.broadcast_to(np.int64(0), n)
    steps = {
        name: np.empty(n, np.int64) if name == "rated" else np.zeros(n, np.int64) if portfolio.has(name) else nothing
        for name in STEP_COLUMNS
    }  # fmt: skip
    return Decision(
        lines=lines,
        portfolio=portfolio,
        opening=opening,
        stop=np.zeros(n, np.int8),
        eligible=np.empty(n, np.int64),
        paid=np.empty(n, np.int64),
        **steps,
    )
