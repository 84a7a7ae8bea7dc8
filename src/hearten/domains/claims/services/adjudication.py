"""What do the rules make of claims, and how is that kept?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hearten.domains.claims.models import Adjudication, Claim, ClaimLine
from hearten.domains.claims.selectors.outcomes import Outcome, Run, work_out
from hearten.domains.claims.services.cases import Case, History
from hearten.domains.claims.services.coordinating import note_elsewhere
from hearten.domains.claims.types import COUNTED_STATES

__all__ = ["Outcome", "adjudicate_cases", "adjudication_row", "counted"]


def adjudicate_cases(cases: Sequence[Case], history: History) -> set[UUID]:
    """Give each case its outcome, at its place among the decided expenses of its policy year.

    Returns the policies of which a decided expense would be paid otherwise now that these are known: their years are to be
    settled (`settle_policy_year`). Each customer stands at most once among the cases.
    """
    for case in cases:
        note_elsewhere(case, history)
    runs = [
        Run(case.plan, case.lines, counted(history.of_customer(case.claim.customer_id), case))
        for case in cases
    ]
    paid = work_out(runs)
    for case in cases:
        case.outcome = paid.outcome(case.plan, case.lines)
    return {line.claim.policy_id for line in paid.shifted}


def counted(lines: Sequence[ClaimLine], case: Case) -> list[ClaimLine]:
    """Of a customer's expenses those that count in the policy of `case`: decided, and not the case itself."""
    return [
        line
        for line in lines
        if line.claim.policy_id == case.policy.pk
        and line.claim.state in COUNTED_STATES
        and line.claim_id != case.claim.pk
    ]


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
