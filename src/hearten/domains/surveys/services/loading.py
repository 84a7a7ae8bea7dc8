"""How do many invitations and answers of the past come in at once?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hearten.base.vault.services import keys_at_hand
from hearten.domains.surveys.models import Answer, Invitation, Response, SurveyVersion
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.selectors.overview import low_items
from hearten.domains.surveys.services.documents import ensure_version
from hearten.domains.surveys.types import InvitationState, PastResponse, Survey
from hearten.kernel.ids import new_id

_BATCH = 1000


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
    answers = [
        answer
        for response in responses
        if response
        for answer in _answers(response, surveys[response.survey_code])
    ]
    with keys_at_hand({row.customer_id for row in rows}):
        Invitation.objects.bulk_create(invitations, batch_size=_BATCH)
        Response.objects.bulk_create([r for r in responses if r], batch_size=_BATCH)
        Answer.objects.bulk_create(answers, batch_size=_BATCH)
    return responses


def _invitation(row: PastResponse, version: SurveyVersion, survey: Survey, now: datetime) -> Invitation:
    identity = row.invitation_id or new_id()
    expires = row.invited_at + survey.expires_after
    return Invitation(
        id=identity,
        customer_id=row.customer_id,
        survey=version,
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
    scores = {"csat": row.csat, "effort": row.effort, "nps": row.nps}
    return Response(
        id=row.response_id or new_id(),
        invitation=invitation,
        customer_id=row.customer_id,
        survey_code=survey.code,
        survey_version=survey.version,
        channel=row.channel,
        submitted_at=row.answered_at or row.invited_at,
        duration_s=row.duration_s,
        comment=row.comment,
        low=bool(low_items(survey, scores)),
        product_code=row.product_code,
        claim_id=row.claim_id,
        context=invitation.context,
        **scores,
    )


def _answers(response: Response, survey: Survey) -> list[Answer]:
    values = {
        item.code: response.comment if item.range is None else getattr(response, item.kind.value)
        for item in survey.items
    }
    return [
        Answer(
            invitation=response.invitation,
            customer_id=response.customer_id,
            item=code,
            number=value if isinstance(value, int) else None,
            words=value if isinstance(value, str) else None,
            seconds=response.duration_s // max(1, len(values)),
            saved_at=response.submitted_at,
        )
        for code, value in values.items()
        if value is not None
    ]
