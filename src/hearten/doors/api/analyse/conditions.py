"""Which rows: {column: answer}, {column: [answers]} or {column: {">=": 3}}; all must hold."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from hearten.doors.api.analyse.kinds import ANY_NUMBER, Label, ListOf
from hearten.doors.api.analyse.labels import written
from hearten.doors.api.analyse.places import Place, listed
from hearten.engines.psychometrics.inputs import Mask
from hearten.kernel.text import N_

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "!=": operator.ne,
}
# What a column must be: one of these answers, or beyond these numbers.
Condition = Mapping[str, "list[str | float] | dict[str, float]"]


@dataclass(frozen=True)
class Rows:
    """A condition over columns."""

    def read(self, value: Any, place: Place) -> Condition:
        if not isinstance(value, Mapping) or not value:
            raise place.refuse(
                N_("Columns with their answers are needed here."), N_("Write {column: answer}.")
            )
        read: dict[str, Any] = {}
        for name, wanted in value.items():
            with place.noting():
                read[place.at(str(name)).column(name, numbers=isinstance(wanted, Mapping))] = self._wanted(
                    wanted, place.at(str(name))
                )
        return read

    def _wanted(self, wanted: Any, place: Place) -> Any:
        if not isinstance(wanted, Mapping):
            return ListOf(Label()).read(wanted if isinstance(wanted, list) else [wanted], place)
        for sign in wanted:
            if sign not in _COMPARE:
                raise place.refuse(
                    N_("“%(sign)s” is no comparison."),
                    N_("Use one of: %(all)s."),
                    sign=sign,
                    all=listed(_COMPARE),
                )
        return {sign: ANY_NUMBER.read(number, place.at(sign)) for sign, number in wanted.items()}

    def says(self) -> str:
        return _('{column: answer | [answers] | {">=": number}}')


CONDITION = Rows()


def rows_where(columns: Mapping[str, np.ndarray[Any, Any]], condition: Condition) -> Mask:
    """The rows for which all of `condition` holds; a missing answer never does."""
    found: list[Mask] = []
    for name, wanted in condition.items():
        values = columns[name]
        if isinstance(wanted, Mapping):
            found += [_COMPARE[sign](values, number) & ~np.isnan(values) for sign, number in wanted.items()]
        elif values.dtype.kind == "f":
            found.append(np.isin(values, [_number(label) for label in wanted]))
        else:
            words = {written(label) for label in wanted}
            found.append(np.array([cell in words for cell in values], dtype=bool))
    mask: Mask = np.logical_and.reduce(found)
    return mask


def _number(label: str | float) -> float:
    try:
        return float(label)
    except ValueError:
        return np.nan
