"""The socket for those who move money: the shape that payment service providers share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

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
