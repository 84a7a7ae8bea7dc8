"""The key ring: master keys that wrap the customers' keys. From `HEARTEN_KEYS`, or a file only its owner may read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

KEY_BYTES = 32


@dataclass(frozen=True)
class KeyRing:
    """Master keys by name. The first wraps what is new; all of them unwrap. `index` makes blind indexes."""

    keys: dict[str, bytes]
    index: bytes

    @property
    def current(self) -> str:
        return next(iter(self.keys))


@lru_cache(maxsize=1)
def key_ring() -> KeyRing:
    """The ring in use. A new installation without `HEARTEN_KEYS` gets a file of its own, readable by its owner only."""
    text = settings.HEARTEN_KEYS or _read_or_make(Path(settings.KEYRING_FILE))
    named = {name: base64.b64decode(value) for name, value in json.loads(text).items()}
    index = named.pop("index")
    if not named or any(len(key) != KEY_BYTES for key in [*named.values(), index]):
        raise ValueError(
            "the key ring needs an index key and at least one master key, each of 32 bytes in base64"
        )
    return KeyRing(keys=named, index=index)


def blind_index(text: str) -> bytes:
    """A keyed digest of `text` (HMAC-SHA-256), to find equal values without reading them."""
    return hmac.new(key_ring().index, text.strip().lower().encode(), hashlib.sha256).digest()


def keyed_digest(purpose: str, content: bytes) -> bytes:
    """32 bytes that only this installation can make (HMAC-SHA-256); those of one purpose say nothing about another's."""
    return hmac.new(key_ring().index, purpose.encode() + b"\x00" + content, hashlib.sha256).digest()


def _read_or_make(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = {name: base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() for name in ("k1", "index")}
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(fresh, file)
        try:
            os.link(temporary, path)  # the first process wins; the others read its file
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text()
