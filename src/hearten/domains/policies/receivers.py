"""A premium that arrives late still becomes a policy."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.plumbing.events import receives
from hearten.domains.policies.models import Application, Policy
from hearten.domains.policies.services import issue_policy, issue_renewal
from hearten.domains.policies.services.traces import touch_application
from hearten.domains.policies.types import PREMIUM, RENEWAL


@receives("payments.settled", name="policies.issue")
def issue(payload: dict[str, Any]) -> None:
    """Issue what was paid for, unless it was issued at once."""
    now = datetime.fromisoformat(payload["occurred_at"])
    if payload["purpose"] == PREMIUM:
        application = Application.objects.get(number=payload["reference"])
        issue_policy(application_id=application.pk, order_id=UUID(payload["order_id"]), now=now)
    elif payload["purpose"] == RENEWAL:
        policy = Policy.objects.get(number=payload["reference"])
        issue_renewal(
            policy_id=policy.pk,
            premium_minor=payload["amount_minor"],
            payment=payload["order_id"],
            now=now,
        )


@receives("payments.failed", name="policies.note_failed_payment")
def note_failed_payment(payload: dict[str, Any]) -> None:
    """A premium that could not be taken is a moment that matters."""
    if payload["purpose"] == PREMIUM:
        application = Application.objects.get(number=payload["reference"])
        now = datetime.fromisoformat(payload["occurred_at"])
        touch_application(application, "policy.payment_failed", now=now, outcome=payload["failure"])
