"""What single examiners may decide alone, as documents/settings.yaml and the products say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).parent / "documents" / "settings.yaml"


def four_eyes_above(document: Mapping[str, Any]) -> int:
    """The amount, in minor units, above which a decision needs a second examiner: the product's own, else the insurer's."""
    given = _settings()["review"] | dict(document.get("review", {}))
    return int(given["four_eyes_above"])


def chunk_size() -> int:
    """How many waiting claims are decided together."""
    return int(_settings()["deciding"]["chunk"])


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How automatic decisions are drawn for people to check; shares in thousandths."""

    seed: str
    rate_permille: int
    least_per_product: int
    risk_per_product: int
    second_reading_permille: int


def sampling() -> Sampling:
    """How many automatic decisions people check."""
    return Sampling(**_settings()["sampling"])


@cache
def _settings() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded
