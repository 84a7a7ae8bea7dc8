"""How do many invitations and answers of the past come in at once?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.vault.services import keys_at_hand
from hearten.domains.surveys.models import Invitation, Response, SurveyVersion
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.services.documents import ensure_version
from hearten.domains.surveys.services.preparing import HandIn, response_row
from hearten.domains.surveys.types import Entry, InvitationState, ItemKind, PastResponse, Survey
from hearten.kernel.ids import new_id

_BATCH = 1000
_LOADER = Actor.system("surveys.loading")


@transaction.atomic
def load_responses(*, rows: Sequence[PastResponse], now: datetime) -> list[Response | None]:
    """Load invitations of the past and their answers; None for each one that was not answered, in the order of `rows`.

    Nothing is announced: no messages, no cases. Links of the past are closed.
    """
    versions = {code: ensure_version(code, now=now) for code in {row.survey_code for row in rows}}
    surveys = {code: compile_survey(version.document) for code, version in versions.items()}
    invitations = [_invitation(row, versions[row.survey_code], surveys[row.survey_code], now) for row in rows]
    responses = [
        _response(row, invitation, surveys[row.survey_code]) if row.answered_at else None
        for row, invitation in zip(rows, invitations, strict=True)
    ]
    with keys_at_hand({row.customer_id for row in rows}):
        Invitation.objects.bulk_create(invitations, batch_size=_BATCH)
        Response.objects.bulk_create([r for r in responses if r], batch_size=_BATCH)
    return responses


def _invitation(row: PastResponse, version: SurveyVersion, survey: Survey, now: datetime) -> Invitation:
    identity = row.invitation_id or new_id()
    expires = row.invited_at + survey.expires_after
    return Invitation(
        id=identity,
        customer_id=row.customer_id,
        survey=version,
        study_id=row.study_id,
        stratum=row.stratum,
        base_weight=row.base_weight,
        parent_id=row.parent_id,
        touchpoint_id=row.touchpoint_id,
        dedupe_key=f"loaded:{identity}",
        state=_state(row, expires, now),
        channel=row.channel,
        context=_context(row),
        created_at=row.invited_at,
        due_at=row.invited_at,
        sent_at=row.invited_at,
        opened_at=row.opened_at or row.answered_at,
        answered_at=row.answered_at,
        expires_at=expires,
    )


def _state(row: PastResponse, expires: datetime, now: datetime) -> InvitationState:
    if row.answered_at:
        return InvitationState.ANSWERED
    if expires <= now:
        return InvitationState.EXPIRED
    return InvitationState.OPENED if row.opened_at else InvitationState.SENT


def _context(row: PastResponse) -> dict[str, object]:
    context = dict(row.context)
    if row.claim_id:
        context["claim_id"] = str(row.claim_id)
    if row.product_code:
        context["product_code"] = row.product_code
    return context


def _response(row: PastResponse, invitation: Invitation, survey: Survey) -> Response:
    """The answer as it would have been handed in; what the past allowed and the document does not is taken as it was."""
    handed = HandIn(
        now=row.answered_at or row.invited_at,
        actor=_LOADER.label,
        channel=row.channel,
        entered_by=Entry.IMPORT,
        seconds=row.seconds,
    )
    response = response_row(invitation, survey, _values(row, survey), handed=handed)
    response.id = row.response_id or response.pk
    response.duration_s = row.duration_s
    return response


def _values(row: PastResponse, survey: Survey) -> dict[str, Any]:
    """All values by field key: those given by key, and the measures and the comment by their kind."""
    measures = {ItemKind.CSAT: row.csat, ItemKind.EFFORT: row.effort, ItemKind.NPS: row.nps}
    words = [item for item in survey.items if item.kind is ItemKind.TEXT]
    own: dict[str, Any] = {item.code: measures[item.kind] for item in survey.items if item.kind in measures}
    if words and row.comment:
        own[words[-1].code] = row.comment
    return {key: value for key, value in (own | dict(row.answers)).items() if value is not None}
