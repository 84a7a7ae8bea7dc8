"""How do claims become the columns that the engine decides over?

One path serves a single claim and thousands loaded at once. A policy year is one policy from one anniversary to the next;
its expenses stand in the order of their days, whenever they were handed in (docs/algorithms/claims_path.md).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.selectors.circumstances import circumstances_of
from hearten.domains.claims.selectors.terms import BILLED
from hearten.domains.claims.settings import four_eyes_above
from hearten.domains.claims.types import COUNTED_STATES, Cause
from hearten.domains.policies.models import Policy
from hearten.domains.policies.selectors import product_of
from hearten.domains.products.selectors import get_by_digest
from hearten.engines.costsharing import (
    Accumulators,
    AnyRules,
    Line,
    ParamDate,
    Rules,
    adjudicate,
    closing,
    compile_rules,
    lines_of,
)
from hearten.engines.costsharing import Cause as EngineCause
from hearten.kernel.period import policy_year_start

# A renewal has waited already: its waiting period is counted from longer ago than any waiting period lasts.
_WAITED_ALREADY = timedelta(days=366)


@dataclass(frozen=True, eq=False)
class Plan:
    """What the engine needs to know of one policy. `version` names the rules that decide."""

    policy_id: UUID
    rules: AnyRules
    version: str
    inception: date
    cover_until: date
    waiting_from: date
    four_eyes_above_minor: int
    needs_bill: bool
    straight_through_below_minor: int | None = None  # where the product states its own

    def year_of(self, day: date) -> date:
        """The first day of the policy year that holds `day`; a day before the cover counts to the first year."""
        return policy_year_start(self.inception, max(day, self.inception))


@dataclass
class PlanBook:
    """The plans of policies, with products and rules looked up once for each version and choice."""

    _products: dict[tuple[str, str], Any] = field(default_factory=dict)

    def plan_of(self, policy: Policy) -> Plan:
        key = (policy.product_code, policy.product_version)
        if key not in self._products:
            self._products[key] = product_of(policy)
        product = self._products[key]
        choices, benefits = json.dumps(policy.choices, sort_keys=True), product.document["benefits"]
        return Plan(
            policy_id=policy.pk,
            rules=rules_of(product.sha256, product.code, choices),
            version=f"{policy.product_code} {policy.product_version}",
            inception=policy.inception,
            cover_until=policy.ended_on or policy.expiry,
            waiting_from=policy.inception - (_WAITED_ALREADY if policy.renewal_of_id else timedelta(0)),
            four_eyes_above_minor=four_eyes_above(product.document),
            needs_bill=benefits["kind"] in BILLED,
            straight_through_below_minor=product.document.get("review", {}).get("straight_through_below"),
        )


@lru_cache(maxsize=512)
def rules_of(sha256: str, code: str, choices: str) -> AnyRules:
    """Compiled rules; the same version and choices give the same object, so that plans can be told apart by it."""
    return compile_rules(get_by_digest(code, sha256).document["benefits"], json.loads(choices))


def param_day(line: ClaimLine, rules: Rules) -> date:
    """The day that picks the policy year, as the product says."""
    if rules.param_date is ParamDate.DISCHARGE and line.until_date is not None:
        return line.until_date
    return line.service_date


def engine_line(line: ClaimLine, claim: Claim, plan: Plan, *, policy_year: int, place: int) -> Line:
    """One expense as the engine takes it; `place` is the number of the plan among those given to the engine."""
    rules = plan.rules
    assert isinstance(rules, Rules)  # noqa: S101 -- fixed benefits take another path
    how = circumstances_of(line, rules)
    return Line(
        category=line.category,
        day=param_day(line, rules),
        cover_from=plan.inception,
        cover_until=plan.cover_until,
        waiting_from=plan.waiting_from,
        cause=EngineCause.ACCIDENT if claim.cause == Cause.ACCIDENT else EngineCause.ILLNESS,
        event=(claim.event_date or line.service_date).toordinal(),
        billed=line.billed_minor,
        refused=line.refused_minor,
        out_of_catalogue=line.out_of_catalogue_minor,
        class_self_paid=line.class_self_paid_minor,
        social_fund_paid=line.social_fund_paid_minor,
        other_paid=line.other_paid_minor + line.elsewhere_minor,
        settled=line.settled_by_social,
        policy_year=policy_year,
        plan=place,
        tier=how.tier,
        event_day=claim.event_date or 0,
        emergency=how.emergency,
        referred=how.referred,
        unlisted=how.unlisted,
        pre_existing=how.pre_existing,
    )


def year_code(plan: Plan, line: ClaimLine) -> int:
    """The policy year of a line among those of one policy."""
    assert isinstance(plan.rules, Rules)  # noqa: S101 -- as above
    return plan.year_of(param_day(line, plan.rules)).toordinal()


def year_order(line: ClaimLine) -> tuple[Any, ...]:
    """Where an expense stands among those of its policy year: by day, then by when its claim was handed in."""
    claim = line.claim
    return (line.service_date, claim.submitted_at or claim.created_at, claim.pk, line.position)


def decided_lines(policy_id: UUID, *, but: UUID | None = None) -> list[ClaimLine]:
    """The expenses of a policy's decided claims, in the order of the policy year.

    A claim that pays nothing because of the deductible has used of it; one that was refused is taken off whole.
    """
    rows = ClaimLine.objects.filter(claim__policy_id=policy_id, claim__state__in=list(COUNTED_STATES))
    rows = rows.select_related("claim")
    if but is not None:
        rows = rows.exclude(claim_id=but)
    return sorted(rows, key=year_order)


def opening_balances(
    plan: Plan, *, but: UUID | None = None, also: Sequence[ClaimLine] = ()
) -> Accumulators | None:
    """What decided claims have used of the deductibles and limits of each policy year; `but` leaves one claim out.

    `also` are expenses that count as if they were decided.
    """
    if not isinstance(plan.rules, Rules):
        return None
    lines = sorted([*decided_lines(plan.policy_id, but=but), *also], key=year_order)
    rows = [engine_line(line, line.claim, plan, policy_year=year_code(plan, line), place=0) for line in lines]
    if not rows:
        return None
    rows.sort(key=lambda row: row.policy_year)
    return closing(adjudicate(lines_of(rows, [plan.rules]), [plan.rules]))


def plans_for(policies: Sequence[Policy]) -> dict[UUID, Plan]:
    """The plans of many policies."""
    book = PlanBook()
    return {policy.pk: book.plan_of(policy) for policy in policies}
