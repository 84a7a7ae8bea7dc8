"""How do organisations and practitioners of other systems become known here?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.imports.services import digest_of, upsert
from hearten.base.imports.types import Loaded
from hearten.domains.partners.models import Organization, Practitioner
from hearten.domains.partners.selectors import forget_hospitals
from hearten.domains.partners.types import OrganizationFacts, PractitionerFacts


@transaction.atomic
def load_organizations(*, rows: Sequence[OrganizationFacts], by: Actor, now: datetime) -> Loaded:
    """Take over organisations; the same row twice changes nothing."""
    by.require(Permission.IMPORT_RUN)
    made = [Organization(**asdict(row), digest=digest_of(asdict(row)), imported_at=now) for row in rows]
    loaded, _ = upsert(
        model=Organization,
        rows=made,
        fields=["name", "kind", "phone", "city", "region", "level", "network", "active"],
        subject=None,
    )
    forget_hospitals()
    return loaded


@transaction.atomic
def load_practitioners(*, rows: Sequence[PractitionerFacts], by: Actor, now: datetime) -> Loaded:
    """Take over practitioners; the same row twice changes nothing."""
    by.require(Permission.IMPORT_RUN)
    made = [Practitioner(**asdict(row), digest=digest_of(asdict(row)), imported_at=now) for row in rows]
    loaded, _ = upsert(
        model=Practitioner, rows=made, fields=["name", "sex", "qualification", "active"], subject=None
    )
    return loaded
