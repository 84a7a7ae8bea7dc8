"""Identities and random streams that depend on the seed alone."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import numpy as np

from hearten.kernel.ids import new_id

_TAIL_BYTES = 10


def stream(seed: int, name: str) -> np.random.Generator:
    """A random stream of its own for each part, so that a change in one part leaves the others as they were."""
    digest = hashlib.blake2b(f"{seed}:{name}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def identity(seed: int, kind: str, index: int, at: int) -> UUID:
    """The same UUID (version 7, of the second `at`) whenever this seed's `index`-th `kind` is made."""
    tail = hashlib.blake2b(f"{seed}:{kind}:{index}".encode(), digest_size=_TAIL_BYTES).digest()
    return new_id(at_ms=int(at) * 1000, randomness=tail)


def moment(second: float) -> datetime:
    """Seconds since 1970 as a time."""
    return datetime.fromtimestamp(int(second), tz=UTC)


def even_draws(rng: np.random.Generator, order: np.ndarray, step: float) -> np.ndarray:
    """Uniform draws spread evenly along `order` (an additive recurrence from a random start).

    Each draw is uniform; neighbours in `order` get different ones, so that shares come out close to what the model says
    even in a small portfolio, and the written truth is found again with any seed.
    """
    draws = np.empty(len(order))
    draws[np.argsort(order, kind="stable")] = (rng.random() + step * np.arange(len(order))) % 1.0
    return draws
