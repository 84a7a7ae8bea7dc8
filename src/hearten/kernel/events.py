"""Facts that rise: a frozen dataclass with a registered name, readable again years later."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

E = TypeVar("E", bound="type[Event]")

_REGISTRY: dict[str, type[Event]] = {}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened. Subclasses hold only plain values: str, int, bool, None, UUID, dates, dicts of these."""

    kind: ClassVar[str] = ""

    occurred_at: datetime

    def to_payload(self) -> dict[str, Any]:
        return {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}


def event(kind: str) -> Callable[[E], E]:
    """Register a frozen dataclass as the event called `kind` (`room.past_participle`)."""

    def register(cls: E) -> E:
        if kind in _REGISTRY and _REGISTRY[kind].__qualname__ != cls.__qualname__:
            raise ValueError(f"two events are called {kind}")
        cls.kind = kind
        _REGISTRY[kind] = cls
        return cls

    return register


def registered_events() -> dict[str, type[Event]]:
    return dict(_REGISTRY)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
