"""Whose link is this, can it still be answered, and what has been answered so far?"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.domains.surveys.models import Answer, Invitation
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.types import ANSWERABLE, ClosedLink, InvitationState, LinkProblem, Survey

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}$")


def token_digest(token: str) -> bytes:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).digest()


def find_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation that a link leads to. Raises ClosedLink when it is forged, used or past its time."""
    invitation = None
    if _TOKEN.match(token):
        invitation = (
            Invitation.objects.select_related("survey").filter(token_digest=token_digest(token)).first()
        )
    return check_answerable(invitation, now=now)


def get_invitation_for(actor: Actor, invitation_id: UUID, *, now: datetime) -> Invitation:
    """A signed-in customer's own invitation. Raises ClosedLink; a stranger's looks like one that is not there."""
    invitation = Invitation.objects.select_related("survey").filter(pk=invitation_id).first()
    if invitation is not None and not actor.owns(invitation.customer_id):
        invitation = None
    return check_answerable(invitation, now=now)


def answered_invitation(token: str) -> Invitation:
    """The invitation of a link that has been answered, to say thank you. Raises ClosedLink."""
    rows = Invitation.objects.select_related("survey", "customer")
    found = rows.filter(token_digest=token_digest(token), state=InvitationState.ANSWERED).first()
    if found is None:
        raise ClosedLink(LinkProblem.UNKNOWN)
    return found


def answered_invitation_for(actor: Actor, invitation_id: UUID) -> Invitation:
    """A signed-in customer's own answered invitation. Raises ClosedLink."""
    rows = Invitation.objects.select_related("survey", "customer")
    found = rows.filter(pk=invitation_id, state=InvitationState.ANSWERED).first()
    if found is None or not actor.owns(found.customer_id):
        raise ClosedLink(LinkProblem.UNKNOWN)
    return found


def check_answerable(invitation: Invitation | None, *, now: datetime) -> Invitation:
    """Raises ClosedLink with the problem when the invitation can't be answered."""
    if invitation is None or invitation.state in {InvitationState.WITHHELD, InvitationState.WAITING}:
        raise ClosedLink(LinkProblem.UNKNOWN)
    if invitation.state == InvitationState.ANSWERED:
        raise ClosedLink(LinkProblem.USED)
    if invitation.state == InvitationState.EXPIRED or (
        invitation.expires_at and invitation.expires_at <= now
    ):
        raise ClosedLink(LinkProblem.EXPIRED)
    return invitation


def open_invitations_for(actor: Actor, *, now: datetime) -> list[Invitation]:
    """What a signed-in customer is asked and may still answer, newest first."""
    if actor.customer_id is None:
        return []
    rows = Invitation.objects.select_related("survey").filter(
        customer_id=actor.customer_id, state__in=ANSWERABLE, expires_at__gt=now
    )
    return list(rows.order_by("-sent_at"))


def survey_of(invitation: Invitation) -> Survey:
    """The survey in the version that the invitation asks."""
    return compile_survey(invitation.survey.document)


def saved_answers(invitation_id: UUID) -> dict[str, Any]:
    """What has been answered so far, by field key."""
    rows = Answer.objects.filter(invitation_id=invitation_id)
    return {row.item: value for row in rows if (value := value_of(row)) is not None}


def value_of(answer: Answer) -> Any:
    """The value as conditions and pages know it: int or float, code, list of codes, flag, words."""
    if answer.number is not None:
        return int(answer.number) if answer.number.is_integer() else answer.number
    return answer.choices if answer.choices is not None else answer.words
