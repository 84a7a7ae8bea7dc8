"""How are hundreds of thousands asked? In batches, each whole in itself: whoever dies in between loses none and asks none twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from hearten.base.accounts.types import Actor
from hearten.base.vault.services import keys_at_hand
from hearten.domains.channels.types import Medium
from hearten.domains.surveys.field_types import HAND_CHANNELS, MESSAGE_CHANNELS, StudyState
from hearten.domains.surveys.models import Invitation, Study, StudyStratum
from hearten.domains.surveys.services.asking_room import AskingRoom
from hearten.domains.surveys.services.fielding import is_running, queue_launching
from hearten.domains.surveys.services.inviting import note_invited
from hearten.domains.surveys.services.open_uses import has_enough
from hearten.domains.surveys.services.sending import queue_sending, write_out
from hearten.domains.surveys.types import InvitationState, Withheld

BATCH = 1000


def ask_sample(*, study_id: UUID, by: Actor, now: datetime) -> int:
    """Ask everybody of a study's sample who has not been asked yet, batch by batch. Returns how many were looked at."""
    seen = 0
    while batch := ask_batch(study_id=study_id, by=by, now=now):
        seen += batch
    return seen


@transaction.atomic
def ask_batch(*, study_id: UUID, by: Actor, now: datetime, size: int = BATCH) -> int:
    """Take the next `size` people who were drawn, and invite them or note why not; 0 when there are none left, or the study
    stands still. Others who do the same at once take other people.
    """
    if not is_running(study_id):
        return 0
    study = Study.objects.select_related("survey").get(pk=study_id)
    drawn = Invitation.objects.filter(study=study, state=InvitationState.DRAWN).order_by("pk")
    rows = list(drawn.select_for_update(skip_locked=True)[:size])
    if not rows:
        return 0
    room = AskingRoom.open({row.customer_id for row in rows if row.customer_id}, now=now)
    with keys_at_hand(room.customers):
        _decide(rows, study, room, now)
        about = dict.fromkeys((row.dedupe_key for row in rows), study.survey.code)
        note_invited(rows, about, by=by, now=now)
        write_out(rows, room.customers, now=now, until=now)
    queue_sending(rows, now=now)
    return len(rows)


def full_strata(study_id: UUID) -> set[str]:
    """The strata of a study that have as many answers as are enough."""
    quotas = dict(
        StudyStratum.objects.filter(study_id=study_id, quota__isnull=False).values_list("code", "quota")
    )
    if not quotas:
        return set()
    answered = Invitation.objects.filter(study_id=study_id, state=InvitationState.ANSWERED)
    counts = answered.values_list("stratum").annotate(n=Count("pk"))
    return {stratum for stratum, n in counts if stratum in quotas and n >= quotas[stratum]}


def take_up_studies(*, now: datetime) -> int:
    """Queue the work of running studies again whose sample is not through: for jobs that were lost. Returns how many."""
    left = Invitation.objects.filter(state=InvitationState.DRAWN, study__state=StudyState.FIELDING)
    rows = Study.objects.filter(pk__in=left.order_by().values("study_id"), paused_at=None, opens_at__lte=now)
    for study in rows:
        queue_launching(study, now=now)
    return len(rows)


def _decide(rows: Sequence[Invitation], study: Study, room: AskingRoom, now: datetime) -> None:
    media = [Medium(channel) for channel in study.channels if channel in MESSAGE_CHANNELS]
    by_hand = next((channel for channel in study.channels if channel in HAND_CHANNELS), None)
    begins = max(now, study.opens_at or now)
    full = {row.stratum for row in rows} if has_enough(study) else full_strata(study.pk)
    for row in rows:
        row.study, row.survey = study, study.survey
        reason = _reason(row, study, room, begins, full)
        if reason is None and row.customer_id:
            medium = room.first_medium(row.customer_id, media)
            row.channel = medium or by_hand or row.channel
            reason = None if medium or by_hand else Withheld.NO_CHANNEL
        if reason:
            row.state, row.withheld = InvitationState.WITHHELD, reason
        elif row.customer_id:
            row.state = InvitationState.WAITING
            room.note(row.customer_id, row.due_at)


def _reason(
    row: Invitation, study: Study, room: AskingRoom, begins: datetime, full: set[str]
) -> Withheld | None:
    if row.customer_id is None:
        return Withheld.ERASED
    if row.stratum in full:
        return Withheld.QUOTA_FULL
    row.due_at = room.due(row.customer_id, begins)
    return room.why_not(row.customer_id, row.due_at, promised=study.panel_id is not None)
