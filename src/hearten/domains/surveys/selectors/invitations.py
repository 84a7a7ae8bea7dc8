"""Whose link is this, can it still be answered, and what has been answered so far?"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.together import Together
from hearten.domains.surveys.field_types import Disposition, StudyState
from hearten.domains.surveys.models import Answer, Invitation, Response, SurveyVersion
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.types import (
    ANSWERABLE,
    IN_FIELD,
    ClosedLink,
    Field,
    FieldKind,
    InvitationState,
    LinkProblem,
    Survey,
)

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}$")
_MOST_COMPILED = 64
_compiled: dict[str, Survey] = {}  # by digest of the document; a document never changes


def token_digest(token: str) -> bytes:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).digest()


def invitations_with_survey() -> QuerySet[Invitation]:
    """Invitations with survey and study. The document is left out: it is compiled once, and then known by its digest."""
    return Invitation.objects.select_related("survey", "study").defer("survey__document")


def find_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation that a link leads to. Raises ClosedLink when it is forged, used or past its time."""
    invitation = _find(token_digest(token)) if _TOKEN.match(token) else None
    return check_answerable(invitation, now=now)


def _find_many(digests: Sequence[bytes]) -> list[Invitation | None]:
    rows = (
        invitations_with_survey()
        .annotate(language=F("customer__language"))
        .filter(token_digest__in=set(digests))
    )
    found = {bytes(row.token_digest): row for row in rows if row.token_digest}
    return [found.get(digest) for digest in digests]


# Links that are followed at the same moment are looked up in one statement.
_find: Together[bytes, Invitation | None] = Together(_find_many, most=100)


def language_of(invitation: Invitation) -> str:
    """The language of who is asked; empty when nobody is named."""
    known = invitation.__dict__.get("language")  # read together with the invitation where a link was followed
    if known is None and invitation.customer is not None:
        known = invitation.customer.language
    return known or ""


def get_invitation_for(actor: Actor, invitation_id: UUID, *, now: datetime) -> Invitation:
    """A signed-in customer's own invitation. Raises ClosedLink; a stranger's looks like one that is not there."""
    invitation = Invitation.objects.select_related("survey", "study").filter(pk=invitation_id).first()
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
    problem = _problem(invitation, now) if invitation is not None else LinkProblem.UNKNOWN
    if invitation is None or problem is not None:
        raise ClosedLink(problem or LinkProblem.UNKNOWN)
    return invitation


def _problem(invitation: Invitation, now: datetime) -> LinkProblem | None:
    if invitation.state == InvitationState.ANSWERED:
        return LinkProblem.USED
    if invitation.disposition == Disposition.QUOTA_FILLED:
        return LinkProblem.FULL
    if invitation.state not in IN_FIELD:
        return LinkProblem.UNKNOWN
    closed = invitation.study is not None and invitation.study.state == StudyState.CLOSED
    late = invitation.expires_at is not None and invitation.expires_at <= now
    return LinkProblem.EXPIRED if closed or late or invitation.state == InvitationState.EXPIRED else None


def open_invitations_for(actor: Actor, *, now: datetime) -> list[Invitation]:
    """What a signed-in customer is asked and may still answer, newest first."""
    if actor.customer_id is None:
        return []
    rows = Invitation.objects.select_related("survey").filter(
        customer_id=actor.customer_id, state__in=ANSWERABLE, expires_at__gt=now
    )
    return list(rows.order_by("-sent_at"))


def unanswered_of(study_id: UUID) -> list[Invitation]:
    """Who was asked by a study and has not answered, in the order of their identities."""
    rows = Invitation.objects.filter(study_id=study_id, sent_at__isnull=False, answered_at__isnull=True)
    return list(rows.order_by("pk"))


def survey_of(invitation: Invitation) -> Survey:
    """The survey in the version that the invitation asks."""
    return compiled(invitation.survey)


def compiled(version: SurveyVersion) -> Survey:
    """A version's document, compiled once per process."""
    survey = _compiled.get(version.sha256)
    if survey is None or (survey.code, survey.version) != (version.code, version.version):
        survey = compile_survey(version.document)
        if len(_compiled) >= _MOST_COMPILED:
            _compiled.clear()
        _compiled[version.sha256] = survey
    return survey


def saved_answers(invitation: Invitation) -> dict[str, Any]:
    """What has been answered so far and not handed in, by field key: int or float, code, list of codes, flag, words."""
    return kept_values(survey_of(invitation), Answer.objects.filter(invitation=invitation))


def kept_values(survey: Survey, answers: Iterable[Answer]) -> dict[str, Any]:
    """As `saved_answers`, of rows that have been read."""
    rows = {row.item: row for row in answers}
    found = {
        field.key: value_of_answer(rows[field.key], field) for field in survey.fields() if field.key in rows
    }
    return {key: value for key, value in found.items() if value is not None}


def handed_in_values(invitation: Invitation) -> dict[str, Any]:
    """What was handed in, by field key; nothing while it was not."""
    response = Response.objects.filter(invitation=invitation).first()
    return {**response.answers, **(response.sealed or {})} if response else {}


def is_same_sending(invitation: Invitation, client_token: str) -> bool:
    """Whether an answered invitation was handed in by this very sending, which has come a second time."""
    if not client_token:
        return False
    return Response.objects.filter(invitation=invitation, client_token=client_token).exists()


def saved_seconds(invitation_id: UUID) -> dict[str, int]:
    """How long each question took so far."""
    return seconds_of(Answer.objects.filter(invitation_id=invitation_id).values_list("item", "seconds"))


def seconds_of(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Seconds by question, of (field key, seconds)."""
    spent: dict[str, int] = {}
    for key, seconds in rows:
        item = key.partition(".")[0]
        spent[item] = spent.get(item, 0) + seconds
    return spent


def value_of_answer(answer: Answer, field: Field) -> Any:
    """One saved answer in the type of its field."""
    if answer.number is not None:
        return int(answer.number) if answer.number.is_integer() else answer.number
    if answer.choices is not None or answer.words is None:
        return answer.choices
    return answer.words if field.kind in {FieldKind.WORDS, FieldKind.FILE} else json.loads(answer.words)
