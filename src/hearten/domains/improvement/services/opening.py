"""When does a case begin?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.touchpoints.types import Channel
from hearten.domains.channels.services.postroom import zone_of
from hearten.domains.claims.selectors.aftercare import offer_named
from hearten.domains.customers.selectors import get_customer
from hearten.domains.improvement.models import Case
from hearten.domains.improvement.rules import add_working_days, loop_rules
from hearten.domains.improvement.services.steps import clean_text, note_ledger, tell_story, touch
from hearten.domains.improvement.types import OPENED, CaseKind, EntryKind, Reason
from hearten.domains.surveys.selectors import response_of
from hearten.kernel.ids import new_id, new_number


@transaction.atomic
def open_case_for_answer(*, payload: Mapping[str, Any], by: Actor, now: datetime) -> Case | None:
    """Open a case for a low answer, as the rules say; the same answer again gives back its case. None when not low,
    or when nobody is named.

    `payload` is that of `surveys.answered`.
    """
    reason = loop_rules().reason_for(payload["survey"], payload["low_items"])
    if reason is None:
        return None
    response = response_of(UUID(payload["response_id"]))
    if response.customer_id is None:  # came by an open link: there is nobody to call
        return None
    case, created = Case.objects.get_or_create(
        response=response,
        defaults=_facts(response.customer_id, now)
        | {
            "kind": CaseKind.EXPERIENCE,
            "reason": reason,
            "claim_id": response.claim_id,
            "product_code": response.product_code,
            "channel": response.channel,
        },
    )
    if created:
        _begin(case, by=by, now=now)
    return case


@transaction.atomic
def register_complaint(
    *,
    customer_id: UUID,
    summary: str,
    channel: Channel,
    client_token: str,
    by: Actor,
    now: datetime,
    claim_id: UUID | None = None,
    product_code: str = "",
) -> Case:
    """Register a complaint by hand. The same `client_token` again (a form sent twice) gives back the first case."""
    by.require(Permission.CASES_WORK)
    words = clean_text(summary, field="summary", required=True)
    get_customer(customer_id)
    try:
        with transaction.atomic():
            case = Case.objects.create(
                **_facts(customer_id, now),
                kind=CaseKind.COMPLAINT,
                reason=Reason.COMPLAINT,
                summary=words,
                channel=channel,
                claim_id=claim_id,
                product_code=product_code,
                client_token=client_token,
            )
    except IntegrityError:
        return Case.objects.get(client_token=client_token, customer_id=customer_id)
    _begin(case, by=by, now=now)
    return case


@transaction.atomic
def open_case_for_aftercare(*, payload: Mapping[str, Any], by: Actor, now: datetime) -> Case:
    """Open a case so that somebody calls; the same wish again gives back its case. `payload` is that of `claims.aftercare_asked`."""
    offer, claim_id = offer_named(payload["offer"]), UUID(payload["claim_id"])
    case, created = Case.objects.get_or_create(
        client_token=f"{payload['offer']}:{claim_id}",
        defaults=_facts(UUID(payload["customer_id"]), now)
        | {
            "kind": CaseKind.REQUEST,
            "reason": Reason.AFTERCARE,
            "summary": offer.title if offer else payload["offer"],
            "claim_id": claim_id,
            "product_code": payload["product_code"],
        },
    )
    if created:
        _begin(case, by=by, now=now)
    return case


def due_after(opened: datetime, customer_id: UUID) -> datetime:
    """When a case opened at `opened` must have been answered."""
    return add_working_days(opened, loop_rules().due_working_days, zone_of(customer_id))


def _facts(customer_id: UUID, now: datetime) -> dict[str, Any]:
    identity = new_id()
    return {
        "id": identity,
        "number": new_number("CA", identity),
        "customer_id": customer_id,
        "opened_at": now,
        "due_at": due_after(now, customer_id),
    }


def _begin(case: Case, *, by: Actor, now: datetime) -> None:
    tell_story(case, EntryKind.OPENED, by=by, now=now)
    note_ledger(case, OPENED, by=by, now=now, kind=case.kind, reason=case.reason)
    touch(case, "case.opened", outcome=case.reason, now=now, channel=Channel(case.channel))
