"""Answers as columns: what may come in, and a sentence when it may not.

NaN is a missing answer. A weight is a finite number, not negative; a row that weighs nothing is left out as if it had
not been asked.
"""

from __future__ import annotations

from collections.abc import Collection
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
    result = _numbers(weights, "weights")
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


def chosen_from(value: str, choices: Collection[str], *, field: str) -> None:
    """Refuses a word that is none of `choices`."""
    if value not in choices:
        raise Invalid(
            N_("“%(value)s” is not known here."),
            field=field,
            hint=N_("Use one of these: %(choices)s."),
            value=value,
            choices=", ".join(choices),
        )


def share_of(value: float, *, field: str = "confidence") -> float:
    """A confidence or another share above 0 and below 1, as it is; anything else is refused."""
    if not 0 < value < 1:
        raise Invalid(
            N_("%(value)s is not a share that can be used here."),
            field=field,
            hint=N_("Give a number between 0 and 1."),
            value=value,
        )
    return value


def people(observations: float) -> float:
    """How many people are behind a figure: two or more (with weights, as many as say as much)."""
    if not (np.isfinite(observations) and observations > 1):
        raise too_few(int(np.nan_to_num(observations)), 2, field="observations")
    return observations


def groups_of(labels: ArrayLike, *, field: str) -> tuple[NDArray[Any], Whole]:
    """The labels that occur, in order, and each row's place among them. A missing label is refused."""
    column = np.asarray(labels)
    if column.ndim != 1:
        raise Invalid(
            N_("One column of labels is needed here."), field=field, hint=N_("Give one label for each row.")
        )
    missing = _absent(column)
    if missing.any():
        raise Invalid(
            N_("Row %(row)s has no group."),
            field=field,
            hint=N_("Give every row a group; unknown may be one."),
            row=int(missing.argmax()) + 1,
        )
    try:
        names, codes = np.unique(column, return_inverse=True)
    except TypeError:  # words and numbers side by side have no order of their own
        names, codes = np.unique(column.astype(str), return_inverse=True)
    return names, codes.reshape(-1).astype(np.int64)


def _absent(column: NDArray[Any]) -> Mask:
    if column.dtype.kind == "f":
        return np.asarray(np.isnan(column), dtype=np.bool_)
    if column.dtype != object:
        return np.zeros(len(column), dtype=np.bool_)
    return np.array(
        [label is None or (isinstance(label, float) and np.isnan(label)) for label in column], dtype=np.bool_
    )


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
