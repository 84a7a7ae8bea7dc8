"""What would this cost me? Expenses that one thinks of, decided after what the policy year has used already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hearten.engines.costsharing.balances import Accumulators
from hearten.engines.costsharing.decision import Decision
from hearten.engines.costsharing.engine import adjudicate
from hearten.engines.costsharing.explanation import Step, explain
from hearten.engines.costsharing.lines import Line, lines_of
from hearten.engines.costsharing.reasons import ReasonCode
from hearten.engines.costsharing.retracing import closing
from hearten.engines.costsharing.rules import Rules

_NOT_OWN = {ReasonCode.BILLED, ReasonCode.PAID, ReasonCode.SOCIAL_FUND, ReasonCode.OTHER_COVER}


@dataclass(frozen=True, slots=True)
class Estimate:
    """The answer: of `billed`, others pay `others`, the policy pays `paid`, and `own` is left to the person.

    `own_by_stage` says why `own` is left, step by step; it adds up to `own`. A step that gives back is below zero, and so is
    what others paid and the rules do not take off.
    `closing` is what would then be used of deductibles and limits.
    """

    billed: int
    others: int
    paid: int
    own: int
    own_by_stage: Mapping[ReasonCode, int]
    lines: tuple[tuple[Step, ...], ...]
    closing: Accumulators
    decision: Decision


def what_if(lines: Sequence[Line], rules: Sequence[Rules], opening: Accumulators | None = None) -> Estimate:
    """What `lines` would be paid after `opening`, and what would be left to the person at each stage."""
    decision = adjudicate(lines_of(lines, rules), rules, opening)
    explained = tuple(tuple(explain(decision, index)) for index in range(len(lines)))
    billed = sum(line.billed for line in lines)
    others = sum(min(line.billed, line.social_fund_paid + line.other_paid) for line in lines)
    own = billed - others - decision.total
    stages = _by_stage(explained)
    if rest := own - sum(stages.values()):
        stages[ReasonCode.OTHER_COVER] = rest
    return Estimate(billed, others, decision.total, own, stages, explained, closing(decision), decision)


def _by_stage(lines: Sequence[Sequence[Step]]) -> dict[ReasonCode, int]:
    stages: dict[ReasonCode, int] = {}
    for step in (step for steps in lines for step in steps):
        if step.code not in _NOT_OWN:
            stages[step.code] = stages.get(step.code, 0) - step.amount
    return {code: amount for code, amount in stages.items() if amount}
