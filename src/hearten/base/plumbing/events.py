"""The outbox: publish a fact with the change that made it true; receivers hear it at least once, and act once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from hearten.base.plumbing.jobs import Queued, arguments_of, enqueue_many, job
from hearten.base.plumbing.models import Delivery, OutboxEvent
from hearten.base.rows import insert_rows
from hearten.kernel.clock import utc_now
from hearten.kernel.events import Event

Receiver = Callable[[dict[str, Any]], None]

# A delivery that has not been made after this time, and has no job, is lost; older ones are left to a person.
_LOST_AFTER, _LOST_UNTIL = timedelta(minutes=10), timedelta(days=7)

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
    (row,) = publish_many([event])
    return row


def publish_many(events: Iterable[Event]) -> Sequence[OutboxEvent]:
    """As `publish`, many events in one statement and their deliveries in another."""
    rows, deliveries = write_events(events)
    enqueue_many(deliveries)
    return rows


def write_events(events: Iterable[Event]) -> tuple[Sequence[OutboxEvent], list[Queued]]:
    """The rows, written, and their deliveries, which the caller must queue in the same transaction."""
    rows = insert_rows(
        [
            OutboxEvent(kind=event.kind, payload=event.to_payload(), occurred_at=event.occurred_at)
            for event in events
        ],
        number=True,
    )
    deliveries = [
        Queued(name="plumbing.deliver", arguments={"event_id": row.pk, "receiver": name})
        for row in rows
        for name in _RECEIVERS[row.kind]
    ]
    return rows, deliveries


def receivers_of(kind: str) -> dict[str, Receiver]:
    return dict(_RECEIVERS[kind])


def requeue_lost(*, now: datetime) -> int:
    """Queue each delivery that was neither made nor is under way: its job was given up, or is gone. Gives how many.

    Looks at events older than ten minutes and younger than a week, so that a receiver of a new release does not hear all of
    the past. Run again, it finds the deliveries in the queue.
    """
    under_way = {
        (given["event_id"], given["receiver"])
        for given in arguments_of("plumbing.deliver", states=("todo", "doing"))
    }
    lost = []
    for kind, receivers in _RECEIVERS.items():
        written = OutboxEvent.objects.filter(
            kind=kind, occurred_at__gt=now - _LOST_UNTIL, occurred_at__lt=now - _LOST_AFTER
        )
        for name in receivers:
            made = Delivery.objects.filter(event=OuterRef("pk"), receiver=name)
            rows = written.filter(~Exists(made)).order_by("pk").values_list("pk", flat=True)
            lost += [(number, name) for number in rows if (number, name) not in under_way]
    enqueue_many(
        Queued(name="plumbing.deliver", arguments={"event_id": number, "receiver": name})
        for number, name in lost
    )
    return len(lost)


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
