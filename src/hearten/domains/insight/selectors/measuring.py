"""What is the figure, over all and over groups, and which of it may be shown?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.insight.selectors.catalogue import MEASURES, Measure
from hearten.domains.insight.selectors.sources import LiveSource, Source
from hearten.domains.insight.types import Cell, Dimension, Measured
from hearten.engines.disclosure import THRESHOLD, hide_small, hide_small_table
from hearten.engines.satisfaction import Estimates
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.period import Period
from hearten.kernel.text import N_

_MOST_DIMENSIONS = 2


def measure(
    actor: Actor,
    name: str,
    *,
    by: Sequence[Dimension] = (),
    filters: Mapping[Dimension, str] | None = None,
    period: Period | None = None,
    source: Source | None = None,
) -> Measured:
    """The figure called `name`: over all, and for each group of `by` (two dimensions at most).

    Small cells come back hidden. Raises NotFound for an unknown name and Invalid for a cut that the measure does not have.
    """
    actor.require(Permission.INSIGHT_VIEW)
    recipe = get_measure(name)
    chosen = dict(filters or {})
    _check_cuts(recipe, [*by, *chosen])
    if len(by) > _MOST_DIMENSIONS:
        raise Invalid(N_("A figure can be cut by two things at most."), field="by")
    frame = recipe.frame(period)
    for dimension, value in chosen.items():
        frame = frame.filter(frame[dimension.value] == value)
    source = source or LiveSource()
    total = _cells(recipe, _aggregate(source, recipe, frame, ()), ())[0]
    groups = _aggregate(source, recipe, frame, tuple(by)) if by else []
    cells, total = _disclosed(_cells(recipe, groups, tuple(by)), _people(groups), total, tuple(by))
    return Measured(
        name=name, unit=recipe.unit, by=tuple(by), period=period, filters=chosen, total=total, cells=cells
    )


def get_measure(name: str) -> Measure:
    """The recipe called `name`. Raises NotFound."""
    if name not in MEASURES:
        raise NotFound(N_("There is no figure called “%(name)s”."), name=name[:40])
    return MEASURES[name]


def _check_cuts(recipe: Measure, dimensions: Sequence[Dimension]) -> None:
    for dimension in dimensions:
        if dimension not in recipe.dimensions:
            raise Invalid(
                N_("This figure can't be cut by %(dimension)s."), field="by", dimension=dimension.value
            )


def _aggregate(
    source: Source, recipe: Measure, frame: Any, by: tuple[Dimension, ...]
) -> list[dict[str, Any]]:
    """One row for each group (one over all without `by`), in the order of their keys."""
    people = frame.customer_id.nunique()
    if not by:
        return source.rows(frame.aggregate(people=people, **recipe.sums))
    names = [dimension.value for dimension in by]
    rows = source.rows(frame.group_by(names).aggregate(people=people, **recipe.sums))
    return sorted(rows, key=lambda row: tuple(str(row[name] or "") for name in names))


def _cells(recipe: Measure, rows: list[dict[str, Any]], by: tuple[Dimension, ...]) -> tuple[Cell, ...]:
    if not rows:
        return ()
    sums = {name: [float(row[name] or 0) for row in rows] for name in recipe.sums}
    figures = recipe.estimate(sums)
    return tuple(
        _cell(
            tuple(str(row[d.value] or "") for d in by), int(sums["n"][i]), int(row["people"] or 0), figures, i
        )
        for i, row in enumerate(rows)
    )


def _cell(keys: tuple[str, ...], n: int, people: int, figures: Estimates, i: int) -> Cell:
    if 0 < people < THRESHOLD:
        return Cell(keys, None, None, None, None, hidden=True)
    return Cell(keys, n, _number(figures.value[i]), _number(figures.low[i]), _number(figures.high[i]))


def _people(rows: list[dict[str, Any]]) -> list[int]:
    return [int(row["people"] or 0) for row in rows]


def _disclosed(
    cells: tuple[Cell, ...], people: list[int], total: Cell, by: tuple[Dimension, ...]
) -> tuple[tuple[Cell, ...], Cell]:
    """Hide what is small, and what would give the small away."""
    if not cells:
        return cells, total
    if len(by) == 1:
        hidden = hide_small(people)
        marks = list(hidden.cells)
        if hidden.total:
            total = _hide(total)
    else:
        marks = _marks_of_table(cells, people)
    return tuple(_hide(cell) if mark else cell for cell, mark in zip(cells, marks, strict=True)), total


def _marks_of_table(cells: tuple[Cell, ...], people: list[int]) -> list[bool]:
    rows = sorted({cell.keys[0] for cell in cells})
    columns = sorted({cell.keys[1] for cell in cells})
    table = np.zeros((len(rows), len(columns)), dtype=np.int64)
    places = [(rows.index(cell.keys[0]), columns.index(cell.keys[1])) for cell in cells]
    for place, count in zip(places, people, strict=True):
        table[place] = count
    hidden = hide_small_table(table)
    return [bool(hidden[place]) for place in places]


def _hide(cell: Cell) -> Cell:
    return Cell(cell.keys, None, None, None, None, hidden=True)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
