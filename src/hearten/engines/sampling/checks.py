"""Columns and numbers as every room of this package takes them, refused with a sentence when they can't be used."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Column = NDArray[np.float64]
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]


def numbers_of(values: ArrayLike, field: str) -> NDArray[np.float64]:
    """`values` as numbers, NaN where missing; words are refused."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Invalid(
            N_("There is something that is not a number."),
            field=field,
            hint=N_("Give numbers; write words as numbers first, and leave what is missing empty (NaN)."),
        ) from error


def weights_of(values: ArrayLike, field: str = "weights") -> Column:
    """`values` as a column of weights: finite, none below zero, not all zero."""
    weights = np.atleast_1d(numbers_of(values, field))
    if weights.ndim != 1 or not np.isfinite(weights).all() or (weights < 0).any():
        raise Invalid(
            N_("A weight is missing or below zero."),
            field=field,
            hint=N_("Give each answer a weight of zero or more."),
        )
    if len(weights) and not weights.any():
        raise Invalid(
            N_("All weights are zero."), field=field, hint=N_("At least one answer must carry weight.")
        )
    return weights


def counts_of(values: ArrayLike, field: str) -> Column:
    """`values` as a column of sizes: finite and none below zero."""
    counts = np.atleast_1d(numbers_of(values, field))
    if counts.ndim != 1 or not np.isfinite(counts).all() or (counts < 0).any():
        raise Invalid(
            N_("A size is missing or below zero."), field=field, hint=N_("Give numbers of zero or more.")
        )
    return counts


def same_length(column: NDArray[Any], n: int, field: str) -> None:
    """Refuse a column that is not as long as the others."""
    if len(column) != n:
        raise Invalid(
            N_("The column has %(found)s rows, the others have %(wanted)s."),
            field=field,
            hint=N_("Give one value for each answer."),
            found=len(column),
            wanted=n,
        )


def labels_of(values: ArrayLike, n: int, field: str) -> tuple[NDArray[Any], Codes]:
    """The labels that occur, sorted, and each row's place among them. A missing label is refused."""
    column = np.asarray(values)
    same_length(column, n, field)
    missing = missing_labels(column)
    if missing.any():
        raise Invalid(
            N_("Row %(row)s has no group."),
            field=field,
            hint=N_("Give every row a group; unknown may be one."),
            row=int(np.argmax(missing)) + 1,
        )
    return in_order(column, field)


def in_order(column: NDArray[Any], field: str) -> tuple[NDArray[Any], Codes]:
    """The labels of a column without missing ones, sorted, and each row's place among them."""
    try:
        labels, codes = np.unique(column, return_inverse=True)
    except TypeError as error:
        raise Invalid(
            N_("Words and numbers are mixed in one column of groups."),
            field=field,
            hint=N_("Write all of them as words."),
        ) from error
    return labels, codes.reshape(-1).astype(np.int64)


def marks_of(values: ArrayLike | None, n: int, field: str = "domain") -> Mask:
    """Which rows are meant: true and false, or 1 and 0; all when nothing is given."""
    if values is None:
        return np.ones(n, dtype=bool)
    column = np.asarray(values)
    same_length(np.atleast_1d(column), n, field)
    marks = column if column.dtype == bool else numbers_of(values, field)
    if not np.isin(marks, (0, 1)).all():
        raise Invalid(
            N_("A mark is neither true nor false."), field=field, hint=N_("Give true or false for each row.")
        )
    return np.array(marks, dtype=bool)


def missing_labels(column: NDArray[Any]) -> Mask:
    """Which rows have no label: NaN among numbers, None among words."""
    if column.dtype.kind == "f":
        absent: Mask = np.isnan(column)
        return absent
    return (
        np.array([label is None for label in column])
        if column.dtype == object
        else np.zeros(len(column), bool)
    )


def share_between(value: float, field: str, *, whole: bool = False) -> float:
    """A share above 0 and below 1 (or at most 1 where the whole is allowed)."""
    if not (0 < value < 1 or (whole and value == 1)):
        raise Invalid(
            N_("%(value)s is not a share that can be used here."),
            field=field,
            hint=N_("Give a number between 0 and 1."),
            value=value,
        )
    return float(value)
