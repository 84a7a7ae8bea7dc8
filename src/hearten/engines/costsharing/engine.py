"""What do these lines pay? One path for five lines and for ten million (docs/algorithms/cost_sharing.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np

from hearten.engines.costsharing import compiled
from hearten.engines.costsharing.balances import Accumulators
from hearten.engines.costsharing.checking import check_lines
from hearten.engines.costsharing.cuts import cuts
from hearten.engines.costsharing.decision import Decision
from hearten.engines.costsharing.lines import Ints, Lines
from hearten.engines.costsharing.portfolio import portfolio_of
from hearten.engines.costsharing.rules import Rules
from hearten.engines.costsharing.vector import Run

CHUNK = 65_536


class Executor(StrEnum):
    """What works through the steps; both give the same answers."""

    NUMPY = "numpy"
    NUMBA = "numba"


def adjudicate(
    lines: Lines,
    rules: Sequence[Rules],
    opening: Accumulators | None = None,
    *,
    chunk: int = CHUNK,
    executor: Executor | None = None,
) -> Decision:
    """What each line pays and what each step took away, to the fen.

    `lines.plan` counts in `rules`; `opening` is what earlier decisions of the same policy years have used. `chunk` has
    no effect on the answer, and `executor` neither: without one, Numba is taken where it is installed. Raises Invalid,
    before anything is given back, for columns that can't be computed with.
    """
    portfolio = portfolio_of(tuple(rules))
    stretches = list(cuts(lines.policy_year, chunk))
    use_loop = executor is Executor.NUMBA or (executor is None and compiled.present())
    work = compiled.decide_all if use_loop else _decide_all
    n = len(lines)
    decision = Decision(
        lines=lines,
        portfolio=portfolio,
        opening=opening,
        stop=np.zeros(n, np.int8),
        eligible=np.empty(n, np.int64),
        paid=np.empty(n, np.int64),
        working=lambda decision, room: work(decision, stretches, room),
    )
    work(decision, stretches, {})
    return decision


def warm_up(rules: Sequence[Rules]) -> None:
    """Have the compiled loop at hand before the first claim waits for it; without Numba there is nothing to do."""
    if compiled.present():
        compiled.warm_up(portfolio_of(tuple(rules)))


def _decide_all(decision: Decision, stretches: list[tuple[int, int]], room: Mapping[str, Ints]) -> None:
    """Decide stretches of lines by NumPy; what steps took is written where there is `room` for it."""
    for start, stop in stretches:
        lines = decision.lines.cut(start, stop)
        check_lines(lines, decision.portfolio, start)
        opening = decision.opening
        if opening is not None:
            opening = opening.within(int(lines.policy_year[0]), int(lines.policy_year[-1]))
        run = Run(lines, decision.portfolio, opening)
        run.decide()
        where = slice(start, stop)
        decision.stop[where] = run.shares.stop
        decision.eligible[where] = run.shares.by_line(run.shares.eligible)
        decision.paid[where] = run.shares.by_line(run.amount)
        for name in run.columns.keys() & room.keys():
            room[name][where] = run.column(name)
