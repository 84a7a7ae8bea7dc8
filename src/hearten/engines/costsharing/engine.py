"""What do these lines pay? One path for five lines and for ten million (docs/algorithms/cost_sharing.md)."""

from __future__ import annotations

from collections.abc import Sequence

from hearten.engines.costsharing.balances import Accumulators
from hearten.engines.costsharing.checking import check_lines
from hearten.engines.costsharing.cuts import cuts
from hearten.engines.costsharing.decision import STEP_COLUMNS, Decision, blank
from hearten.engines.costsharing.lines import Lines
from hearten.engines.costsharing.portfolio import portfolio_of
from hearten.engines.costsharing.rules import Rules
from hearten.engines.costsharing.vector import Run

CHUNK = 65_536


def adjudicate(
    lines: Lines, rules: Sequence[Rules], opening: Accumulators | None = None, *, chunk: int = CHUNK
) -> Decision:
    """What each line pays and what each step took away, to the fen.

    `lines.plan` counts in `rules`; `opening` is what earlier decisions of the same policy years have used. `chunk` has
    no effect on the answer. Raises Invalid, before anything is given back, for columns that can't be computed with.
    """
    portfolio = portfolio_of(tuple(rules))
    decision = blank(lines, portfolio, opening)
    for start, stop in cuts(lines.policy_year, chunk):
        _by_vector(decision, start, stop)
    return decision


def _by_vector(decision: Decision, start: int, stop: int) -> None:
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
    for name in STEP_COLUMNS:
        if name in run.columns:
            getattr(decision, name)[where] = run.column(name)
