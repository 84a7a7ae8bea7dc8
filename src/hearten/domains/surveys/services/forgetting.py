"""What is left of somebody's questionnaires once the person is erased? Answers that were handed in stay, without a name."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from hearten.domains.surveys.field_types import Disposition
from hearten.domains.surveys.models import Answer, Invitation
from hearten.domains.surveys.services.files import drop_files
from hearten.domains.surveys.types import ANSWERABLE, InvitationState


@transaction.atomic
def forget_person(*, customer_id: UUID) -> int:
    """Close the links of somebody who was erased and drop what was not handed in. Returns how many links were open."""
    rows = Invitation.objects.filter(customer_id=customer_id)
    ids = list(rows.exclude(state=InvitationState.ANSWERED).values_list("pk", flat=True))
    Answer.objects.filter(invitation_id__in=ids).delete()
    drop_files(ids)
    return rows.filter(state__in=ANSWERABLE).update(
        state=InvitationState.EXPIRED, disposition=Disposition.NOT_ELIGIBLE
    )
