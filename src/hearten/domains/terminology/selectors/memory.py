"""Published tables change rarely and are asked often: they are kept in memory, and renewed when they changed.

Another process learns of an import within `RENEW_AFTER_S`; the one that imported learns at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

from django.db.models import Max

from hearten.domains.terminology.models import CodeSystem

RENEW_AFTER_S = 30.0
T = TypeVar("T")

_kept: dict[str, Any] = {}
_state: dict[str, Any] = {"asked": float("-inf"), "changed_at": None}
_lock = Lock()


def remembered(name: str, make: Callable[[], T]) -> T:
    """What `make` gave when the tables last changed."""
    with _lock:
        _renew()
        if name not in _kept:
            _kept[name] = make()
        return _kept[name]  # type: ignore[no-any-return]


def forget() -> None:
    """Read the tables again at the next question."""
    with _lock:
        _kept.clear()
        _state["asked"] = float("-inf")


def _renew() -> None:
    if time.monotonic() - _state["asked"] < RENEW_AFTER_S:
        return
    changed_at: datetime | None = CodeSystem.objects.aggregate(last=Max("changed_at"))["last"]
    if changed_at != _state["changed_at"]:
        _kept.clear()
    _state["asked"], _state["changed_at"] = time.monotonic(), changed_at
