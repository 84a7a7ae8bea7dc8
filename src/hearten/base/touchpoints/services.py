"""Recording moments with customers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from hearten.base.plumbing.events import publish
from hearten.base.rows import insert_rows
from hearten.base.touchpoints.models import Touchpoint
from hearten.base.touchpoints.types import Moment, TouchpointRecorded
from hearten.kernel.ids import new_id

_known_months: set[str] = set()


def record(moment: Moment) -> UUID:
    """Record one moment and tell those who listen. Returns the touchpoint's identity."""
    touchpoint_id = new_id()
    _ensure_months([moment.occurred_at])
    _row(moment, touchpoint_id).save(force_insert=True)
    publish(_announcement(moment, touchpoint_id))
    return touchpoint_id


def record_many(moments: Iterable[Moment]) -> list[UUID]:
    """Record moments of the past (imports, demonstrations) without announcing them. Returns identities in order."""
    rows = [_row(moment, new_id()) for moment in moments]
    _ensure_months(row.occurred_at for row in rows)
    insert_rows(rows)
    return [row.id for row in rows]


def write_moments(moments: Sequence[Moment]) -> list[TouchpointRecorded]:
    """Record moments of now in one statement. Returns what tells of them: the caller publishes it, in the same transaction."""
    ids = record_many(moments)
    return [_announcement(moment, identity) for moment, identity in zip(moments, ids, strict=True)]


def _announcement(moment: Moment, touchpoint_id: UUID) -> TouchpointRecorded:
    return TouchpointRecorded(
        occurred_at=moment.occurred_at,
        touchpoint_id=touchpoint_id,
        customer_id=moment.customer_id,
        moment=moment.kind,
        stage=moment.stage.value,
        channel=moment.channel.value,
        outcome=moment.outcome,
        refs=moment.refs,
    )


def _row(moment: Moment, touchpoint_id: UUID) -> Touchpoint:
    return Touchpoint(
        id=touchpoint_id,
        customer_id=moment.customer_id,
        stage=moment.stage,
        channel=moment.channel,
        kind=moment.kind,
        outcome=moment.outcome,
        duration_s=moment.duration_s,
        refs=moment.refs,
        occurred_at=moment.occurred_at,
    )


def _ensure_months(times: Iterable[datetime]) -> None:
    """Make the monthly partitions that are not there yet."""
    months = {f"{time:%Y-%m-01}" for time in times} - _known_months
    if not months:
        return
    with connection.cursor() as cursor:
        # the first moments of a month may come at once: whoever is second waits, and finds the partition made
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('touchpoints.months', 0))")
        for month in sorted(months):
            cursor.execute("SELECT touchpoints_ensure_month(%s::date)", [month])
    # only what is committed may be remembered: a partition may be rolled back with its transaction
    transaction.on_commit(lambda: _known_months.update(months))
