"""What every step of a claim leaves behind: timeline, ledger, outbox, touchpoint, message; of many claims, each in one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append_many
from hearten.base.ledger.types import Record
from hearten.base.plumbing.events import write_events
from hearten.base.plumbing.jobs import Queued, enqueue_many
from hearten.base.rows import insert_rows
from hearten.base.touchpoints.services import write_moments
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.domains.channels.services import NewMessage, write_messages
from hearten.domains.claims.models import Claim, ClaimEvent
from hearten.domains.claims.types import Holder
from hearten.domains.customers.models import Customer
from hearten.domains.customers.selectors import may_claim_for
from hearten.kernel.errors import NotFound
from hearten.kernel.events import Event
from hearten.kernel.text import N_

_ANY_NUMBER = "CL-0000-0000-0"


@dataclass
class Traces:
    """Collects what steps leave behind, and writes it: each kind in one statement, in the transaction of the steps."""

    by: Actor
    now: datetime
    steps: list[ClaimEvent] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    messages: list[NewMessage] = field(default_factory=list)
    jobs: list[Queued] = field(default_factory=list)

    def step(
        self, claim: Claim, kind: str, *, holder: Holder, note: str = "", visible: bool = True, **facts: Any
    ) -> None:
        """One line of the timeline; `facts` are `at` and `actor` where they are not those of all."""
        self.steps.append(
            ClaimEvent(
                customer_id=claim.customer_id,
                claim=claim,
                kind=kind,
                note=note or None,
                holder=holder,
                actor=facts.get("actor", self.by.label),
                at=facts.get("at", self.now),
                visible_to_member=visible,
            )
        )

    def record(self, claim: Claim, kind: str, **facts: Any) -> None:
        """One entry of the ledger."""
        self.records.append(
            Record(
                kind=kind,
                subject_id=claim.customer_id,
                actor=self.by.label,
                occurred_at=self.now,
                about=claim.number,
                facts=facts,
            )
        )

    def touch(self, claim: Claim, kind: str, *, outcome: str, duration_s: int | None = None) -> None:
        """The touchpoint that surveys and insight act on."""
        self.moments.append(moment_of(claim, kind, outcome=outcome, at=self.now, duration_s=duration_s))

    def publish(self, event: Event) -> None:
        self.events.append(event)

    def tell(self, claim: Claim, template: str, *, turn: int = 1, **context: Any) -> None:
        """The message `template` to the member, once for each claim and turn."""
        self.messages.append(
            NewMessage(
                customer_id=claim.customer_id,
                template=template,
                context={"number": claim.number, "link": link_to(claim), **context},
                dedupe_key=f"{template}:{claim.pk}:{turn}",
            )
        )

    def queue(
        self, name: str, *, run_at: datetime | None = None, lock: str | None = None, **arguments: Any
    ) -> None:
        """A job that starts once the transaction is committed."""
        self.jobs.append(Queued(name=name, arguments=arguments, run_at=run_at, lock=lock))

    def queue_claim(self, name: str, claim: Claim) -> None:
        """A job about one claim; jobs about the same claim run one after the other."""
        self.queue(name, claim_id=str(claim.pk), lock=f"claim:{claim.pk}")

    def write(
        self,
        *,
        customers: Mapping[UUID, Customer] | None = None,
        no_mail: Collection[UUID] | None = None,
    ) -> None:
        """Write all of it. `customers` and who wants no mail (`no_mail`) are looked up when they are not given."""
        if self.steps:
            insert_rows(self.steps)
        if self.records:
            append_many(self.records)
        announced = write_moments(self.moments) if self.moments else []
        events = [*self.events, *announced]
        deliveries = write_events(events)[1] if events else []
        mails = write_messages(self.messages, now=self.now, customers=customers, no_mail=no_mail)
        enqueue_many([*self.jobs, *deliveries, *mails])


def link_to(claim: Claim) -> str:
    """The member's page of a claim."""
    return _page().replace(_ANY_NUMBER, claim.number)


@cache
def _page() -> str:
    return reverse("member:claim", args=[_ANY_NUMBER])


def lock_claim(claim_id: UUID) -> Claim:
    """The claim, held until the transaction ends, so that two who act at once act one after the other."""
    claim = Claim.objects.select_for_update().filter(pk=claim_id).first()
    if claim is None:
        raise NotFound(N_("There is no such claim, or it is not yours to see."))
    return claim


def lock_own_claim(claim_id: UUID, by: Actor) -> Claim:
    """As `lock_claim`, for the member whose claim it is, who may claim for the member, the hospital that sent it, the system."""
    claim = lock_claim(claim_id)
    if not (by.is_system or by.speaks_for(claim.provider_code) or may_claim_for(by, claim.customer_id)):
        raise NotFound(N_("There is no such claim, or it is not yours to see."))
    return claim


def save_step(claim: Claim, *fields: str) -> None:
    """Save the named fields and count the version up: whoever read the claim before must look again."""
    claim.version += 1
    claim.save(update_fields=[*fields, "version"])


def note_step(
    claim: Claim, kind: str, *, holder: Holder, by: Actor, now: datetime, note: str = "", visible: bool = True
) -> None:
    """Write one line of the timeline."""
    traces = Traces(by, now)
    traces.step(claim, kind, holder=holder, note=note, visible=visible)
    traces.write()


def note_ledger(claim: Claim, kind: str, *, by: Actor, now: datetime, **facts: Any) -> None:
    traces = Traces(by, now)
    traces.record(claim, kind, **facts)
    traces.write()


def touch(claim: Claim, kind: str, *, outcome: str, now: datetime, duration_s: int | None = None) -> None:
    """Leave the touchpoint that surveys and insight act on."""
    traces = Traces(Actor.system("claims"), now)
    traces.touch(claim, kind, outcome=outcome, duration_s=duration_s)
    traces.write()


def moment_of(
    claim: Claim, kind: str, *, outcome: str, at: datetime, duration_s: int | None = None
) -> Moment:
    return Moment(
        customer_id=claim.customer_id,
        stage=Stage.CLAIM,
        channel=Channel(claim.channel),
        kind=kind,
        outcome=outcome,
        occurred_at=at,
        duration_s=duration_s,
        refs={
            "claim_id": str(claim.pk),
            "policy_id": str(claim.policy_id),
            "product_code": claim.product_code,
            "auto": claim.auto,
            "decision": claim.decision or "",
        },
    )


def seconds_since(start: datetime | None, now: datetime) -> int | None:
    """Whole seconds from `start`; None when there is none."""
    return int((now - start).total_seconds()) if start else None


def tell_member(claim: Claim, template: str, *, now: datetime, turn: int = 1, **context: Any) -> None:
    """Send the member the message `template`, once for each claim and turn."""
    traces = Traces(Actor.system("claims"), now)
    traces.tell(claim, template, turn=turn, **context)
    traces.write()
