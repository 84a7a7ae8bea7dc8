"""In which order does one person see pages, questions and options? Drawn from a seed, so it is the same when resumed.

Each thing gets the digest of (seed, list, code) and the list is sorted by it: every order is equally likely, and dropping one
thing leaves the order of the others as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

_SEED_BITS = 63


def seed_of(identity: object) -> int:
    """The seed of an invitation, from its identity: 63 bits, so that it fits a database's signed big integer."""
    digest = hashlib.sha256(f"order:{identity}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - _SEED_BITS)


def shuffled(codes: Sequence[str], *, seed: int, name: str, fixed: Collection[str] = ()) -> list[str]:
    """The codes in random order; those that are `fixed` keep their places. `name` tells lists of one seed apart."""
    moving = iter(sorted((c for c in codes if c not in fixed), key=lambda code: _rank(seed, name, code)))
    return [code if code in fixed else next(moving) for code in codes]


def ordered_pages(codes: Sequence[str], groups: Sequence[Sequence[str]], *, seed: int) -> list[str]:
    """Page codes in order, the pages of each group having changed places among themselves."""
    order = list(codes)
    for number, group in enumerate(groups):
        places = [place for place, code in enumerate(order) if code in set(group)]
        drawn = shuffled([order[place] for place in places], seed=seed, name=f"pages.{number}")
        for place, code in zip(places, drawn, strict=True):
            order[place] = code
    return order


def _rank(seed: int, name: str, code: str) -> bytes:
    return hashlib.sha256(f"{seed}:{name}:{code}".encode()).digest()
