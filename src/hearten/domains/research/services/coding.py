"""Words of people become statements, and statements are put under themes, by one coder or two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.selectors import get_customer
from hearten.domains.research.models import CoderReading, Coding, Material, Statement, Theme
from hearten.domains.research.services.common import LONGEST_LINE, study_of
from hearten.domains.research.types import MaterialKind
from hearten.engines.opentext.cleaning import chinese_marks, clean
from hearten.engines.opentext.masking import mask
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.given import clean_words, one_of
from hearten.kernel.ids import new_id
from hearten.kernel.text import N_

LONGEST_MATERIAL = 200_000
LONGEST_STATEMENT = 2_000
_LONGEST_TITLE, _LONGEST_NAME, _LONGEST_SEGMENT = 120, 80, 60
_SENTENCE = re.compile(r"[^\n.!?;。！？；]+[.!?;。！？；]*")


@transaction.atomic
def add_material(
    *,
    study_id: UUID,
    kind: str,
    title: str,
    segment: str,
    held_on: date,
    words: str,
    client_token: str,
    by: Actor,
    now: datetime,
    customer_id: UUID | None = None,
    names: Sequence[str] = (),
) -> Material:
    """Take in a transcript or notes: names and numbers are taken out, each sentence becomes a statement.

    `names` are those of people who took part, known from elsewhere. The same `client_token` again gives back the first.
    """
    study = study_of(study_id, by)
    given = clean_words(words, field="words", most=LONGEST_MATERIAL)
    known = [*names, *([get_customer(customer_id).name] if customer_id else [])]
    masked = "\n".join(
        chinese_marks(mask(clean(line), names=known)) for line in given.splitlines() if line.strip()
    )
    if not masked:
        raise Invalid(N_("Please write something here."), field="words")
    try:
        with transaction.atomic():
            material = Material.objects.create(
                id=new_id(),
                study=study,
                customer_id=customer_id,
                kind=one_of(MaterialKind, kind, field="kind"),
                title=clean_words(title, field="title", most=_LONGEST_TITLE),
                segment=clean_words(segment, field="segment", most=_LONGEST_SEGMENT, required=False),
                held_on=held_on,
                words=masked,
                added_at=now,
                added_by=by.name[:80],
                client_token=client_token,
            )
    except IntegrityError:
        return Material.objects.get(client_token=client_token)
    Statement.objects.bulk_create(
        Statement(id=new_id(), material=material, start=start, end=end) for start, end in sentences(masked)
    )
    return material


def sentences(words: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends, without blanks around it."""
    places = []
    for match in _SENTENCE.finditer(words):
        text = match.group()
        start = match.start() + len(text) - len(text.lstrip())
        end = match.start() + len(text.rstrip())
        if end - start > 1:
            places.append((start, min(end, start + LONGEST_STATEMENT)))
    return places


@transaction.atomic
def add_statement(*, material_id: UUID, start: int, end: int, by: Actor) -> Statement:
    """A statement of the coder's own cut: the characters from `start` to `end`. The same cut again is the same statement."""
    material = _material(material_id, by)
    if not 0 <= start < end <= len(material.words or "") or end - start > LONGEST_STATEMENT:
        raise Invalid(
            N_("These words are not part of the text, or too many for one statement."),
            field="words",
            hint=N_("Mark one statement of at most 2,000 characters."),
        )
    statement, _created = Statement.objects.get_or_create(material=material, start=start, end=end)
    return statement


@transaction.atomic
def add_theme(*, study_id: UUID, name: str, definition: str, parent_id: UUID | None, by: Actor) -> Theme:
    """A theme for the code book. Raises Conflict when the study has one of this name."""
    study = study_of(study_id, by)
    title = clean_words(name, field="name", most=_LONGEST_NAME)
    about = clean_words(definition, field="definition", most=LONGEST_LINE)
    parent = None
    if parent_id is not None:
        parent = Theme.objects.filter(pk=parent_id, study=study).first()
        if parent is None:
            raise NotFound(N_("There is no such theme."))
    if Theme.objects.filter(study=study, name=title).exists():
        raise Conflict(N_("There is a theme of this name already."))
    return Theme.objects.create(id=new_id(), study=study, parent=parent, name=title, definition=about)


@transaction.atomic
def code_statement(*, statement_id: UUID, theme_id: UUID, on: bool, by: Actor, now: datetime) -> None:
    """Put a statement under a theme, or take it away again, as the coder's own judgement."""
    by.require(Permission.RESEARCH_EDIT)
    statement = Statement.objects.select_related("material").filter(pk=statement_id).first()
    theme = Theme.objects.filter(pk=theme_id).first()
    if statement is None or theme is None or theme.study_id != statement.material.study_id:
        raise NotFound(N_("There is no such theme."))
    if by.user_id is None:
        raise Invalid(N_("Codes are given by people."), field="coder")
    if on:
        Coding.objects.get_or_create(
            statement=statement,
            theme=theme,
            coder_id=by.user_id,
            defaults={"coder_name": by.name[:80], "coded_at": now},
        )
    else:
        Coding.objects.filter(statement=statement, theme=theme, coder_id=by.user_id).delete()


@transaction.atomic
def finish_reading(*, material_id: UUID, by: Actor, now: datetime) -> CoderReading:
    """Say that one has gone through all of a material: from now on, what one left without a code counts as a judgement."""
    material = _material(material_id, by)
    if by.user_id is None:
        raise Invalid(N_("Codes are given by people."), field="coder")
    reading, _created = CoderReading.objects.get_or_create(
        material=material,
        coder_id=by.user_id,
        defaults={"coder_name": by.name[:80], "finished_at": now},
    )
    return reading


def _material(material_id: UUID, by: Actor) -> Material:
    by.require(Permission.RESEARCH_EDIT)
    material = Material.objects.filter(pk=material_id).first()
    if material is None:
        raise NotFound(N_("There is no such material, or it is not yours to see."))
    return material
