"""How are answers taken: saved one by one or page by page, handed in once?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.domains.surveys.models import Invitation, Response
from hearten.domains.surveys.selectors.invitations import (
    check_answerable,
    invitations_with_survey,
    saved_answers,
    survey_of,
)
from hearten.domains.surveys.services.checking import Value, check_consent, clean_values
from hearten.domains.surveys.services.files import check_files, drop_files
from hearten.domains.surveys.services.fitting import check_items
from hearten.domains.surveys.services.intake import Handed, end_for_quota, hand_in
from hearten.domains.surveys.services.keeping import keep_values
from hearten.domains.surveys.services.preparing import HandIn, settle_answers
from hearten.domains.surveys.services.quotas import QuotaFull, is_full
from hearten.domains.surveys.types import Entry, InvitationState, Item, ItemKind, Survey
from hearten.kernel.errors import HeartenError


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
    """Keep values by field key; an empty one is taken back, with a consent all that stood under it. Raises ClosedLink, or Invalid for what a question can't take."""
    invitation = _locked(invitation_id, now)
    survey = survey_of(invitation)
    cleaned = clean_values(survey, values)
    known = saved_answers(invitation)
    _check_consent(survey, cleaned, known | cleaned)
    check_files(invitation, survey, cleaned)
    cleaned = _taken_back(invitation, survey, cleaned) | cleaned
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
        end_for_quota([invitation_id])
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

    What others hand in at the same moment shares the transaction (`intake`); the invitation's row is locked, so two
    submissions at once make one response; the same `client_token` again (a phone that sends what it kept, twice) gives back
    the first. Raises Invalid naming the field, with nothing changed.
    """
    handed = Handed(
        invitation_id=invitation_id,
        answers=answers or {},
        how=HandIn(
            now=now,
            actor=by.label,
            channel=channel or "",
            entered_by=entered_by,
            language=language,
            device=device,
            signals=signals or {},
            client_token=client_token[:64],
            seconds=seconds or {},
        ),
    )
    outcome = hand_in(handed)
    if isinstance(outcome, HeartenError):
        raise outcome
    return outcome


def _locked(invitation_id: UUID, now: datetime) -> Invitation:
    rows = invitations_with_survey().select_for_update(of=("self",))
    return check_answerable(rows.filter(pk=invitation_id).first(), now=now)


def _check_consent(survey: Survey, cleaned: Mapping[str, Value | None], known: Mapping[str, Any]) -> None:
    """Nothing sensitive is kept, not even on the way, before its consent is given."""
    for item in _items_of(survey, (key for key, value in cleaned.items() if value is not None)):
        check_consent(item, known)


def _taken_back(
    invitation: Invitation, survey: Survey, cleaned: Mapping[str, Value | None]
) -> dict[str, Value | None]:
    """Whoever takes consent back takes the answers under it back, the files with them."""
    asked = _items_of(survey, (key for key, value in cleaned.items() if value is not True))
    under = [one for item in asked if item.kind is ItemKind.CONSENT for one in survey.under(item.code)]
    if files := [item.code for item in under if item.kind is ItemKind.FILE]:
        drop_files([invitation.pk], items=files)
    return {field.key: None for item in under for field in item.fields()}


def _items_of(survey: Survey, keys: Iterable[str]) -> list[Item]:
    fields = [survey.field(key) for key in keys]
    return [item for field in fields if field and (item := survey.item(field.item))]
