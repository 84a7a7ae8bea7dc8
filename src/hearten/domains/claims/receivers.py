"""What claims hear from others: that money has moved, or has not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.events import receives
from hearten.domains.claims.services.compensating import PURPOSE as COMPENSATION
from hearten.domains.claims.services.compensating import settle_compensation
from hearten.domains.claims.services.paying import PURPOSE, fail_payout, settle_payout

_BANK = Actor.system("payments")


@receives("payments.settled", name="claims.payment_settled")
def payment_settled(payload: dict[str, Any]) -> None:
    now = datetime.fromisoformat(payload["occurred_at"])
    if payload["purpose"] == PURPOSE:
        settle_payout(idempotency_key=payload["idempotency_key"], by=_BANK, now=now)
    elif payload["purpose"] == COMPENSATION:
        settle_compensation(idempotency_key=payload["idempotency_key"], paid=True, by=_BANK, now=now)


@receives("payments.failed", name="claims.payment_failed")
def payment_failed(payload: dict[str, Any]) -> None:
    _failed(payload)


@receives("payments.returned", name="claims.payment_returned")
def payment_returned(payload: dict[str, Any]) -> None:
    _failed(payload)


def _failed(payload: dict[str, Any]) -> None:
    now = datetime.fromisoformat(payload["occurred_at"])
    if payload["purpose"] == COMPENSATION:
        settle_compensation(idempotency_key=payload["idempotency_key"], paid=False, by=_BANK, now=now)
    elif payload["purpose"] == PURPOSE:
        fail_payout(idempotency_key=payload["idempotency_key"], failure=payload["failure"], by=_BANK, now=now)
