"""Which conversations are planned and held, who could be invited, and which words come out of them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.models import Consent, Customer
from hearten.domains.customers.types import Purpose
from hearten.domains.fieldwork.models import Participant, Session
from hearten.domains.fieldwork.types import Place, SessionState
from hearten.domains.policies.selectors import products_in_force
from hearten.domains.surveys.ages import AGE_BANDS, age_band
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

MOST_CANDIDATES = 20
MINORS = AGE_BANDS[0][1]
_LOOKED_AT = 4000
# Nobody is invited to conversations more often than this.
_REST = timedelta(days=180)


@dataclass(frozen=True)
class Words:
    """What a finished conversation hands over to be coded."""

    session_id: UUID
    kind: str
    title: str
    segment: str
    held_on: date
    words: str
    customer_id: UUID | None
    names: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """Somebody who fits the filter and has agreed to being asked."""

    customer: Customer
    age_band: str
    product: str


def sessions_for(actor: Actor) -> QuerySet[Session]:
    """All conversations, the next ones first, with how many are on the roster."""
    actor.require(Permission.FIELDWORK_DO)
    return Session.objects.order_by("-starts_at", "-id")


def seats_of(session_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """How many of each roster stand where."""
    rows = Participant.objects.filter(session_id__in=session_ids).order_by()
    found: dict[UUID, dict[str, int]] = {}
    for session_id, place, n in rows.values_list("session_id", "place").annotate(n=Count("pk")):
        found.setdefault(session_id, {})[place] = n
    return found


def session_for(actor: Actor, session_id: UUID) -> Session:
    """One conversation. Raises NotFound."""
    actor.require(Permission.FIELDWORK_DO)
    found = Session.objects.filter(pk=session_id).first()
    if found is None:
        raise NotFound(N_("There is no such conversation."))
    return found


def roster_of(actor: Actor, session_id: UUID) -> list[Participant]:
    """Who is invited, in the order in which they were."""
    actor.require(Permission.FIELDWORK_DO)
    rows = Participant.objects.select_related("customer").filter(session_id=session_id)
    return list(rows.order_by("invited_at", "pk"))


def candidates_for(actor: Actor, session: Session, *, now: datetime) -> list[Candidate]:
    """Adults who fit the recruiting filter, agreed to being asked, and are on no roster of the last 180 days; newest first."""
    actor.require(Permission.FIELDWORK_DO)
    wanted: dict[str, Any] = session.recruiting
    agreed = Consent.objects.filter(purpose=Purpose.SURVEYS, withdrawn_at=None).values("customer_id")
    lately = Participant.objects.filter(
        Q(session=session) | Q(invited_at__gt=now - _REST) & ~Q(place=Place.DECLINED)
    ).values("customer_id")
    rows = Customer.objects.filter(pk__in=agreed, erased_at=None).exclude(pk__in=lately)
    if wanted.get("sex"):
        rows = rows.filter(sex=wanted["sex"])
    products = products_in_force(now.date())
    found: list[Candidate] = []
    for customer in rows.order_by("-created_at", "-id")[:_LOOKED_AT]:
        band, product = age_band(customer.birth_date, now.date()), products.get(customer.pk, "")
        fits = (
            band != MINORS
            and wanted.get("age_band") in {None, "", band}
            and wanted.get("product") in {None, "", product}
        )
        if fits:
            found.append(Candidate(customer, band, product))
        if len(found) >= MOST_CANDIDATES:
            break
    return found


def materials_for(session_id: UUID) -> Words | None:
    """The words of a finished conversation, for whoever codes statements; None when it is not finished.

    `customer_id` is set for an interview, whose words are that person's; the names of a group are told so that they can be
    taken out.
    """
    session = Session.objects.filter(pk=session_id, state=SessionState.FINISHED).first()
    if session is None:
        return None
    people = [
        row.customer
        for row in Participant.objects.select_related("customer").filter(
            session=session, place=Place.ATTENDED
        )
    ]
    return Words(
        session_id=session.pk,
        kind=session.kind,
        title=session.name,
        segment=session.segment,
        held_on=session.starts_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(),
        words="\n".join(part for part in (session.transcript, session.notes) if part),
        customer_id=people[0].pk if len(people) == 1 and session.seats == 1 else None,
        names=tuple(person.name for person in people),
    )
