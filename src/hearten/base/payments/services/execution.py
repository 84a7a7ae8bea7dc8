"""Carrying out an order: ask the provider outside any transaction, then write the answer down with its consequences.

A crash at any point leaves the order open; whoever tries again asks with the same key, so money moves once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append_many
from hearten.base.ledger.types import Record
from hearten.base.payments.models import PaymentOrder
from hearten.base.payments.ports import PaymentProvider, file_channel, provider_named
from hearten.base.payments.services.ordering import facts_of
from hearten.base.payments.types import (
    FAILED,
    OPEN_STATES,
    RETURNED,
    SETTLED,
    Direction,
    Failure,
    OrderState,
    OutcomeUnknown,
    PaymentFailed,
    PaymentReturned,
    PaymentSettled,
    ProviderResult,
    ProviderStatus,
)
from hearten.base.plumbing.events import publish_many
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.events import Event
from hearten.kernel.text import N_

_SYSTEM = Actor.system("payments.execute")
_NEXT = {
    ProviderStatus.SETTLED: OrderState.SETTLED,
    ProviderStatus.PENDING: OrderState.PENDING,
    ProviderStatus.DECLINED: OrderState.FAILED,
    ProviderStatus.RETURNED: OrderState.RETURNED,
}
# What may follow what; anything else was written down by someone quicker, and stands.
_MAY_FOLLOW = {
    OrderState.SENDING: {OrderState.PENDING, OrderState.SETTLED, OrderState.FAILED},
    OrderState.PENDING: {OrderState.SETTLED, OrderState.FAILED},
    OrderState.SETTLED: {OrderState.RETURNED},
}


def execute_order(*, order_id: UUID, now: datetime) -> PaymentOrder:
    """Bring an open order to its end. Raises OutcomeUnknown when the provider leaves us in the dark: try again later."""
    order = _take_up(order_id)
    if order.state not in OPEN_STATES or file_channel(order.provider) is not None:
        return order  # what goes by file waits for its batch
    provider = provider_named(order.provider)
    if provider is None:
        raise LookupError(f"no payment provider is called {order.provider}")
    result = _known_result(provider, order) or _ask(provider, order)
    return record_result(order_id=order.pk, result=result, now=now)


def record_result(*, order_id: UUID, result: ProviderResult, now: datetime) -> PaymentOrder:
    """Write the provider's answer, the ledger entry and the event, together and once."""
    with transaction.atomic(durable=True):
        return record_results({order_id: result}, now=now)[order_id]


def record_results(results: Mapping[UUID, ProviderResult], *, now: datetime) -> dict[UUID, PaymentOrder]:
    """The same for many, within the caller's transaction. The locks are taken in one order, so that two can't block each other."""
    orders = PaymentOrder.objects.select_for_update().filter(pk__in=results).order_by("pk")
    found = {order.pk: order for order in orders}
    steps = [
        _move(order, state, results[order_id], now)
        for order_id, order in found.items()
        for state in _path(order, results[order_id])
        if state in _MAY_FOLLOW.get(OrderState(order.state), set())
    ]
    moved = {step.order.pk: step.order for step in steps}
    PaymentOrder.objects.bulk_update(moved.values(), _MOVED)
    _tell(steps)
    return found


def provider_key(order: PaymentOrder) -> str:
    """The key under which the provider's book holds the movement itself."""
    return f"{order.idempotency_key}:capture" if order.direction == Direction.IN else order.idempotency_key


def _take_up(order_id: UUID) -> PaymentOrder:
    with transaction.atomic(durable=True):  # the order must be committed before the provider hears of it
        PaymentOrder.objects.filter(pk=order_id, state__in=OPEN_STATES).update(attempts=F("attempts") + 1)
        order = PaymentOrder.objects.filter(pk=order_id).first()
    if order is None:
        raise NotFound(N_("There is no such payment."))
    return order


def _known_result(provider: PaymentProvider, order: PaymentOrder) -> ProviderResult | None:
    """What the provider already did for this order in an attempt that did not come back; None when it did nothing."""
    if order.attempts <= 1:
        return None
    result = provider.query(idempotency_key=provider_key(order))
    return None if result.status is ProviderStatus.UNKNOWN else result


