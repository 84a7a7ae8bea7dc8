"""Results as plain JSON: numbers at full precision, null where there is nothing to say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """Dataclasses as objects, arrays as lists, NaN and endless numbers as null."""
    if isinstance(value, np.generic | np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return _inside(value)


def _inside(value: Any) -> dict[str, Any] | list[Any]:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    return [plain(one) for one in value]


def table(**columns: Sequence[Any] | np.ndarray[Any, Any]) -> list[dict[str, Any]]:
    """Columns of one length as rows with names."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def without(value: Any, *names: str) -> dict[str, Any]:
    """A dataclass as an object, some of its fields left out."""
    return {field.name: getattr(value, field.name) for field in fields(value) if field.name not in names}


def named(names: Iterable[Any], values: Iterable[Any]) -> dict[str, Any]:
    return {str(name): value for name, value in zip(names, values, strict=True)}
