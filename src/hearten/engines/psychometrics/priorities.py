"""Where to act first: importance beside performance (Martilla and James 1977)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.psychometrics.inputs import names_for, same_length, vector
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Quadrant = Literal["improve", "keep", "watch", "enough"]


@dataclass(frozen=True)
class Place:
    """One driver on the map. improve: matters, done badly. keep: matters, done well. watch: matters little, done
    badly. enough: matters little, done well.
    """

    name: str
    importance: float
    performance: float
    quadrant: Quadrant


@dataclass(frozen=True)
class PriorityMap:
    """The places, and the cross that divides the map."""

    places: tuple[Place, ...]
    importance_cut: float
    performance_cut: float


def priority_map(
    importance: ArrayLike,
    performance: ArrayLike,
    names: Sequence[str] | None = None,
    *,
    importance_cut: float | None = None,
    performance_cut: float | None = None,
) -> PriorityMap:
    """Puts every driver into its quadrant; the cross stands at the means unless said otherwise. At the cut is above."""
    matters, done = vector(importance, field="importance"), vector(performance, field="performance")
    same_length(matters, done, field="performance")
    labels = names_for(tuple(names) if names is not None else None, len(matters))
    if len(matters) == 0 or np.isnan(matters).any() or np.isnan(done).any():
        raise Invalid(
            N_("Every driver on the map needs its importance and its performance."),
            field="performance",
            hint=N_("Leave out drivers that nobody rated."),
        )
    across = float(matters.mean()) if importance_cut is None else importance_cut
    up = float(done.mean()) if performance_cut is None else performance_cut
    places = tuple(
        Place(name, float(m), float(d), _quadrant(matters=m >= across, well=d >= up))
        for name, m, d in zip(labels, matters, done, strict=True)
    )
    return PriorityMap(places, across, up)


def _quadrant(*, matters: bool, well: bool) -> Quadrant:
    if matters:
        return "keep" if well else "improve"
    return "enough" if well else "watch"
