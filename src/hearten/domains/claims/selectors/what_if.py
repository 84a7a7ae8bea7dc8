"""What would this cost me? One expense that has not happened, after all that the policy year has seen; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hearten.domains.claims.selectors.estimates import estimate_lines
from hearten.domains.claims.selectors.explanation import ExplainedLine, explain_line
from hearten.domains.claims.selectors.terms import category_labels
from hearten.domains.claims.selectors.year import YearItem, year_to_date
from hearten.domains.claims.types import Cause, LineFacts
from hearten.domains.policies.models import Policy


@dataclass(frozen=True)
class WhatIf:
    """What the plan would pay and why, what stays with the member, and the policy year as it would be afterwards."""

    line: ExplainedLine
    pays_minor: int
    by_others_minor: int
    own_minor: int
    year: tuple[YearItem, ...]


def what_if(
    policy: Policy, expense: LineFacts, *, cause: Cause, on: date, now: datetime, language: str
) -> WhatIf:
    """The rules of the policy over one expense, with deductibles and limits as decided claims have left them."""
    estimate = estimate_lines(policy, [expense], cause=cause, event_date=on, now=now)
    row, paid = estimate.lines[0], estimate.outcome.lines[0]
    label = category_labels(estimate.claim, language).get(row.category, row.category)
    others = row.social_fund_paid_minor + row.other_paid_minor
    return WhatIf(
        line=explain_line(row, paid.kept(), label, language),
        pays_minor=paid.payable_minor,
        by_others_minor=others,
        own_minor=max(0, row.billed_minor - others - paid.payable_minor),
        year=year_to_date(policy, on, also=[row]).items,
    )
