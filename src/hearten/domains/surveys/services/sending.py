"""How do invitations go out, one or thousands in the same few statements, and when do their links close?"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery

from hearten.base.plumbing.jobs import Queued, enqueue_many
from hearten.base.plumbing.live import announce
from hearten.base.rows import update_rows
from hearten.base.vault.keyring import keyed_digest
from hearten.domains.channels.services import NewMessage, write_messages
from hearten.domains.channels.types import Medium
from hearten.domains.customers.models import Customer
from hearten.domains.surveys.field_types import HAND_CHANNELS, MESSAGE_CHANNELS, Disposition, StudyState
from hearten.domains.surveys.models import Answer, Invitation, Study, SurveyVersion
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.selectors.invitations import token_digest
from hearten.domains.surveys.selectors.rules import rules_in_force
from hearten.domains.surveys.services.asking_room import agreed_to_surveys, why_not
from hearten.domains.surveys.types import ANSWERABLE, AskingRules, InvitationState, Survey

LINK = "/app/s/{token}"
# So many invitations leave by one job: few enough that a worker that dies loses little.
SEND_AT_ONCE = 500
_MOST_COMPILED = 64
_COMPILED: dict[str, Survey] = {}  # by digest of the document


def link_token(invitation_id: UUID) -> str:
    """The token of a personal link. Only we can make it, and always the same: a reminder carries the link of the invitation,
    and a sending that was cut off and run again sends no second one.
    """
    return _text(keyed_digest("surveys.link", invitation_id.bytes))


def open_link_token(study_id: UUID, number: int) -> str:
    """The token of a study's open link; `number` counts the links it has had."""
    return _text(keyed_digest("surveys.open_link", study_id.bytes + number.to_bytes(2, "big")))


def send_invitation(*, invitation_id: UUID, now: datetime) -> Invitation:
    """Send a waiting invitation with a link of its own, or withhold it when consent has gone meanwhile."""
    send_many(invitation_ids=[invitation_id], now=now)
    return Invitation.objects.select_related("survey").get(pk=invitation_id)


@transaction.atomic
def send_many(*, invitation_ids: Collection[UUID], now: datetime) -> int:
    """Send those of the invitations that wait; others have gone out, or belong to a study that stands still. Returns how many."""
    rows = Invitation.objects.select_related("survey", "study").select_for_update(of=("self",))
    waiting = rows.filter(pk__in=invitation_ids, state=InvitationState.WAITING).order_by("pk")
    ready = [row for row in waiting if row.study is None or runs(row.study)]
    if not ready:
        return 0
    ids = {row.customer_id for row in ready if row.customer_id}
    customers, agreed = Customer.objects.in_bulk(ids), agreed_to_surveys(ids)
    for row in ready:
        reason = why_not(customers.get(row.customer_id) if row.customer_id else None, agreed)
        if reason:
            row.state, row.withheld = InvitationState.WITHHELD, reason
    return write_out(ready, customers, now=now)


def write_out(
    rows: Sequence[Invitation],
    customers: Mapping[UUID, Customer],
    *,
    now: datetime,
    until: datetime | None = None,
) -> int:
    """Write the state of all `rows`; those that wait (and are due by `until`) get link and message. Returns how many went out.

    The rows are locked by the caller.
    """
    going = [
        row for row in rows if row.state == InvitationState.WAITING and (until is None or row.due_at <= until)
    ]
    rules = rules_in_force()
    messages = [_message(row, customers, rules) for row in going if row.channel not in HAND_CHANNELS]
    for row in going:
        row.state, row.sent_at, row.expires_at = InvitationState.SENT, now, _closes(row, now)
        row.token_digest = token_digest(link_token(row.pk))
    fields = ["state", "withheld", "channel", "due_at", "sent_at", "expires_at", "token_digest"]
    update_rows(rows, fields)
    enqueue_many(write_messages(messages, now=now, customers=customers))
    for study_id in {row.study_id for row in rows if row.study_id}:
        announce(f"study:{study_id}")
    return len(going)


