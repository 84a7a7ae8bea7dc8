"""In which group of health does a person stand, as far as a sample may know? Plugged into surveys' socket.

Two facts make three groups: an illness on record that lasts, and a claim within two years. Nothing sealed is opened, and only people
who agreed to the use of their health data are grouped.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hearten.domains.claims.models import Claim
from hearten.domains.claims.types import COUNTED_STATES
from hearten.domains.customers.models import Consent
from hearten.domains.customers.types import Purpose
from hearten.domains.health.models import HealthRecord
from hearten.domains.health.types import RecordKind
from hearten.kernel.text import N_

LASTING, TREATED, NEITHER = "lasting", "treated", "neither"
LASTING_STATUSES = ("active", "recurrence", "relapse")
LOOK_BACK = timedelta(days=730)
_CHUNK = 20_000


class RecordedHealth:
    """Groups by what is on record here."""

    labels: Mapping[str, str] = {
        LASTING: N_("Lasting illness on record"),
        TREATED: N_("Claimed within two years"),
        NEITHER: N_("Neither illness nor claim"),
    }

    def groups(self, customer_ids: Collection[UUID], *, at: datetime) -> Mapping[UUID, str]:
        """In three statements, however many people: whole tables are shorter than lists of people."""
        agreed = Consent.objects.filter(purpose=Purpose.HEALTH_DATA, withdrawn_at=None)
        may = _people(agreed) & set(customer_ids)
        ill = _people(HealthRecord.objects.filter(kind=RecordKind.CONDITION, status__in=LASTING_STATUSES))
        treated = _people(
            Claim.objects.filter(
                state__in=COUNTED_STATES, submitted_at__gt=at - LOOK_BACK, submitted_at__lte=at
            )
        )
        return {one: LASTING if one in ill else TREATED if one in treated else NEITHER for one in may}


def _people(rows: QuerySet[Any]) -> set[UUID]:
    found = rows.order_by().values_list("customer_id", flat=True).distinct()
    return set(found.iterator(chunk_size=_CHUNK))
