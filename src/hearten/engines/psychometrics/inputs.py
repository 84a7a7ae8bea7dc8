"""Answers as columns: what may come in, and a sentence when it may not.

NaN is a missing answer. A weight is a finite number, not negative; a row that weighs nothing is left out as if it had
not been asked.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]

_TABLE = 2


def vector(values: ArrayLike, *, field: str) -> Vector:
    """One column of numbers; NaN means missing."""
    result = _numbers(values, field)
    if result.ndim != 1:
        raise Invalid(
            N_("One column of numbers is needed here."), field=field, hint=N_("Give one number for each row.")
        )
    return _finite(result, field)


def matrix(values: ArrayLike, *, field: str) -> Matrix:
    """Rows of answers, one column for each item; NaN means missing."""
    result = _numbers(values, field)
    if result.ndim == 1:
        result = result[:, None]
    if result.ndim != _TABLE:
        raise Invalid(
            N_("A table of numbers is needed here."),
            field=field,
            hint=N_("Give one row for each person and one column for each item."),
        )
    return _finite(result, field)


def _numbers(values: ArrayLike, field: str) -> NDArray[np.float64]:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Invalid(
            N_("There is something that is not a number."),
            field=field,
            hint=N_("Give numbers; write words as numbers first, and leave what is missing empty (NaN)."),
        ) from error


def weights_for(weights: ArrayLike | None, n: int) -> Vector:
    """The weights of `n` rows, all one when none are given."""
    if weights is None:
        return np.ones(n)
    result = np.asarray(weights, dtype=np.float64)
    if result.shape != (n,):
        raise Invalid(
            N_("There are %(weights)s weights for %(rows)s rows."),
            field="weights",
            hint=N_("Give one weight for each row."),
            weights=result.size,
            rows=n,
        )
    if not np.isfinite(result).all() or (result < 0).any():
        raise Invalid(
            N_("A weight is missing, not finite or below zero."),
            field="weights",
            hint=N_("Give every row a weight of zero or more."),
        )
    return result


def same_length(first: NDArray[np.generic], second: NDArray[np.generic], *, field: str) -> None:
    """Refuses two columns of different length."""
    if len(first) != len(second):
        raise Invalid(
            N_("There are %(first)s rows on one side and %(second)s on the other."),
            field=field,
            hint=N_("Give the same people on both sides."),
            first=len(first),
            second=len(second),
        )


def tally(codes: NDArray[np.integer[Any]], n: int, weights: ArrayLike | None = None) -> Vector:
    """How many rows (or what weight of them) carry each code 0 … n − 1."""
    return np.asarray(np.bincount(codes, weights=weights, minlength=n), dtype=np.float64)


def per(sums: Vector, counts: Vector) -> Vector:
    """Sums by counts, element by element; NaN where nothing was counted."""
    result: Vector = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    return result


def names_for(names: list[str] | tuple[str, ...] | None, n: int) -> tuple[str, ...]:
    """The names of `n` columns, x1 … when none are given."""
    if names is None:
        return tuple(f"x{i + 1}" for i in range(n))
    if len(names) != n or len(set(names)) != n:
        raise Invalid(
            N_("There are %(columns)s columns, and they need as many different names."),
            field="names",
            hint=N_("Give every column one name of its own."),
            columns=n,
        )
    return tuple(names)


def too_few(have: int, need: int, *, field: str) -> Invalid:
    """The sentence for a sample that is too small for the question."""
    return Invalid(
        N_("There are %(have)s usable rows; at least %(need)s are needed."),
        field=field,
        hint=N_("Wait for more answers, or ask for fewer things at once."),
        have=have,
        need=need,
    )


def _finite(values: NDArray[np.float64], field: str) -> NDArray[np.float64]:
    if np.isinf(values).any():
        raise Invalid(
            N_("An answer is infinite."), field=field, hint=N_("Leave a missing answer empty instead.")
        )
    return values
