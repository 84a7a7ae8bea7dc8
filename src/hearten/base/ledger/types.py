"""Kinds of entries, and what a caller hands over to be recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

_KINDS: dict[str, str] = {}


def register_kind(kind: str, label: str) -> str:
    """Declare a kind of entry (`claims.decided`) with its label; an undeclared kind can't be appended."""
    if _KINDS.setdefault(kind, label) != label:
        raise ValueError(f"{kind} is declared twice")
    return kind


def kind_labels() -> dict[str, str]:
    return dict(_KINDS)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One thing that was done: to whose affairs, by whom, when, and the facts (text, whole numbers, booleans)."""

    kind: str
    subject_id: UUID
    actor: str
    occurred_at: datetime
    about: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
