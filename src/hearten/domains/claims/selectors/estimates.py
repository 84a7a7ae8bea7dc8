"""What would a plan pay for this, now? Worked out beside the expenses that are decided; nothing is written or used up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.selectors.columns import PlanBook, decided_lines
from hearten.domains.claims.selectors.outcomes import Outcome, Run, work_out
from hearten.domains.claims.types import Cause, LineFacts
from hearten.domains.policies.models import Policy

_FILE = Path(__file__).parents[1] / "documents" / "exchange.yaml"

_KEPT = ("position", "category", "billed_minor", "social_fund_paid_minor", "other_paid_minor")


@dataclass(frozen=True)
class Estimate:
    """The expenses asked about, never written, and what the rules would pay of each."""

    claim: Claim
    lines: tuple[ClaimLine, ...]
    outcome: Outcome

    @property
    def claimed_minor(self) -> int:
        return sum(line.billed_minor for line in self.lines)


def estimate_lines(
    policy: Policy,
    lines: Sequence[LineFacts],
    *,
    cause: Cause,
    event_date: date,
    now: datetime,
) -> Estimate:
    """What `policy` would pay for `lines` if they were claimed now. The caller has checked the right and the facts."""
    plan = PlanBook().plan_of(policy)
    claim = Claim(
        customer=policy.customer,
        policy=policy,
        product_code=policy.product_code,
        cause=cause,
        event_date=event_date,
        created_at=now,
        submitted_at=now,
    )
    rows = [_row(claim, place, line) for place, line in enumerate(lines, start=1)]
    paid = work_out([Run(plan, rows, decided_lines(policy.pk))])
    return Estimate(claim, tuple(rows), paid.outcome(plan, rows))


def _row(claim: Claim, position: int, line: LineFacts) -> ClaimLine:
    return ClaimLine(
        customer_id=claim.customer_id,
        claim=claim,
        position=position,
        category=line.category,
        service_date=line.service_date,
        until_date=line.until_date,
        provider=line.provider.strip(),
        billed_minor=line.billed_minor,
        out_of_catalogue_minor=line.out_of_catalogue_minor,
        class_self_paid_minor=line.class_self_paid_minor,
        social_fund_paid_minor=line.social_fund_paid_minor,
        other_paid_minor=line.other_paid_minor,
        settled_by_social=line.settled_by_social,
        benefit_facts=dict(line.benefit_facts) or None,
    )


def kept_trace(estimate: Estimate) -> list[dict[str, Any]]:
    """What an approval keeps of each expense: the engine's answer, and what of the expense is shown again."""
    return [
        {name: getattr(line, name) for name in _KEPT} | paid.kept()
        for line, paid in zip(estimate.lines, estimate.outcome.lines, strict=True)
    ]


def kept_line(kept: Mapping[str, Any]) -> ClaimLine:
    """The expense of an approval, as far as it was kept."""
    return ClaimLine(**{name: kept[name] for name in _KEPT})


def policy_with_customer(policy_id: UUID) -> Policy:
    return Policy.objects.select_related("customer").get(pk=policy_id)


def approval_days() -> timedelta:
    """How long an approval before treatment holds."""
    return timedelta(days=int(_exchange()["preauthorization"]["valid_days"]))


def ahead_days() -> timedelta:
    """How far ahead a treatment may lie that is asked about."""
    return timedelta(days=int(_exchange()["estimate"]["ahead_days"]))


@cache
def _exchange() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded
