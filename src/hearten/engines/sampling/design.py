"""How was the sample drawn? Weights, strata, clusters and finite populations, as the estimates need them.

Rows are answers. Later stages lie within the clusters of the stage before, as in the R package survey, whose figures this
reproduces (docs/algorithms/sampling.md says where and why it may differ).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hearten.engines.sampling.calibration import Calibration, PostStratified, Raked, Totals
from hearten.engines.sampling.checks import (
    Codes,
    Column,
    Mask,
    labels_of,
    numbers_of,
    same_length,
    weights_of,
)
from hearten.engines.sampling.weighting import post_stratify, rake
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


class Lonely(StrEnum):
    """What a stratum with a single cluster adds to the variance: nothing can be learnt from it alone."""

    FAIL = "fail"  # refuse, and say which stratum
    REMOVE = "remove"  # nothing
    CERTAINTY = "certainty"  # nothing: it was sure to be drawn
    ADJUST = "adjust"  # its distance from the figure of all
    AVERAGE = "average"  # what the others add on average


@dataclass(frozen=True)
class Stage:
    """One stage of the draw. `unit` is each row's cluster; the other columns have one entry for each cluster."""

    unit: Codes
    stratum: Codes  # of each cluster; at later stages the strata within each cluster of the stage before
    parent: Codes  # each cluster's cluster one stage up
    drawn: Column  # clusters drawn in its stratum
    left_out: Column  # share of its stratum that was not drawn: 1 without a finite population

    @property
    def units(self) -> int:
        return len(self.stratum)

    @property
    def alone(self) -> bool:
        """Whether each row was drawn by itself, in the order of the rows."""
        return len(self.unit) == self.units and bool((self.unit[:-1] < self.unit[1:]).all())

    @property
    def strata(self) -> int:
        return int(self.stratum.max()) + 1 if len(self.stratum) else 0


@dataclass(frozen=True)
class Design:
    """Everything an estimate must know about the draw; `calibrations` are those that the weights went through, in order."""

    weights: Column
    stages: tuple[Stage, ...]
    lonely: Lonely = Lonely.FAIL
    calibrations: tuple[Calibration, ...] = ()

    def __len__(self) -> int:
        return len(self.weights)

    def degrees(self, rows: Mask | None = None) -> int:
        """Clusters less strata of the first stage, of rows that carry weight (and lie in `rows`)."""
        first, here = self.stages[0], self.weights != 0
        if rows is not None:
            here = here & rows
        units = np.bincount(first.unit[here], minlength=first.units) > 0
        strata = np.unique(first.stratum[units])
        return int(units.sum()) - len(strata)

    def post_stratified(self, cells: ArrayLike, totals: Totals) -> Design:
        """The design with weights that reach `totals` (label → people), carried into every variance."""
        codes = labels_of(cells, len(self), "cells")[1]
        weights = post_stratify(self.weights, cells, totals).weights
        step = PostStratified(codes, self.weights, weights)
        return replace(self, weights=weights, calibrations=(*self.calibrations, step))

    def raked(self, margins: Sequence[tuple[ArrayLike, Totals]]) -> Design:
        """The design with weights that reach the totals of each margin, carried into every variance."""
        codes = tuple(labels_of(values, len(self), "margins")[1] for values, _ in margins)
        raked = rake(self.weights, margins)
        step = Raked(codes, raked.after_margin)
        return replace(self, weights=raked.weights, calibrations=(*self.calibrations, step))


def design(
    *,
    weights: ArrayLike | None = None,
    probabilities: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    clusters: Sequence[ArrayLike] = (),
    populations: Sequence[ArrayLike] = (),
    n: int | None = None,
    nested: bool = False,
    lonely: Lonely | str = Lonely.FAIL,
) -> Design:
    """The design of a sample.

    `clusters` has a column for each stage (none: each row was drawn by itself); `populations` one for each stage too, either
    how many clusters the stratum has or which share of them was drawn (all ≤ 1). Without weights and probabilities weights are
    what the populations say, or 1. `nested`: cluster labels begin anew in each stratum.
    """
    n = _rows(n, weights, probabilities, strata, *clusters, *populations)
    stages = _stages(n, strata, clusters, populations, nested=nested)
    return Design(_weights(n, weights, probabilities, populations, stages), stages, _lonely(lonely))


def _rows(n: int | None, *columns: ArrayLike | None) -> int:
    lengths = [len(np.atleast_1d(np.asarray(c))) for c in columns if c is not None]
    if n is None and not lengths:
        raise Invalid(
            N_("A design needs weights, strata, clusters or the number of answers."), field="design"
        )
    n = n if n is not None else lengths[0]
    for column in columns:
        if column is not None:
            same_length(np.atleast_1d(np.asarray(column)), n, "design")
    if n <= 0:
        raise Invalid(N_("There are no answers."), field="design", hint=N_("Wait for the first ones."))
    return n


