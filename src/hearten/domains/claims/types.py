"""What a claim is: its states, its expenses, what it tells the rest of the house."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from hearten.base.ledger.types import register_kind
from hearten.domains.claims.benefit_facts import BenefitFacts
from hearten.kernel.events import Event, event
from hearten.kernel.text import N_

SUBMITTED = register_kind("claims.submitted", N_("Claim submitted"))
DOCUMENT_ADDED = register_kind("claims.document_added", N_("Document added to a claim"))
DOCUMENTS_REQUESTED = register_kind("claims.documents_requested", N_("Documents asked for"))
SENT_TO_PERSON = register_kind("claims.sent_to_person", N_("Claim given to an examiner"))
DECIDED = register_kind("claims.decided", N_("Claim decided"))
PAYOUT_ORDERED = register_kind("claims.payout_ordered", N_("Claim payment ordered"))
PAYOUT_FAILED = register_kind("claims.payout_failed", N_("Claim payment failed"))
PAID = register_kind("claims.paid", N_("Claim paid"))
PROPOSED = register_kind("claims.proposed", N_("Decision proposed to a second examiner"))
PROPOSAL_REJECTED = register_kind("claims.proposal_rejected", N_("Proposed decision rejected"))
RESETTLED = register_kind("claims.resettled", N_("Policy year worked out anew"))
REVERSED = register_kind("claims.reversed", N_("Claim reversed"))
RECEIVABLE_NOTED = register_kind("claims.receivable_noted", N_("Amount paid too much noted"))
RECEIVABLE_CLOSED = register_kind("claims.receivable_closed", N_("Amount paid too much closed"))
ADVANCE_ORDERED = register_kind("claims.advance_ordered", N_("Advance payment ordered"))
APPEAL_OPENED = register_kind("claims.appeal_opened", N_("Appeal opened"))
APPEAL_DECIDED = register_kind("claims.appeal_decided", N_("Appeal decided"))
APPEAL_WITHDRAWN = register_kind("claims.appeal_withdrawn", N_("Appeal withdrawn"))
QUALITY_CHECKED = register_kind("claims.quality_checked", N_("Automatic decision checked by a person"))
READING_CONFIRMED = register_kind("claims.reading_confirmed", N_("Read bill confirmed"))
PREAUTHORIZED = register_kind("claims.preauthorized", N_("Approved before treatment"))
PREAUTHORIZATION_CANCELLED = register_kind(
    "claims.preauthorization_cancelled", N_("Approval before treatment taken back")
)
HOSPITAL_CANCELLED = register_kind("claims.hospital_cancelled", N_("Hospital takes a decided claim back"))
RULES_TRIED = register_kind("claims.rules_tried", N_("Other rules tried"))
WITHDRAWN = register_kind("claims.withdrawn", N_("Claim withdrawn"))

CLOCK_WARNED = register_kind("claims.clock_warned", N_("Deadline of a claim drew near"))
CLOCK_BREACHED = register_kind("claims.clock_breached", N_("Deadline of a claim was missed"))
COMPENSATION_PROPOSED = register_kind("claims.compensation_proposed", N_("Compensation proposed"))
COMPENSATION_RELEASED = register_kind("claims.compensation_released", N_("Compensation released"))
COMPENSATION_DECLINED = register_kind("claims.compensation_declined", N_("Compensation declined"))
COMPENSATION_PAID = register_kind("claims.compensation_paid", N_("Compensation paid"))


class ClaimState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    WAITING_MEMBER = "waiting_member"
    DECIDED = "decided"
    PAYING = "paying"
    PAID = "paid"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


STATE_LABELS = {
    ClaimState.DRAFT: N_("Draft"),
    ClaimState.SUBMITTED: N_("Received"),
    ClaimState.IN_REVIEW: N_("With an examiner"),
    ClaimState.WAITING_MEMBER: N_("Waiting for papers"),
    ClaimState.DECIDED: N_("Decided"),
    ClaimState.PAYING: N_("On its way to the bank"),
    ClaimState.PAID: N_("Paid"),
    ClaimState.CLOSED: N_("Closed"),
    ClaimState.WITHDRAWN: N_("Withdrawn"),
    ClaimState.REVERSED: N_("Reversed"),
}

MOVING = frozenset(
    {
        ClaimState.SUBMITTED,
        ClaimState.IN_REVIEW,
        ClaimState.WAITING_MEMBER,
        ClaimState.DECIDED,
        ClaimState.PAYING,
    }
)
STILL_MOVING = N_("%(n)s claims are on their way. They must be decided and paid before the person is erased.")
UNDECIDED = frozenset({ClaimState.SUBMITTED, ClaimState.IN_REVIEW, ClaimState.WAITING_MEMBER})
# Claims whose expenses count in their policy year; a reversed claim has been decided and counts no more.
COUNTED_STATES = frozenset({ClaimState.DECIDED, ClaimState.PAYING, ClaimState.PAID, ClaimState.CLOSED})
DECIDED_STATES = COUNTED_STATES | {ClaimState.REVERSED}


class Cause(StrEnum):
    ILLNESS = "illness"
    ACCIDENT = "accident"


CAUSE_LABELS = {Cause.ILLNESS: N_("Illness"), Cause.ACCIDENT: N_("Accident")}


class Decision(StrEnum):
    APPROVED = "approved"
    PARTIAL = "partial"
    WITHIN_DEDUCTIBLE = "within_deductible"
    REFUSED = "refused"


DECISION_LABELS = {
    Decision.APPROVED: N_("Approved"),
    Decision.PARTIAL: N_("Approved in part"),
    # covered, and counted towards the deductible: nothing is paid yet, and nobody refused it
    Decision.WITHIN_DEDUCTIBLE: N_("Within your deductible"),
    Decision.REFUSED: N_("Nothing to pay"),
}


class Payee(StrEnum):
    """Whose account the money goes to."""

    MEMBER = "member"
    PROVIDER = "provider"


PAYEE_LABELS = {Payee.MEMBER: N_("The member"), Payee.PROVIDER: N_("The hospital")}


class AppealState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


APPEAL_LABELS = {
    AppealState.OPEN: N_("A second examiner is looking"),
    AppealState.UPHELD: N_("The decision stands"),
    AppealState.CHANGED: N_("The decision was changed"),
    AppealState.WITHDRAWN: N_("You took the appeal back"),
}


class DocumentKind(StrEnum):
    RECEIPT = "receipt"
    RECORD = "record"
    IDENTITY = "identity"
    OTHER = "other"


DOCUMENT_LABELS = {
    DocumentKind.RECEIPT: N_("Receipt or invoice"),
    DocumentKind.RECORD: N_("Medical record"),
    DocumentKind.IDENTITY: N_("Proof of identity or account"),
    DocumentKind.OTHER: N_("Other paper"),
}


class Holder(StrEnum):
    """Who has the claim in hand."""

    MEMBER = "member"
    RULES = "rules"
    EXAMINER = "examiner"
    BANK = "bank"
    NOBODY = "nobody"


HOLDER_LABELS = {
    Holder.MEMBER: N_("You"),
    Holder.RULES: N_("Our rules"),
    Holder.EXAMINER: N_("A claims examiner"),
    Holder.BANK: N_("The bank"),
    Holder.NOBODY: N_("Nobody: it is done"),
}


class PayoutKind(StrEnum):
    CLAIM = "claim"
    ADVANCE = "advance"


class PayoutState(StrEnum):
    ORDERED = "ordered"
    SETTLED = "settled"
    FAILED = "failed"


class CompensationState(StrEnum):
    PROPOSED = "proposed"
    RELEASED = "released"
    ORDERED = "ordered"
    FAILED = "failed"
    PAID = "paid"
    DECLINED = "declined"


COMPENSATION_LABELS = {
    CompensationState.PROPOSED: N_("Waits for release"),
    CompensationState.RELEASED: N_("Released for payment"),
    CompensationState.ORDERED: N_("Payment ordered"),
    CompensationState.FAILED: N_("The bank could not pay"),
    CompensationState.PAID: N_("Paid"),
    CompensationState.DECLINED: N_("Not owed"),
}


class ReadingState(StrEnum):
    """How far a paper has been read."""

    QUEUED = "queued"
    READING = "reading"
    READ = "read"
    UNREADABLE = "unreadable"


READING_LABELS = {
    ReadingState.QUEUED: N_("Waits to be read"),
    ReadingState.READING: N_("Being read"),
    ReadingState.READ: N_("Read"),
    ReadingState.UNREADABLE: N_("Could not be read"),
}


class CheckReason(StrEnum):
    """Why an automatic decision was drawn for a person to check."""

    RANDOM = "random"
    RISK = "risk"


CHECK_REASON_LABELS = {CheckReason.RANDOM: N_("Drawn at random"), CheckReason.RISK: N_("Drawn for its risk")}


class ReviewReason(StrEnum):
    """Why rules leave a claim to a person."""

    ZERO = "zero"
    AMOUNT = "amount"
    NO_CONSENT = "no_consent"
    ASKED = "asked"
    NO_DOCUMENT = "no_document"
    NO_ACCOUNT = "no_account"
    LATE = "late"
    SAME_DAY_BILL = "same_day_bill"
    EARLY_ILLNESS = "early_illness"
    MANY_VISITS = "many_visits"
    AGREED_EXCLUSION = "agreed_exclusion"
    EARLIER_OPEN = "earlier_open"
    HOSPITAL_CANCELLED = "hospital_cancelled"
    NOT_WORKED_OUT = "not_worked_out"


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """One expense as a bill states it, in minor units. The parts never exceed what was billed.

    A fixed benefit has no bill: `billed_minor` is nothing, `until_date` ends the days that income was lost (or the stay),
    and `benefit_facts` says what the benefit asks: grade, activities, income.
    """

    category: str
    service_date: date
    provider: str
    billed_minor: int
    until_date: date | None = None
    out_of_catalogue_minor: int = 0
    class_self_paid_minor: int = 0
    social_fund_paid_minor: int = 0
    other_paid_minor: int = 0
    settled_by_social: bool = False
    refused_minor: int = 0
    refused_reason: str = ""
    benefit_facts: BenefitFacts = field(default_factory=dict, hash=False)


class ItemKind(StrEnum):
    """What a row of a bill is, as far as the review tells them apart."""

    DRUG = "drug"
    BED = "bed"
    SURGERY = "surgery"
    ANAESTHESIA = "anaesthesia"
    OPERATING_ROOM = "operating_room"
    EXAMINATION = "examination"
    TEST = "test"
    TREATMENT = "treatment"
    MATERIAL = "material"
    CONSULTATION = "consultation"
    NURSING = "nursing"
    OTHER = "other"


ITEM_LABELS = {
    ItemKind.DRUG: N_("Drug"),
    ItemKind.BED: N_("Bed"),
    ItemKind.SURGERY: N_("Operation"),
    ItemKind.ANAESTHESIA: N_("Anaesthesia"),
    ItemKind.OPERATING_ROOM: N_("Operating room"),
    ItemKind.EXAMINATION: N_("Examination"),
    ItemKind.TEST: N_("Laboratory test"),
    ItemKind.TREATMENT: N_("Treatment"),
    ItemKind.MATERIAL: N_("Material"),
    ItemKind.CONSULTATION: N_("Consultation"),
    ItemKind.NURSING: N_("Nursing"),
    ItemKind.OTHER: N_("Other item"),
}


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """One row of a bill. The quantity is in thousandths; an empty kind or code is found by the name."""

    name: str
    amount_minor: int
    day: date
    line_position: int = 1
    kind: ItemKind | None = None
    code: str = ""
    system: str = ""
    quantity_milli: int = 1000
    unit_price_minor: int = 0
    detail: bool = False  # makes up another row, where its amount is counted


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """A photo or PDF that comes with a claim."""

    kind: DocumentKind
    name: str
    data: bytes = field(repr=False)

    @cached_property
    def digest(self) -> bytes:
        return hashlib.sha256(self.data).digest()


@dataclass(frozen=True, kw_only=True)
class NewClaim:
    """A whole claim in one call: from a hospital, a file, the desk. `client_token` names it; the same again is the same claim.

    A claim of a hospital has its `provider_code` and its own number there (`provider_reference`), unique for that hospital;
    `payee` says whether `bank_account` is the member's or the hospital's.
    """

    customer_id: UUID
    policy_id: UUID
    client_token: str
    cause: Cause
    event_date: date
    diagnosis: str
    bank_account: str
    lines: tuple[LineFacts, ...]
    story: str = ""
    diagnosis_code: str = ""
    channel: str = "app"
    payee: Payee = Payee.MEMBER
    provider_code: str = ""
    provider_reference: str = ""
    documents: tuple[NewDocument, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LoadRow:
    """A claim of the past as handed over to be loaded: who decided it when; the rules say the amount."""

    customer_id: UUID
    policy_id: UUID
    cause: Cause
    event_date: date
    submitted_at: datetime
    lines: tuple[LineFacts, ...]
    channel: str = "app"
    decided_at: datetime | None = None
    paid_at: datetime | None = None
    auto: bool = True
    examiner: str = "examiner:history"
    diagnosis: str = ""
    bank_account: str = ""
    id: UUID | None = None


@event("claims.submitted")
@dataclass(frozen=True, kw_only=True)
class ClaimSubmitted(Event):
    """A member has handed in a claim."""

    claim_id: UUID
    customer_id: UUID
    policy_id: UUID
    product_code: str
    channel: str
    claimed_minor: int


@event("claims.decided")
@dataclass(frozen=True, kw_only=True)
class ClaimDecided(Event):
    """A claim was decided, by rules (`auto`) or by a person."""

    claim_id: UUID
    customer_id: UUID
    policy_id: UUID
    product_code: str
    channel: str
    decision: str
    auto: bool
    claimed_minor: int
    payable_minor: int


@event("claims.paid")
@dataclass(frozen=True, kw_only=True)
class ClaimPaid(Event):
    """The money of a claim has arrived."""

    claim_id: UUID
    customer_id: UUID
    policy_id: UUID
    product_code: str
    paid_minor: int


@event("claims.aftercare_asked")
@dataclass(frozen=True, kw_only=True)
class AftercareAsked(Event):
    """A member wants the call that was offered after a paid claim."""

    claim_id: UUID
    customer_id: UUID
    product_code: str
    offer: str


AFTERCARE_STEP = "aftercare_asked"
# What a step is called on the timeline; `note` of the event carries what a person wrote.
EVENT_LABELS = {
    "started": N_("Draft begun"),
    "submitted": N_("We received the claim"),
    "document_added": N_("A paper was added"),
    "checked": N_("The rules worked out the amount"),
    "in_review": N_("An examiner has the claim"),
    "documents_requested": N_("We asked for papers"),
    "documents_arrived": N_("The papers arrived"),
    "person_asked": N_("You asked for a person to decide"),
    "decided": N_("Decided"),
    "payout_ordered": N_("The bank has the payment order"),
    "payout_failed": N_("The bank could not pay"),
    "account_changed": N_("The bank account was changed"),
    "paid": N_("The money has arrived"),
    "withdrawn": N_("You withdrew the claim"),
    "proposed": N_("A second examiner checks the decision"),
    "proposal_rejected": N_("The second examiner asked for another look"),
    "resettled": N_("The policy year was worked out anew"),
    "reversed": N_("The claim was reversed"),
    "receivable": N_("More was paid than is due"),
    "receivable_closed": N_("What was paid too much is settled"),
    "advance_ordered": N_("A part is paid in advance"),
    "advance_paid": N_("The advance has arrived"),
    "appeal_opened": N_("You appealed against the decision"),
    "appeal_decided": N_("The appeal was decided"),
    "appeal_withdrawn": N_("You took the appeal back"),
    AFTERCARE_STEP: N_("You asked for a call about your recovery"),
    "clock_warned": N_("A deadline draws near"),
    "clock_breached": N_("We missed a deadline"),
    "compensation": N_("You get a compensation"),
    "hospital_sent": N_("The hospital sent the claim"),
    "hospital_direct": N_("The hospital sent the claim; we pay the hospital directly"),
    "hospital_cancelled": N_("The hospital takes the claim back; an examiner looks"),
}


class TrialState(StrEnum):
    """How far a trial of other rules is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


TRIAL_STATE_LABELS = {
    TrialState.WAITING: N_("In the queue"),
    TrialState.RUNNING: N_("Being worked out"),
    TrialState.DONE: N_("Worked out"),
    TrialState.FAILED: N_("Could not be worked out"),
}
