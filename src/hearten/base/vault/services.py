"""Sealing and opening with a customer's key (AES-256-GCM), and erasing the key."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from time import monotonic
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from hearten.base.vault.keyring import KEY_BYTES, key_ring
from hearten.base.vault.models import SubjectKey
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

_NONCE_BYTES = 12
_CACHE_SIZE = 4096
# A process asks again after so many seconds: a key that another process erased is nowhere in memory for longer.
_REMEMBERED_SECONDS = 300.0
_cache: OrderedDict[UUID, tuple[bytes, float]] = OrderedDict()
_at_hand: ContextVar[dict[UUID, bytes] | None] = ContextVar("keys_at_hand", default=None)


class Erased(NotFound):
    """The customer's key has been erased; what it sealed can't be read by anyone."""

    code = "erased"


def seal(subject_id: UUID, purpose: str, plain: bytes) -> bytes:
    """Seal `plain` for one customer and one purpose. Opening it for another customer or purpose fails."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key(subject_id)).encrypt(nonce, plain, _bound(subject_id, purpose))


def unseal(subject_id: UUID, purpose: str, sealed: bytes) -> bytes:
    """What was sealed. Raises Erased when the key is gone, InvalidTag when the bytes were changed."""
    key = _key(subject_id, create=False)
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(subject_id, purpose))


def ensure_keys(subject_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The keys of many customers in two statements, made where there is none yet; none for those remembered."""
    asked = set(subject_ids)
    at_hand = _at_hand.get() or {}
    known = {key: at_hand.get(key) or _remembered(key) for key in asked}
    found = {key: value for key, value in known.items() if value is not None}
    wanted = asked - found.keys()
    if not wanted:
        return found
    rows = {row.subject_id: row for row in SubjectKey.objects.filter(subject_id__in=wanted)}
    fresh = [_new_row(subject_id) for subject_id in wanted - rows.keys()]
    if fresh:
        SubjectKey.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000)
        rows |= {
            row.subject_id: row for row in SubjectKey.objects.filter(subject_id__in=wanted - rows.keys())
        }
    fetched = {subject_id: _unwrap(row) for subject_id, row in rows.items() if row.wrapped is not None}
    transaction.on_commit(lambda: _remember_all(fetched))
    return found | fetched


@contextmanager
def keys_at_hand(subject_ids: Iterable[UUID]) -> Iterator[None]:
    """Within the block, sealing and opening for these customers asks the database no more."""
    already = _at_hand.get() or {}
    token = _at_hand.set(already | ensure_keys(set(subject_ids) - already.keys()))
    try:
        yield
    finally:
        _at_hand.reset(token)


def erase_key(subject_id: UUID, *, now: datetime) -> None:
    """Destroy a customer's key for good: what it sealed can never be read again (PIPL art. 47)."""
    with transaction.atomic():
        SubjectKey.objects.update_or_create(
            subject_id=subject_id, defaults={"wrapped": None, "erased_at": now, "ring_key": ""}
        )
        transaction.on_commit(lambda: _cache.pop(subject_id, None))
    _cache.pop(subject_id, None)


def forget_cached_keys() -> None:
    _cache.clear()


def _key(subject_id: UUID, *, create: bool = True) -> bytes:
    at_hand = _at_hand.get()
    if at_hand and subject_id in at_hand:
        return at_hand[subject_id]
    if (remembered := _remembered(subject_id)) is not None:
        _cache.move_to_end(subject_id)
        return remembered
    row = SubjectKey.objects.filter(subject_id=subject_id).first()
    if row is None and create:
        SubjectKey.objects.bulk_create([_new_row(subject_id)], ignore_conflicts=True)
        row = SubjectKey.objects.get(subject_id=subject_id)
    if row is None or row.wrapped is None:
        raise Erased(N_("This person's data has been erased and can't be read."))
    key = _unwrap(row)
    # Only what is committed may be remembered: a key of a transaction that is rolled back never existed.
    transaction.on_commit(lambda: _remember(subject_id, key))
    return key


def _remembered(subject_id: UUID) -> bytes | None:
    key, until = _cache.get(subject_id, (None, 0.0))
    return key if until > monotonic() else None


def _remember_all(keys: dict[UUID, bytes]) -> None:
    for subject_id, key in keys.items():
        _remember(subject_id, key)


def _remember(subject_id: UUID, key: bytes) -> None:
    _cache[subject_id] = key, monotonic() + _REMEMBERED_SECONDS
    while len(_cache) > _CACHE_SIZE:
        _cache.popitem(last=False)


def _new_row(subject_id: UUID) -> SubjectKey:
    ring = key_ring()
    nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapped = AESGCM(ring.keys[ring.current]).encrypt(nonce, secrets.token_bytes(KEY_BYTES), subject_id.bytes)
    return SubjectKey(subject_id=subject_id, ring_key=ring.current, wrapped=nonce + wrapped)


def _unwrap(row: SubjectKey) -> bytes:
    wrapped = bytes(row.wrapped or b"")
    master = key_ring().keys[row.ring_key]
    return AESGCM(master).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], row.subject_id.bytes)


def _bound(subject_id: UUID, purpose: str) -> bytes:
    return subject_id.bytes + purpose.encode()
