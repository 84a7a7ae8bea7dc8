"""The outbox: publish a fact with the change that made it true; receivers hear it at least once, and act once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction

from hearten.base.plumbing.jobs import enqueue, job
from hearten.base.plumbing.models import Delivery, OutboxEvent
from hearten.kernel.clock import utc_now
from hearten.kernel.events import Event

Receiver = Callable[[dict[str, Any]], None]

_RECEIVERS: dict[str, dict[str, Receiver]] = defaultdict(dict)


def receives(kind: str, *, name: str) -> Callable[[Receiver], Receiver]:
    """Register a receiver of events called `kind`. `name` is its address in the queue: keep it when the code moves."""

    def register(function: Receiver) -> Receiver:
        if _RECEIVERS[kind].setdefault(name, function) is not function:
            raise ValueError(f"two receivers are called {name}")
        return function

    return register


def publish(event: Event) -> OutboxEvent:
    """Write `event` to the outbox and queue one delivery for each receiver, in the caller's transaction."""
    row = OutboxEvent.objects.create(
        kind=event.kind, payload=event.to_payload(), occurred_at=event.occurred_at
    )
    for name in _RECEIVERS[event.kind]:
        enqueue("plumbing.deliver", event_id=row.pk, receiver=name)
    return row


def receivers_of(kind: str) -> dict[str, Receiver]:
    return dict(_RECEIVERS[kind])


@job("plumbing.deliver")
def deliver(event_id: int, receiver: str) -> None:
    """Hand one event to one receiver. The note that it was delivered commits together with what the receiver did."""
    with transaction.atomic():
        event = OutboxEvent.objects.get(pk=event_id)
        function = _RECEIVERS[event.kind].get(receiver)
        if function is None:  # the receiver was removed in a later release
            return
        _, first = Delivery.objects.get_or_create(
            event=event, receiver=receiver, defaults={"delivered_at": utc_now()}
        )
        if first:
            function(event.payload)
