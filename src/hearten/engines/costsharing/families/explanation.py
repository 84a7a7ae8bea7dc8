"""One event in everyday words: what it pays, why, under which clause, and the sum as one can type it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hearten.engines.costsharing.families.critical_illness import FixedRules
from hearten.engines.costsharing.families.deciding import FamilyDecision, decide
from hearten.engines.costsharing.families.events import Event, events_of
from hearten.engines.costsharing.families.reading_rules import AnyFamilyRules
from hearten.engines.costsharing.families.reasons import FAMILY_REASONS, FamilyReason, Outcome, Why
from hearten.engines.costsharing.printing import MINUS, TIMES, percent, yuan
from hearten.engines.costsharing.reading import Said
from hearten.kernel.money import BASIS_POINTS


@dataclass(frozen=True, slots=True)
class FixedDecision:
    """What is paid, in minor units, why, under which clause, what follows, and the printed sum (empty when nothing is paid).

    `credited` is what went into a health account, and `balance` what is in it afterwards.
    """

    amount: int
    reason: FamilyReason
    said: Said
    outcome: Outcome = Outcome.NONE
    formula: str = ""
    months: int = 0
    days: int = 0
    credited: int = 0
    balance: int = 0

    @property
    def why(self) -> Why:
        return FAMILY_REASONS[self.reason]

    @property
    def clause(self) -> str:
        return self.said.clause


def decide_event(event: Event, rules: AnyFamilyRules, before: Sequence[Event] = ()) -> FixedDecision:
    """What one event pays after `before`, the earlier events of the same policy in the order of their decisions."""
    rows = [replace(row, policy=0, plan=0) for row in (*before, event)]
    return explain_event(decide(events_of(rows, [rules]), [rules]), len(before), event, rules)


def explain_event(decision: FamilyDecision, row: int, event: Event, rules: AnyFamilyRules) -> FixedDecision:
    """Row `row` of a decision, which is of `event`."""
    reason = FamilyReason(int(decision.reason[row]))
    values = {name: int(getattr(decision, name)[row]) for name in FamilyDecision._fields}
    credited = values["base"] if reason is FamilyReason.CREDITED else 0
    return FixedDecision(
        amount=values["paid"],
        reason=reason,
        said=_said(rules, event.benefit, reason),
        outcome=Outcome(values["outcome"]),
        formula=_formula(rules.kind, values, event) if values["paid"] or credited else "",
        months=values["months"],
        days=values["days"],
        credited=credited,
        balance=values["balance"],
    )


def _said(rules: AnyFamilyRules, benefit: str, reason: FamilyReason) -> Said:
    match reason:
        case FamilyReason.WAITING:
            return rules.waiting.said
        case FamilyReason.NOT_IN_FORCE | FamilyReason.NOT_COVERED:
            return Said()
        case FamilyReason.SAME_CAUSE if isinstance(rules, FixedRules) and rules.cause is not None:
            return rules.cause
        case _:
            return rules.said(benefit)


def _formula(kind: str, values: dict[str, int], event: Event) -> str:
    match kind:
        case "fixed_tiers" | "disability_grades":
            return _share(values)
        case "income" | "care":
            return _span(values, monthly=values["length"] > 1)
        case "daily_cash":
            return _stay(values)
        case _:
            return _account(values, event)


def _share(values: dict[str, int]) -> str:
    text = f"{yuan(values['base'])} {TIMES} {percent(values['rate'])}"
    owed = (values["base"] * values["rate"] + BASIS_POINTS // 2) // BASIS_POINTS - values["deducted"]
    if values["deducted"]:
        text += f" {MINUS} {yuan(values['deducted'])}"
    return _equals(text, values["paid"], owed)


def _span(values: dict[str, int], *, monthly: bool) -> str:
    base, months, days = yuan(values["base"]), values["months"], values["days"]
    if not monthly:
        return _equals(f"{base} {TIMES} {days}", values["paid"])
    text = f"{base} {TIMES} {months}"
    if days:
        text += f" + {base} {TIMES} {days}/{values['length']}"
    return _equals(text, values["paid"])


def _stay(values: dict[str, int]) -> str:
    base, plain, intensive = yuan(values["base"]), values["days"] - values["intensive"], values["intensive"]
    if not values["days"]:
        return yuan(values["paid"])
    parts = [f"{base} {TIMES} {plain}"] if plain else []
    if intensive:
        parts.append(f"{base} {TIMES} {percent(values['rate'])} {TIMES} {intensive}")
    return _equals(" + ".join(parts), values["paid"])


def _account(values: dict[str, int], event: Event) -> str:
    after, moved = values["balance"], values["base"]
    sign, before = ("+", after - moved) if event.benefit == "contribution" else (MINUS, after + moved)
    return _equals(f"{yuan(before)} {sign} {yuan(moved)}", after)


def _equals(text: str, result: int, owed: int | None = None) -> str:
    """The sum with its result; where a limit left less than the sum, the limit stands beside it."""
    if owed is not None and owed > result:
        return f"{text} = {yuan(owed)} → {yuan(result)}"
    return f"{text} = {yuan(result)}"
