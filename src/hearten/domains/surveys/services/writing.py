"""Putting prepared answers into the database, one or many in the same few statements."""

from __future__ import annotations

from collections.abc import Sequence

from hearten.base.ledger.services import append_many
from hearten.base.plumbing.events import publish_many
from hearten.base.rows import insert_rows, update_rows
from hearten.base.touchpoints.services import record_many
from hearten.base.vault.services import keys_at_hand
from hearten.domains.surveys.models import Answer, Response
from hearten.domains.surveys.services.preparing import Prepared
from hearten.domains.surveys.types import InvitationState


def write_responses(prepared: Sequence[Prepared]) -> list[Response]:
    """Write answers with all that follows: ledger, touchpoint, event; what was kept on the way is dropped, its use is over.

    Runs in the caller's transaction, which holds the invitations' locks.
    """
    if not prepared:
        return []
    invitations = [one.invitation for one in prepared]
    for one in prepared:
        one.invitation.state = InvitationState.ANSWERED
        one.invitation.answered_at = one.response.submitted_at
        one.invitation.opened_at = one.invitation.opened_at or one.response.submitted_at
    with keys_at_hand({one.response.sealed_for for one in prepared}):
        insert_rows([one.response for one in prepared])
        append_many([one.record for one in prepared])
    update_rows(invitations, ["state", "answered_at", "opened_at"])
    Answer.objects.filter(invitation_id__in=[invitation.pk for invitation in invitations]).delete()
    record_many([one.moment for one in prepared if one.moment])
    publish_many([one.event for one in prepared])
    return [one.response for one in prepared]
