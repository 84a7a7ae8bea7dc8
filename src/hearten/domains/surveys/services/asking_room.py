"""May these people be asked? What must be known of them is looked up once, for one and for thousands."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hearten.domains.channels.services.postroom import (
    by_preference,
    has_address,
    unwanted_media,
    zone_of,
)
from hearten.domains.channels.timing import next_allowed_time
from hearten.domains.channels.types import Kind, Medium, QuietHours
from hearten.domains.customers.models import Consent, Customer
from hearten.domains.customers.types import Purpose
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.selectors.rules import rules_in_force
from hearten.domains.surveys.types import AskingRules, InvitationState, Withheld

YEAR = timedelta(days=365)
_RANGE = 2**64
_NOT_ASKED = (InvitationState.WITHHELD, InvitationState.DRAWN)


@dataclass
class AskingRoom:
    """Who they are, who has agreed, when each was (or will be) asked, and what they don't want to hear where."""

    customers: Mapping[UUID, Customer]
    agreed: set[UUID]
    asked: dict[UUID, list[datetime]]
    unwanted: set[tuple[UUID, str, str]]
    rules: AskingRules

    @classmethod
    def open(cls, customer_ids: Collection[UUID], *, now: datetime) -> AskingRoom:
        """Lock and look up: five statements, however many people. Two occasions of one person wait for each other."""
        ids = set(customer_ids)
        locked = Customer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        customers = {customer.pk: customer for customer in locked}
        return cls(
            customers=customers,
            agreed=agreed_to_surveys(ids),
            asked=_asked(ids, now),
            unwanted=unwanted_media(ids, [Kind.SURVEY]),
            rules=rules_in_force(),
        )

    def due(self, customer_id: UUID, at: datetime) -> datetime:
        """The first decent moment from `at` on."""
        quiet = QuietHours(start=self.rules.quiet_start, end=self.rules.quiet_end)
        return next_allowed_time(at=at, zone=zone_of(customer_id), quiet=quiet)

    def why_not(self, customer_id: UUID, due: datetime, *, promised: bool) -> Withheld | None:
        """What stands against asking. Who is `promised` to be asked is free of the limits, not of consent."""
        reason = why_not(self.customers.get(customer_id), self.agreed)
        if reason is not None or promised:
            return reason
        contacts = self.asked[customer_id]
        if any(moment > due - self.rules.cool_down for moment in contacts):
            return Withheld.RECENTLY_ASKED
        if sum(moment > due - YEAR for moment in contacts) >= self.rules.most_a_year:
            return Withheld.ASKED_ENOUGH
        return None

    def note(self, customer_id: UUID, due: datetime) -> None:
        """From now on this one counts for the limits."""
        self.asked[customer_id].append(due)

    def first_medium(self, customer_id: UUID, media: Collection[Medium]) -> Medium | None:
        """Over which of `media` a person is reached, those they prefer first; None when over none."""
        customer = self.customers[customer_id]
        for medium in by_preference(customer, list(media)):
            refused = (customer_id, Kind.SURVEY.value, medium.value) in self.unwanted
            if has_address(customer, medium) and (medium is Medium.INBOX or not refused):
                return medium
        return None


def why_not(customer: Customer | None, agreed: Collection[UUID]) -> Withheld | None:
    """What may change between planning and sending: erased, or consent gone."""
    if customer is None or customer.erased_at:
        return Withheld.ERASED
    return None if customer.pk in agreed else Withheld.NO_CONSENT


def agreed_to_surveys(ids: Collection[UUID]) -> set[UUID]:
    """Who of these has agreed to being asked."""
    rows = Consent.objects.filter(customer_id__in=ids, purpose=Purpose.SURVEYS, withdrawn_at=None)
    return set(rows.values_list("customer_id", flat=True))


def drawn(dedupe_key: str, fraction: float) -> bool:
    """A draw that comes out the same each time it is looked at: by the digest of the occasion."""
    number = int.from_bytes(hashlib.sha256(dedupe_key.encode()).digest()[:8], "big")
    return number < fraction * _RANGE


def _asked(ids: Collection[UUID], now: datetime) -> dict[UUID, list[datetime]]:
    rows = Invitation.objects.filter(customer_id__in=ids, due_at__gt=now - YEAR).exclude(state__in=_NOT_ASKED)
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for customer_id, moment in rows.values_list("customer_id", "due_at"):
        found[customer_id].append(moment)
    return found
