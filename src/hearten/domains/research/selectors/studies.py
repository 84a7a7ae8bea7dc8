"""Which needs studies are there, how far are they, what do they still lack?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.research.completeness import step_gaps
from hearten.domains.research.models import Change, Evidence, Need, NeedsStudy, StudySource, StudyStep
from hearten.domains.research.types import Gap, Step, StepState
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

Owned = TypeVar("Owned", Evidence, Change)


@dataclass(frozen=True)
class StudyRow:
    """A study in a list: the step it is at (None when all are finished), and how many are finished."""

    study: NeedsStudy
    at: Step | None
    done: int


@dataclass(frozen=True)
class StepOnPage:
    row: StudyStep
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class NeedOnPage:
    need: Need
    evidence: tuple[Evidence, ...]
    changes: tuple[Change, ...]


def list_studies_for(actor: Actor) -> list[StudyRow]:
    """All studies, newest first."""
    actor.require(Permission.INSIGHT_VIEW)
    studies = list(NeedsStudy.objects.order_by("-opened_at", "-id"))
    done = set(
        StudyStep.objects.filter(study__in=studies, state=StepState.DONE).values_list("study_id", "step")
    )
    return [_row(study, done) for study in studies]


def get_study_for(actor: Actor, study_id: UUID) -> NeedsStudy:
    """One study. Raises NotFound."""
    actor.require(Permission.INSIGHT_VIEW)
    study = NeedsStudy.objects.filter(pk=study_id).first()
    if study is None:
        raise NotFound(N_("There is no such study, or it is not yours to see."))
    return study


def steps_for(actor: Actor, study_id: UUID) -> dict[Step, StepOnPage]:
    """The five steps in order, each with what it still lacks."""
    get_study_for(actor, study_id)
    rows = {row.step: row for row in StudyStep.objects.filter(study_id=study_id)}
    return {step: StepOnPage(rows[step], tuple(step_gaps(rows[step]))) for step in Step}


def sources_for(actor: Actor, study_id: UUID) -> list[StudySource]:
    """The surveys that a study looks at."""
    get_study_for(actor, study_id)
    rows = StudySource.objects.select_related("survey_study").filter(study_id=study_id)
    return list(rows.order_by("added_at", "pk"))


def needs_for(
    actor: Actor, *, study_id: UUID | None = None, kano: str = "", factor: str = "", nature: str = ""
) -> list[NeedOnPage]:
    """Needs with their evidence and changes, the most important first."""
    actor.require(Permission.INSIGHT_VIEW)
    given = {"study_id": study_id, "kano": kano, "factor": factor, "nature": nature}
    rows = Need.objects.select_related("study").filter(
        **{name: value for name, value in given.items() if value}
    )
    needs = list(rows.order_by("-importance", "written_at", "pk"))
    evidence = _by_need(
        Evidence.objects.select_related("statement__material").filter(need__in=needs).order_by("pk")
    )
    changes = _by_need(Change.objects.filter(need__in=needs).order_by("linked_at", "pk"))
    return [
        NeedOnPage(need, tuple(evidence.get(need.pk, ())), tuple(changes.get(need.pk, ()))) for need in needs
    ]


def get_need_for(actor: Actor, need_id: UUID) -> NeedOnPage:
    """One need with what it rests on and caused. Raises NotFound."""
    actor.require(Permission.INSIGHT_VIEW)
    need = Need.objects.select_related("study").filter(pk=need_id).first()
    if need is None:
        raise NotFound(N_("There is no such need, or it is not yours to see."))
    rows = needs_for(actor, study_id=need.study_id)
    return next(row for row in rows if row.need.pk == need.pk)


def _row(study: NeedsStudy, done: set[tuple[UUID, str]]) -> StudyRow:
    open_steps = [step for step in Step if (study.pk, step.value) not in done]
    return StudyRow(study, open_steps[0] if open_steps else None, len(Step) - len(open_steps))


def _by_need(rows: Iterable[Owned]) -> dict[UUID, list[Owned]]:
    found: dict[UUID, list[Owned]] = {}
    for row in rows:
        found.setdefault(row.need_id, []).append(row)
    return found
