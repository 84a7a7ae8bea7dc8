"""Which claims and cover does a customer have elsewhere, and what do they add up to?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum

from hearten.base.accounts.types import Actor, Permission
from hearten.base.imports.fields import ExactDecimal
from hearten.domains.claims.models.history import ExternalBenefit, ExternalClaim, ExternalCoverage
from hearten.domains.partners.selectors import organization_names, practitioner_names
from hearten.kernel.errors import NotFound
from hearten.kernel.money import Money
from hearten.kernel.text import N_

MOST_ROWS = 200
_REFERENCE = re.compile(r"^[A-Za-z]+/\S+$")


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

    @property
    def total(self) -> Money | None:
        return None if self.total_minor is None else Money(self.total_minor, self.currency or "CNY")

    @property
    def paid(self) -> Money | None:
        return None if self.paid_minor is None else Money(self.paid_minor, self.currency or "CNY")


@dataclass(frozen=True)
class ExactSum:
    """How many, and how much exactly, in one currency."""

    currency: str
    count: int
    amount: Decimal


def list_external_claims_for(actor: Actor, customer_id: UUID, *, limit: int = MOST_ROWS) -> list[HistoryLine]:
    """Claims elsewhere, newest first, with the payments tied to them."""
    _check(actor, customer_id)
    claims = (
        ExternalClaim.objects.filter(customer_id=customer_id)
        .defer("content")
        .order_by("-starts_at", "-id")[:limit]
    )
    paid = dict(
        ExternalBenefit.objects.filter(customer_id=customer_id, claim__isnull=False)
        .values_list("claim_id")
        .annotate(paid=Sum("payment_minor"))
    )
    rows = list(claims)
    names = _names(rows)
    return [
        HistoryLine(
            id=claim.pk,
            kind=claim.kind,
            status=claim.status,
            provider=names.get(claim.provider, claim.provider),
            insurer=names.get(claim.insurer, claim.insurer),
            starts_at=claim.starts_at,
            currency=claim.currency,
            total_minor=claim.total_minor,
            paid_minor=paid.get(claim.pk),
            source=claim.source,
        )
        for claim in rows
    ]


def list_external_coverages_for(actor: Actor, customer_id: UUID) -> list[ExternalCoverage]:
    """Cover elsewhere, as told by the sources."""
    _check(actor, customer_id)
    return list(
        ExternalCoverage.objects.filter(customer_id=customer_id)
        .defer("content")
        .order_by("payor", "source_id")[:MOST_ROWS]
    )


def claim_sums(source: str | None = None) -> list[ExactSum]:
    """How many claims elsewhere and their exact total, by currency."""
    rows = ExternalClaim.objects.filter(total_exact__isnull=False)
    rows = rows.filter(source=source) if source else rows
    summed = rows.values("currency").annotate(
        count=Count("id"), amount=Sum("total_exact", output_field=ExactDecimal())
    )
    return [ExactSum(row["currency"], row["count"], row["amount"]) for row in summed.order_by("currency")]


def benefit_sums(source: str | None = None) -> list[ExactSum]:
    """How many payments elsewhere and their exact sum, by currency."""
    rows = ExternalBenefit.objects.filter(payment_exact__isnull=False)
    rows = rows.filter(source=source) if source else rows
    summed = rows.values("currency").annotate(
        count=Count("id"), amount=Sum("payment_exact", output_field=ExactDecimal())
    )
    return [ExactSum(row["currency"], row["count"], row["amount"]) for row in summed.order_by("currency")]


def _names(claims: list[ExternalClaim]) -> dict[str, str]:
    """What to call providers and insurers that a source names by reference; one that never came has no name."""
    references = {
        name for claim in claims for name in (claim.provider, claim.insurer) if _REFERENCE.match(name)
    }
    names = dict.fromkeys(references, "")
    for source in {claim.source for claim in claims}:
        names |= _named(source, references)
    return names


def _named(source: str, references: set[str]) -> dict[str, str]:
    """A reference by `urn:uuid` does not tell its type, so what is no organisation is looked for among practitioners."""
    found = organization_names(source, references)
    people = {
        reference: f"Practitioner/{reference.partition('/')[2]}" for reference in references - found.keys()
    }
    names = practitioner_names(source, people.values())
    return found | {reference: names[person] for reference, person in people.items() if person in names}


def _check(actor: Actor, customer_id: UUID) -> None:
    if not (actor.owns(customer_id) or actor.can(Permission.CLAIMS_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
