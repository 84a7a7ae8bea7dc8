"""How does an invitation go out, and when does its link close?"""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.domains.channels.services import send_message
from hearten.domains.customers.selectors import get_customer
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.selectors.invitations import survey_of, token_digest
from hearten.domains.surveys.services.inviting import why_not_now
from hearten.domains.surveys.types import ANSWERABLE, InvitationState

TOKEN_BYTES = 32
LINK = "/app/s/{token}"


@transaction.atomic
def send_invitation(*, invitation_id: UUID, now: datetime) -> Invitation:
    """Send a waiting invitation with a link of its own, or withhold it when consent has gone meanwhile."""
    rows = Invitation.objects.select_related("survey").select_for_update(of=("self",))
    invitation = rows.get(pk=invitation_id)
    if invitation.state != InvitationState.WAITING:
        return invitation
    reason = why_not_now(invitation.customer_id)
    if reason:
        invitation.state, invitation.withheld = InvitationState.WITHHELD, reason
        invitation.save(update_fields=["state", "withheld"])
        return invitation
    survey = survey_of(invitation)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.token_digest = token_digest(token)
    invitation.state = InvitationState.SENT
    invitation.sent_at, invitation.expires_at = now, now + survey.expires_after
    invitation.save(update_fields=["token_digest", "state", "sent_at", "expires_at"])
    language = get_customer(invitation.customer_id).language
    send_message(
        customer_id=invitation.customer_id,
        template="survey_invitation",
        context={
            "about": survey.about.in_language(language),
            "minutes": survey.minutes,
            "link": LINK.format(token=token),
        },
        dedupe_key=f"survey_invitation:{invitation.pk}",
        now=now,
    )
    return invitation


def expire_invitations(*, now: datetime) -> int:
    """Close the links whose time has passed. Returns how many."""
    return Invitation.objects.filter(state__in=ANSWERABLE, expires_at__lte=now).update(
        state=InvitationState.EXPIRED
    )
