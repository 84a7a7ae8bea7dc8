"""What a payment is: directions, states, what a provider answers, and the facts that rise from it."""

from __future__ import annotations

from dataclasses import dataclass
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
    REFUSED = "refused"


FAILURE_SENTENCES = {
    Failure.UNKNOWN_ACCOUNT: N_("The bank does not know this account. Please check the number."),
    Failure.INSUFFICIENT_FUNDS: N_("There is not enough money in the account."),
    Failure.ABOVE_LIMIT: N_("The amount is above the limit of the account."),
    Failure.ACCOUNT_CLOSED: N_("The account is closed. Please give another one."),
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
