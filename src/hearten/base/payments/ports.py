"""Sockets: those who move money (online, or by files), and whoever knows what a payee is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings

from hearten.base.payments.types import Notification, ProviderResult


class PaymentProvider(Protocol):
    """Moves money. Every call carries a key: the same key again is the same transaction and the same answer.

    A call that gets no answer raises OutcomeUnknown. None of them may be called within a database transaction.
    """

    name: str

    def authorise(
        self, *, idempotency_key: str, amount_minor: int, currency: str, account: str
    ) -> ProviderResult:
        """Reserve the amount on the payer's account: approved or declined."""
        ...

    def capture(self, *, idempotency_key: str, reference: str, amount_minor: int) -> ProviderResult:
        """Take what the authorisation `reference` reserved: settled, pending or declined."""
        ...

    def refund(self, *, idempotency_key: str, reference: str, amount_minor: int) -> ProviderResult:
        """Give back (a part of) what the capture `reference` took."""
        ...

    def payout(
        self, *, idempotency_key: str, amount_minor: int, currency: str, account: str
    ) -> ProviderResult:
        """Send money to an account: settled, pending or declined."""
        ...

    def query(self, *, idempotency_key: str) -> ProviderResult:
        """How the transaction with this key stands; `unknown` when the provider has never heard of it."""
        ...

    def verify_webhook(self, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Notification:
        """The notification in `body`. Raises Invalid when it is forged, changed or too old."""
        ...


_PROVIDERS: dict[str, Callable[[], PaymentProvider]] = {}


def register_provider(name: str, make: Callable[[], PaymentProvider]) -> None:
    """Plug in a provider under `name` (the setting PAYMENT_PROVIDER chooses one)."""
    if name in _PROVIDERS:
        raise ValueError(f"two payment providers are called {name}")
    _PROVIDERS[name] = make


def provider_named(name: str) -> PaymentProvider | None:
    make = _PROVIDERS.get(name)
    return make() if make else None


def current_provider() -> PaymentProvider:
    """The provider that new orders go to."""
    provider = provider_named(settings.PAYMENT_PROVIDER)
    if provider is None:
        raise LookupError(f"no payment provider is called {settings.PAYMENT_PROVIDER}")
    return provider


class FileTransport(Protocol):
    """How files come to a bank and back. Neither call may be made within a database transaction."""

    def put(self, name: str, content: bytes) -> None:
        """Hand a file over under `name`, whole or not at all; the same file again is no harm."""
        ...

    def waiting(self) -> Sequence[str]:
        """Names of the bank's files that have not been put aside, oldest first."""
        ...

    def get(self, name: str) -> bytes: ...

    def put_aside(self, name: str, *, refused: bool = False) -> None:
        """Move a file of the bank out of the way; one that is refused goes where a person looks for it."""
        ...


@dataclass(frozen=True, kw_only=True)
class FileChannel:
    """A bank that is spoken to by files: payments out only, in batches."""

    name: str
    transport: Callable[[], FileTransport]


_CHANNELS: dict[str, FileChannel] = {}


def register_file_channel(channel: FileChannel) -> None:
    """Plug in a bank that takes files (the setting PAYOUT_PROVIDER chooses one)."""
    if channel.name in _CHANNELS or channel.name in _PROVIDERS:
        raise ValueError(f"two payment providers are called {channel.name}")
    _CHANNELS[channel.name] = channel


def file_channel(name: str) -> FileChannel | None:
    """The bank of this name that takes files; None for those that are asked online."""
    return _CHANNELS.get(name)


def file_channels() -> list[str]:
    return sorted(_CHANNELS)


def payout_provider() -> str:
    """The name of the provider that new payments out go to; online ones and banks that take files share their names."""
    name = settings.PAYOUT_PROVIDER or settings.PAYMENT_PROVIDER
    if name not in _CHANNELS and name not in _PROVIDERS:
        raise LookupError(f"no payment provider is called {name}")
    return str(name)


PayeeNames = Callable[[Sequence[UUID]], Mapping[UUID, str]]
_PAYEES: list[PayeeNames] = []


def register_payee_names(names: PayeeNames) -> None:
    """Plug in whoever knows the names of customers: a bank pays to a name and a number."""
    if _PAYEES and [names] != _PAYEES:
        raise ValueError("two rooms say what payees are called")
    _PAYEES[:] = [names]


def payee_name(customer_id: UUID) -> str:
    """What the customer is called; empty when nobody knows."""
    return _PAYEES[0]([customer_id]).get(customer_id, "") if _PAYEES else ""
