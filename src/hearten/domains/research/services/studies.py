"""Who works on which step of a needs study, and is it complete?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.research.completeness import step_gaps
from hearten.domains.research.models import NeedsStudy, StudySource, StudyStep
from hearten.domains.research.services.common import LONGEST_TEXT, note_ledger, study_of
from hearten.domains.research.types import STEP_FIELDS, STEP_FINISHED, STUDY_OPENED, Step, StepState
from hearten.domains.surveys.selectors import list_versions_for
from hearten.domains.surveys.selectors.studies import get_study_for
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.given import clean_words
from hearten.kernel.ids import new_id
from hearten.kernel.text import N_

_LONGEST_NAME = 120


@transaction.atomic
def open_study(*, name: str, product_code: str, client_token: str, by: Actor, now: datetime) -> NeedsStudy:
    """Open a needs study with its five empty steps. The same `client_token` again gives back the first."""
    by.require(Permission.RESEARCH_EDIT)
    words = clean_words(name, field="name", most=_LONGEST_NAME)
    try:
        with transaction.atomic():
            study = NeedsStudy.objects.create(
                id=new_id(),
                name=words,
                product_code=product_code,
                opened_at=now,
                opened_by_id=by.user_id,
                opened_by_name=by.name[:80],
                client_token=client_token,
            )
    except IntegrityError:
        return NeedsStudy.objects.get(client_token=client_token)
    StudyStep.objects.bulk_create(StudyStep(study=study, step=step) for step in Step)
    note_ledger(study, STUDY_OPENED, by=by, now=now)
    return study


@transaction.atomic
def save_step(
    *, study_id: UUID, step: Step, given: Mapping[str, str], version: int, by: Actor, now: datetime
) -> StudyStep:
    """Write down a step's texts; a finished step is open again. Raises Conflict when somebody else wrote meanwhile."""
    row = _step(study_id, step, version, by)
    row.fields = {
        field.name: clean_words(
            given.get(field.name, ""), field=field.name, most=LONGEST_TEXT, required=False
        )
        for field in STEP_FIELDS[step]
    }
    row.state = StepState.BEGUN if any(row.fields.values()) else StepState.EMPTY
    row.done_at, row.done_by = None, ""
    _save(row, by, now)
    return row


@transaction.atomic
def finish_step(*, study_id: UUID, step: Step, version: int, by: Actor, now: datetime) -> StudyStep:
    """Call a step finished. Raises Invalid with the first thing it lacks; the steps before it come first."""
    row = _step(study_id, step, version, by)
    order = list(Step)
    before = order[: order.index(step)]
    finished = StudyStep.objects.filter(study_id=study_id, step__in=before, state=StepState.DONE).count()
    if finished < len(before):
        raise Invalid(
            N_("A step before this one is not finished."), field="step", hint=N_("Finish the steps in order.")
        )
    if gaps := step_gaps(row):
        values: dict[str, Any] = dict(gaps[0].values)
        raise Invalid(gaps[0].words, field="step", **values)
    if row.state != StepState.DONE:
        row.state, row.done_at, row.done_by = StepState.DONE, now, by.name[:80]
        _save(row, by, now)
        note_ledger(study_of(study_id, by), STEP_FINISHED, by=by, now=now, step=step.value)
    return row


@transaction.atomic
def add_source(
    *, study_id: UUID, survey_code: str, survey_study_id: UUID | None, by: Actor, now: datetime
) -> StudySource:
    """Look at the answers of a survey too, all of them or those of one field study. Raises NotFound."""
    study = study_of(study_id, by)
    list_versions_for(by, survey_code)
    if survey_study_id is not None and get_study_for(by, survey_study_id).survey.code != survey_code:
        raise Invalid(
            N_("This field study asks another survey."),
            field="survey_study",
            hint=N_("Choose a field study of the survey above."),
        )
    source, _created = StudySource.objects.get_or_create(
        study=study, survey_code=survey_code, survey_study_id=survey_study_id, defaults={"added_at": now}
    )
    return source


@transaction.atomic
def remove_source(*, study_id: UUID, source_id: int, by: Actor) -> None:
    """No longer look at a survey's answers; figures written down as evidence stay."""
    StudySource.objects.filter(study=study_of(study_id, by), pk=source_id).delete()


def _step(study_id: UUID, step: Step, version: int, by: Actor) -> StudyStep:
    study_of(study_id, by)
    row = StudyStep.objects.select_for_update().get(study_id=study_id, step=step)
    if row.version != version:
        raise Conflict(
            N_("Somebody else has worked on this step since you opened it."),
            hint=N_("Look at what is new, then do it again."),
        )
    return row


def _save(row: StudyStep, by: Actor, now: datetime) -> None:
    row.changed_at, row.changed_by = now, by.name[:80]
    row.version += 1
    row.save()
