"""What do the rules make of a claim, and how is that kept?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hearten.domains.claims.models import Adjudication, Claim, ClaimLine
from hearten.domains.claims.selectors.columns import PlanBook, engine_line, opening_balances, year_code
from hearten.domains.claims.selectors.fixed import fixed_outcomes
from hearten.domains.claims.selectors.traces import LineOutcome, trace_line, within_deductible
from hearten.engines.costsharing import Rules, adjudicate, lines_of


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


def adjudicate_claim(claim: Claim, *, now: datetime) -> Outcome:
    """Decide one claim by the rules of its policy's version, after what earlier claims of the policy year have used."""
    plan = PlanBook().plan_of(claim.policy)
    lines = list(ClaimLine.objects.filter(claim=claim).order_by("position"))
    if not isinstance(plan.rules, Rules):
        return Outcome(plan.version, tuple(fixed_outcomes(claim, lines, plan)))
    order = sorted(range(len(lines)), key=lambda i: year_code(plan, lines[i]))
    rows = [engine_line(lines[i], claim, plan, policy_year=year_code(plan, lines[i]), place=0) for i in order]
    decision = adjudicate(lines_of(rows, [plan.rules]), [plan.rules], opening_balances(plan, but=claim.pk))
    traced = {i: trace_line(decision, place) for place, i in enumerate(order)}
    return Outcome(plan.version, tuple(traced[i] for i in range(len(lines))))


def store_outcome(claim: Claim, outcome: Outcome, *, now: datetime) -> Adjudication:
    """Keep the outcome as the newest adjudication and write what is paid to each expense."""
    rows = list(ClaimLine.objects.filter(claim=claim).order_by("position"))
    for row, line in zip(rows, outcome.lines, strict=True):
        row.payable_minor = line.payable_minor
    ClaimLine.objects.bulk_update(rows, ["payable_minor"])
    kept = adjudication_row(
        claim, outcome, turn=Adjudication.objects.filter(claim=claim).count() + 1, now=now
    )
    kept.save(force_insert=True)
    return kept


def adjudication_row(claim: Claim, outcome: Outcome, *, turn: int, now: datetime) -> Adjudication:
    return Adjudication(
        customer_id=claim.customer_id,
        claim=claim,
        turn=turn,
        rules_version=outcome.rules_version,
        trace=[line.kept() for line in outcome.lines],
        payable_minor=outcome.payable_minor,
        at=now,
    )
