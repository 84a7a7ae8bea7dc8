"""Who is warned before it is late, and who hears of it after? The watch over the clocks of all claims.

The watch reads the claims that have moved since it last looked (`clocks_version`) and those whose next point in time has
come (`next_at`), writes their clocks down, and says what is to be said: once, however often it runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim, ClaimClock
from hearten.domains.claims.selectors.clocks import ClockReading, is_loaded, readings_of
from hearten.domains.claims.services.compensating import may_compensate, propose_compensation
from hearten.domains.claims.services.steps import Traces
from hearten.domains.claims.types import (
    CLOCK_BREACHED,
    CLOCK_WARNED,
    ClaimState,
    Holder,
)
from hearten.engines.clocks import ClockState

BATCH = 500
_FACTS = (
    "state",
    "due_at",
    "due_known",
    "paused_since",
    "paused_s",
    "stopped_at",
    "elapsed_s",
    "breached_at",
    "late_s",
    "next_at",
)
_SAID = ("warned_at", "escalated_at", "escalated_to", "compensated_at")


@dataclass(frozen=True)
class Watched:
    """What one look at the clocks did."""

    claims: int = 0
    warned: int = 0
    breached: int = 0
    compensated: int = 0

    def __add__(self, other: Watched) -> Watched:
        return Watched(
            self.claims + other.claims,
            self.warned + other.warned,
            self.breached + other.breached,
            self.compensated + other.compensated,
        )


def watch_clocks(*, by: Actor, now: datetime) -> Watched:
    """Look at every claim that has moved or whose time has come; run twice, it says everything once."""
    total = Watched()
    while found := _batch(by, now):
        total += found
    return total


@transaction.atomic
def _batch(by: Actor, now: datetime) -> Watched | None:
    claims = _moved() or _due(now)
    return _say(_written(claims, now), len(claims), by=by, now=now) if claims else None


@transaction.atomic
def update_clocks(claims: Sequence[Claim], *, now: datetime) -> list[ClaimClock]:
    """Write down how all clocks of these claims stand. Five statements, however many claims; it tells nobody."""
    return [seen.row for seen in _written(claims, now)]


@dataclass
class _Seen:
    """One run of a clock: as it is read now, and as it is written down."""

    claim: Claim
    reading: ClockReading
    row: ClaimClock


def _written(claims: Sequence[Claim], now: datetime) -> list[_Seen]:
    known = {(row.claim_id, row.code, row.round): row for row in ClaimClock.objects.filter(claim__in=claims)}
    seen = [
        _Seen(
            claim,
            reading,
            _row(claim, reading, known.get((claim.pk, reading.clock.code, reading.round)), now),
        )
        for claim, readings in zip(claims, readings_of(claims, now=now), strict=True)
        for reading in readings
    ]
    ClaimClock.objects.bulk_create(
        [item.row for item in seen],
        update_conflicts=True,
        unique_fields=["claim", "code", "round"],
        update_fields=list(_FACTS),
        batch_size=5000,
    )
    _let_go(known, seen)
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(clocks_version=F("version"))
    return seen


def _let_go(known: Mapping[tuple[UUID, str, int], ClaimClock], seen: Iterable[_Seen]) -> None:
    """Runs that no clock of the book has any more stay as they were written, and nobody looks at them again."""
    read = {(item.row.claim_id, item.row.code, item.row.round) for item in seen}
    left = [row.pk for key, row in known.items() if key not in read and row.next_at is not None]
    if left:
        ClaimClock.objects.filter(pk__in=left).update(next_at=None)


def _moved() -> list[Claim]:
    stale = Claim.objects.exclude(state=ClaimState.DRAFT).exclude(clocks_version=F("version"))
    return list(stale.order_by("submitted_at").select_for_update(skip_locked=True, no_key=True)[:BATCH])


def _due(now: datetime) -> list[Claim]:
    ids: Iterable[UUID] = (
        ClaimClock.objects.filter(next_at__lte=now)
        .order_by("next_at")
        .values_list("claim_id", flat=True)[:BATCH]
    )
    rows = Claim.objects.filter(pk__in=set(ids)).order_by("pk")
    return list(rows.select_for_update(skip_locked=True, no_key=True))


def _row(claim: Claim, reading: ClockReading, known: ClaimClock | None, now: datetime) -> ClaimClock:
    row = ClaimClock(
        customer_id=claim.customer_id,
        claim=claim,
        product_code=claim.product_code,
        code=reading.clock.code,
        round=reading.round,
        started_at=reading.started,
        state=reading.state,
        due_at=reading.due,
        due_known=reading.due_known,
        paused_since=reading.paused_since if reading.state is ClockState.PAUSED else None,
        paused_s=reading.paused_s,
        stopped_at=reading.stopped,
        elapsed_s=reading.elapsed_s,
        breached_at=reading.due if reading.state is ClockState.BREACHED else None,
        late_s=reading.late_s if reading.state is ClockState.BREACHED else 0,
    )
    if known is not None:
        for name in _SAID:
            setattr(row, name, getattr(known, name))
    row.next_at = _next_look(claim, reading, row, now)
    return row


def _next_look(claim: Claim, reading: ClockReading, row: ClaimClock, now: datetime) -> datetime | None:
    """When the watch must look again: at the next warning, else when it is due; at once while something is unsaid."""
    if is_loaded(claim) and row.escalated_at is None and (reading.stopped or not reading.clock.is_law):
        return None
    if reading.state is ClockState.BREACHED:
        unsaid = row.escalated_at is None or may_compensate(reading.clock, row)
        return reading.due if unsaid else None
    if reading.state is not ClockState.RUNNING:
        return None
    unwarned = [moment for moment in reading.warns if moment <= now and moment not in row.warned_at]
    return now if unwarned else reading.next_warn or reading.due


def _say(seen: Sequence[_Seen], claims: int, *, by: Actor, now: datetime) -> Watched:
    """Warn, escalate and propose for every clock whose time has come."""
    traces, done = Traces(by, now), Watched(claims=claims)
    due = [item for item in seen if item.row.next_at is not None and item.row.next_at <= now]
    for item in due:
        breached = item.reading.state is ClockState.BREACHED
        done += _breached(item, traces, now) if breached else _warned(item, traces, now)
        item.row.next_at = _next_look(item.claim, item.reading, item.row, now)
    ClaimClock.objects.bulk_update([item.row for item in due], [*_SAID, "next_at"], batch_size=BATCH)
    traces.write()
    return done


def _warned(item: _Seen, traces: Traces, now: datetime) -> Watched:
    """Several points that passed since the last look are one warning."""
    points = [moment for moment in item.reading.warns if moment <= now and moment not in item.row.warned_at]
    if not points:
        return Watched()
    row = item.row
    row.warned_at = [*row.warned_at, *points]
    traces.step(item.claim, "clock_warned", holder=_holder(item.claim), visible=False)
    traces.record(item.claim, CLOCK_WARNED, clock=row.code, round=row.round, due_at=_iso(row.due_at))
    return Watched(warned=1)


def _breached(item: _Seen, traces: Traces, now: datetime) -> Watched:
    claim, clock, row, done = item.claim, item.reading.clock, item.row, Watched()
    if row.escalated_at is None:
        row.escalated_at, row.escalated_to = now, clock.escalate_to
        traces.step(claim, "clock_breached", holder=_holder(claim), visible=clock.tell_member)
        traces.record(
            claim,
            CLOCK_BREACHED,
            clock=row.code,
            round=row.round,
            due_at=_iso(row.due_at),
            severity=clock.severity.value,
            escalated_to=clock.escalate_to,
        )
        traces.touch(claim, "claim.late", outcome=row.code)
        if clock.tell_member and row.stopped_at is None:
            traces.tell(
                claim, "claim_late", turn=row.pk, about=dict(clock.label), due=row.due_at, law=clock.is_law
            )
        done += Watched(breached=1)
    if may_compensate(clock, row) and propose_compensation(claim, clock, row, traces, now=now):
        done += Watched(compensated=1)
    return done


def _holder(claim: Claim) -> Holder:
    return {
        ClaimState.SUBMITTED: Holder.RULES,
        ClaimState.WAITING_MEMBER: Holder.MEMBER,
        ClaimState.PAYING: Holder.BANK,
        ClaimState.DECIDED: Holder.BANK,
        ClaimState.IN_REVIEW: Holder.EXAMINER,
    }.get(ClaimState(claim.state), Holder.NOBODY)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
