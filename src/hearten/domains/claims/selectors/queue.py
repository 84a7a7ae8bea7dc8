"""What is on the examiners' table?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Appeal, Assignment, Claim, ClaimEvent, ClaimWarning
from hearten.domains.claims.selectors.clocks import with_due
from hearten.domains.claims.selectors.warnings import warning_rules
from hearten.domains.claims.types import UNDECIDED, AppealState, ClaimState
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
    """What the examiner wants to see; empty means all.

    `state` is a claim's state or a tab: `open` (waits for a decision), `again` (decided, and somebody asked to look again),
    `appeals`, `proposals` (waits for a second examiner). `within_days`: due by then or late. `whose`: mine or free.
    """

    state: str = "open"
    due: str = ""
    within_days: int | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    product: str = ""
    warning: str = ""
    severity: str = ""
    whose: str = ""
    text: str = ""
    sort: str = "due"


_TABS: dict[str, Q] = {
    "open": Q(state__in=list(UNDECIDED)) | Q(reopened_at__isnull=False),
    "again": Q(reopened_at__isnull=False),
    "appeals": Q(Exists(Appeal.objects.filter(claim_id=OuterRef("pk"), state=AppealState.OPEN))),
    "proposals": Q(proposed_at__isnull=False),
}


def claims_queue(actor: Actor, filters: QueueFilters, *, now: datetime) -> QuerySet[Claim]:
    """Claims that fit the filters, with their customer, most pressing first and of those the dearest."""
    actor.require(Permission.CLAIMS_VIEW)
    rows = with_due(Claim.objects.exclude(state=ClaimState.DRAFT).select_related("customer", "policy"))
    if filters.state in _TABS:
        rows = rows.filter(_TABS[filters.state])
    elif filters.state:
        rows = rows.filter(state=filters.state)
    rows = _whose(_warned(_due(rows, filters, now), filters), filters, actor)
    if filters.least_minor is not None:
        rows = rows.filter(claimed_minor__gte=filters.least_minor)
    if filters.most_minor is not None:
        rows = rows.filter(claimed_minor__lte=filters.most_minor)
    if filters.product:
        rows = rows.filter(product_code=filters.product)
    if filters.text:
        named = Q(number__istartswith=filters.text) | Q(customer__name__istartswith=filters.text)
        rows = rows.filter(named)
    return rows.order_by(_order(filters.sort), F("claimed_minor").desc(), "id")


def queue_counts(actor: Actor) -> dict[str, int]:
    """How many claims stand on each tab, and how many this examiner has taken; one statement."""
    actor.require(Permission.CLAIMS_VIEW)
    rows = Claim.objects.exclude(state=ClaimState.DRAFT)
    mine = _TABS["open"] & Q(Exists(_taken().filter(examiner=actor.label)))
    counts = {name: Count("pk", filter=tab) for name, tab in _TABS.items()}
    return rows.aggregate(**counts, mine=Count("pk", filter=mine), all=Count("pk"))


def decidable_by(actor: Actor, *, now: datetime) -> QuerySet[Claim]:
    """What this examiner may decide now, the most urgent first: waiting with nobody else, not proposed or decided by the same."""
    actor.require(Permission.CLAIMS_DECIDE)
    proposed = ClaimEvent.objects.filter(
        claim_id=OuterRef("claim_id"), kind="proposed", actor=actor.label, at__lte=OuterRef("opened_at")
    )
    own_appeal = Appeal.objects.filter(
        Q(first_decided_by=actor.label) | Q(Exists(proposed)), claim_id=OuterRef("pk"), state=AppealState.OPEN
    )
    waits = Q(state=ClaimState.IN_REVIEW) | Q(reopened_at__isnull=False)
    rows = with_due(Claim.objects.filter(waits).exclude(proposed_by=actor.label))
    rows = rows.exclude(Exists(own_appeal)).exclude(Exists(_taken().exclude(examiner=actor.label)))
    return rows.annotate(mine=Exists(_taken().filter(examiner=actor.label))).order_by(
        F("mine").desc(), F("due").asc(nulls_last=True), F("claimed_minor").desc(), "id"
    )


def assignments_in_force() -> QuerySet[Assignment]:
    """Who has which claim in hand. One taken before a decision was proposed, or the claim reopened, is free for others again."""
    since_proposal = Q(claim__proposed_at__isnull=True) | Q(claim__proposed_at__lte=F("taken_at"))
    since_reopened = Q(claim__reopened_at__isnull=True) | Q(claim__reopened_at__lte=F("taken_at"))
    return Assignment.objects.filter(since_proposal, since_reopened)


def assignments_of(claims: Iterable[Claim]) -> dict[UUID, Assignment]:
    """Who has each of the claims in hand; those that nobody has are not named."""
    rows = assignments_in_force().filter(claim__in=[claim.pk for claim in claims])
    return {row.claim_id: row for row in rows}


def _taken() -> QuerySet[Assignment]:
    return assignments_in_force().filter(claim_id=OuterRef("pk"))


def _due(rows: QuerySet[Claim], filters: QueueFilters, now: datetime) -> QuerySet[Claim]:
    if filters.due == "late":
        return rows.filter(Q(due__lt=now))
    if filters.due == "soon":
        return rows.filter(Q(due__lt=now + DUE_SOON))
    if filters.within_days is not None:
        return rows.filter(Q(due__lt=now + timedelta(days=filters.within_days)))
    return rows


def _whose(rows: QuerySet[Claim], filters: QueueFilters, actor: Actor) -> QuerySet[Claim]:
    if filters.whose == "mine":
        return rows.filter(Exists(_taken().filter(examiner=actor.label)))
    if filters.whose == "free":
        return rows.exclude(Exists(_taken()))
    return rows


def _order(sort: str) -> OrderBy:
    column = SORTS.get(sort, "due")
    if column.startswith("-"):
        return F(column.lstrip("-")).desc(nulls_last=True)
    return F(column).asc(nulls_last=True)


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
