"""What comes out: for each line what is paid and what every step took away, so that the answer can be retraced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
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


@dataclass(frozen=True, eq=False)
class Decision:
    """Columns as long as the lines: why a line pays nothing, what of it counts, and what is paid.

    What each step took is worked out when it is first asked for, for all lines at once: most who ask what a portfolio is
    paid never do, and ten columns more would be most of the memory and of the time.
    """

    lines: Lines
    portfolio: Portfolio
    opening: Accumulators | None
    stop: NDArray[np.int8]
    eligible: Ints
    paid: Ints
    working: Callable[[Decision, Mapping[str, Ints]], None] = field(repr=False)
    # Stretches of lines that were gone through again to explain them, by their first line.
    retraced: dict[int, Any] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.paid)

    @property
    def total(self) -> int:
        """What is paid for all lines together."""
        return int(self.paid.sum())

    @cached_property
    def steps(self) -> Mapping[str, Ints]:
        """The trace between `eligible` and `paid`. A step that no plan has is a column of zeros that takes no memory."""
        n, nothing = len(self.lines), np.broadcast_to(np.int64(0), len(self.lines))
        room = {name: np.zeros(n, np.int64) if self.portfolio.has(name) else nothing for name in STEP_COLUMNS}
        self.working(self, room)
        return room

    over_daily = property(lambda self: self.steps["over_daily"])
    over_visit = property(lambda self: self.steps["over_visit"])
    over_sub_limit = property(lambda self: self.steps["over_sub_limit"])
    copay = property(lambda self: self.steps["copay"])
    deductible = property(lambda self: self.steps["deductible"])
    rated = property(lambda self: self.steps["rated"])
    given_back = property(lambda self: self.steps["given_back"])
    over_indemnity = property(lambda self: self.steps["over_indemnity"])
    over_group = property(lambda self: self.steps["over_group"])
    over_annual = property(lambda self: self.steps["over_annual"])

    @property
    def nbytes(self) -> int:
        """The memory that the trace takes (a shared zero takes none)."""
        return sum(getattr(self, name).nbytes for name in TRACE if given(getattr(self, name)))
