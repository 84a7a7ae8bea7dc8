"""To whom does a text go, over which medium, and when? For one text and for thousands, in the same few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from hearten.domains.channels.models import Message, Preference
from hearten.domains.channels.providers.gateway import gateway_address
from hearten.domains.channels.services.rendering import Text, render_text
from hearten.domains.channels.timing import next_allowed_time
from hearten.domains.channels.types import (
    LIMITS,
    NEEDED_CONSENT,
    QUIET_HOURS,
    QUIET_KINDS,
    TEMPLATES,
    USUAL_MEDIA,
    Kind,
    Medium,
    MessageState,
)
from hearten.domains.customers.models import Consent, Customer

_Contacts = dict[tuple[UUID, Kind, Medium], list[datetime]]


@dataclass
class PostRoom:
    """What must be known of the people written to: who they are, what they agreed to, what they want, what they got."""

    customers: Mapping[UUID, Customer]
    agreed: set[tuple[UUID, str]]
    unwanted: set[tuple[UUID, str, str]]
    contacts: _Contacts
    now: datetime

    @classmethod
    def open(
        cls,
        rows: Sequence[Any],
        known: Mapping[UUID, Customer],
        now: datetime,
        *,
        no_mail: Collection[UUID] | None = None,
    ) -> PostRoom:
        """Look everything up: one statement each for customers, preferences and, where a kind asks for it, the rest.

        `no_mail`, where it is known, says who wants no e-mail of the kind `service`.
        """
        ids = {row.customer_id for row in rows}
        kinds = {TEMPLATES[row.template].kind for row in rows}
        missing = ids - known.keys()
        customers = dict(known) | Customer.objects.in_bulk(missing) if missing else known
        if no_mail is not None and kinds == {Kind.SERVICE}:
            unwanted = {(customer_id, Kind.SERVICE.value, Medium.EMAIL.value) for customer_id in no_mail}
        else:
            unwanted = unwanted_media(ids, kinds)
        return cls(customers, _agreed(ids, kinds), unwanted, _contacts(ids, kinds, now), now)

    def messages(self, row: Any) -> Iterator[Message]:
        """The message for each medium that `row` goes over: none for the erased and for who has not agreed."""
        kind, customer = TEMPLATES[row.template].kind, self.customers.get(row.customer_id)
        purpose = NEEDED_CONSENT.get(kind)
        if customer is None or customer.erased_at:
            return
        if purpose is not None and (customer.pk, purpose.value) not in self.agreed:
            return
        media = self._media(customer, kind, row)
        if media:
            text = render_text(row.template, row.context, language=customer.language, name=customer.name)
        for medium in media:
            yield self._message(customer, row, text, medium)

    def _media(self, customer: Customer, kind: Kind, row: Any) -> list[Medium]:
        """The inbox where it is among them, and of `row.media` outside it the first that takes the text."""
        if row.media is None:
            asked = (row.channel,) if row.channel else USUAL_MEDIA
            return [medium for medium in asked if self._takes(customer, kind, medium)]
        outside = [medium for medium in by_preference(customer, row.media) if medium is not Medium.INBOX]
        taken = next((medium for medium in outside if self._takes(customer, kind, medium)), None)
        inbox = [Medium.INBOX] if Medium.INBOX in row.media else []
        return inbox + ([taken] if taken else [])

    def _takes(self, customer: Customer, kind: Kind, medium: Medium) -> bool:
        if not has_address(customer, medium):
            return False
        return (
            medium is Medium.INBOX
            or kind is Kind.URGENT
            or (customer.pk, kind.value, medium.value) not in self.unwanted
        )

    def _message(self, customer: Customer, row: Any, text: Text, medium: Medium) -> Message:
        kind = TEMPLATES[row.template].kind
        at_once = medium is Medium.INBOX
        scheduled = self.now if at_once else self._decent_time(customer.pk, kind, medium)
        return Message(
            customer_id=customer.pk,
            channel=medium,
            template=row.template,
            kind=kind,
            language=customer.language,
            subject=text.subject,
            body=text.body,
            link=text.link,
            state=MessageState.SENT if at_once else MessageState.WAITING,
            dedupe_key=row.dedupe_key,
            created_at=self.now,
            scheduled_for=scheduled,
            sent_at=scheduled if at_once else None,
        )

    def _decent_time(self, customer_id: UUID, kind: Kind, medium: Medium) -> datetime:
        """An inbox disturbs nobody, so only what leaves the house waits for a decent hour and keeps the limits."""
        limit, contacts = LIMITS.get(kind), self.contacts[customer_id, kind, medium]
        scheduled = next_allowed_time(
            at=self.now,
            zone=zone_of(customer_id),
            quiet=QUIET_HOURS if kind in QUIET_KINDS else None,
            limit=limit,
            contacts=contacts,
        )
        if limit:
            contacts.append(scheduled)
        return scheduled


def zone_of(customer_id: UUID) -> ZoneInfo:
    """The clock a customer lives by. All our customers live by Beijing time today."""
    return ZoneInfo(settings.TIME_ZONE)


def _agreed(ids: set[UUID], kinds: set[Kind]) -> set[tuple[UUID, str]]:
    purposes = {NEEDED_CONSENT[kind] for kind in kinds & NEEDED_CONSENT.keys()}
    if not purposes:
        return set()
    rows = Consent.objects.filter(customer_id__in=ids, purpose__in=purposes, withdrawn_at=None)
    return set(rows.values_list("customer_id", "purpose"))


def has_address(customer: Customer, medium: Medium) -> bool:
    """Whether the medium is in use and we know where it reaches the customer."""
    if medium is Medium.INBOX or not medium_in_use(medium):
        return medium is Medium.INBOX
    if medium is Medium.EMAIL:
        return bool(customer.email)
    return medium is Medium.WECHAT or bool(customer.phone)


def medium_in_use(medium: Medium) -> bool:
    """Whether this installation can send over the medium at all."""
    return medium in USUAL_MEDIA or bool(gateway_address(medium))


def by_preference(customer: Customer, media: Sequence[Medium]) -> list[Medium]:
    """`media` in their order, but what the customer prefers first."""
    return sorted(media, key=lambda medium: medium.value != customer.preferred_channel)


def unwanted_media(ids: Collection[UUID], kinds: Collection[Kind]) -> set[tuple[UUID, str, str]]:
    """Which kind of text who does not want over which medium."""
    asked = set(kinds) - {Kind.URGENT}
    if not asked:
        return set()
    rows = Preference.objects.filter(customer_id__in=ids, kind__in=asked, wanted=False)
    return set(rows.values_list("customer_id", "kind", "channel"))


def _contacts(ids: set[UUID], kinds: set[Kind], now: datetime) -> _Contacts:
    found: _Contacts = defaultdict(list)
    for kind in kinds & LIMITS.keys():
        rows = Message.objects.filter(
            customer_id__in=ids, kind=kind, scheduled_for__gt=now - LIMITS[kind].window
        ).exclude(state__in=[MessageState.FAILED, MessageState.DROPPED])
        for customer_id, channel, moment in rows.values_list("customer_id", "channel", "scheduled_for"):
            found[customer_id, kind, Medium(channel)].append(moment)
    return found
