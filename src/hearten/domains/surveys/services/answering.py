"""How are answers taken: saved one by one or page by page, handed in once?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.touchpoints.types import Channel
from hearten.domains.surveys.field_types import Disposition
from hearten.domains.surveys.models import Answer, Invitation, Response
from hearten.domains.surveys.selectors.invitations import (
    check_answerable,
    saved_answers,
    saved_seconds,
    survey_of,
)
from hearten.domains.surveys.services.checking import Value, clean_values
from hearten.domains.surveys.services.files import check_files, forget_files
from hearten.domains.surveys.services.fitting import check_items
from hearten.domains.surveys.services.keeping import keep_values
from hearten.domains.surveys.services.preparing import (
    LONGEST_SECONDS,
    HandIn,
    prepare_response,
    settle_answers,
)
from hearten.domains.surveys.services.quotas import QuotaFull, is_full, take_quotas
from hearten.domains.surveys.services.writing import write_responses
from hearten.domains.surveys.types import ClosedLink, Entry, InvitationState, LinkProblem, Survey
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


@transaction.atomic
def open_invitation(*, invitation_id: UUID, now: datetime) -> Invitation:
    """Note that the link was opened. Raises ClosedLink when it can't be answered."""
    invitation = _locked(invitation_id, now)
    if invitation.state == InvitationState.SENT:
        invitation.state, invitation.opened_at = InvitationState.OPENED, now
        invitation.save(update_fields=["state", "opened_at"])
    return invitation


def save_answer(*, invitation_id: UUID, item: str, value: Any, seconds: int = 0, now: datetime) -> Invitation:
    """Keep the value of one field; an empty one takes it back. Raises as `save_answers`."""
    question = item.partition(".")[0]
    return save_answers(
        invitation_id=invitation_id, values={item: value}, seconds={question: seconds}, now=now
    )


@transaction.atomic
def save_answers(
    *, invitation_id: UUID, values: Mapping[str, Any], seconds: Mapping[str, int] | None = None, now: datetime
) -> Invitation:
    """Keep values by field key; an empty one is taken back. Raises ClosedLink, or Invalid for what a question can't take."""
    invitation = _locked(invitation_id, now)
    survey = survey_of(invitation)
    cleaned = clean_values(survey, values)
    known = saved_answers(invitation)
    _check_consent(survey, cleaned, known | cleaned)
    check_files(invitation, survey, cleaned)
    keep_values(invitation, survey, cleaned, seconds or {}, now=now)
    if invitation.state != InvitationState.STARTED:
        invitation.state, invitation.opened_at = InvitationState.STARTED, invitation.opened_at or now
        invitation.save(update_fields=["state", "opened_at"])
    return invitation


def finish_page(
    *,
    invitation_id: UUID,
    page: str,
    values: Mapping[str, Any],
    seconds: Mapping[str, int] | None = None,
    now: datetime,
) -> Invitation:
    """Keep the values of a page that somebody is done with. Raises Invalid when something there is missing or does not fit.

    What can be kept is kept even then. Raises ClosedLink when the answers belong to a quota that is full.
    """
    invitation = save_answers(invitation_id=invitation_id, values=values, seconds=seconds, now=now)
    survey, known = survey_of(invitation), saved_answers(invitation)
    settled = settle_answers(survey, known, invitation.context)
    shown = survey.page(page)
    check_items([item for item in shown.items if item.code in settled.items] if shown else [], settled.values)
    if is_full(invitation, survey, settled.values):
        _end_for_quota(invitation_id)
        raise QuotaFull
    return invitation


def submit_response(
    *,
    invitation_id: UUID,
    now: datetime,
    by: Actor,
    answers: Mapping[str, Any] | None = None,
    seconds: Mapping[str, int] | None = None,
    channel: str | None = None,
    entered_by: Entry = Entry.WEB,
    language: str = "",
    device: str = "",
    signals: Mapping[str, Any] | None = None,
    client_token: str = "",
) -> Response:
    """Hand in what was answered (and `answers` on top). Raises ClosedLink when it was handed in before or is closed.

    The invitation's row is locked, so two submissions at once make one response; the same `client_token` again (a phone
    that sends what it kept, twice) gives back the first. Raises Invalid naming the field, with nothing changed.
    """
    handed = HandIn(
        now=now,
        actor=by.label,
        channel=channel or "",
        entered_by=entered_by,
        language=language,
        device=device,
        signals=signals or {},
        client_token=client_token[:64],
        seconds=seconds or {},
    )
    try:
        with transaction.atomic():
            return _submit(invitation_id, answers or {}, handed)
    except QuotaFull:
        _end_for_quota(invitation_id)
        raise
    except ClosedLink as closed:
        known = _handed_in_already(invitation_id, client_token, closed)
        if known is None:
            raise
        return known


def _submit(invitation_id: UUID, answers: Mapping[str, Any], handed: HandIn) -> Response:
    invitation = _locked(invitation_id, handed.now)
    survey = survey_of(invitation)
    cleaned = clean_values(survey, answers)
    check_files(invitation, survey, cleaned)
    given = {k: v for k, v in (saved_answers(invitation) | cleaned).items() if v is not None}
    prepared = prepare_response(
        invitation, survey, given, handed=_completed(handed, invitation, saved_seconds(invitation.pk))
    )
    take_quotas(invitation, survey, prepared.quotas)
    (response,) = write_responses([prepared])
    forget_files(invitation, survey, keep=prepared.response.sealed or {})
    return response


def _completed(handed: HandIn, invitation: Invitation, kept: Mapping[str, int]) -> HandIn:
    """With the seconds of earlier pages, and the channel that a study asked over."""
    spent = {
        item: min(LONGEST_SECONDS, kept.get(item, 0) + max(0, handed.seconds.get(item, 0)))
        for item in {*kept, *handed.seconds}
    }
    own = invitation.channel if invitation.study_id else Channel.APP.value
    return replace(handed, seconds=spent, channel=handed.channel or own)


def _handed_in_already(invitation_id: UUID, client_token: str, closed: ClosedLink) -> Response | None:
    if not client_token or closed.problem is not LinkProblem.USED:
        return None
    return Response.objects.filter(invitation_id=invitation_id, client_token=client_token[:64]).first()


@transaction.atomic
def _end_for_quota(invitation_id: UUID) -> None:
    """Close the invitation of somebody whose answers are not needed any more, and forget what was kept of them."""
    Answer.objects.filter(invitation_id=invitation_id).delete()
    Invitation.objects.filter(pk=invitation_id, answered_at__isnull=True).update(
        state=InvitationState.EXPIRED, disposition=Disposition.QUOTA_FILLED
    )


def _locked(invitation_id: UUID, now: datetime) -> Invitation:
    rows = Invitation.objects.select_related("survey", "study").select_for_update(of=("self",))
    return check_answerable(rows.filter(pk=invitation_id).first(), now=now)


def _check_consent(survey: Survey, cleaned: Mapping[str, Value | None], known: Mapping[str, Any]) -> None:
    """Nothing sensitive is kept, not even on the way, before its consent is given."""
    for item in _items_of(survey, (key for key, value in cleaned.items() if value is not None)):
        if item.consent and known.get(item.consent) is not True:
            raise Invalid(
                N_("Please agree first: this is asked only with your consent."),
                field=item.code,
                hint=N_("Answer the question for consent above, or leave this one empty."),
            )


def _items_of(survey: Survey, keys: Iterable[str]) -> list[Any]:
    fields = [survey.field(key) for key in keys]
    return [item for field in fields if field and (item := survey.item(field.item))]
