"""Where do we stand among others: z, percentile, rank and how sure the rank is (docs/algorithms/case_mix.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hearten.engines.psychometrics.inputs import same_length, share_of, too_few, vector
from hearten.engines.satisfaction.scores import CONFIDENCE, normal_quantile
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_TWO = 2
# Peers that differ by no more than the last digits are alike.
_NOISE = 1e-12


@dataclass(frozen=True)
class Standing:
    """One figure among its peers. `percentile` 0 … 100 is the share of peers it is ahead of, ties by half;

    `z` is its distance from the peers' mean in their standard deviations (NaN when they are all alike).
    """

    value: float
    peers: int
    mean: float
    sd: float
    z: float
    percentile: float
    rank: int


@dataclass(frozen=True)
class RankInterval:
    """Rank 1 is best; with the confidence asked for all true ranks lie between `best` and `worst`."""

    rank: int
    best: int
    worst: int


def standing(value: float, peers: ArrayLike, *, higher_is_better: bool = True) -> Standing:
    """`value` against the figures of others (itself not among them); missing figures are left out."""
    others = vector(peers, field="peers")
    others = others[~np.isnan(others)]
    if len(others) == 0 or not np.isfinite(value):
        raise too_few(0, 1, field="peers")
    ours, theirs = (value, others) if higher_is_better else (-value, -others)
    behind = float((theirs < ours).sum()) + float((theirs == ours).sum()) / 2
    sd = float(others.std(ddof=1)) if len(others) > 1 else np.nan
    z = float((ours - theirs.mean()) / sd) if sd > _NOISE * np.abs(others).max() else np.nan
    return Standing(
        value=value,
        peers=len(others),
        mean=float(others.mean()),
        sd=sd,
        z=z,
        percentile=100 * behind / len(others),
        rank=1 + int((theirs > ours).sum()),
    )


def rank_intervals(
    values: ArrayLike, errors: ArrayLike, *, higher_is_better: bool = True, confidence: float = CONFIDENCE
) -> tuple[RankInterval, ...]:
    """Joint intervals of all ranks (Klein, Wright and Wieczorek 2020): nobody is ranked apart whose intervals overlap.

    The intervals of the figures are widened (Šidák) so that all hold together.
    """
    value, error = vector(values, field="values"), vector(errors, field="errors")
    same_length(value, error, field="errors")
    if len(value) < _TWO:
        raise too_few(len(value), _TWO, field="values")
    if np.isnan(value).any() or not (error >= 0).all():
        raise Invalid(
            N_("Every figure that is ranked needs a standard error of zero or more."),
            field="errors",
            hint=N_("Leave out figures without one."),
        )
    score = value if higher_is_better else -value
    half = normal_quantile(share_of(confidence) ** (1 / len(value))) * error
    low, high = score - half, score + half
    return tuple(
        RankInterval(
            rank=1 + int((score > score[i]).sum()),
            best=1 + int((low > high[i]).sum()),
            worst=len(score) - int((high < low[i]).sum()),
        )
        for i in range(len(score))
    )
