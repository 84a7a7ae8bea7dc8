"""Sockets: whose account a number is (a bank, a clearing house, UnionPay's name check), and what still stands against an erasure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

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


@dataclass(frozen=True)
class Obstacle:
    """Affairs that must be over before a person is erased. `sentence` says how many (`%(n)s`) and what to do."""

    code: str
    sentence: str
    count: Callable[[UUID], int]


_OBSTACLES: dict[str, Obstacle] = {}


def register_obstacle(obstacle: Obstacle) -> None:
    """Say what of an upper floor's affairs stands against an erasure while it runs."""
    if _OBSTACLES.setdefault(obstacle.code, obstacle) is not obstacle:
        raise ValueError(f"two obstacles are called {obstacle.code}")


def obstacles() -> tuple[Obstacle, ...]:
    return tuple(_OBSTACLES.values())
