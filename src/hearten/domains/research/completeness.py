"""What does a step of a needs study still lack?"""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from hearten.domains.research.models import (
    Change,
    Coding,
    Evidence,
    Material,
    Need,
    StudySource,
    StudyStep,
)
from hearten.domains.research.types import STEP_FIELDS, Gap, Step
from hearten.kernel.text import N_

# A need this important must have a change that answers it before the study is at its end.
PRESSING = 4


def step_gaps(row: StudyStep) -> list[Gap]:
    """What must be done before the step is finished, in the order of the page; nothing when it is complete."""
    gaps = [
        Gap(N_("“%(what)s” is still empty."), (("what", field.label),))
        for field in STEP_FIELDS[Step(row.step)]
        if field.required and not row.fields.get(field.name)
    ]
    return gaps + _MORE[Step(row.step)](row)


def _nothing(row: StudyStep) -> list[Gap]:
    return []


def _sources(row: StudyStep) -> list[Gap]:
    some = (
        StudySource.objects.filter(study_id=row.study_id).exists()
        or Material.objects.filter(study_id=row.study_id).exists()
    )
    return [] if some else [Gap(N_("There is no survey and no material to look at yet."))]


def _coded(row: StudyStep) -> list[Gap]:
    materials = Material.objects.filter(study_id=row.study_id)
    coded = Coding.objects.filter(statement__material=OuterRef("pk"))
    uncoded = materials.filter(~Exists(coded)).count()
    return [Gap(N_("%(n)s materials have no coded statement yet."), (("n", uncoded),))] if uncoded else []


def _needs(row: StudyStep) -> list[Gap]:
    needs = Need.objects.filter(study_id=row.study_id)
    if not needs.exists():
        return [Gap(N_("No need is written down yet."))]
    bare = needs.filter(~Exists(Evidence.objects.filter(need=OuterRef("pk")))).count()
    return [Gap(N_("%(n)s needs have no evidence yet."), (("n", bare),))] if bare else []


def _answered(row: StudyStep) -> list[Gap]:
    pressing = Need.objects.filter(study_id=row.study_id, importance__gte=PRESSING)
    bare = pressing.filter(~Exists(Change.objects.filter(need=OuterRef("pk")))).count()
    return [Gap(N_("%(n)s important needs have no change yet."), (("n", bare),))] if bare else []


_MORE = {
    Step.GOAL: _nothing,
    Step.COLLECT: _sources,
    Step.ANALYSE: _coded,
    Step.DISTIL: _needs,
    Step.STRATEGY: _answered,
}
