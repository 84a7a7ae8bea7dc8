"""How are answers taken: saved one by one, handed in once?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.base.plumbing.events import publish
from hearten.base.touchpoints.services import record
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.domains.surveys.models import Answer, Invitation, Response
from hearten.domains.surveys.selectors.invitations import check_answerable, saved_answers, survey_of
from hearten.domains.surveys.selectors.overview import low_items
from hearten.domains.surveys.services.checking import clean_value
from hearten.domains.surveys.types import (
    ANSWERED,
    InvitationState,
    ItemKind,
    Survey,
    SurveyAnswered,
)
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# Whoever leaves the page open overnight has not thought about a question all night.
LONGEST_SECONDS = 3600


@transaction.atomic
def open_invitation(*, invitation_id: UUID, now: datetime) -> Invitation:
    """Note that the link was opened. Raises ClosedLink when it can't be answered."""
    invitation = _locked(invitation_id, now)
    if invitation.state == InvitationState.SENT:
        invitation.state, invitation.opened_at = InvitationState.OPENED, now
        invitation.save(update_fields=["state", "opened_at"])
    return invitation


@transaction.atomic
def save_answer(*, invitation_id: UUID, item: str, value: Any, seconds: int = 0, now: datetime) -> Invitation:
    """Keep one answer; an empty one takes it back. Raises ClosedLink, or Invalid for what the question can't take."""
    invitation = _locked(invitation_id, now)
    survey = survey_of(invitation)
    cleaned = clean_value(survey, item, value)
    if cleaned is None:
        Answer.objects.filter(invitation=invitation, item=item).delete()
    else:
        _keep(invitation, item, cleaned, seconds, now)
    if invitation.state != InvitationState.STARTED:
        invitation.state, invitation.opened_at = InvitationState.STARTED, invitation.opened_at or now
        invitation.save(update_fields=["state", "opened_at"])
    return invitation


@transaction.atomic
def submit_response(
    *,
    invitation_id: UUID,
    now: datetime,
    by: Actor,
    answers: Mapping[str, Any] | None = None,
    seconds: Mapping[str, int] | None = None,
    channel: str = "app",
) -> Response:
    """Hand in what was answered (and `answers` on top). Raises ClosedLink when it was handed in before or is closed.

    The invitation's row is locked, so two submissions at once make one response.
    """
    invitation = _locked(invitation_id, now)
    survey = survey_of(invitation)
    cleaned = {item: clean_value(survey, item, value) for item, value in (answers or {}).items()}
    for item, value in cleaned.items():
        if value is not None:
            _keep(invitation, item, value, (seconds or {}).get(item, 0), now)
    response = _response(invitation, survey, now=now, channel=channel)
    response.save(force_insert=True)
    invitation.state, invitation.answered_at = InvitationState.ANSWERED, now
    invitation.opened_at = invitation.opened_at or now
    invitation.save(update_fields=["state", "answered_at", "opened_at"])
    _tell(invitation, response, survey, by=by, now=now)
    return response


def _locked(invitation_id: UUID, now: datetime) -> Invitation:
    rows = Invitation.objects.select_related("survey").select_for_update(of=("self",))
    return check_answerable(rows.filter(pk=invitation_id).first(), now=now)


def _keep(invitation: Invitation, item: str, value: int | str, seconds: int, now: datetime) -> None:
    spent = max(0, min(seconds, LONGEST_SECONDS))
    answer = Answer.objects.filter(invitation=invitation, item=item).first()
    if answer is None:
        answer = Answer(invitation=invitation, customer_id=invitation.customer_id, item=item)
    answer.number = value if isinstance(value, int) else None
    answer.words = value if isinstance(value, str) else None
    answer.seconds, answer.saved_at = min(answer.seconds + spent, LONGEST_SECONDS), now
    answer.save()


def _response(invitation: Invitation, survey: Survey, *, now: datetime, channel: str) -> Response:
    given = saved_answers(invitation.pk)
    missing = next((item for item in survey.items if item.required and item.code not in given), None)
    if missing:
        raise Invalid(
            N_("Please answer this question."), field=missing.code, hint=N_("The others may stay empty.")
        )
    scores = scores_of(survey, given)
    context = invitation.context
    return Response(
        invitation=invitation,
        customer_id=invitation.customer_id,
        survey_code=survey.code,
        survey_version=survey.version,
        channel=channel,
        submitted_at=now,
        duration_s=_duration(invitation, now),
        csat=scores["csat"],
        effort=scores["effort"],
        nps=scores["nps"],
        comment=_comment(survey, given),
        low=bool(low_items(survey, scores)),
        product_code=context.get("product_code") or "",
        claim_id=UUID(context["claim_id"]) if context.get("claim_id") else None,
        context=context,
    )


def _duration(invitation: Invitation, now: datetime) -> int:
    """The sum of the questions' own clocks; without any, the time since the link was opened."""
    counted = sum(Answer.objects.filter(invitation=invitation).values_list("seconds", flat=True))
    since_opening = int((now - invitation.opened_at).total_seconds()) if invitation.opened_at else 0
    return counted or max(0, min(since_opening, LONGEST_SECONDS))


def scores_of(survey: Survey, given: Mapping[str, int | str]) -> dict[str, int | None]:
    """The measures among the answers, None where not answered."""
    scores: dict[str, int | None] = {"csat": None, "effort": None, "nps": None}
    for item in survey.items:
        value = given.get(item.code)
        if isinstance(value, int):
            scores[item.kind.value] = value
    return scores


def _comment(survey: Survey, given: Mapping[str, int | str]) -> str | None:
    texts = [given[item.code] for item in survey.items if item.kind is ItemKind.TEXT and item.code in given]
    return "\n\n".join(str(text) for text in texts) or None


def _tell(invitation: Invitation, response: Response, survey: Survey, *, by: Actor, now: datetime) -> None:
    scores = {"csat": response.csat, "effort": response.effort, "nps": response.nps}
    append(
        ANSWERED,
        subject_id=response.customer_id,
        actor=by,
        now=now,
        about=str(response.pk),
        facts={"survey": survey.code, "version": survey.version, **scores},
    )
    refs = {key: str(value) for key, value in response.context.items() if key in _REFS and value}
    record(
        Moment(
            customer_id=response.customer_id,
            stage=Stage.SERVE,
            channel=Channel(response.channel),
            kind="survey.answered",
            outcome="low" if response.low else "",
            occurred_at=now,
            duration_s=response.duration_s,
            refs={**refs, "response_id": str(response.pk), "survey": survey.code},
        )
    )
    publish(
        SurveyAnswered(
            occurred_at=now,
            response_id=response.pk,
            invitation_id=invitation.pk,
            customer_id=response.customer_id,
            survey=survey.code,
            channel=response.channel,
            low=response.low,
            low_items=low_items(survey, scores),
            parent_id=invitation.parent_id,
            context=response.context,
            **scores,
        )
    )


_REFS = frozenset({"claim_id", "policy_id", "product_code", "case_id"})
