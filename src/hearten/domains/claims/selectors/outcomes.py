"""What do the rules pay for each expense? One call of the engine for one claim and for thousands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hearten.domains.claims.models import ClaimLine
from hearten.domains.claims.selectors.columns import Plan, engine_line, year_code, year_order
from hearten.domains.claims.selectors.fixed import fixed_outcomes
from hearten.domains.claims.selectors.traces import LineOutcome, trace_line, within_deductible
from hearten.engines.costsharing import Line, Rules, adjudicate, lines_of


@dataclass(frozen=True)
class Outcome:
    """What the rules of one version pay for each expense, in the order of the expenses."""

    rules_version: str
    lines: tuple[LineOutcome, ...]

    @property
    def payable_minor(self) -> int:
        return sum(line.payable_minor for line in self.lines)

    @property
    def leaves_out(self) -> bool:
        """Whether an expense, or a part an examiner took off, is left out: not merely reduced by deductible or rate."""
        return any(line.left_out for line in self.lines)

    @property
    def within_deductible(self) -> bool:
        """Whether nothing is paid only because the deductible is not used up yet."""
        return within_deductible(line.kept() for line in self.lines)

    def refused(self) -> Outcome:
        """The same with nothing paid: a person refuses what the rules would pay."""
        return replace(
            self, lines=tuple(replace(line, payable_minor=0, left_out=True) for line in self.lines)
        )


@dataclass
class Run:
    """Expenses of one policy that are worked out together: `fresh` ones are asked about, `past` ones come before or between."""

    plan: Plan
    fresh: Sequence[ClaimLine]
    past: Sequence[ClaimLine] = ()

    def ordered(self) -> list[ClaimLine]:
        """All expenses, policy year after policy year; of past ones those of the years asked about."""
        if not isinstance(self.plan.rules, Rules):
            return sorted([*self.past, *self.fresh], key=year_order)
        asked = {year_code(self.plan, line) for line in self.fresh}
        lines = [*(line for line in self.past if year_code(self.plan, line) in asked), *self.fresh]
        return sorted(lines, key=lambda line: (year_code(self.plan, line), *year_order(line)))


@dataclass
class Paid:
    """The answers: of each fresh expense (by the identity of its row), and the past ones that would now be paid otherwise."""

    outcomes: dict[int, LineOutcome] = field(default_factory=dict)
    shifted: list[ClaimLine] = field(default_factory=list)

    def outcome(self, plan: Plan, lines: Sequence[ClaimLine]) -> Outcome:
        """The answers to the expenses of one claim."""
        return Outcome(plan.version, tuple(self.outcomes[id(line)] for line in lines))


def work_out(runs: Sequence[Run]) -> Paid:
    """What each expense is paid after (and before) the others of its policy year; one call of the engine for all runs."""
    paid = Paid()
    _pay_expenses([run for run in runs if isinstance(run.plan.rules, Rules)], paid)
    _pay_fixed([run for run in runs if not isinstance(run.plan.rules, Rules)], paid)
    return paid


def _pay_expenses(runs: Sequence[Run], paid: Paid) -> None:
    rules = list(dict.fromkeys(run.plan.rules for run in runs))
    places = {rule: place for place, rule in enumerate(rules)}
    rows: list[Line] = []
    lines: list[tuple[ClaimLine, bool]] = []
    years: dict[tuple[int, int], int] = {}
    for number, run in enumerate(runs):
        fresh = {id(line) for line in run.fresh}
        for line in run.ordered():
            year = years.setdefault((number, year_code(run.plan, line)), len(years))
            place, is_fresh = places[run.plan.rules], id(line) in fresh
            rows.append(engine_line(line, line.claim, run.plan, policy_year=year, place=place))
            lines.append((line, is_fresh))
    if not rows:
        return
    decision = adjudicate(lines_of(rows, rules), rules)  # type: ignore[arg-type]
    amounts = decision.paid.tolist()
    for index, (line, is_fresh) in enumerate(lines):
        if is_fresh:
            paid.outcomes[id(line)] = trace_line(decision, index)
        elif line.payable_minor is not None and amounts[index] != line.payable_minor:
            paid.shifted.append(line)


def _pay_fixed(runs: Sequence[Run], paid: Paid) -> None:
    fresh = {id(line) for run in runs for line in run.fresh}
    rows = [(line, run.plan, id(line) in fresh) for run in runs for line in run.ordered()]
    for (line, _, asked), outcome in zip(rows, fixed_outcomes(rows), strict=True):
        if asked:
            paid.outcomes[id(line)] = outcome
        elif line.payable_minor is not None and outcome.payable_minor != line.payable_minor:
            paid.shifted.append(line)
