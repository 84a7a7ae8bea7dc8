"""What a customer is, in words that FHIR Patient and ISO use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from hearten.base.ledger.types import register_kind
from hearten.kernel.events import Event, event
from hearten.kernel.text import N_

REGISTERED = register_kind("customers.registered", N_("Customer registered"))
CONSENT_GIVEN = register_kind("customers.consent_given", N_("Consent given"))
CONSENT_WITHDRAWN = register_kind("customers.consent_withdrawn", N_("Consent withdrawn"))
REPRESENTATION_GIVEN = register_kind("customers.representation_given", N_("Representative named"))
REPRESENTATION_ENDED = register_kind("customers.representation_ended", N_("Representative no longer named"))
ACCOUNT_NAMED = register_kind("customers.account_named", N_("Bank account named"))
ACCOUNT_CHECKED = register_kind("customers.account_checked", N_("Bank account checked with the bank"))
HEALTH_DATA_READ = register_kind("customers.health_data_read", N_("Health data read"))

ERASURE_WEIGHED = register_kind("customers.erasure_weighed", N_("Looked at what an erasure would do"))
ERASURE_DECIDED = register_kind("customers.erasure_decided", N_("Erasure of a person decided"))
ERASED = register_kind("customers.erased", N_("Person erased"))


class ErasureReason(StrEnum):
    """Why a person's data are erased (PIPL art. 47)."""

    ASKED = "asked"
    PURPOSE_OVER = "purpose_over"
    ORDERED = "ordered"


OPEN_PAYMENTS = N_("%(n)s payments wait for their outcome. They must be settled before the person is erased.")
ERASURE_LABELS = {
    ErasureReason.ASKED: N_("The person asks for it, and we know that it is them"),
    ErasureReason.PURPOSE_OVER: N_("What the data were for is over, and the time for keeping them too"),
    ErasureReason.ORDERED: N_("A court or an authority has ordered it"),
}


class Sex(StrEnum):
    """Administrative sex (FHIR administrative-gender)."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


SEX_LABELS = {
    Sex.FEMALE: N_("Female"),
    Sex.MALE: N_("Male"),
    Sex.OTHER: N_("Other"),
    Sex.UNKNOWN: N_("Not known"),
}


class SocialInsurance(StrEnum):
    """Basic medical insurance (医保) of the customer."""

    EMPLOYEE = "employee"
    RESIDENT = "resident"
    NONE = "none"
    UNKNOWN = "unknown"


SOCIAL_INSURANCE_LABELS = {
    SocialInsurance.EMPLOYEE: N_("Employee medical insurance"),
    SocialInsurance.RESIDENT: N_("Resident medical insurance"),
    SocialInsurance.NONE: N_("No social medical insurance"),
    SocialInsurance.UNKNOWN: N_("Not known"),
}


class Relation(StrEnum):
    """What the representative is to the customer."""

    PARENT = "parent"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


RELATION_LABELS = {
    Relation.PARENT: N_("Parent"),
    Relation.SPOUSE: N_("Husband or wife"),
    Relation.CHILD: N_("Son or daughter"),
    Relation.OTHER: N_("Somebody else"),
}


OF_AGE = 18  # Civil Code art. 17


class Basis(StrEnum):
    """Why somebody may act for the customer: the customer said so, or the law does (Civil Code art. 23, 27)."""

    MANDATE = "mandate"
    GUARDIAN = "guardian"


class Purpose(StrEnum):
    """What a customer may consent to, one by one (PIPL art. 29: separate consent)."""

    HEALTH_DATA = "health_data"
    SURVEYS = "surveys"
    MARKETING = "marketing"
    RECORD_SHARING = "record_sharing"
    AUTOMATED_DECISION = "automated_decision"


@dataclass(frozen=True)
class PurposeText:
    label: str
    notice: str


PURPOSE_TEXTS = {
    Purpose.HEALTH_DATA: PurposeText(
        N_("Using my health data for my cover and claims"),
        N_(
            "We read diagnoses, bills and examinations that you give us, to price your plan and decide your claims. "
            "Without it we can't insure you or pay a claim."
        ),
    ),
    Purpose.SURVEYS: PurposeText(
        N_("Asking me about my experience"),
        N_(
            "Now and then we ask how things went. You can leave any question out, and your answers never change your "
            "cover, your price or a claim."
        ),
    ),
    Purpose.MARKETING: PurposeText(
        N_("Telling me about plans and services"),
        N_("We write to you about plans that may suit you, at most once a month."),
    ),
    Purpose.RECORD_SHARING: PurposeText(
        N_("Sharing my record with institutions I choose"),
        N_("Hospitals and health managers that you name may read the parts of your record that you choose."),
    ),
    Purpose.AUTOMATED_DECISION: PurposeText(
        N_("Deciding simple claims automatically"),
        N_(
            "Rules decide simple claims at once. A refusal is always made by a person, and you can always ask for one."
        ),
    ),
}


@dataclass(frozen=True, kw_only=True)
class CustomerFacts:
    """A customer as handed over to be registered or loaded. `source` and `source_id` say where it came from."""

    name: str
    sex: Sex
    birth_date: date
    region: str = ""
    occupation_class: int = 1
    social_insurance: SocialInsurance = SocialInsurance.UNKNOWN
    language: str = "zh-hans"
    preferred_channel: str = "app"
    phone: str | None = None
    email: str | None = None
    id_number: str | None = None
    bank_account: str | None = None
    source: str = "hearten"
    source_id: str = ""
    id: UUID | None = None
    created_at: datetime | None = None
    consents: tuple[Purpose, ...] = ()


@event("customers.consent_changed")
@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Event):
    customer_id: UUID
    purpose: str
    given: bool


@event("customers.person_erased")
@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """Nobody can read any more what the person's key had sealed; whoever keeps something about them elsewhere drops it."""

    customer_id: UUID


class AccountState(StrEnum):
    """What we know of a bank account: named only, the bank says name and number belong together, or it says they do not."""

    UNVERIFIED = "unverified"
    CONFIRMED = "confirmed"
    MISMATCH = "mismatch"


ACCOUNT_LABELS = {
    AccountState.UNVERIFIED: N_("Not checked yet"),
    AccountState.CONFIRMED: N_("Confirmed by the bank"),
    AccountState.MISMATCH: N_("Not confirmed by the bank"),
}


class Match(StrEnum):
    """A bank's answer to "is this number this person's account?"."""

    MATCH = "match"
    NAME_DIFFERS = "name_differs"
    UNKNOWN_ACCOUNT = "unknown_account"


MATCH_SENTENCES = {
    Match.NAME_DIFFERS: N_(
        "The bank says that this account belongs to somebody else. Please check name and number."
    ),
    Match.UNKNOWN_ACCOUNT: N_("The bank does not know this account. Please check the number."),
}


@event("customers.account_confirmed")
@dataclass(frozen=True, kw_only=True)
class AccountConfirmed(Event):
    """From now on the customer is paid to this account; `replaced` says whether there was another before."""

    customer_id: UUID
    account_id: UUID
    tail: str
    replaced: bool