def _ask(provider: PaymentProvider, order: PaymentOrder) -> ProviderResult:
    try:
        return _move_money(provider, order)
    except OutcomeUnknown:
        result = provider.query(idempotency_key=provider_key(order))
        if result.status is ProviderStatus.UNKNOWN:
            raise
        return result
    except Invalid:
        return ProviderResult(status=ProviderStatus.DECLINED, failure=Failure.REFUSED)


def _move_money(provider: PaymentProvider, order: PaymentOrder) -> ProviderResult:
    key, amount = order.idempotency_key, order.amount_minor
    if order.refund_of is not None:
        return provider.refund(
            idempotency_key=key, reference=order.refund_of.provider_reference, amount_minor=amount
        )
    account = str(order.account or "")
    if order.direction == Direction.OUT:
        return provider.payout(
            idempotency_key=key, amount_minor=amount, currency=order.currency, account=account
        )
    reserved = provider.authorise(
        idempotency_key=f"{key}:authorise", amount_minor=amount, currency=order.currency, account=account
    )
    if reserved.status is not ProviderStatus.APPROVED:
        return reserved
    return provider.capture(
        idempotency_key=provider_key(order), reference=reserved.reference, amount_minor=amount
    )


def _path(order: PaymentOrder, result: ProviderResult) -> list[OrderState]:
    """The states to pass through; a payment that came back before we knew it had gone settles first."""
    target = _NEXT.get(result.status)
    if target is None:
        return []
    if target is OrderState.RETURNED and order.state in OPEN_STATES:
        return [OrderState.SETTLED, OrderState.RETURNED]
    return [target]


def _move(order: PaymentOrder, state: OrderState, result: ProviderResult, now: datetime) -> _Step:
    at = max(now, order.created_at)
    order.state = state
    order.provider_reference = result.reference or order.provider_reference
    if state is OrderState.SETTLED:
        order.settled_at = at
    if state in {OrderState.FAILED, OrderState.RETURNED}:
        order.closed_at, order.failure = at, result.failure or Failure.REFUSED
    return _Step(order, state, at)


@dataclass(frozen=True)
class _Step:
    """One move of one order, to be told of; what is told later must not depend on a move after it."""

    order: PaymentOrder
    state: OrderState
    at: datetime


_MOVED = ["state", "provider_reference", "settled_at", "closed_at", "failure"]
_KINDS = {OrderState.SETTLED: SETTLED, OrderState.FAILED: FAILED, OrderState.RETURNED: RETURNED}


def _tell(steps: Sequence[_Step]) -> None:
    """Ledger entries and events of all moves, each kind in few statements; `pending` is nobody's business yet."""
    told = [step for step in steps if step.state in _KINDS]
    append_many(_entry(step) for step in told)
    publish_many([_event(step) for step in told])


def _failure(step: _Step) -> str:
    return "" if step.state is OrderState.SETTLED else step.order.failure


def _entry(step: _Step) -> Record:
    failure = _failure(step)
    return Record(
        kind=_KINDS[step.state],
        subject_id=step.order.customer_id,
        actor=_SYSTEM.label,
        occurred_at=step.at,
        about=step.order.reference,
        facts=facts_of(step.order) | ({"failure": failure} if failure else {}),
    )


def _event(step: _Step) -> Event:
    order = step.order
    told: dict[str, Any] = {
        "occurred_at": step.at,
        "order_id": order.pk,
        "idempotency_key": order.idempotency_key,
        "customer_id": order.customer_id,
        "direction": str(order.direction),
        "purpose": order.purpose,
        "reference": order.reference,
        "amount_minor": order.amount_minor,
        "currency": order.currency,
    }
    if step.state is OrderState.SETTLED:
        return PaymentSettled(**told)
    if step.state is OrderState.FAILED:
        return PaymentFailed(**told, failure=_failure(step))
    return PaymentReturned(**told, failure=_failure(step))
