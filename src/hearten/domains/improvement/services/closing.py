"""How does a case end, and what if the customer says it has not?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.events import publish
from hearten.domains.channels.services import send_message
from hearten.domains.improvement.models import Case
from hearten.domains.improvement.rules import loop_rules
from hearten.domains.improvement.services.opening import due_after
from hearten.domains.improvement.services.steps import (
    clean_text,
    lock_unfinished,
    note_ledger,
    save_step,
    tell_story,
    touch,
)
from hearten.domains.improvement.types import (
    CLOSED,
    REOPENED,
    CaseClosed,
    CaseState,
    EntryKind,
    Outcome,
)
from hearten.domains.surveys.selectors import response_of
from hearten.domains.surveys.services import invite
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_

FOLLOW_UP_SURVEY = "follow_up"


@transaction.atomic
def close_case(
    *,
    case_id: UUID,
    version: int,
    root_cause: str,
    outcome: Outcome | None,
    by: Actor,
    now: datetime,
    promise: str = "",
    note: str = "",
) -> Case:
    """Close a case with its cause and outcome, tell the customer, and ask again whether it is settled.

    Raises Invalid without a cause of the taxonomy or an outcome, Conflict when the case moved on or nobody took it.
    """
    case = lock_unfinished(case_id, version, by)
    if case.state != CaseState.WORKING:
        raise Conflict(N_("Take the case before you close it."))
    if loop_rules().cause(root_cause) is None:
        raise Invalid(N_("Choose what caused it."), field="root_cause")
    if outcome is None:
        raise Invalid(N_("Choose how it ended."), field="outcome")
    case.root_cause, case.outcome = root_cause, outcome
    case.promise = clean_text(promise, field="promise") or None
    case.state, case.closed_at = CaseState.CLOSED, now
    save_step(case, "root_cause", "outcome", "promise", "state", "closed_at")
    tell_story(case, EntryKind.CLOSED, by=by, now=now, words=clean_text(note, field="note"))
    note_ledger(case, CLOSED, by=by, now=now, root_cause=root_cause, outcome=outcome.value)
    touch(case, "case.closed", outcome=outcome.value, now=now)
    _tell_customer(case, by=by, now=now)
    publish(
        CaseClosed(
            occurred_at=now,
            case_id=case.pk,
            customer_id=case.customer_id,
            case_kind=case.kind,
            root_cause=root_cause,
            outcome=outcome.value,
        )
    )
    return case


@transaction.atomic
def take_up_follow_up(*, payload: Mapping[str, Any], by: Actor, now: datetime) -> Case | None:
    """Put the answer to a follow-up beside its case; a low one opens the case again. None when it belongs to no case.

    After `reopen_at_most` times the case stays closed and the answer stands beside it. The same answer again does nothing.
    """
    case_id = payload["context"].get("case_id")
    case = Case.objects.select_for_update().filter(pk=case_id).first() if case_id else None
    response_id = UUID(payload["response_id"])
    if case is None or case.follow_up_id == response_id:
        return case
    case.follow_up = response_of(response_id)
    tell_story(case, EntryKind.FOLLOW_UP, by=by, now=now, words=_said(payload))
    again = (
        payload["low"]
        and case.state == CaseState.CLOSED
        and case.times_reopened < loop_rules().reopen_at_most
    )
    if again:
        case.state = CaseState.WORKING if case.owner_id else CaseState.OPEN
        case.closed_at, case.due_at = None, due_after(now, case.customer_id)
        case.times_reopened += 1
        tell_story(case, EntryKind.REOPENED, by=by, now=now)
        note_ledger(case, REOPENED, by=by, now=now, times=case.times_reopened)
        touch(case, "case.reopened", outcome=case.reason, now=now)
    save_step(case, "follow_up", "state", "closed_at", "due_at", "times_reopened")
    return case


def _tell_customer(case: Case, *, by: Actor, now: datetime) -> None:
    turn = case.times_reopened + 1
    send_message(
        customer_id=case.customer_id,
        template="case_closed",
        context={"number": case.number, "promise": case.promise or ""},
        dedupe_key=f"case_closed:{case.pk}:{turn}",
        now=now,
    )
    context = {"case_id": str(case.pk)}
    if case.product_code:
        context["product_code"] = case.product_code
    if case.claim_id:
        context["claim_id"] = str(case.claim_id)
    invite(
        survey_code=FOLLOW_UP_SURVEY,
        customer_id=case.customer_id,
        parent_id=case.response.invitation_id if case.response else None,
        dedupe_key=f"follow_up:{case.pk}:{turn}",
        context=context,
        promised=True,
        by=by,
        now=now,
    )


def _said(payload: Mapping[str, Any]) -> str:
    scores = (("CSAT", payload["csat"]), ("NPS", payload["nps"]))
    return " · ".join(f"{name} {score}" for name, score in scores if score is not None)
