"""How do claims, benefits and cover of other insurers become known here, once each and to the cent?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.imports.services import digest_of, upsert
from hearten.base.imports.types import Loaded
from hearten.domains.claims.models.history import ExternalBenefit, ExternalClaim, ExternalCoverage
from hearten.kernel.money import decimal_to_minor


@dataclass(frozen=True, kw_only=True)
class ExternalClaimFacts:
    """A claim elsewhere, as its source tells it. No total means that the source states none."""

    source: str
    source_id: str
    kind: str
    use: str
    status: str
    provider: str
    insurer: str
    starts_at: datetime | None
    ends_at: datetime | None
    made_at: datetime | None
    currency: str
    total_exact: Decimal | None
    content: dict[str, Any] = field(default_factory=dict)
    customer_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ExternalBenefitFacts:
    """What another insurer paid, as its source tells it."""

    source: str
    source_id: str
    claim_source_id: str
    kind: str
    status: str
    outcome: str
    provider: str
    insurer: str
    starts_at: datetime | None
    ends_at: datetime | None
    made_at: datetime | None
    currency: str
    totals: dict[str, str]
    payment_exact: Decimal | None
    content: dict[str, Any] = field(default_factory=dict)
    customer_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ExternalCoverageFacts:
    """Cover elsewhere, as its source tells it."""

    source: str
    source_id: str
    status: str
    kind: str
    payor: str
    starts_on: date | None
    ends_on: date | None
    content: dict[str, Any] = field(default_factory=dict)
    customer_id: UUID | None = None


_CLAIM_FIELDS = [
    "customer",
    "kind",
    "use",
    "status",
    "provider",
    "insurer",
    "starts_at",
    "ends_at",
    "made_at",
    "currency",
    "total_exact",
    "total_minor",
    "content",
]
_BENEFIT_FIELDS = [
    "customer",
    "claim_source_id",
    "kind",
    "status",
    "outcome",
    "provider",
    "insurer",
    "starts_at",
    "ends_at",
    "made_at",
    "currency",
    "totals",
    "payment_exact",
    "payment_minor",
    "content",
]
_COVERAGE_FIELDS = ["customer", "status", "kind", "payor", "starts_on", "ends_on", "content"]


@transaction.atomic
def load_external_claims(*, rows: Sequence[ExternalClaimFacts], by: Actor, now: datetime) -> Loaded:
    """Take over claims made elsewhere; benefits that waited for them are tied to them."""
    by.require(Permission.IMPORT_RUN)
    made = [
        ExternalClaim(
            **_plain(row), total_minor=_minor(row.total_exact), digest=digest_of(_plain(row)), imported_at=now
        )
        for row in rows
    ]
    loaded, written = upsert(model=ExternalClaim, rows=made, fields=_CLAIM_FIELDS)
    for source in {row.source for row in written}:
        _tie(source, {row.source_id for row in written if row.source == source})
    return loaded


@transaction.atomic
def load_external_benefits(*, rows: Sequence[ExternalBenefitFacts], by: Actor, now: datetime) -> Loaded:
    """Take over what other insurers paid, tied to the claims that are here already."""
    by.require(Permission.IMPORT_RUN)
    made = [
        ExternalBenefit(
            **_plain(row),
            payment_minor=_minor(row.payment_exact),
            digest=digest_of(_plain(row)),
            imported_at=now,
        )
        for row in rows
    ]
    loaded, written = upsert(model=ExternalBenefit, rows=made, fields=_BENEFIT_FIELDS)
    for source in {row.source for row in written}:
        _tie(source, {row.claim_source_id for row in written if row.source == source and row.claim_source_id})
    return loaded


@transaction.atomic
def load_external_coverages(*, rows: Sequence[ExternalCoverageFacts], by: Actor, now: datetime) -> Loaded:
    """Take over cover elsewhere."""
    by.require(Permission.IMPORT_RUN)
    made = [ExternalCoverage(**_plain(row), digest=digest_of(_plain(row)), imported_at=now) for row in rows]
    loaded, _ = upsert(model=ExternalCoverage, rows=made, fields=_COVERAGE_FIELDS)
    return loaded


def _tie(source: str, claim_source_ids: set[str]) -> None:
    """Tie benefits to their claims where the same customer has both."""
    claims = ExternalClaim.objects.filter(source=source, source_id__in=claim_source_ids)
    owners = {claim.source_id: claim for claim in claims.only("id", "source_id", "customer_id")}
    waiting = ExternalBenefit.objects.filter(source=source, claim_source_id__in=owners, claim__isnull=True)
    tied = []
    for benefit in waiting.only("id", "claim_source_id", "customer_id"):
        claim = owners[benefit.claim_source_id]
        if claim.customer_id == benefit.customer_id:
            benefit.claim_id = claim.pk
            tied.append(benefit)
    ExternalBenefit.objects.bulk_update(tied, ["claim"], batch_size=500)


def _plain(row: ExternalClaimFacts | ExternalBenefitFacts | ExternalCoverageFacts) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _minor(amount: Decimal | None) -> int | None:
    return None if amount is None else decimal_to_minor(amount)
