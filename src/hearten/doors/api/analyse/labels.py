"""Answers as labels: the same to a spec, a file and a report, whether they are kept as words or as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def coded(column: NDArray[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    """The labels that occur, in order, and each row's place among them; −1 where there is no answer."""
    missing = (
        np.isnan(column)
        if column.dtype.kind == "f"
        else np.array([cell is None for cell in column], dtype=bool)
    )
    labels, found = np.unique(column[~missing], return_inverse=True)
    codes = np.full(len(column), -1, dtype=np.int64)
    codes[~missing] = found.reshape(-1)
    return [label_of(label) for label in labels], codes


def label_of(label: Any) -> Any:
    """A label as a person writes it: 1, not 1.0."""
    if isinstance(label, float) and label.is_integer():
        return int(label)
    return label.item() if isinstance(label, np.generic) else label


def written(label: Any) -> str:
    """A label as words: 1 for 1.0 and every digit of 0.1234567890123."""
    plain = label_of(label)
    return repr(plain) if isinstance(plain, float) else str(plain)
