"""Which kinds of customers answer alike? Groups found by k-means on standardised answers, with what sets them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearten.domains.insight.selectors.studies.drivers import (
    possible_drivers,
    possible_outcomes,
    usual_drivers,
)
from hearten.domains.insight.selectors.studies.questions import label_for
from hearten.domains.insight.study_types import StudyFrame
from hearten.domains.surveys.questionnaire import ItemKind, Words
from hearten.engines.disclosure import THRESHOLD, hide_small
from hearten.engines.psychometrics.cluster_profiles import Profile, profiles
from hearten.engines.psychometrics.cluster_quality import Gap, gap_statistic, silhouette
from hearten.engines.psychometrics.clusters import Clustering, k_means, standardised
from hearten.engines.psychometrics.descriptives import Estimate, NetPromoter, mean, net_promoter
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

MOST_SEGMENTS = 6
_LEAST_ROWS = 30
_MEASURES = {ItemKind.CSAT, ItemKind.NPS, ItemKind.EFFORT, ItemKind.SCALE}
_SEED = 20_260_101
# How many groups there are shows on fewer people and starts than it takes to place each person.
_TRIAL_ROWS, _TRIAL_STARTS, _STARTS = 1_000, 8, 25


@dataclass(frozen=True)
class Segments:
    """The groups: `labels` for each answer of the frame (−1: left out), what sets each apart, how well they are parted.

    `silhouette` from −1 to 1 (above 0.5 clearly parted, below 0.25 hardly); `tried` gives the silhouette of every number
    of groups that was tried; `gap` says whether there are groups at all.
    """

    keys: tuple[str, ...]
    labels_of: dict[str, Words]
    labels: NDArray[np.int64]
    clustering: Clustering
    profiles: tuple[Profile, ...]
    silhouette: float
    tried: tuple[tuple[int, float], ...]
    gap: Gap | None
    left_out: int


def segments(
    frame: StudyFrame, *, keys: Sequence[str] | None = None, k: int | None = None, with_gap: bool = False
) -> Segments:
    """Groups of people by their answers to `keys` (ratings, unless named); `k` groups, or as many as part best.

    Raises Invalid where too few answered, or a group would be too small to be shown.
    """
    ratings = [key for key in usual_drivers(frame) if key in frame.columns.values]
    chosen = tuple(keys or ratings or possible_drivers(frame))
    unknown = next((key for key in chosen if key not in frame.columns.values), None)
    if unknown or not chosen:
        raise Invalid(N_("This survey has no such question."), field=(unknown or "keys")[:40])
    rows = standardised(frame.columns.matrix(chosen), frame.weights)
    complete = int((~np.isnan(rows).any(axis=1)).sum())
    if complete < _LEAST_ROWS:
        raise Invalid(
            N_("Too few people answered all of these questions."),
            field="keys",
            hint=N_("Choose fewer questions, or wait for more answers."),
        )
    tried = () if k else _tried(rows, frame.weights)
    number = k or max(tried, key=lambda one: one[1])[0]
    best = k_means(rows, number, weights=frame.weights, seed=_SEED, starts=_STARTS)
    width = silhouette(rows, best.labels, seed=_SEED).average
    if int(best.sizes.min()) < THRESHOLD:
        raise Invalid(
            N_("One of %(k)s groups would have too few people to be shown."),
            field="k",
            hint=N_("Ask for fewer groups."),
            k=number,
        )
    return Segments(
        keys=chosen,
        labels_of={key: label_for(frame, key) for key in chosen},
        labels=best.labels,
        clustering=best,
        profiles=profiles(frame.columns.matrix(chosen), best.labels, chosen, weights=frame.weights),
        silhouette=width,
        tried=tuple((n, width if n == number else w) for n, w in tried),
        gap=gap_statistic(rows, MOST_SEGMENTS, seed=_SEED) if with_gap else None,
        left_out=len(frame) - complete,
    )


@dataclass(frozen=True)
class SegmentScore:
    """One overall score over the groups, in their order; None where too few of a group answered it.

    `is_net`: a net promoter score, not a mean on the question's scale.
    """

    key: str
    label: Words
    estimates: tuple[Estimate | None, ...]
    is_net: bool = False


def segment_scores(frame: StudyFrame, found: Segments) -> tuple[SegmentScore, ...]:
    """The overall scores of each group: how content each kind of customer is."""
    scores = []
    for key in possible_outcomes(frame):
        item = frame.columns.survey.item(key)
        if item is None or item.kind not in _MEASURES:
            continue
        values = frame.columns.values[key]
        of = net_promoter if item.kind is ItemKind.NPS else mean
        masks = [(found.labels == label) & ~np.isnan(values) for label in range(len(found.profiles))]
        hidden = hide_small([int(mask.sum()) for mask in masks]).cells
        figures = [
            None if hide or not mask.any() else of(values[mask], frame.weights[mask])
            for mask, hide in zip(masks, hidden, strict=True)
        ]
        plain = tuple(f.score if isinstance(f, NetPromoter) else f for f in figures)
        scores.append(SegmentScore(key, item.text, plain, is_net=item.kind is ItemKind.NPS))
    return tuple(scores)


def _tried(rows: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[tuple[int, float], ...]:
    """Every number of groups with its silhouette, on a seeded sample where there are many people."""
    if len(rows) > _TRIAL_ROWS:
        at = np.random.default_rng(_SEED).choice(len(rows), _TRIAL_ROWS, replace=False)
        rows, weights = rows[at], weights[at]
    found = []
    for number in range(2, MOST_SEGMENTS + 1):
        labels = k_means(rows, number, weights=weights, seed=_SEED, starts=_TRIAL_STARTS).labels
        found.append((number, silhouette(rows, labels, seed=_SEED).average))
    return tuple(found)
