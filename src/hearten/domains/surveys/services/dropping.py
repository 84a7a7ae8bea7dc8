"""How is a study that was only planned thrown away?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.field_types import STUDY_DROPPED, StudyState
from hearten.domains.surveys.models import Invitation, StudyStratum
from hearten.domains.surveys.services.studies import locked_study, note
from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_


@transaction.atomic
def drop_study(*, study_id: UUID, by: Actor, now: datetime) -> None:
    """Throw a plan away with the sample drawn for it. Nobody has heard of it; what was launched can only be ended.

    Raises Conflict for a study that was launched, or that something else rests on: a pilot, a needs study, a report.
    """
    by.require(Permission.SURVEYS_FIELD)
    study = locked_study(study_id)
    if study.state not in {StudyState.DRAFT, StudyState.SAMPLED}:
        raise Conflict(
            N_("This study has been launched."), hint=N_("End it instead: its answers and figures stay.")
        )
    note(STUDY_DROPPED, study, by=by, now=now)
    try:
        Invitation.objects.filter(study=study).delete()
        StudyStratum.objects.filter(study=study).delete()
        study.delete()
    except ProtectedError as error:
        raise Conflict(
            N_("Something else rests on this study: a pilot, field work, a needs study or a report."),
            hint=N_("Leave it as it is, or take it out there first."),
        ) from error
