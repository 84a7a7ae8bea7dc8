"""What starts, stops and pauses the clocks of a claim? Its timeline, and when our messages reached the member.

Two statements for however many claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import yaml
from django.conf import settings
from django.db.models import Min

from hearten.domains.channels.models import Message
from hearten.domains.channels.types import MessageState
from hearten.domains.claims.models import Claim, ClaimEvent
from hearten.domains.claims.types import Holder
from hearten.engines.clocks import (
    Calendar,
    Calendars,
    ClockBook,
    Events,
    chinese_holidays,
    columns_of,
    read_book,
    to_moment,
)

_FILE = Path(__file__).parent.parent / "documents" / "clocks.yaml"
_REQUEST, _DECISION = "documents_needed", "claim_decided"
_RECEIPTS = {_REQUEST: "notice_arrived", _DECISION: "decision_sent"}
_ANSWERED = {"documents_requested", "decided_nothing"}
# What a line of the timeline means to a clock; lines that are not here mean nothing to any.
_MEANS = {
    "submitted": ("submitted",),
    "documents_requested": ("documents_requested",),
    "documents_arrived": ("documents_arrived",),
    "appeal_opened": ("reopened",),
    "appeal_decided": ("decided",),
    "appeal_withdrawn": ("withdrawn",),
    "advance_paid": ("advance_paid",),
    "payout_failed": ("payout_failed",),
    "account_changed": ("account_changed",),
    "withdrawn": ("withdrawn",),
    "reversed": ("withdrawn",),
}
_DECISIONS = frozenset({"decided", "resettled"})
_REOPENS = "person_asked"
_PAID = "paid"
_KINDS = [*_MEANS, *_DECISIONS, _REOPENS, _PAID]

# Claims that were taken over from elsewhere carry a token that begins so.
LOADED = "load:"

Row = tuple[int, str, int]


@cache
def clock_book() -> ClockBook:
    """All clocks, compiled once from documents/clocks.yaml."""
    return read_book(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


@cache
def clock_calendars() -> Calendars:
    """The law's working days, and ours with our own closures."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return Calendars(
        state=Calendar(chinese_holidays(), zone),
        house=Calendar(chinese_holidays(), zone, closures=clock_book().closures),
    )


def events_of_claims(claims: Sequence[Claim]) -> Events:
    """What happened to each of the claims, as columns in their order."""
    places = {claim.pk: place for place, claim in enumerate(claims)}
    rows = list(_timeline(places))
    rows += _missing_starts(claims, rows)
    rows += _arrivals(claims, places, rows) + _sent_elsewhere(claims, rows)
    return columns_of(
        len(claims),
        np.array([row[0] for row in rows], dtype=np.int64),
        [row[1] for row in rows],
        np.array([row[2] for row in rows], dtype=np.int64),
    )


def _timeline(places: dict[UUID, int]) -> Iterator[Row]:
    rows = ClaimEvent.objects.filter(claim_id__in=list(places), kind__in=_KINDS).order_by(
        "claim_id", "at", "id"
    )
    decided: set[UUID] = set()
    for claim_id, kind, holder, at in rows.values_list("claim_id", "kind", "holder", "at").iterator():
        for means in _meaning(kind, holder, known=claim_id in decided):
            yield places[claim_id], means, to_moment(at)
        if kind in _DECISIONS:
            decided.add(claim_id)


def _meaning(kind: str, holder: str, *, known: bool) -> tuple[str, ...]:
    """What a line says to the clocks: asking for a person opens a claim again once it has been decided (`known`); money
    that came while the bank has more to pay was a part.
    """
    if kind == _PAID:
        return () if holder == Holder.BANK else ("paid",)
    if kind in _DECISIONS:
        return ("decided", "decided_paying" if holder == Holder.BANK else "decided_nothing")
    if kind == _REOPENS:
        return ("reopened",) if known else ()
    return _MEANS[kind]


def _missing_starts(claims: Sequence[Claim], rows: Sequence[Row]) -> list[Row]:
    """Claims that were handed in without a line that says so: their column does."""
    started = {place for place, kind, _ in rows if kind == "submitted"}
    return [
        (place, "submitted", to_moment(claim.submitted_at))
        for place, claim in enumerate(claims)
        if place not in started and claim.submitted_at is not None
    ]


def _arrivals(claims: Sequence[Claim], places: dict[UUID, int], rows: Sequence[Row]) -> list[Row]:
    """When requests and decisions reached the member, by the receipts of our messages. What has none has not arrived."""
    asking = {place for place, kind, _ in rows if kind in _ANSWERED}
    if not asking:
        return []
    sent = (
        Message.objects.filter(
            customer_id__in={claims[place].customer_id for place in asking},
            template__in=list(_RECEIPTS),
            state=MessageState.SENT,
        )
        .values("dedupe_key")
        .annotate(sent=Min("sent_at"), read=Min("read_at"))
    )
    by_name = {str(identity): place for identity, place in places.items()}
    found = []
    for row in sent:
        template, identity = [*row["dedupe_key"].split(":"), ""][:2]
        place = by_name.get(identity)
        if template not in _RECEIPTS:
            continue
        at = row["read"] if template == _REQUEST and clock_book().arrival == "read" else row["sent"]
        if place is not None and at is not None:
            found.append((place, _RECEIPTS[template], to_moment(at)))
    return found


def _sent_elsewhere(claims: Sequence[Claim], rows: Sequence[Row]) -> list[Row]:
    """Claims that were taken over with their decision: the notice of it lies where they came from."""
    return [
        (place, "decision_sent", at)
        for place, kind, at in rows
        if kind == "decided_nothing" and claims[place].client_token.startswith(LOADED)
    ]
