"""Which needs stand behind what was said and counted, and which change answers each?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.research.models import Change, Evidence, Need, Statement
from hearten.domains.research.selectors.figures import find_figure_for
from hearten.domains.research.services.common import LONGEST_LINE, note_ledger, study_of
from hearten.domains.research.types import (
    CHANGE_LINKED,
    NEED_WRITTEN,
    ChangeKind,
    ChangeState,
    Confidence,
    Factor,
    Kano,
    Nature,
)
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.given import clean_words, one_of
from hearten.kernel.ids import new_id
from hearten.kernel.text import N_

_LONGEST_STATEMENT, _LONGEST_REFERENCE = 300, 80
_IMPORTANCE = range(1, 6)


@transaction.atomic
def write_need(
    *,
    study_id: UUID,
    statement: str,
    kano: str,
    kano_why: str,
    factor: str,
    nature: str,
    importance: int,
    confidence: str,
    client_token: str,
    by: Actor,
    now: datetime,
) -> Need:
    """Write down a need. The same `client_token` again gives back the first."""
    study = study_of(study_id, by)
    if importance not in _IMPORTANCE:
        raise Invalid(N_("Importance lies between 1 and 5."), field="importance")
    try:
        with transaction.atomic():
            need = Need.objects.create(
                id=new_id(),
                study=study,
                statement=clean_words(statement, field="statement", most=_LONGEST_STATEMENT),
                kano=one_of(Kano, kano, field="kano"),
                kano_why=clean_words(kano_why, field="kano_why", most=LONGEST_LINE),
                factor=one_of(Factor, factor, field="factor"),
                nature=one_of(Nature, nature, field="nature"),
                importance=importance,
                confidence=one_of(Confidence, confidence, field="confidence"),
                written_at=now,
                written_by=by.name[:80],
                client_token=client_token,
            )
    except IntegrityError:
        return Need.objects.get(client_token=client_token)
    note_ledger(study, NEED_WRITTEN, by=by, now=now, need=str(need.pk), kano=need.kano)
    return need


@transaction.atomic
def support_with_statement(*, need_id: UUID, statement_id: UUID, by: Actor, now: datetime) -> Evidence:
    """A statement of the study's material as evidence of a need; twice is once."""
    need = _need(need_id, by)
    statement = Statement.objects.filter(pk=statement_id, material__study_id=need.study_id).first()
    if statement is None:
        raise NotFound(N_("There is no such statement."))
    evidence, _created = Evidence.objects.get_or_create(
        need=need, statement=statement, defaults={"added_at": now}
    )
    return evidence


@transaction.atomic
def support_with_figure(*, need_id: UUID, source_id: int, key: str, by: Actor, now: datetime) -> Evidence:
    """A figure of one of the study's surveys as evidence, kept as it stands now with the number of its answers."""
    need = _need(need_id, by)
    figure = find_figure_for(by, study_id=need.study_id, source_id=source_id, key=key)
    plain = {"survey": figure.survey, "key": figure.key, "words": figure.words, "value": figure.value}
    plain |= {"n": figure.n, "low": figure.low, "high": figure.high, "kano": figure.kano}
    return Evidence.objects.create(need=need, figure=plain, added_at=now)


@transaction.atomic
def link_change(
    *,
    need_id: UUID,
    kind: str,
    reference: str,
    words: str,
    client_token: str,
    by: Actor,
    now: datetime,
) -> Change:
    """Say which change a need caused. The same `client_token` again gives back the first."""
    need = _need(need_id, by)
    chosen = one_of(ChangeKind, kind, field="kind")
    number = clean_words(
        reference,
        field="reference",
        most=_LONGEST_REFERENCE,
        required=chosen is not ChangeKind.SERVICE,
    )
    try:
        with transaction.atomic():
            change = Change.objects.create(
                id=new_id(),
                need=need,
                kind=chosen,
                reference=number,
                words=clean_words(words, field="words", most=LONGEST_LINE),
                linked_at=now,
                linked_by=by.name[:80],
                client_token=client_token,
            )
    except IntegrityError:
        return Change.objects.get(client_token=client_token)
    note_ledger(need.study, CHANGE_LINKED, by=by, now=now, need=str(need.pk), change=chosen.value)
    return change


@transaction.atomic
def move_change(*, change_id: UUID, state: str, result: str, by: Actor) -> Change:
    """How far a change is, and what became of it."""
    by.require(Permission.RESEARCH_EDIT)
    change = Change.objects.select_for_update().filter(pk=change_id).first()
    if change is None:
        raise NotFound(N_("There is no such change."))
    change.state = one_of(ChangeState, state, field="state")
    change.result = clean_words(
        result, field="result", most=LONGEST_LINE, required=change.state == ChangeState.DROPPED
    )
    change.save(update_fields=["state", "result"])
    return change


def _need(need_id: UUID, by: Actor) -> Need:
    by.require(Permission.RESEARCH_EDIT)
    need = Need.objects.select_related("study").filter(pk=need_id).first()
    if need is None:
        raise NotFound(N_("There is no such need, or it is not yours to see."))
    return need
