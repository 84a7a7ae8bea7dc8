"""One way to write a value as bytes, so that a digest of it means something.

JSON Canonicalization Scheme (RFC 8785), for the values a ledger may hold: text, whole numbers, booleans, null, lists
and mappings. Floating-point numbers are refused: money and scores are whole numbers or text here.
"""

from __future__ import annotations

import json
from typing import Any

# RFC 8785 builds on IEEE doubles; beyond this a reader in another language would see another number.
_SAFE_INTEGER = 2**53 - 1


def canonical_json(value: Any) -> bytes:
    """The canonical bytes of `value`. Raises TypeError for what has no single form."""
    _check(value)
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        # RFC 8785 sorts names by UTF-16 code units.
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda k: k.encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_sorted(item) for item in value]
    return value


def _check(value: Any) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if abs(value) > _SAFE_INTEGER:
            raise TypeError(f"{value} is too large to be exact in every reader; write it as text")
        return
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("names in a canonical record are text")
        for item in value.values():
            _check(item)
        return
    if isinstance(value, list | tuple):
        for item in value:
            _check(item)
        return
    raise TypeError(f"a {type(value).__name__} has no canonical form; write it as text or whole numbers")
