"""What of this policy year's deductible and limit is used?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearten.domains.claims.models import ClaimLine
from hearten.domains.claims.selectors.columns import PlanBook, opening_balances
from hearten.domains.policies.models import Policy
from hearten.engines.costsharing import Bucket, Rules
from hearten.engines.costsharing.rules import Per
from hearten.kernel.text import N_


@dataclass(frozen=True)
class YearItem:
    """One deductible or limit: how much of it is used, and of how much."""

    label: str
    used_minor: int
    of_minor: int

    @property
    def left_minor(self) -> int:
        return max(0, self.of_minor - self.used_minor)


@dataclass(frozen=True)
class YearToDate:
    """The policy year that holds a day, and what is used of it."""

    start: date
    items: tuple[YearItem, ...]


def year_to_date(
    policy: Policy, on: date, *, also: Sequence[ClaimLine] = (), but: UUID | None = None
) -> YearToDate:
    """The deductible borne and the limit used by claims decided so far (and `also`), for the policy year that holds `on`.

    `but` leaves one claim out.
    """
    plan = PlanBook().plan_of(policy)
    start = plan.year_of(on)
    if not isinstance(plan.rules, Rules):
        return YearToDate(start, ())
    used = opening_balances(plan, but=but, also=also)
    items = []
    for label, bucket, cap in (
        (N_("Deductible used"), Bucket.DEDUCTIBLE, _year_deductible(plan.rules)),
        (
            N_("Annual limit used"),
            Bucket.ANNUAL_LIMIT,
            plan.rules.annual_limit.amount if plan.rules.annual_limit else None,
        ),
        (
            N_("Borne of the most you bear"),
            Bucket.OUT_OF_POCKET,
            plan.rules.out_of_pocket_maximum.amount if plan.rules.out_of_pocket_maximum else None,
        ),
    ):
        if cap is not None:
            amount = used.total(bucket, policy_year=start.toordinal()) if used is not None else 0
            items.append(YearItem(label, amount, cap))
    return YearToDate(start, tuple(items))


def _year_deductible(rules: Rules) -> int | None:
    deductible = rules.deductible
    return deductible.amount if deductible is not None and deductible.per is Per.POLICY_YEAR else None
