"""Identities: sortable by time for machines, readable over the phone for people."""

from __future__ import annotations

import os
import time
from uuid import UUID

# Crockford's letters without Z: no I, L, O, U, so nothing is misread or misheard; 31 is prime, so checks hold.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_BASE = len(ALPHABET)
_NUMBER_LENGTH = 8


def new_id(at_ms: int | None = None, randomness: bytes | None = None) -> UUID:
    """A UUID version 7 (RFC 9562): 48 bits of milliseconds, then randomness."""
    milliseconds = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    tail = int.from_bytes(randomness or os.urandom(10), "big")
    value = (
        (milliseconds & (2**48 - 1)) << 80
        | 0x7 << 76
        | (tail >> 68 & 0xFFF) << 64
        | 0b10 << 62
        | tail & (2**62 - 1)
    )
    return UUID(int=value)


def new_number(prefix: str, identity: UUID) -> str:
    """The number a person reads out, such as `CL-7K3M-9QXC-4`: eight characters of `identity` and a check character.

    The last character is the sum of places weighted 2…9, modulo 31: it catches every single wrong character
    and every swap of neighbours.
    """
    rest, characters = identity.int % _BASE**_NUMBER_LENGTH, ""
    for _ in range(_NUMBER_LENGTH):
        rest, digit = divmod(rest, _BASE)
        characters = ALPHABET[digit] + characters
    return f"{prefix}-{characters[:4]}-{characters[4:]}-{_check_character(characters)}"


def is_number(text: str) -> bool:
    """Whether `text` is a number we could have given out (its check character fits)."""
    parts = text.strip().upper().split("-")
    match parts:
        case [_prefix, first, second, check] if len(first + second) == _NUMBER_LENGTH:
            characters = first + second
            return all(c in ALPHABET for c in characters) and check == _check_character(characters)
    return False


def _check_character(characters: str) -> str:
    total = sum(ALPHABET.index(c) * (i + 2) for i, c in enumerate(characters))
    return ALPHABET[total % _BASE]
