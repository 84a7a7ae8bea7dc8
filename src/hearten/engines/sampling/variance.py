"""How far may a figure be off by chance, given how the sample was drawn? Taylor linearisation, stage by stage.

A figure is written as a sum of values, one for each row; its variance is that of the clusters' sums around their stratum's mean,
cut by what was drawn of a finite population, plus what later stages add within the drawn clusters (Särndal et al. 1992, 4.3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hearten.engines.sampling.checks import Column, Mask
from hearten.engines.sampling.design import Design, Lonely, Stage
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Matrix = NDArray[np.float64]
# A stratum of which nearly everything was drawn adds nothing.
_ALL_DRAWN = 1e-7


def covariance(design: Design, values: Matrix, rows: Mask | None = None) -> Matrix:
    """The covariance of the sums of the columns of `values` (weighted, linearised; zero outside the domain `rows`)."""
    columns = np.ascontiguousarray(values.reshape(len(values), -1).T)
    for step in design.calibrations:
        columns = np.stack([step.residuals(column) for column in columns])
    present = None if design.calibrations else rows
    total = np.zeros((len(columns), len(columns)))
    above: Column | None = None
    for stage in design.stages:
        scale = np.ones(stage.units) if above is None else above[stage.parent]
        total += _of_stage(stage, columns, design.lonely, scale, present)
        drawn_share = (1.0 - stage.left_out) * scale
        if not drawn_share.any():
            break
        above = drawn_share
    return total


def _of_stage(stage: Stage, columns: Matrix, rule: Lonely, scale: Column, rows: Mask | None) -> Matrix:
    sums = columns if stage.alone else _summed(stage, columns)
    strata = stage.strata
    people = np.bincount(stage.stratum, minlength=strata)
    lonely = (people == 1) & (_of_strata(stage, stage.left_out) >= _ALL_DRAWN)
    means = np.stack([np.bincount(stage.stratum, row, minlength=strata) for row in sums]) / np.maximum(
        people, 1
    )
    if rule is Lonely.ADJUST:
        means[:, lonely] = 0.0
    drawn = stage.drawn
    factor = stage.left_out * np.where(drawn > 1, drawn / np.maximum(drawn - 1, 1), 1.0)
    factor = np.where(stage.left_out < _ALL_DRAWN, 0.0, factor) * scale
    if lonely.any():
        factor = factor * _lonely_factor(stage, lonely, rule, rows)
    apart = np.empty_like(sums)
    for place, (row, mean) in enumerate(zip(sums, means, strict=True)):
        apart[place] = (row - mean[stage.stratum]) * np.sqrt(factor)
    result: Matrix = apart @ apart.T
    return result


def _summed(stage: Stage, columns: Matrix) -> Matrix:
    return np.stack([np.bincount(stage.unit, column, minlength=stage.units) for column in columns])


def _lonely_factor(stage: Stage, lonely: Mask, rule: Lonely, rows: Mask | None) -> Column:
    """What each cluster's part is multiplied by because of strata with a single cluster."""
    if rule is Lonely.FAIL:
        raise Invalid(
            N_("%(count)s strata have a single cluster: their variance can't be estimated."),
            field="strata",
            hint=N_("Join them with others that are like them, or choose a rule for them."),
            count=int(lonely.sum()),
        )
    if rule is not Lonely.AVERAGE:
        return np.ones(stage.units)
    # Strata of one parent share among themselves: what its others add on average is added for each lonely one.
    there = np.bincount(stage.stratum, minlength=stage.strata) > 0
    if rows is not None:
        there = np.bincount(stage.stratum[stage.unit[rows]], minlength=stage.strata) > 0
    parent = _of_strata(stage, stage.parent.astype(np.float64)).astype(np.int64)
    all_of = np.bincount(parent, there, minlength=parent.max() + 1)
    good = np.bincount(parent, there & ~lonely, minlength=parent.max() + 1)
    stretch = np.where(good > 0, all_of / np.maximum(good, 1), np.where(all_of > 0, np.nan, 1.0))
    factor: Column = np.where(lonely[stage.stratum], 0.0, stretch[stage.parent])
    # Where nothing can be learnt from any stratum the answer is "not known", not "sure".
    return np.where(lonely[stage.stratum] & np.isnan(stretch[stage.parent]), np.nan, factor)


def _of_strata(stage: Stage, column: Column) -> Column:
    """One value for each stratum from one for each cluster: the largest."""
    result = np.zeros(stage.strata)
    np.maximum.at(result, stage.stratum, column)
    return result