def _weights(
    n: int,
    weights: ArrayLike | None,
    probabilities: ArrayLike | None,
    populations: Sequence[ArrayLike],
    stages: tuple[Stage, ...],
) -> Column:
    if weights is not None and probabilities is not None:
        raise Invalid(
            N_("Give weights or probabilities, not both."), field="weights", hint=N_("Leave one of them out.")
        )
    if weights is not None:
        return weights_of(weights)
    if probabilities is not None:
        chance = numbers_of(probabilities, "probabilities")
        if not ((chance > 0) & (chance <= 1)).all():
            raise Invalid(N_("A probability lies above 0 and at most at 1."), field="probabilities")
        return 1.0 / chance
    result = np.ones(n)
    for stage in stages if populations else ():
        result *= (1.0 - stage.left_out)[stage.unit]
    if not result.all():
        raise Invalid(
            N_("Without weights the populations must be finite."),
            field="weights",
            hint=N_("Give weights, or a size for each population."),
        )
    return 1.0 / result


def _lonely(rule: Lonely | str) -> Lonely:
    try:
        return Lonely(rule)
    except ValueError as error:
        raise Invalid(
            N_("%(rule)s is no rule for a stratum with a single cluster."),
            field="lonely",
            hint=N_("Use fail, remove, certainty, adjust or average."),
            rule=rule,
        ) from error


def _stages(
    n: int,
    strata: ArrayLike | None,
    clusters: Sequence[ArrayLike],
    populations: Sequence[ArrayLike],
    *,
    nested: bool,
) -> tuple[Stage, ...]:
    depth = max(len(clusters), 1)
    if len(populations) not in {0, depth}:
        raise Invalid(
            N_("There are %(stages)s stages, but population sizes for %(found)s."),
            field="populations",
            hint=N_("Give one column for each stage, or none."),
            stages=depth,
            found=len(populations),
        )
    sizes, as_shares = _population_columns(populations)
    stratum = np.zeros(n, dtype=np.int64) if strata is None else labels_of(strata, n, "strata")[1]
    stages: list[Stage] = []
    upper = np.zeros(n, dtype=np.int64)
    for place in range(depth):
        given = labels_of(clusters[place], n, "clusters")[1] if clusters else np.arange(n)
        unit = _joined(upper, given) if place else (_joined(stratum, given) if nested else given)
        within = upper if place else stratum
        stages.append(_stage(unit, within, upper, sizes[place] if sizes else None, as_shares=as_shares))
        # Without finite populations only the first stage speaks (its clusters are as good as drawn with replacement).
        if not sizes:
            break
        upper = unit
    return tuple(stages)


def _stage(unit: Codes, stratum: Codes, parent: Codes, size: Column | None, *, as_shares: bool) -> Stage:
    count = int(unit.max()) + 1
    first = np.zeros(count, dtype=np.int64)
    first[unit[::-1]] = np.arange(len(unit))[::-1]
    stratum_of, parent_of = stratum[first], parent[first]
    if (stratum_of[unit] != stratum).any():
        raise Invalid(
            N_("A cluster lies in more than one stratum."),
            field="clusters",
            hint=N_("Name clusters anew in each stratum (nested), or mend the strata."),
        )
    drawn = np.bincount(stratum_of)[stratum_of].astype(np.float64)
    if size is None:
        return Stage(unit, stratum_of, parent_of, drawn, np.ones(count))
    _refuse_uneven(size, stratum)
    everybody = drawn / size[first] if as_shares else size[first]
    if (everybody < drawn * (1 - 1e-9)).any():
        raise Invalid(
            N_("A stratum has more clusters in the sample than in its population."),
            field="populations",
            hint=N_("Give the clusters of the whole stratum, not of the sample."),
        )
    left_out = np.where(np.isinf(everybody), 1.0, np.maximum(1.0 - drawn / everybody, 0.0))
    return Stage(unit, stratum_of, parent_of, drawn, left_out)


def _refuse_uneven(size: Column, stratum: Codes) -> None:
    """A stratum has one population: all its rows must state the same."""
    least, most = np.full(int(stratum.max()) + 1, np.inf), np.zeros(int(stratum.max()) + 1)
    np.minimum.at(least, stratum, size)
    np.maximum.at(most, stratum, size)
    if (most > least * (1 + 1e-9)).any():
        raise Invalid(
            N_("Rows of the same stratum state different population sizes."),
            field="populations",
            hint=N_("Give the clusters of the whole stratum in each row."),
        )


def _population_columns(populations: Sequence[ArrayLike]) -> tuple[list[Column], bool]:
    """The columns, and whether they are shares that were drawn (all at most 1) rather than sizes (all at least 1)."""
    columns = [numbers_of(p, "populations") for p in populations]
    if not columns:
        return [], False
    everything = np.concatenate(columns)
    if not (everything > 0).all():
        raise Invalid(
            N_("A population size is missing or not above zero."),
            field="populations",
            hint=N_("Give the clusters of the whole stratum in each row."),
        )
    if everything.max() > 1 and everything.min() < 1:
        raise Invalid(
            N_("Population sizes are mixed with shares."),
            field="populations",
            hint=N_("Give the size of every stratum, or the drawn share of every stratum."),
        )
    return columns, bool(everything.max() <= 1)


def _joined(upper: NDArray[np.int64], lower: NDArray[np.int64]) -> Codes:
    """One code for each pair that occurs."""
    _, codes = np.unique(upper * (int(lower.max()) + 1) + lower, return_inverse=True)
    joined: Codes = codes.reshape(-1).astype(np.int64)
    return joined
