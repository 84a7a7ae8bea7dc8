"""Are we on time? Every clock of a claim: when it is due, whether it stands still, whether it was kept.

The clocks are data (documents/clocks.yaml), the counting is in engines/clocks (docs/algorithms/claim_clocks.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from hearten.domains.claims.models import Claim, ClaimClock
from hearten.domains.claims.selectors.clock_events import (
    LOADED,
    clock_book,
    clock_calendars,
    events_of_claims,
)
from hearten.domains.claims.types import DECIDED_STATES, ClaimState
from hearten.engines.clocks import (
    NEVER,
    Clock,
    ClockState,
    Readings,
    Severity,
    read_clock,
    to_datetime,
    to_moment,
)

DETERMINATION, PAYMENT = "determination", "payment"
DECIDE_WITHIN = timedelta(days=clock_book().clocks[DETERMINATION].length)
PAY_WITHIN = timedelta(days=clock_book().clocks[PAYMENT].length)
OPEN = (ClockState.RUNNING, ClockState.PAUSED)
_SEVERITIES = (Severity.GRAVE, Severity.SERIOUS, Severity.NOTICE)
# A clock's `due` is the first moment that is too late, mostly midnight; people are told the last second that is not.
LAST_SECOND = timedelta(seconds=1)

# Clocks that the watch looks at again, or has spoken of.
WATCHED = Q(next_at__isnull=False) | Q(escalated_at__isnull=False)


@dataclass(frozen=True, kw_only=True)
class ClockReading:
    """How one run of one clock stands. `due` is the first moment that is too late; none where acts are counted."""

    clock: Clock
    round: int
    state: ClockState
    started: datetime
    due: datetime | None
    due_known: bool
    stopped: datetime | None
    paused_since: datetime | None
    paused_s: int
    elapsed_s: int
    late_s: int
    warns: tuple[datetime, ...]
    next_warn: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether something must still be done: it runs, stands still, or is late and not stopped."""
        return self.state in OPEN or (self.state is ClockState.BREACHED and self.stopped is None)


def readings_of(claims: Sequence[Claim], *, now: datetime) -> list[list[ClockReading]]:
    """For each claim every run of every clock that concerns it; two statements for however many claims."""
    moment, calendars = to_moment(now), clock_calendars()
    events = events_of_claims(claims)
    found: list[list[ClockReading]] = [[] for _ in claims]
    for clock, concerned in _concerned(claims):
        columns = read_clock(clock, events, now=moment, calendars=calendars)
        for row in np.flatnonzero(concerned[columns.thing]):
            found[int(columns.thing[row])].append(_reading(clock, columns, int(row)))
    return found


def clocks_of(claim: Claim, *, now: datetime) -> list[ClockReading]:
    """The clocks of one claim that ask for something now, the most pressing first: late, then due, then standing still."""
    if claim.submitted_at is None:
        return []
    rows = [
        reading
        for reading in readings_of([claim], now=now)[0]
        if reading.is_open and reading.due and (reading.clock.is_law or not is_loaded(claim))
    ]
    return sorted(rows, key=lambda row: (row.state is ClockState.PAUSED, row.due))


def is_loaded(claim: Claim) -> bool:
    """Taken over from elsewhere: what was over is counted, nobody is told of it, and our promises were not made for it."""
    return claim.client_token.startswith(LOADED)


def open_clocks_of(claims: Iterable[Claim]) -> dict[UUID, list[ClaimClock]]:
    """The open clocks of many claims as the watch last saw them, for lists: what is late first and of that the gravest,
    then what is due next, then what stands still.
    """
    late = Q(state=ClockState.BREACHED, stopped_at=None)
    pressing = Q(state=ClockState.PAUSED) | (Q(state=ClockState.RUNNING) | late) & WATCHED
    rows = ClaimClock.objects.filter(pressing, claim__in=list(claims), due_at__isnull=False)
    found: dict[UUID, list[ClaimClock]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (_rank(row), row.due_at)):
        found[row.claim_id].append(row)
    return found


def _rank(row: ClaimClock) -> int:
    if row.state == ClockState.BREACHED:
        clock = clock_book().clocks.get(row.code)
        return _SEVERITIES.index(clock.severity) if clock else len(_SEVERITIES)
    return len(_SEVERITIES) + (1 if row.state == ClockState.RUNNING else 2)


