"""Which claims and cover does a customer have elsewhere, and what do they add up to?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum

from hearten.base.accounts.types import Actor, Permission
from hearten.base.imports.fields import ExactDecimal
from hearten.domains.claims.models.history import ExternalBenefit, ExternalClaim, ExternalCoverage
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

MOST_ROWS = 200


@dataclass(frozen=True)
class HistoryLine:
    """A claim elsewhere with what was paid for it. Diagnoses are not part of it."""

    id: UUID
    kind: str
    status: str
    provider: str
    insurer: str
    starts_at: datetime | None
    currency: str
    total_minor: int | None
    paid_minor: int | None
    source: str


@dataclass(frozen=True)
class ExactSum:
    """How many, and how much exactly, in one currency."""

    currency: str
    count: int
    amount: Decimal


def list_external_claims_for(actor: Actor, customer_id: UUID, *, limit: int = MOST_ROWS) -> list[HistoryLine]:
    """Claims elsewhere, newest first, with the payments tied to them."""
    _check(actor, customer_id)
    claims = ExternalClaim.objects.filter(customer_id=customer_id).defer("content").order_by("-starts_at", "-id")[:limit]
    paid = dict(
        ExternalBenefit.objects.filter(customer_id=customer_id, claim__isnull=False)
        .values_list("claim_id")
        .annotate(paid=Sum("payment_minor"))
    )
    return [
        HistoryLine(
            id=claim.pk, kind=claim.kind, status=claim.status, provider=claim.provider, insurer=claim.insurer,
            starts_at=claim.starts_at, currency=claim.currency, total_minor=claim.total_minor,
            paid_minor=paid.get(claim.pk), source=claim.source,
        )
        for claim in claims
    ]


def list_external_coverages_for(actor: Actor, customer_id: UUID) -> list[ExternalCoverage]:
    """Cover elsewhere, as told by the sources."""
    _check(actor, customer_id)
    return list(
        ExternalCoverage.objects.filter(customer_id=customer_id).defer("content").order_by("payor", "source_id")[:MOST_ROWS]
    )


def claim_sums(source: str | None = None) -> list[ExactSum]:
    """How many claims elsewhere and their exact total, by currency."""
    rows = ExternalClaim.objects.filter(total_exact__isnull=False)
    rows = rows.filter(source=source) if source else rows
    summed = rows.values("currency").annotate(count=Count("id"), amount=Sum("total_exact", output_field=ExactDecimal()))
    return [ExactSum(row["currency"], row["count"], row["amount"]) for row in summed.order_by("currency")]


def benefit_sums(source: str | None = None) -> list[ExactSum]:
    """How many payments elsewhere and their exact sum, by currency."""
    rows = ExternalBenefit.objects.filter(payment_exact__isnull=False)
    rows = rows.filter(source=source) if source else rows
    summed = rows.values("currency").annotate(count=Count("id"), amount=Sum("payment_exact", output_field=ExactDecimal()))
    return [ExactSum(row["currency"], row["count"], row["amount"]) for row in summed.order_by("currency")]


def _check(actor: Actor, customer_id: UUID) -> None:
    if not (actor.owns(customer_id) or actor.can(Permission.CLAIMS_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
