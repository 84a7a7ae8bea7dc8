"""What a payment is: directions, states, what a provider answers, and the facts that rise from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from hearten.base.ledger.types import register_kind
from hearten.kernel.errors import Unavailable
from hearten.kernel.events import Event, event
from hearten.kernel.text import N_

ORDERED = register_kind("payments.ordered", N_("Payment ordered"))
SETTLED = register_kind("payments.settled", N_("Payment settled"))
FAILED = register_kind("payments.failed", N_("Payment failed"))
RETURNED = register_kind("payments.returned", N_("Payment returned by the bank"))
BATCH_CLOSED = register_kind("payments.batch_closed", N_("Payout batch closed"))
BATCH_SENT = register_kind("payments.batch_sent", N_("Payout batch handed to the bank"))
BATCH_LOADED = register_kind("payments.batch_loaded", N_("Payment file taken by a person"))
BATCH_RELEASED = register_kind("payments.batch_released", N_("Payments released for another batch"))
FILE_TAKEN = register_kind("payments.file_taken", N_("File of the bank taken over"))
RECONCILED = register_kind("payments.reconciled", N_("Day compared with the bank"))
EXCEPTION_CLOSED = register_kind("payments.exception_closed", N_("Difference with the bank explained"))


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class OrderState(StrEnum):
    """`sending` until the provider's answer is written down; see docs/algorithms/payments.md."""

    SENDING = "sending"
    PENDING = "pending"
    SETTLED = "settled"
    FAILED = "failed"
    RETURNED = "returned"


OPEN_STATES = frozenset({OrderState.SENDING, OrderState.PENDING})

STATE_LABELS = {
    OrderState.SENDING: N_("Being sent"),
    OrderState.PENDING: N_("With the bank"),
    OrderState.SETTLED: N_("Done"),
    OrderState.FAILED: N_("Failed"),
    OrderState.RETURNED: N_("Returned by the bank"),
}


class Failure(StrEnum):
    """Why a provider did not pay."""

    UNKNOWN_ACCOUNT = "unknown_account"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    ABOVE_LIMIT = "above_limit"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_BLOCKED = "account_blocked"
    NAME_DIFFERS = "name_differs"
    REFUSED = "refused"


FAILURE_SENTENCES = {
    Failure.UNKNOWN_ACCOUNT: N_("The bank does not know this account. Please check the number."),
    Failure.INSUFFICIENT_FUNDS: N_("There is not enough money in the account."),
    Failure.ABOVE_LIMIT: N_("The amount is above the limit of the account."),
    Failure.ACCOUNT_CLOSED: N_("The account is closed. Please give another one."),
    Failure.ACCOUNT_BLOCKED: N_("The account is blocked. Please give another one or ask your bank."),
    Failure.NAME_DIFFERS: N_("The name and the number of the account do not belong together."),
    Failure.REFUSED: N_("The bank refused the payment. Please try another account or ask your bank."),
}


class ProviderStatus(StrEnum):
    """What a provider says of one transaction. `unknown`: it has never heard of the key."""

    APPROVED = "approved"
    PENDING = "pending"
    SETTLED = "settled"
    DECLINED = "declined"
    RETURNED = "returned"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class ProviderResult:
    """A provider's answer: its own reference for the transaction, how it stands, and why not."""

    status: ProviderStatus
    reference: str = ""
    failure: str = ""


class BatchState(StrEnum):
    """`building` while its orders are picked; `closed` once its file is fixed; the rest is what the bank makes of it."""

    BUILDING = "building"
    CLOSED = "closed"
    SENT = "sent"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    RECONCILED = "reconciled"


BATCH_LABELS = {
    BatchState.BUILDING: N_("Being made"),
    BatchState.CLOSED: N_("Ready to send"),
    BatchState.SENT: N_("Sent to the bank"),
    BatchState.ACCEPTED: N_("Taken by the bank"),
    BatchState.PARTLY: N_("Partly taken"),
    BatchState.REJECTED: N_("Not taken by the bank"),
    BatchState.RECONCILED: N_("Found on the statement"),
}


class FileKind(StrEnum):
    """What a file of the bank is, by its ISO 20022 name."""

    STATUS = "pain.002"
    STATEMENT = "camt.053"
    NOTICE = "camt.054"


FILE_LABELS = {
    FileKind.STATUS: N_("Status report"),
    FileKind.STATEMENT: N_("Account statement"),
    FileKind.NOTICE: N_("Notice of bookings"),
}