def determine_due(claim: Claim, *, now: datetime) -> datetime | None:
    """The last second to decide the claim by law; moves on while we wait for the member. None before it is handed in."""
    return _due_of(claim, DETERMINATION, now=now)


def pay_due(claim: Claim, *, now: datetime | None = None) -> datetime | None:
    """The last second by law for the money to be there; None while nothing is to be paid."""
    if not claim.decided_at or not claim.payable_minor:
        return None
    return _due_of(claim, PAYMENT, now=now or claim.decided_at)


def with_due(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """Each claim with `due`: the last second of the nearest of its open clocks. A claim that stands still has none; one that the watch has
    not seen yet has thirty days.
    """
    clocks = ClaimClock.objects.filter(claim_id=OuterRef("pk"), due_at__isnull=False)
    waited = ExpressionWrapper(F("waited_s") * Value(timedelta(seconds=1)), output_field=DurationField())
    plain = ExpressionWrapper(F("submitted_at") + Value(DECIDE_WITHIN) + waited, output_field=DateTimeField())
    open_now = Q(state=ClockState.RUNNING) | Q(state=ClockState.BREACHED, stopped_at=None)
    pressing = clocks.filter(open_now & WATCHED)
    first_late = ExpressionWrapper(Min("due_at") - Value(LAST_SECOND), output_field=DateTimeField())
    nearest = pressing.values("claim_id").annotate(least=first_late).values("least")
    return rows.annotate(
        due=Case(
            When(state=ClaimState.WAITING_MEMBER, then=Value(None, output_field=DateTimeField())),
            When(Exists(clocks), then=Subquery(nearest)),
            When(state__in=list(DECIDED_STATES), then=Value(None, output_field=DateTimeField())),
            default=plain,
            output_field=DateTimeField(),
        )
    )


def clock_breaches(*, now: datetime) -> QuerySet[Claim]:
    """Claims that are past one of the law's clocks and not done, oldest first."""
    laws = [clock.code for clock in clock_book().clocks.values() if clock.is_law]
    late = ClaimClock.objects.filter(claim_id=OuterRef("pk"), code__in=laws, due_at__lte=now, stopped_at=None)
    open_late = late.filter(state__in=[ClockState.RUNNING, ClockState.BREACHED])
    return with_due(Claim.objects.filter(Exists(open_late))).order_by("submitted_at")


def _due_of(claim: Claim, code: str, *, now: datetime) -> datetime | None:
    if claim.submitted_at is None:
        return None
    clock = clock_book().of_product(claim.product_code)[code]
    columns = read_clock(clock, events_of_claims([claim]), now=to_moment(now), calendars=clock_calendars())
    return to_datetime(columns.due[-1]) - LAST_SECOND if len(columns.due) else None


def _concerned(claims: Sequence[Claim]) -> Iterator[tuple[Clock, Any]]:
    """Each distinct clock with a mask of the claims that it runs for."""
    runs: dict[int, Any] = {}
    clocks: dict[int, Clock] = {}
    by_product: dict[str, list[int]] = defaultdict(list)
    for place, claim in enumerate(claims):
        by_product[claim.product_code].append(place)
    for product, places in by_product.items():
        for clock in clock_book().of_product(product).values():
            mask = runs.setdefault(id(clock), np.zeros(len(claims), dtype=bool))
            clocks[id(clock)] = clock
            mask[[p for p in places if clock.applies_to(product, claims[p].claimed_minor)]] = True
    yield from ((clock, runs[key]) for key, clock in clocks.items())


def _reading(clock: Clock, columns: Readings, row: int) -> ClockReading:
    return ClockReading(
        clock=clock,
        round=int(columns.number[row]),
        state=columns.state_of(row),
        started=to_datetime(columns.started[row]),
        due=_moment(columns.due[row]),
        due_known=bool(columns.known[row]),
        stopped=_moment(columns.stopped[row]),
        paused_since=_moment(columns.paused_since[row]),
        paused_s=int(columns.paused_s[row]),
        elapsed_s=int(columns.elapsed_s[row]),
        late_s=int(columns.late_s[row]),
        warns=tuple(sorted(to_datetime(w) for w in columns.warns[:, row] if w < NEVER)),
        next_warn=_moment(columns.next_warn[row]),
    )


def _moment(micros: Any) -> datetime | None:
    return to_datetime(micros) if micros < NEVER else None
