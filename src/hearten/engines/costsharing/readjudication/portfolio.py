"""Expenses of a portfolio as an Arrow table: the columns of the benefit engine, with plans and kinds by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hearten.engines.costsharing import Line, Lines, Rules, category_codes
from hearten.engines.costsharing.lines import column_kind
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_NAMED = pa.dictionary(pa.int32(), pa.string())
_DEFAULTS = {f.name: f.default for f in fields(Line) if f.default is not MISSING}
_BY_NAME = {"plan", "category"}

# What a portfolio must have; further columns of the engine may be there, and have their defaults where they are not.
PORTFOLIO = pa.schema(
    [
        ("bucket", pa.int32()),
        ("member", pa.string()),
        ("policy_year", pa.int64()),
        ("place", pa.int64()),
        ("plan", _NAMED),
        ("category", _NAMED),
        ("day", pa.int32()),
        ("cover_from", pa.int32()),
        ("cover_until", pa.int32()),
        ("waiting_from", pa.int32()),
        ("cause", pa.int32()),
        ("event", pa.int32()),
        ("billed", pa.int64()),
        ("refused", pa.int64()),
        ("out_of_catalogue", pa.int64()),
        ("class_self_paid", pa.int64()),
        ("social_fund_paid", pa.int64()),
        ("other_paid", pa.int64()),
        ("settled", pa.bool_()),
    ]
)


def lines_from(table: pa.Table, rules: Mapping[str, Rules]) -> Lines:
    """The engine's columns of `table`, sorted by policy year already. Plans count in the order of `rules`.

    Raises Invalid for a column that is missing or a plan without rules.
    """
    plans, ordered = list(rules), list(rules.values())
    columns: dict[str, NDArray[np.generic]] = {
        "plan": _codes(table, "plan", {name: place for place, name in enumerate(plans)}, unknown=None),
        "category": _codes(table, "category", category_codes(ordered), unknown=-1),
    }
    for wanted in fields(Lines):
        if wanted.name not in _BY_NAME:
            columns[wanted.name] = _column(table, wanted.name)
    return Lines(**columns)  # type: ignore[arg-type]


def _column(table: pa.Table, name: str) -> NDArray[np.generic]:
    if name in table.column_names:
        return np.ascontiguousarray(table[name].to_numpy())
    default = _DEFAULTS.get(name, MISSING)
    if default is MISSING:
        raise Invalid(
            N_("The portfolio has no column “%(name)s”."),
            field=name,
            hint=N_("Export it anew with “hearten export-portfolio”."),
            name=name,
        )
    return np.full(len(table), default, column_kind(name))


def _codes(table: pa.Table, name: str, known: Mapping[str, int], *, unknown: int | None) -> NDArray[np.int32]:
    """The code of each name in a column, looked up once for each different name."""
    column = table[name].combine_chunks()
    if isinstance(column, pa.ChunkedArray):  # no rows
        return np.zeros(0, np.int32)
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    names: Sequence[str] = encoded.dictionary.to_pylist()
    places = encoded.indices.to_numpy()
    missing = [names[place] for place in np.unique(places) if names[place] not in known]
    if missing and unknown is None:
        raise Invalid(
            N_("There are no rules for the plan “%(plan)s”."),
            field=name,
            hint=N_("Give rules for every plan of the portfolio."),
            plan=missing[0],
        )
    codes = np.array([known.get(each, -1 if unknown is None else unknown) for each in names], np.int32)
    found: NDArray[np.int32] = codes[places]
    return found
