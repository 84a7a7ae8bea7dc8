"""What the writers of this room share: a study by its id, the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.domains.research.models import NeedsStudy
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

LONGEST_LINE, LONGEST_TEXT = 400, 4000


def study_of(study_id: UUID, by: Actor, *, lock: bool = False) -> NeedsStudy:
    """The study, for who may write. Raises NotAllowed or NotFound."""
    by.require(Permission.RESEARCH_EDIT)
    rows = NeedsStudy.objects.select_for_update() if lock else NeedsStudy.objects.all()
    study = rows.filter(pk=study_id).first()
    if study is None:
        raise NotFound(N_("There is no such study, or it is not yours to see."))
    return study


def note_ledger(study: NeedsStudy, kind: str, /, *, by: Actor, now: datetime, **facts: Any) -> None:
    append(kind, subject_id=study.pk, actor=by, now=now, about=study.name[:80], facts=facts)
