"""Scores of satisfaction with intervals, from columns of counts and sums (docs/algorithms/satisfaction.md)."""

from hearten.engines.satisfaction.comparisons import (
    nps_difference,
    share_difference,
    share_ratio,
    slope,
    welch_difference,
)
from hearten.engines.satisfaction.scores import (
    CONFIDENCE,
    DETRACTOR_MOST,
    PROMOTER_LEAST,
    SATISFIED_LEAST,
    Column,
    Estimates,
    mean,
    nps,
    share,
)

__all__ = [
    "CONFIDENCE",
    "DETRACTOR_MOST",
    "PROMOTER_LEAST",
    "SATISFIED_LEAST",
    "Column",
    "Estimates",
    "mean",
    "nps",
    "nps_difference",
    "share",
    "share_difference",
    "share_ratio",
    "slope",
    "welch_difference",
]
