"""What a questionnaire in the making is: its states, the kinds of changes, and who was faster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_


class DesignState(StrEnum):
    DRAFT = "draft"  # has changes that nobody is asked yet
    PUBLISHED = "published"  # is what its newest version asks
    RETIRED = "retired"


DESIGN_LABELS = {
    DesignState.DRAFT: N_("Draft"),
    DesignState.PUBLISHED: N_("Published"),
    DesignState.RETIRED: N_("Retired"),
}


class ChangeKind(StrEnum):
    CREATED = "created"
    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    PUBLISHED = "published"
    RETIRED = "retired"


CHANGE_LABELS = {
    ChangeKind.CREATED: N_("Begun"),
    ChangeKind.EDIT: N_("Changed"),
    ChangeKind.UNDO: N_("Undone"),
    ChangeKind.REDO: N_("Done again"),
    ChangeKind.PUBLISHED: N_("Version published"),
    ChangeKind.RETIRED: N_("Retired"),
}


@dataclass(frozen=True)
class ChangeMade:
    """One change as the history and a conflict show it."""

    revision: int
    kind: ChangeKind
    operation: dict[str, Any]
    inverse: dict[str, Any]
    by_name: str
    at: datetime


class MovedOn(Conflict):
    """Somebody else changed the design first; `changes` says what, oldest first."""

    def __init__(self, changes: list[ChangeMade], revision: int) -> None:
        self.changes = changes
        self.revision = revision
        super().__init__(
            N_("Somebody else has changed this questionnaire meanwhile. Your change has not been made."),
            hint=N_("Look at the other change; then make yours on top of it, or leave it."),
        )
