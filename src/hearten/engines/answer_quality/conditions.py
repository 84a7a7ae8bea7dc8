"""A condition of the survey document over columns of answers: one truth value for each response."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten.engines.answer_quality.types import Flags
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Column = NDArray[Any] | Sequence[Any]
Compare = Callable[[NDArray[Any], Any], Any]
_COMPARE: Mapping[str, Compare] = {
    "<=": lambda given, value: given <= value,
    ">=": lambda given, value: given >= value,
    "<": lambda given, value: given < value,
    ">": lambda given, value: given > value,
    "==": lambda given, value: given == value,
    "!=": lambda given, value: given != value,
    "in": lambda given, value: np.isin(given, list(value)),
}


def holds(condition: Mapping[str, Any], columns: Mapping[str, Column], people: int) -> Flags:
    """Where `condition` is true. A comparison with what was not answered is not true; nor is its `!=`.

    `columns`: field → numbers (NaN: not answered), words or codes (None or "": not answered), or sets of codes for `has`.
    """
    if "all" in condition:
        return _together(np.logical_and, condition["all"], columns, people, start=True)
    if "any" in condition:
        return _together(np.logical_or, condition["any"], columns, people, start=False)
    if "not" in condition:
        return ~holds(condition["not"], columns, people)
    return _compared(condition, columns, people)


def _together(
    join: Any, parts: Sequence[Mapping[str, Any]], columns: Mapping[str, Column], people: int, *, start: bool
) -> Flags:
    result = np.full(people, start)
    for part in parts:
        result = join(result, holds(part, columns, people))
    return result


def _known(column: NDArray[Any]) -> Flags:
    if column.dtype.kind == "f":
        known: Flags = ~np.isnan(column)
        return known
    return np.fromiter((value not in {None, ""} for value in column.tolist()), np.bool_, len(column))


def _compared(condition: Mapping[str, Any], columns: Mapping[str, Column], people: int) -> Flags:
    name, operator = str(condition.get("field", "")), str(condition.get("op", ""))
    if name not in columns:
        raise Invalid(
            N_("The condition asks for “%(name)s”, which is not among the answers."),
            field="field",
            hint=N_("Name a question of the survey."),
            name=name,
        )
    given = columns[name]
    if operator == "has":
        return np.fromiter((condition.get("value") in (chosen or ()) for chosen in given), np.bool_, people)
    column = np.asarray(given)
    known = _known(column)
    if operator == "answered":
        return known
    if operator not in _COMPARE:
        raise Invalid(
            N_("“%(op)s” is not a comparison."),
            field="op",
            hint=N_("Use <=, >=, <, >, ==, !=, in, has or answered."),
            op=operator,
        )
    result = np.zeros(people, dtype=np.bool_)
    result[known] = _COMPARE[operator](column[known], condition.get("value"))
    return result
