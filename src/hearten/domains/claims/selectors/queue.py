"""What is on the examiners' table?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Claim, ClaimWarning
from hearten.domains.claims.selectors.clocks import with_due
from hearten.domains.claims.selectors.warnings import warning_rules
from hearten.domains.claims.types import UNDECIDED, ClaimState
from hearten.engines.review import Severity

SORTS = {
    "due": "due",
    "-due": "-due",
    "amount": "claimed_minor",
    "-amount": "-claimed_minor",
    "submitted": "submitted_at",
    "-submitted": "-submitted_at",
}
DUE_SOON = timedelta(days=5)


@dataclass(frozen=True, kw_only=True)
class QueueFilters:
    """What the examiner wants to see; empty means all. `state` may be `open` for all that wait for a
    decision, or `again` for decided ones that a member asked a person to look at.
    """

    state: str = "open"
    due: str = ""
    least_minor: int | None = None
    most_minor: int | None = None
    product: str = ""
    warning: str = ""
    severity: str = ""
    text: str = ""
    sort: str = "due"


def claims_queue(actor: Actor, filters: QueueFilters, *, now: datetime) -> QuerySet[Claim]:
    """Claims that fit the filters, with their customer, most pressing first."""
    actor.require(Permission.CLAIMS_VIEW)
    rows = with_due(Claim.objects.exclude(state=ClaimState.DRAFT).select_related("customer", "policy"))
    if filters.state == "open":
        rows = rows.filter(state__in=list(UNDECIDED))
    elif filters.state == "again":
        rows = rows.filter(reopened_at__isnull=False)
    elif filters.state:
        rows = rows.filter(state=filters.state)
    if filters.due == "late":
        rows = rows.filter(Q(due__lt=now), state__in=list(UNDECIDED))
    elif filters.due == "soon":
        rows = rows.filter(Q(due__lt=now + DUE_SOON), state__in=list(UNDECIDED))
    if filters.least_minor is not None:
        rows = rows.filter(claimed_minor__gte=filters.least_minor)
    if filters.most_minor is not None:
        rows = rows.filter(claimed_minor__lte=filters.most_minor)
    if filters.product:
        rows = rows.filter(product_code=filters.product)
    rows = _warned(rows, filters)
    if filters.text:
        rows = rows.filter(number__istartswith=filters.text) | rows.filter(
            customer__name__istartswith=filters.text
        )
    column = SORTS.get(filters.sort, "due")
    order = (
        F(column.lstrip("-")).desc(nulls_last=True)
        if column.startswith("-")
        else F(column).asc(nulls_last=True)
    )
    return rows.order_by(order, "id")


def _warned(rows: QuerySet[Claim], filters: QueueFilters) -> QuerySet[Claim]:
    """Claims whose newest look found the warning, or one of that severity."""
    found = ClaimWarning.objects.filter(claim_id=OuterRef("pk"))
    if filters.warning:
        found = found.filter(code=filters.warning)
    if filters.severity in set(Severity):
        found = found.filter(severity=filters.severity)
    elif not filters.warning:
        return rows
    later = ClaimWarning.objects.filter(claim_id=OuterRef("claim_id"), turn__gt=OuterRef("turn"))
    return rows.filter(Exists(found.exclude(Exists(later))))


def warnings_met() -> list[str]:
    """The codes that claims met, for the filter, in the order of the rule book."""
    met = set(ClaimWarning.objects.order_by().values_list("code", flat=True).distinct())
    return [rule.code for rule in warning_rules() if rule.code in met]


def products_claimed() -> list[str]:
    """The codes of products with claims, for the filter."""
    return sorted(
        Claim.objects.exclude(state=ClaimState.DRAFT).values_list("product_code", flat=True).distinct()
    )
