"""How is a study tried out on a few before all are asked?"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.field_types import STUDY_SAMPLED, Stage, StudyState
from hearten.domains.surveys.models import Invitation, Study, StudyStratum
from hearten.domains.surveys.services.studies import locked_study, make_study, note
from hearten.domains.surveys.types import InvitationState
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_

# A pilot is small: it finds what is wrong with the questions, it measures nothing.
MOST_OF_SAMPLE = 0.2


@transaction.atomic
def split_pilot(*, study_id: UUID, size: int, seed: int, by: Actor, now: datetime) -> Study:
    """Take `size` people at random out of a drawn sample and ask them first, in a study of their own (`before` the main one).

    They are not asked again in the main study; the weights of those who stay are raised so that each stratum still stands
    for its whole population. Raises Conflict when nothing is drawn yet or there is a pilot, Invalid for a size that is not
    small.
    """
    by.require(Permission.SURVEYS_FIELD)
    main = locked_study(study_id)
    if main.state != StudyState.SAMPLED or main.stage != Stage.MAIN or main.before_id is not None:
        raise Conflict(N_("A pilot is split off a sample that is drawn and not launched, once."))
    ids = list(
        Invitation.objects.filter(study=main, state=InvitationState.DRAWN).order_by("pk").values_list("pk", flat=True)
    )  # fmt: skip
    most = int(len(ids) * MOST_OF_SAMPLE)
    if not 1 <= size <= most:
        raise Invalid(N_("A pilot of this sample has 1 to %(most)s people."), field="size", most=max(most, 1))
    chosen = random.Random(seed).sample(ids, size)  # noqa: S311 -- a draw, not a secret
    pilot = make_study(
        name=main.name, survey_code=main.survey.code, version=main.survey.version, by=by, now=now, stage=Stage.PILOT
    )  # fmt: skip
    _move(main, pilot, chosen)
    pilot.state, pilot.sampled_at, pilot.seed, pilot.design_id = StudyState.SAMPLED, now, seed, main.design_id
    pilot.channels, pilot.texts, pilot.reminders = main.channels, main.texts, []
    pilot.closes_at = main.opens_at if main.opens_at and main.opens_at > now else None
    pilot.save()
    main.before, main.revision = pilot, main.revision + 1
    main.save(update_fields=["before", "revision"])
    note(STUDY_SAMPLED, pilot, by=by, now=now, facts={"drawn": size, "seed": str(seed)})
    return pilot


def _move(main: Study, pilot: Study, chosen: list[UUID]) -> None:
    moved = Invitation.objects.filter(pk__in=chosen)
    taken = Counter(moved.values_list("stratum", flat=True))
    # the key names the study, so that the main study's next draw may meet the same person again
    key = Concat(Value(f"study:{pilot.pk}:"), Cast("customer_id", CharField()))
    moved.update(study=pilot, dedupe_key=key)
    for stratum in StudyStratum.objects.filter(study=main, code__in=taken):
        n = taken[stratum.code]
        StudyStratum.objects.create(
            study=pilot,
            code=stratum.code,
            values=stratum.values,
            place=stratum.place,
            population=stratum.population,
            planned=n,
            drawn=n,
            base_weight=stratum.population / n if stratum.population else 1.0,
        )
        left = stratum.drawn - n
        raised = stratum.drawn / left if left else 1.0
        Invitation.objects.filter(study=main, stratum=stratum.code).update(
            base_weight=F("base_weight") * raised
        )
        stratum.drawn, stratum.base_weight = left, stratum.base_weight * raised
        stratum.save(update_fields=["drawn", "base_weight"])
