"""Which questionnaires are in the making, who changed what in them, and what can be taken back?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.design_types import ChangeKind, ChangeMade, DesignState
from hearten.domains.surveys.models import DesignChange, SurveyDesign, SurveyVersion
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

_HISTORY_ROWS = 500


@dataclass(frozen=True)
class Steps:
    """The operation that takes back the last change, and the one that makes again what was taken back; None without."""

    undo: dict[str, Any] | None
    redo: dict[str, Any] | None


def list_designs_for(actor: Actor, *, retired: bool = False) -> QuerySet[SurveyDesign]:
    """Questionnaires in the making, last changed first."""
    actor.require(Permission.SURVEYS_VIEW)
    rows = SurveyDesign.objects.order_by("-changed_at")
    return rows.filter(state=DesignState.RETIRED) if retired else rows.exclude(state=DesignState.RETIRED)


def get_design_for(actor: Actor, design_id: UUID) -> SurveyDesign:
    """One design. Raises NotFound."""
    actor.require(Permission.SURVEYS_VIEW)
    design = SurveyDesign.objects.filter(pk=design_id).first()
    if design is None:
        raise NotFound(N_("There is no such questionnaire."))
    return design


def find_design_of(actor: Actor, code: str) -> SurveyDesign | None:
    """The open design of a survey, when there is one."""
    actor.require(Permission.SURVEYS_VIEW)
    return SurveyDesign.objects.filter(code=code).exclude(state=DesignState.RETIRED).first()


def taken_codes() -> set[str]:
    """The codes of all surveys, asked or in the making."""
    designs = SurveyDesign.objects.exclude(state=DesignState.RETIRED).values_list("code", flat=True)
    return {*designs, *SurveyVersion.objects.values_list("code", flat=True).distinct()}


def history_for(actor: Actor, design_id: UUID, *, most: int = 50) -> list[ChangeMade]:
    """Who changed what, newest first."""
    get_design_for(actor, design_id)
    rows = DesignChange.objects.filter(design_id=design_id).order_by("-revision")[:most]
    return [_made(row) for row in rows]


def changes_since(design_id: UUID, revision: int) -> list[ChangeMade]:
    """What was changed after a revision, oldest first."""
    rows = DesignChange.objects.filter(design_id=design_id, revision__gt=revision)
    return [_made(row) for row in rows.order_by("revision")[:_HISTORY_ROWS]]


def undo_and_redo(design_id: UUID) -> Steps:
    """What can be taken back and made again now; publishing closes what lies before it."""
    rows = DesignChange.objects.filter(design_id=design_id).order_by("-revision")[:_HISTORY_ROWS]
    return steps_of(reversed([_made(row) for row in rows]))


def steps_of(changes: Iterable[ChangeMade]) -> Steps:
    """Walks through the changes, oldest first, as two stacks: what is done, and what has been undone."""
    done: list[ChangeMade] = []
    undone: list[ChangeMade] = []
    for change in changes:
        if change.kind is ChangeKind.UNDO:
            undone.append(change)
            done = done[:-1]
        elif change.kind is ChangeKind.REDO:
            done.append(change)
            undone = undone[:-1]
        elif change.kind is ChangeKind.EDIT:
            done.append(change)
            undone = []
        else:
            done, undone = [], []
    return Steps(done[-1].inverse if done else None, undone[-1].inverse if undone else None)


def _made(row: DesignChange) -> ChangeMade:
    return ChangeMade(
        revision=row.revision,
        kind=ChangeKind(row.kind),
        operation=row.operation,
        inverse=row.inverse,
        by_name=row.by_name,
        at=row.at,
    )
