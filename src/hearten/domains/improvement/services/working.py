"""Who sees to a case, what was said on the telephone, what was noted?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.touchpoints.types import Channel
from hearten.domains.improvement.models import Case
from hearten.domains.improvement.services.steps import (
    clean_text,
    lock_unfinished,
    note_ledger,
    save_step,
    tell_story,
    touch,
)
from hearten.domains.improvement.types import CALLED, TAKEN, CallResult, CaseState, EntryKind


@transaction.atomic
def take_case(*, case_id: UUID, version: int, by: Actor, now: datetime) -> Case:
    """See to a case from now on, also one that a colleague had. Raises Conflict when it moved on meanwhile."""
    case = lock_unfinished(case_id, version, by)
    if case.owner_id == by.user_id:
        return case
    _own(case, by, now)
    save_step(case, "owner_id", "owner_name", "state", "taken_at")
    tell_story(case, EntryKind.TAKEN, by=by, now=now)
    note_ledger(case, TAKEN, by=by, now=now)
    return case


@transaction.atomic
def log_call(
    *, case_id: UUID, version: int, result: CallResult, words: str, by: Actor, now: datetime
) -> Case:
    """Write down a call and what was said. Whoever calls a customer about a free case has taken it."""
    case = lock_unfinished(case_id, version, by)
    clean = clean_text(words, field="words", required=result is CallResult.REACHED)
    if case.owner_id is None:
        _own(case, by, now)
    save_step(case, "owner_id", "owner_name", "state", "taken_at")
    tell_story(case, EntryKind.CALL, by=by, now=now, words=clean, call_result=result)
    note_ledger(case, CALLED, by=by, now=now, result=result.value)
    touch(case, "case.called", outcome=result.value, now=now, channel=Channel.PHONE)
    return case


@transaction.atomic
def add_note(*, case_id: UUID, words: str, by: Actor, now: datetime, version: int) -> Case:
    """Add a note for colleagues; a closed case takes none."""
    case = lock_unfinished(case_id, version, by)
    clean = clean_text(words, field="words", required=True)
    save_step(case)
    tell_story(case, EntryKind.NOTE, by=by, now=now, words=clean)
    return case


def _own(case: Case, by: Actor, now: datetime) -> None:
    case.owner_id, case.owner_name = by.user_id, by.name
    case.state, case.taken_at = CaseState.WORKING, case.taken_at or now
