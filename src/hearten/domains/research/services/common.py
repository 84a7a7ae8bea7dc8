"""What the writers of this room share: clean words, a study by its id, the ledger."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.domains.research.models import NeedsStudy
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

E = TypeVar("E", bound=StrEnum)

LONGEST_LINE, LONGEST_TEXT = 400, 4000


def clean_words(text: str, *, field: str, most: int, required: bool = True) -> str:
    """The text without stray blanks. Raises Invalid when it is missing or too long."""
    clean = text.replace("\x00", "").strip()
    if required and not clean:
        raise Invalid(N_("Please write something here."), field=field)
    if len(clean) > most:
        raise Invalid(
            N_("This text has %(length)s characters; we can take %(most)s."),
            field=field,
            length=len(clean),
            most=most,
        )
    return clean


def one_of(kind: type[E], value: str, *, field: str) -> E:
    """The value as its enum. Raises Invalid when it is none of them."""
    try:
        return kind(value)
    except ValueError:
        raise Invalid(
            N_("“%(value)s” is not one of the choices."),
            field=field,
            hint=N_("Choose one from the list."),
            value=value[:40],
        ) from None


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
