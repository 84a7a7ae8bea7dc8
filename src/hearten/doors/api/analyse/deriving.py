"""New columns made of others: a scale's mean, a sum, a difference, a yes-or-no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from hearten.doors.api.analyse.conditions import CONDITION, rows_where
from hearten.doors.api.analyse.kinds import Column, Columns, ListOf, whole
from hearten.doors.api.analyse.options import Asked, Option, read_options
from hearten.doors.api.analyse.places import Place, listed
from hearten.engines.psychometrics.inputs import Vector
from hearten.kernel.text import N_

Values = dict[str, np.ndarray[Any, Any]]

DERIVED = (
    Option("mean", Columns(), N_("The mean of these columns, row by row."), None),
    Option("sum", Columns(), N_("The sum of these columns, row by row."), None),
    Option("difference", ListOf(Column(), 2, 2), N_("[first, second]: first less second."), None),
    Option("is", CONDITION, N_("1 where the condition holds, 0 where it doesn't: {column: value}."), None),
    Option("answered", whole(1), N_("For mean and sum: how many must be answered; all unless given."), None),
)


def derive(columns: Values, given: Mapping[str, Any], place: Place) -> None:
    """Adds the derived columns, each made of those before it; mistakes are noted in `place`."""
    for name, options in given.items():
        kinds = {known: values.dtype.kind == "f" for known, values in columns.items()}
        here = Place(place.where, kinds, place.mistakes).at(str(name))
        with here.noting():
            if str(name) in columns:
                raise here.refuse(
                    N_("There is a column “%(name)s” already."),
                    N_("Give the new one another name."),
                    name=name,
                )
            before = len(place.mistakes)
            asked = read_options(DERIVED, options, here, of="derive")
            if len(place.mistakes) == before:
                columns[str(name)] = _made(columns, asked, here)


def _made(columns: Values, asked: Asked, place: Place) -> Vector:
    wanted = [way for way in _WAYS if getattr(asked, way) is not None]
    if len(wanted) != 1:
        raise place.refuse(
            N_("A new column is made in one way."), N_("Give one of: %(ways)s."), ways=listed(_WAYS)
        )
    return _WAYS[wanted[0]](columns, asked)


def _totals(columns: Values, names: list[str], least: int | None) -> tuple[Vector, Vector]:
    """Sums over answered columns and how many were, NaN where too few."""
    table = np.column_stack([columns[name] for name in names])
    count = (~np.isnan(table)).sum(axis=1).astype(np.float64)
    count[count < (least or len(names))] = np.nan
    return np.nansum(table, axis=1), count


def _mean(columns: Values, asked: Asked) -> Vector:
    total, count = _totals(columns, asked.mean, asked.answered)
    return np.asarray(total / count)


def _sum(columns: Values, asked: Asked) -> Vector:
    total, count = _totals(columns, asked.sum, asked.answered)
    return np.where(np.isnan(count), np.nan, total)


def _difference(columns: Values, asked: Asked) -> Vector:
    first, second = asked.difference
    return np.asarray(columns[first] - columns[second])


def _is(columns: Values, asked: Asked) -> Vector:
    condition = getattr(asked, "is")
    holds = rows_where(columns, condition).astype(np.float64)
    for name in condition:
        values = columns[name]
        gone = (
            np.isnan(values)
            if values.dtype.kind == "f"
            else np.array([cell is None for cell in values], bool)
        )
        holds[gone] = np.nan
    return holds


_WAYS: dict[str, Callable[[Values, Asked], Vector]] = {
    "mean": _mean,
    "sum": _sum,
    "difference": _difference,
    "is": _is,
}
