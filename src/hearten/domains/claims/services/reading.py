"""Reading what is health data, and noting who read it (C3)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Claim, ClaimDocument
from hearten.domains.claims.providers.pdfium import open_pdf
from hearten.domains.claims.services.documents import read_document
from hearten.domains.customers.selectors import may_claim_for
from hearten.domains.customers.services import note_health_access
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

_PAGE_WIDTH = 1200
_LARGEST_SCALE = 4.0


@dataclass(frozen=True)
class HealthFacts:
    """What the member told us about body and events; empty for staff who may not read it."""

    diagnosis: str = ""
    story: str = ""
    readable: bool = True


@transaction.atomic
def read_health_facts_for(actor: Actor, claim: Claim, *, now: datetime) -> HealthFacts:
    """Diagnosis and story of a claim; a staff member's reading is noted where the member sees it."""
    if not (may_claim_for(actor, claim.customer_id) or actor.can(Permission.HEALTH_VIEW)):
        return HealthFacts(readable=False)
    _note(actor, claim, what="diagnosis", now=now)
    return HealthFacts(diagnosis=claim.diagnosis or "", story=claim.story or "")


@transaction.atomic
def open_document_for(
    actor: Actor, claim: Claim, document_id: UUID, *, now: datetime
) -> tuple[ClaimDocument, bytes]:
    """One paper and its bytes, for the member and for staff who may read health data. Else NotFound."""
    allowed = may_claim_for(actor, claim.customer_id) or actor.can(Permission.HEALTH_VIEW)
    document = ClaimDocument.objects.filter(claim=claim, pk=document_id).first() if allowed else None
    if document is None:
        raise NotFound(N_("There is no such file."))
    _note(actor, claim, what="document", now=now)
    return document, read_document(document)


def picture_of_page_for(actor: Actor, claim: Claim, document_id: UUID, *, now: datetime) -> bytes:
    """The first page of a PDF as PNG, to look at beside what was read of it. Raises NotFound for what is no PDF."""
    document, data = open_document_for(actor, claim, document_id, now=now)
    if document.content_type != "application/pdf":
        raise NotFound(N_("There is no such file."))
    with open_pdf(data) as pdf:
        page = pdf[0]
        picture = page.render(scale=min(_PAGE_WIDTH / page.get_width(), _LARGEST_SCALE)).to_pil()
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _note(actor: Actor, claim: Claim, *, what: str, now: datetime) -> None:
    note_health_access(
        customer_id=claim.customer_id, what=f"claim.{what}", why=f"claim {claim.number}", by=actor, now=now
    )
