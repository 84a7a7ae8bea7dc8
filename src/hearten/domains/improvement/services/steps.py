"""What each step of a case shares: the locked row, its story, its touchpoint and a clean text."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.touchpoints.services import record
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.domains.improvement.models import Case, CaseEntry
from hearten.domains.improvement.types import CallResult, CaseState, EntryKind
from hearten.kernel.errors import Conflict, NotFound
from hearten.kernel.given import clean_words
from hearten.kernel.text import N_

LONGEST_TEXT = 4000


def lock_case(case_id: UUID, version: int, by: Actor) -> Case:
    """The case, locked, if it is as the actor last saw it. Raises NotAllowed, NotFound, or Conflict when it moved on."""
    by.require(Permission.CASES_WORK)
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NotFound(N_("There is no such case, or it is not yours to see."))
    if case.version != version:
        raise Conflict(
            N_("Somebody else has worked on this case since you opened it."),
            hint=N_("Look at what is new, then do it again."),
        )
    return case


def lock_unfinished(case_id: UUID, version: int, by: Actor) -> Case:
    """Like `lock_case`; raises Conflict when the case is closed."""
    case = lock_case(case_id, version, by)
    if case.state == CaseState.CLOSED:
        raise Conflict(N_("This case is closed."))
    return case


def save_step(case: Case, *fields: str) -> None:
    """Save the named fields; whoever looked at the case before has to look again."""
    case.version += 1
    case.save(update_fields=[*fields, "version"])


def tell_story(
    case: Case,
    kind: EntryKind,
    *,
    by: Actor,
    now: datetime,
    words: str = "",
    call_result: CallResult | None = None,
) -> CaseEntry:
    """Write one line of the case's story."""
    return CaseEntry.objects.create(
        case=case,
        customer_id=case.customer_id,
        kind=kind,
        actor=by.label,
        actor_name="" if by.is_system else by.name,
        at=now,
        words=words or None,
        call_result=call_result or "",
    )


def note_ledger(case: Case, kind: str, /, *, by: Actor, now: datetime, **facts: Any) -> None:
    append(kind, subject_id=case.customer_id, actor=by, now=now, about=case.number, facts=facts)


def touch(case: Case, kind: str, *, outcome: str, now: datetime, channel: Channel = Channel.DESK) -> None:
    """Leave the touchpoint of this step."""
    refs = {"case_id": str(case.pk), "reason": case.reason, "case_kind": case.kind}
    if case.claim_id:
        refs["claim_id"] = str(case.claim_id)
    if case.product_code:
        refs["product_code"] = case.product_code
    record(
        Moment(
            customer_id=case.customer_id,
            stage=Stage.SERVE,
            channel=channel,
            kind=kind,
            outcome=outcome,
            occurred_at=now,
            refs=refs,
        )
    )


def clean_text(text: str, *, field: str, required: bool = False) -> str:
    """The text without stray blanks. Raises Invalid when it is missing or too long."""
    return clean_words(text, field=field, most=LONGEST_TEXT, required=required)