def queue_sending(rows: Iterable[Invitation], *, now: datetime) -> None:
    """One job for each stretch of waiting invitations that are due at the same moment."""
    waiting = [row for row in rows if row.state == InvitationState.WAITING]
    jobs = []
    for due, group in groupby(sorted(waiting, key=lambda row: row.due_at), key=lambda row: row.due_at):
        ids = [str(row.pk) for row in group]
        jobs += [
            Queued(
                name="surveys.send",
                arguments={"invitation_ids": ids[place : place + SEND_AT_ONCE]},
                run_at=due if due > now else None,
            )
            for place in range(0, len(ids), SEND_AT_ONCE)
        ]
    enqueue_many(jobs)


def runs(study: Study) -> bool:
    """Whether a study sends now."""
    return study.state == StudyState.FIELDING and study.paused_at is None


def media_of(invitation: Invitation, rules: AskingRules) -> tuple[Medium, ...] | None:
    """Over which media an invitation may go: those of its study, else of the trigger whose name begins its key."""
    if invitation.study is not None:
        return tuple(Medium(channel) for channel in invitation.study.channels if channel in MESSAGE_CHANNELS)
    name = invitation.dedupe_key.partition(":")[0]
    trigger = next((trigger for trigger in rules.triggers if trigger.name == name), None)
    return tuple(Medium(channel) for channel in trigger.channels) if trigger else None


def facts_of(invitation: Invitation, language: str) -> dict[str, Any]:
    """What the texts to a person say about the survey."""
    survey = _survey(invitation)
    own = invitation.study.texts if invitation.study else {}
    return {
        "about": survey.about.in_language(language),
        "minutes": survey.minutes,
        "link": LINK.format(token=link_token(invitation.pk)),
        "own": own.get("en" if language.startswith("en") else "zh", ""),
    }


def expire_invitations(*, now: datetime) -> int:
    """Close the links whose time has passed. Returns how many."""
    return expire_where(Invitation.objects.filter(state__in=ANSWERABLE, expires_at__lte=now))


@transaction.atomic
def expire_where(rows: QuerySet[Invitation], **changes: Any) -> int:
    """Close the links of `rows`; who had answered half of the questions or more counts as answered in part."""
    begun = rows.filter(state=InvitationState.STARTED)
    versions = SurveyVersion.objects.filter(pk__in=begun.order_by().values("survey_id"))
    for version in versions:
        fields = len(compile_survey(version.document).fields())
        saved = Answer.objects.filter(invitation_id=OuterRef("pk")).order_by().values("invitation_id")
        half = begun.filter(survey=version).annotate(
            saved=Subquery(saved.annotate(n=Count("pk")).values("n"))
        )
        enough = half.filter(saved__gte=max(1, -(-fields // 2))).values("pk")
        Invitation.objects.filter(pk__in=enough).update(disposition=Disposition.PARTIAL)
    return rows.update(state=InvitationState.EXPIRED, **changes)


def _message(row: Invitation, customers: Mapping[UUID, Customer], rules: AskingRules) -> NewMessage:
    if row.customer_id is None:
        raise ValueError("nobody can be written to who came by an open link")
    return NewMessage(
        customer_id=row.customer_id,
        template="survey_invitation",
        context=facts_of(row, customers[row.customer_id].language),
        dedupe_key=f"survey_invitation:{row.pk}",
        media=media_of(row, rules),
    )


def _closes(row: Invitation, now: datetime) -> datetime:
    if row.study is not None and row.study.closes_at is not None:
        return row.study.closes_at
    return now + _survey(row).expires_after


def _survey(invitation: Invitation) -> Survey:
    """A version never changes, so each process compiles it once."""
    version = invitation.survey
    if version.sha256 not in _COMPILED:
        if len(_COMPILED) >= _MOST_COMPILED:
            _COMPILED.clear()
        _COMPILED[version.sha256] = compile_survey(version.document)
    return _COMPILED[version.sha256]


def _text(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
