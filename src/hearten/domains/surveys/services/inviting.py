"""Who is asked about what, when, and why not? One occasion or thousands, in the same few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append_many
from hearten.base.ledger.types import Record
from hearten.base.rows import insert_rows
from hearten.base.vault.services import keys_at_hand
from hearten.domains.surveys.models import Invitation, SurveyVersion
from hearten.domains.surveys.selectors.rules import rules_in_force
from hearten.domains.surveys.services.asking_room import AskingRoom, drawn
from hearten.domains.surveys.services.documents import ensure_version
from hearten.domains.surveys.services.sending import queue_sending
from hearten.domains.surveys.types import INVITED, InvitationState, Trigger, Withheld
from hearten.kernel.ids import new_id


@dataclass(frozen=True, kw_only=True)
class NewInvitation:
    """One occasion to ask. What was `promised` (a follow-up to a case) is free of the limits, not of consent and quiet hours."""

    survey_code: str
    customer_id: UUID
    dedupe_key: str
    touchpoint_id: UUID | None = None
    parent_id: UUID | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    channel: str = "app"
    delay: timedelta = timedelta(0)
    fraction: float = 1.0
    promised: bool = False


def invite(*, by: Actor, now: datetime, **facts: Any) -> Invitation:
    """Plan to ask one customer, or note why not; `facts` are those of `NewInvitation`.

    The same `dedupe_key` again gives back the first invitation.
    """
    (invitation,) = invite_many(rows=[NewInvitation(**facts)], by=by, now=now)
    return invitation


@transaction.atomic
def invite_many(*, rows: Sequence[NewInvitation], by: Actor, now: datetime) -> list[Invitation]:
    """As `invite`, many occasions, in a number of statements that does not grow with them. In the order of `rows`."""
    if not rows:
        return []
    room = AskingRoom.open({row.customer_id for row in rows}, now=now)
    keys = {row.dedupe_key for row in rows}
    known = {one.dedupe_key: one for one in Invitation.objects.filter(dedupe_key__in=keys)}
    versions = {code: ensure_version(code, now=now) for code in {row.survey_code for row in rows}}
    fresh: list[Invitation] = []
    for row in rows:
        if row.dedupe_key not in known:
            known[row.dedupe_key] = _invitation(row, versions[row.survey_code], room, now)
            fresh.append(known[row.dedupe_key])
    with keys_at_hand(room.customers):
        insert_rows(fresh)
        note_invited(fresh, {row.dedupe_key: row.survey_code for row in rows}, by=by, now=now)
    queue_sending(fresh, now=now)
    return [known[row.dedupe_key] for row in rows]


def invite_after_moment(*, payload: Mapping[str, Any], by: Actor, now: datetime) -> list[Invitation]:
    """Ask about a recorded touchpoint, as the triggers say. `payload` is that of `touchpoints.recorded`."""
    rows = [
        NewInvitation(
            survey_code=trigger.survey,
            customer_id=UUID(payload["customer_id"]),
            dedupe_key=f"{trigger.name}:{payload['touchpoint_id']}",
            touchpoint_id=UUID(payload["touchpoint_id"]),
            context=payload["refs"] | {"moment": payload["moment"], "outcome": payload["outcome"]},
            channel=payload["channel"],
            delay=trigger.delay,
            fraction=trigger.fraction,
        )
        for trigger in rules_in_force().triggers
        if _fits(trigger, payload)
    ]
    return invite_many(rows=rows, by=by, now=now)


def note_invited(rows: Iterable[Invitation], about: Mapping[str, str], *, by: Actor, now: datetime) -> None:
    """One ledger entry for each that is asked; `about` gives the survey's code for each `dedupe_key`."""
    append_many(
        Record(
            kind=INVITED,
            subject_id=row.customer_id,
            actor=by.label,
            occurred_at=now,
            facts={"survey": about[row.dedupe_key]},
        )
        for row in rows
        if row.state != InvitationState.WITHHELD and row.customer_id
    )


def _invitation(row: NewInvitation, version: SurveyVersion, room: AskingRoom, now: datetime) -> Invitation:
    due = room.due(row.customer_id, now + row.delay)
    reason = room.why_not(row.customer_id, due, promised=row.promised)
    if reason is None and not drawn(row.dedupe_key, row.fraction):
        reason = Withheld.NOT_SAMPLED
    if reason is None:
        room.note(row.customer_id, due)
    return Invitation(
        id=new_id(),
        customer_id=row.customer_id,
        survey=version,
        parent_id=row.parent_id,
        touchpoint_id=row.touchpoint_id,
        dedupe_key=row.dedupe_key,
        state=InvitationState.WITHHELD if reason else InvitationState.WAITING,
        withheld=reason or "",
        channel=row.channel,
        context=dict(row.context),
        created_at=now,
        due_at=due,
    )


def _fits(trigger: Trigger, payload: Mapping[str, Any]) -> bool:
    return (
        trigger.on
        and trigger.moment == payload["moment"]
        and (not trigger.outcomes or payload["outcome"] in trigger.outcomes)
    )
