"""Which papers wait to be read?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.plumbing.jobs import enqueue
from hearten.domains.claims.models import ClaimDocument, Reading

JOB = "claims.recognise"


@transaction.atomic
def queue_reading(document: ClaimDocument, *, now: datetime) -> Reading:
    """Have the paper read once this is committed. Asked twice, it is read once."""
    reading, fresh = Reading.objects.get_or_create(
        document=document,
        defaults={"customer_id": document.customer_id, "claim_id": document.claim_id, "queued_at": now},
    )
    if fresh:
        enqueue(JOB, document_id=str(document.pk), lock=f"reading:{document.pk}")
    return reading


def queue_readings_of(claim_id: UUID, *, now: datetime) -> None:
    """As `queue_reading`, for all papers of a claim that came whole."""
    for document in ClaimDocument.objects.filter(claim_id=claim_id):
        queue_reading(document, now=now)


def topic_of(claim_id: UUID) -> str:
    """Where pages hear how far the papers of a claim are read."""
    return f"claim:{claim_id}"
