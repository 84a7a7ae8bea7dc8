"""What a quote, an application and a policy are, and what they tell the rest of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from hearten.base.ledger.types import register_kind
from hearten.kernel.events import Event, event
from hearten.kernel.text import N_

QUOTED = register_kind("policies.quoted", N_("Price given"))
APPLIED = register_kind("policies.applied", N_("Application begun"))
DECLARED = register_kind("policies.declared", N_("Health declared"))
UNDERWRITTEN = register_kind("policies.underwritten", N_("Application decided"))
TERMS_ACCEPTED = register_kind("policies.terms_accepted", N_("Terms accepted"))
WITHDRAWN = register_kind("policies.withdrawn", N_("Application withdrawn"))
ISSUED = register_kind("policies.issued", N_("Policy issued"))
CANCELLED = register_kind("policies.cancelled", N_("Policy cancelled"))
LAPSED = register_kind("policies.lapsed", N_("Policy lapsed"))
RENEWED = register_kind("policies.renewed", N_("Policy renewed"))

# What a payment is for: its purpose in the payments' books.
PREMIUM = "premium"
RENEWAL = "renewal"
REFUND = "refund"


class ApplicationState(StrEnum):
    """From a price to a policy. `declined` is only ever a person's decision."""

    QUOTED = "quoted"
    DECLARED = "declared"
    UNDERWRITTEN = "underwritten"
    REFERRED = "referred"
    AWAITING_PAYMENT = "awaiting_payment"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


APPLICATION_LABELS = {
    ApplicationState.QUOTED: N_("Price given"),
    ApplicationState.DECLARED: N_("Health declared"),
    ApplicationState.UNDERWRITTEN: N_("Terms offered"),
    ApplicationState.REFERRED: N_("With an underwriter"),
    ApplicationState.AWAITING_PAYMENT: N_("Waiting for payment"),
    ApplicationState.ISSUED: N_("Policy issued"),
    ApplicationState.WITHDRAWN: N_("Withdrawn"),
    ApplicationState.DECLINED: N_("Not accepted"),
}
# The declaration can be given (again) until money is asked for by an accepted application.
CAN_DECLARE = frozenset(
    {
        ApplicationState.QUOTED,
        ApplicationState.DECLARED,
        ApplicationState.UNDERWRITTEN,
        ApplicationState.AWAITING_PAYMENT,
    }
)
OPEN_APPLICATIONS = CAN_DECLARE | {ApplicationState.REFERRED}


class PolicyState(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


POLICY_LABELS = {
    PolicyState.PENDING: N_("Begins soon"),
    PolicyState.ACTIVE: N_("In force"),
    PolicyState.LAPSED: N_("Lapsed"),
    PolicyState.CANCELLED: N_("Cancelled"),
    PolicyState.EXPIRED: N_("Ended"),
}
RUNNING = frozenset({PolicyState.PENDING, PolicyState.ACTIVE})
STILL_COVERED = N_(
    "%(n)s policies run. Whoever is covered can't be erased; end them first, or let them run out."
)


class EndReason(StrEnum):
    COOLING_OFF = "cooling_off"
    UNPAID = "unpaid"
    TERM = "term"
    REPLACED = "replaced"


END_LABELS = {
    EndReason.COOLING_OFF: N_("Returned in the cooling-off period"),
    EndReason.UNPAID: N_("The premium was not paid"),
    EndReason.TERM: N_("The term came to its end"),
    EndReason.REPLACED: N_("Replaced by another policy"),
}


class Verdict(StrEnum):
    """What underwriting says: the first four by rules, any of them by a person, the last only by a person."""

    ACCEPT = "accept"
    LOAD = "load"
    EXCLUDE = "exclude"
    REFER = "refer"
    DECLINE = "decline"


VERDICT_LABELS = {
    Verdict.ACCEPT: N_("Accepted as it is"),
    Verdict.LOAD: N_("Accepted at a higher price"),
    Verdict.EXCLUDE: N_("Accepted without some conditions"),
    Verdict.REFER: N_("A person will look at it"),
    Verdict.DECLINE: N_("Not accepted"),
}


@dataclass(frozen=True, kw_only=True)
class PolicyFacts:
    """A policy as handed over to be loaded. Without a version it gets the one of its first day; without `ended_on` it runs."""

    customer_id: UUID
    product_code: str
    inception: date
    issued_at: datetime
    premium_minor: int
    choices: Mapping[str, Any] = field(default_factory=dict)
    product_version: str = ""
    channel: str = "app"
    has_social_insurance: bool = True
    ended_on: date | None = None
    end_reason: EndReason | None = None
    renewal_of: UUID | None = None
    id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CoverageTerms:
    """What one policy covers on one day: all that deciding a claim needs to know of it."""

    policy_id: UUID
    policy_number: str
    customer_id: UUID
    product_code: str
    product_version: str
    document: Mapping[str, Any]
    choices: Mapping[str, Any]
    sum_insured_minor: int
    inception: date
    expiry: date
    ended_on: date | None
    state: PolicyState
    in_force: bool
    waiting_until: Mapping[str, date]  # by cause: the first day on which it is covered
    year_start: date
    year_end: date
    has_social_insurance: bool
    is_renewal: bool
    excluded: tuple[Mapping[str, Any], ...]  # clause and text agreed for this person

    @property
    def benefits(self) -> Mapping[str, Any]:
        """The benefit rules as the product's document gives them."""
        return self.document["benefits"]  # type: ignore[no-any-return]


@event("policies.issued")
@dataclass(frozen=True, kw_only=True)
class PolicyIssued(Event):
    """A policy was issued: bought, or renewed (`renewal`)."""

    policy_id: UUID
    customer_id: UUID
    product_code: str
    channel: str
    premium_minor: int
    inception: date
    renewal: bool


@event("policies.lapsed")
@dataclass(frozen=True, kw_only=True)
class PolicyLapsed(Event):
    """A policy ended because its premium was not paid."""

    policy_id: UUID
    customer_id: UUID
    product_code: str
    ended_on: date


@event("policies.cancelled")
@dataclass(frozen=True, kw_only=True)
class PolicyCancelled(Event):
    """A policy was given back within the cooling-off period; its premium is on the way back."""

    policy_id: UUID
    customer_id: UUID
    product_code: str
    refund_minor: int


@event("policies.referred")
@dataclass(frozen=True, kw_only=True)
class ApplicationReferred(Event):
    """An application waits for an underwriter."""

    application_id: UUID
    customer_id: UUID
    product_code: str


@event("policies.underwritten")
@dataclass(frozen=True, kw_only=True)
class ApplicationDecided(Event):
    """An application was decided, by rules (`auto`) or by a person."""

    application_id: UUID
    customer_id: UUID
    product_code: str
    verdict: str
    auto: bool
