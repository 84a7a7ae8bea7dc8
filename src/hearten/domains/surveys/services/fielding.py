"""How does a study go into the field, stand still, run longer and close?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.plumbing.jobs import Queued, enqueue_many
from hearten.base.plumbing.live import announce
from hearten.domains.surveys.field_types import (
    LINK_RENEWED,
    STUDY_CLOSED,
    STUDY_EXTENDED,
    STUDY_LAUNCHED,
    STUDY_PAUSED,
    STUDY_RESUMED,
    LinkKind,
    StudyState,
)
from hearten.domains.surveys.models import Invitation, Study
from hearten.domains.surveys.readiness import check_study, needs_a_reason
from hearten.domains.surveys.selectors.invitations import token_digest
from hearten.domains.surveys.services.sending import expire_where, open_link_token, queue_sending
from hearten.domains.surveys.services.studies import LONGEST_OWN_TEXT, locked_study, note
from hearten.domains.surveys.types import ANSWERABLE, InvitationState, Withheld
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_

# So many jobs work through a sample side by side; each takes what the others have not.
SIDE_BY_SIDE = 2


@transaction.atomic
def launch_study(*, study_id: UUID, by: Actor, now: datetime, reason: str = "") -> Study:
    """Send a study into the field, now or when it opens. Launched twice, it is launched once.

    `reason` says why there was no pilot, where nobody has tried the questions; it goes into the ledger.
    Raises Invalid with the first thing that stands against it, Conflict when it is closed.
    """
    by.require(Permission.SURVEYS_FIELD)
    study = locked_study(study_id)
    if study.state == StudyState.FIELDING:
        return study
    if study.state == StudyState.CLOSED:
        raise Conflict(N_("This study is closed."), hint=N_("Plan a new one to ask again."))
    stops = next((finding for finding in check_study(study, now=now) if finding.stops), None)
    if stops:
        raise Invalid(stops.sentence, field=stops.field, hint=stops.hint)
    untried = _why_untried(study, reason)
    study.state, study.launched_at, study.launched_by = StudyState.FIELDING, now, by.label
    study.opens_at = study.opens_at or now
    if study.link == LinkKind.OPEN:
        _renew_open_link(study)
    study.revision += 1
    study.save()
    asked = Invitation.objects.filter(study=study, state=InvitationState.DRAWN).count()
    note(STUDY_LAUNCHED, study, by=by, now=now, facts={"drawn": asked} | untried)
    queue_launching(study, now=now)
    announce(topic_of(study.pk))
    return study


@transaction.atomic
def pause_study(*, study_id: UUID, by: Actor, now: datetime) -> Study:
    """Send no invitation and no reminder until it is taken up again. Who has a link may still answer."""
    by.require(Permission.SURVEYS_FIELD)
    study = _fielded(study_id)
    if study.paused_at is None:
        study.paused_at, study.paused_by = now, by.label
        _save(study, ["paused_at", "paused_by"])
        note(STUDY_PAUSED, study, by=by, now=now)
    return study


@transaction.atomic
def resume_study(*, study_id: UUID, by: Actor, now: datetime) -> Study:
    """Go on with a study that stood still: with those not asked yet, and those whose invitation waited."""
    by.require(Permission.SURVEYS_FIELD)
    study = _fielded(study_id)
    if study.paused_at is not None:
        study.paused_at, study.paused_by = None, ""
        _save(study, ["paused_at", "paused_by"])
        note(STUDY_RESUMED, study, by=by, now=now)
        queue_launching(study, now=now)
        queue_sending(Invitation.objects.filter(study=study, state=InvitationState.WAITING), now=now)
    return study


@transaction.atomic
def extend_study(*, study_id: UUID, closes_at: datetime, by: Actor, now: datetime) -> Study:
    """Let a study run until `closes_at`; links that are still open stay open as long. Raises Invalid for an earlier day."""
    by.require(Permission.SURVEYS_FIELD)
    study = _fielded(study_id)
    if study.closes_at is None or closes_at <= max(now, study.closes_at):
        raise Invalid(N_("Please choose a later day than now planned."), field="closes_at")
    study.closes_at = closes_at
    _save(study, ["closes_at"])
    Invitation.objects.filter(study=study, state__in=ANSWERABLE).update(expires_at=closes_at)
    note(STUDY_EXTENDED, study, by=by, now=now, facts={"closes_at": closes_at.isoformat()})
    return study


@transaction.atomic
def close_study(*, study_id: UUID, by: Actor, now: datetime) -> Study:
    """End a study: links close, who was not asked yet is not asked. Closed twice, it is closed once.

    An answer that is being handed in holds its invitation: it either counts whole, or finds the link closed.
    """
    by.require(Permission.SURVEYS_FIELD)
    study = locked_study(study_id)
    if study.state == StudyState.CLOSED:
        return study
    if study.state != StudyState.FIELDING:
        raise Conflict(N_("This study has not been launched."))
    study.state, study.closed_at, study.closed_by = StudyState.CLOSED, now, by.label
    study.paused_at, study.paused_by = None, ""
    _save(study, ["state", "closed_at", "closed_by", "paused_at", "paused_by"])
    rows = Invitation.objects.filter(study=study)
    rows.filter(state__in=[InvitationState.DRAWN, InvitationState.WAITING]).update(
        state=InvitationState.WITHHELD, withheld=Withheld.STUDY_CLOSED
    )
    expire_where(rows.filter(state__in=ANSWERABLE), expires_at=now)
    note(STUDY_CLOSED, study, by=by, now=now)
    return study


def close_due_studies(*, by: Actor, now: datetime) -> int:
    """Close the studies whose last day has passed. Returns how many."""
    due = Study.objects.filter(state=StudyState.FIELDING, closes_at__lte=now).values_list("pk", flat=True)
    for study_id in list(due):
        close_study(study_id=study_id, by=by, now=now)
    return len(due)


@transaction.atomic
def renew_open_link(*, study_id: UUID, by: Actor, now: datetime) -> Study:
    """Make a new open link; the one before leads nowhere from now on. For a link that is being misused."""
    by.require(Permission.SURVEYS_FIELD)
    study = _fielded(study_id)
    if study.link != LinkKind.OPEN:
        raise Conflict(N_("Everybody has a link of their own in this study."))
    _renew_open_link(study)
    _save(study, ["open_token_number", "open_token_digest"])
    note(LINK_RENEWED, study, by=by, now=now, facts={"open_link": study.open_token_number})
    return study


def queue_launching(study: Study, *, now: datetime) -> None:
    """Jobs that work through those who were drawn and not asked yet."""
    opens = study.opens_at if study.opens_at and study.opens_at > now else None
    enqueue_many(
        Queued(name="surveys.launch", arguments={"study_id": str(study.pk)}, run_at=opens)
        for _ in range(SIDE_BY_SIDE)
    )


def topic_of(study_id: UUID) -> str:
    """What pages that show a study listen to."""
    return f"study:{study_id}"


def is_running(study_id: UUID) -> bool:
    """Whether the study sends now. From here to the end of the transaction nobody can pause or close it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM surveys_study WHERE id = %s AND state = %s AND paused_at IS NULL FOR SHARE",
            [study_id, StudyState.FIELDING],
        )
        return cursor.fetchone() is not None


def _why_untried(study: Study, reason: str) -> dict[str, str]:
    """Why a study without a pilot is launched, for the ledger; nothing where the questions have been tried."""
    if not needs_a_reason(study):
        return {}
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST_OWN_TEXT:
        raise Invalid(
            N_("There was no pilot."),
            field="reason",
            hint=N_("Split one off the sample, or say in a few words why this study needs none."),
        )
    return {"without_pilot": words}


def _renew_open_link(study: Study) -> None:
    study.open_token_number += 1
    study.open_token_digest = token_digest(open_link_token(study.pk, study.open_token_number))


def _fielded(study_id: UUID) -> Study:
    study = locked_study(study_id)
    if study.state != StudyState.FIELDING:
        raise Conflict(N_("This study is not in the field."))
    return study


def _save(study: Study, fields: list[str]) -> None:
    study.revision += 1
    study.save(update_fields=[*fields, "revision"])
    announce(topic_of(study.pk))
