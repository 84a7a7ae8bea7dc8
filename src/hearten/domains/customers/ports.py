"""The socket for whoever knows whose account a number is: a bank, a clearing house, UnionPay's name check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.conf import settings

from hearten.domains.customers.types import Match


class AccountVerifier(Protocol):
    """Compares a name and a number, as published account-checking services do; tells nothing else of the account."""

    name: str

    def verify(self, *, number: str, holder: str) -> Match:
        """Raises Unavailable when there is no answer now. May not be called within a database transaction."""
        ...


_VERIFIERS: dict[str, Callable[[], AccountVerifier]] = {}


def register_account_verifier(name: str, make: Callable[[], AccountVerifier]) -> None:
    """Plug in a verifier under `name` (the setting ACCOUNT_VERIFIER chooses one)."""
    if name in _VERIFIERS:
        raise ValueError(f"two account verifiers are called {name}")
    _VERIFIERS[name] = make


def account_verifier() -> AccountVerifier:
    make = _VERIFIERS.get(settings.ACCOUNT_VERIFIER)
    if make is None:
        raise LookupError(f"no account verifier is called {settings.ACCOUNT_VERIFIER}")
    return make()