class Outcome(StrEnum):
    """What we made of one line of a bank's file; empty until it has been looked at."""

    APPLIED = "applied"
    NO_CHANGE = "no_change"
    UNKNOWN = "unknown"
    DIFFERS = "differs"
    HELD = "held"


class ItemKind(StrEnum):
    """How one payment and one entry on the statement stand to each other."""

    MATCHED = "matched"
    RETURNED = "returned"
    MISSING = "missing"
    UNKNOWN = "unknown"
    DIFFERS = "differs"
    TWICE = "twice"
    PAID_THOUGH_FAILED = "paid_though_failed"
    BALANCE = "balance"
    LEDGER = "ledger"


ITEM_LABELS = {
    ItemKind.MATCHED: N_("Agrees"),
    ItemKind.RETURNED: N_("Came back"),
    ItemKind.MISSING: N_("Not on the statement"),
    ItemKind.UNKNOWN: N_("Not one of our payments"),
    ItemKind.DIFFERS: N_("Another amount"),
    ItemKind.TWICE: N_("Booked twice"),
    ItemKind.PAID_THOUGH_FAILED: N_("Booked although refused"),
    ItemKind.BALANCE: N_("The statement does not add up"),
    ItemKind.LEDGER: N_("The ledger has another total"),
}
# These are as they should be; everything else waits for a person.
IN_ORDER = frozenset({ItemKind.MATCHED, ItemKind.RETURNED})


class RunState(StrEnum):
    """How a day stands: no statement yet, agreed at once, differences open, or all of them explained."""

    NO_STATEMENT = "no_statement"
    BALANCED = "balanced"
    DIFFERENCES = "differences"
    EXPLAINED = "explained"


RUN_LABELS = {
    RunState.NO_STATEMENT: N_("No statement yet"),
    RunState.BALANCED: N_("Agrees to the fen"),
    RunState.DIFFERENCES: N_("Differences to explain"),
    RunState.EXPLAINED: N_("Differences explained"),
}


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account as a payment file names it: holder, number, and the bank's BIC or twelve-digit CNAPS number."""

    name: str
    number: str
    bank: str = ""


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One payment of a batch, as it is written into the file."""

    instruction_id: str
    end_to_end_id: str
    amount_minor: int
    currency: str
    payee: Account
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class BankLine:
    """One line of a bank's file. `amount_minor` is signed as the account sees it: a payment out is below zero.

    In a status report there is no amount (None), and `end_to_end_id` is empty when the whole file is spoken of.
    """

    position: int
    end_to_end_id: str = ""
    status: str = ""
    reason: str = ""
    amount_minor: int | None = None
    currency: str = ""
    reference: str = ""
    booked_on: date | None = None
    returned: bool = False


@dataclass(frozen=True, kw_only=True)
class BankMessage:
    """A bank's file, read: its number, what it answers to or which account it is about, and its lines."""

    kind: FileKind
    message_id: str
    original_message_id: str = ""
    account: str = ""
    currency: str = ""
    opening_minor: int | None = None
    closing_minor: int | None = None
    closed_on: date | None = None
    lines: tuple[BankLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Notification:
    """A verified message from a provider about one of our transactions, named by the key we gave."""

    notification_id: str
    idempotency_key: str
    result: ProviderResult


class OutcomeUnknown(Unavailable):
    """The provider did not answer, so the money may or may not have moved. Asking again with the same key is safe."""

    code = "outcome_unknown"


@event("payments.settled")
@dataclass(frozen=True, kw_only=True)
class PaymentSettled(Event):
    """Money has moved, once."""

    order_id: UUID
    idempotency_key: str
    customer_id: UUID
    direction: str
    purpose: str
    reference: str
    amount_minor: int
    currency: str


@event("payments.failed")
@dataclass(frozen=True, kw_only=True)
class PaymentFailed(Event):
    """Money has not moved and won't; `failure` says why (a member of Failure)."""

    order_id: UUID
    idempotency_key: str
    customer_id: UUID
    direction: str
    purpose: str
    reference: str
    amount_minor: int
    currency: str
    failure: str


@event("payments.returned")
@dataclass(frozen=True, kw_only=True)
class PaymentReturned(Event):
    """A payment out that had settled came back from the bank."""

    order_id: UUID
    idempotency_key: str
    customer_id: UUID
    direction: str
    purpose: str
    reference: str
    amount_minor: int
    currency: str
    failure: str
