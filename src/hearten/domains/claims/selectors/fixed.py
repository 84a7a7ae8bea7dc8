"""What do benefits pay that look at no bill: a sum for a diagnosis, income for months without work?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.selectors.columns import Plan, decided_lines
from hearten.domains.claims.selectors.traces import LineOutcome
from hearten.domains.claims.types import Cause
from hearten.engines.costsharing import Cause as EngineCause
from hearten.engines.costsharing import FixedRules, IncomeRules
from hearten.engines.costsharing.fixed import (
    FixedDecision,
    FixedReason,
    PaidTier,
    fixed_benefit,
    income_benefit,
)
from hearten.kernel.period import Period


@dataclass(frozen=True)
class PaidBefore:
    """An earlier payment under the same policy: of which tier on which day, or how many months of income."""

    category: str
    day: date
    months: int = 0


def fixed_outcomes(claim: Claim, lines: Sequence[ClaimLine], plan: Plan) -> list[LineOutcome]:
    """What each benefit of a claim pays, after what earlier claims of the policy were paid."""
    before = [
        PaidBefore(line.category, line.service_date, _months(line))
        for _, line in decided_lines(plan.policy_id, but=claim.pk)
        if line.payable_minor
    ]
    outcomes = []
    for line in lines:
        outcome = fixed_outcome(claim, line, plan, before)
        before += paid_before(line, outcome)
        outcomes.append(outcome)
    return outcomes


def fixed_outcome(claim: Claim, line: ClaimLine, plan: Plan, before: Sequence[PaidBefore]) -> LineOutcome:
    """What one benefit pays. A tier that the plan does not know pays nothing."""
    cover = Period(plan.inception, plan.cover_until)
    cause = EngineCause.ACCIDENT if claim.cause == Cause.ACCIDENT else EngineCause.ILLNESS
    rules = plan.rules
    if isinstance(rules, FixedRules):
        if rules.tier(line.category) is None:
            return _outcome(FixedDecision(0, FixedReason.NOT_IN_FORCE, ""))
        paid = [PaidTier(earlier.category, earlier.day) for earlier in before]
        decision = fixed_benefit(
            rules,
            line.category,
            day=line.service_date,
            cause=cause,
            cover=cover,
            waiting_from=plan.waiting_from,
            paid=paid,
        )
        return _outcome(decision)
    assert isinstance(rules, IncomeRules)  # noqa: S101 -- expenses take the columnar path
    last = line.until_date or line.service_date
    decision = income_benefit(
        rules,
        Period(line.service_date, last + timedelta(days=1)),
        cause=cause,
        cover=cover,
        waiting_from=plan.waiting_from,
        months_paid=sum(earlier.months for earlier in before),
    )
    return _outcome(decision)


def paid_before(line: ClaimLine, outcome: LineOutcome) -> list[PaidBefore]:
    """What the payment of this line means for the next."""
    if not outcome.payable_minor:
        return []
    return [PaidBefore(line.category, line.service_date, _months(line))]


def _months(line: ClaimLine) -> int:
    """Months of income that a line was paid for, a month begun counted whole."""
    if line.until_date is None:
        return 0
    days = (line.until_date - line.service_date).days + 1
    return -(-days // 30)


def _outcome(decision: FixedDecision) -> LineOutcome:
    return LineOutcome(
        payable_minor=decision.amount,
        left_out=decision.reason is not FixedReason.PAID,
        steps=(
            {
                "code": f"fixed.{decision.reason.value}",
                "amount": decision.amount,
                "clause": decision.clause,
                "label": None,
                "rate": None,
            },
        ),
        formula=decision.formula,
    )
