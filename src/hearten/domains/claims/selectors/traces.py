"""What is kept of the engine's answer to one expense, so that it can be explained in any language, years later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hearten.engines.costsharing import Decision, ReasonCode
from hearten.engines.costsharing.explanation import explain, formula_of
from hearten.engines.costsharing.reasons import LEFT_OUT

# An expense with one of these is left out by rule or by an examiner; deductible, rate and limits only reduce.
LEAVES_OUT = LEFT_OUT


def within_deductible(lines: Iterable[Mapping[str, Any]]) -> bool:
    """Whether nothing is paid because each expense (as kept) lies within the deductible: covered, and counted towards it."""
    expenses = list(lines)
    return bool(expenses) and all(_used_up(line) for line in expenses)


def _used_up(line: Mapping[str, Any]) -> bool:
    taken = [
        step["code"] for step in line["steps"] if step["amount"] and step["code"] != ReasonCode.PAID.value
    ]
    return not line["payable"] and not line["left_out"] and taken[-1:] == [ReasonCode.DEDUCTIBLE.value]


@dataclass(frozen=True)
class LineOutcome:
    """What is paid of one expense, the steps to it, and the sum as one can type it."""

    payable_minor: int
    left_out: bool
    steps: tuple[Mapping[str, Any], ...]
    formula: str

    def kept(self) -> dict[str, Any]:
        """The form in which it is stored."""
        return {
            "payable": self.payable_minor,
            "left_out": self.left_out,
            "steps": list(self.steps),
            "formula": self.formula,
        }


def trace_line(decision: Decision, index: int) -> LineOutcome:
    """The engine's answer to line `index`."""
    steps = explain(decision, index)
    return LineOutcome(
        payable_minor=steps[-1].running,
        left_out=any(step.code in LEAVES_OUT for step in steps),
        steps=tuple(
            {
                "code": step.code.value,
                "amount": step.running if step.code is ReasonCode.PAID else step.amount,
                "clause": step.clause,
                "label": None if step.code is ReasonCode.BILLED or step.label is None else dict(step.label),
                "rate": step.rate,
            }
            for step in steps
        ),
        formula=formula_of(steps),
    )
