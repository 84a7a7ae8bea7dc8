"""Groups of people who answer alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hearten.doors.api.analyse.analysis import EACH_ROW, ITEMS, SEED, WEIGHTED, Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import ANY_NUMBER, Column, Flag, ListOf, choice, whole
from hearten.doors.api.analyse.options import Asked, Option
from hearten.doors.api.analyse.plain import named, without
from hearten.engines.psychometrics.cluster_profiles import profiles
from hearten.engines.psychometrics.cluster_quality import (
    adjusted_rand,
    calinski_harabasz,
    gap_statistic,
    silhouette,
)
from hearten.engines.psychometrics.clusters import Clustering, k_means, lloyd, standardised, ward
from hearten.engines.psychometrics.inputs import Matrix, Vector
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def clusters(question: Question, asked: Asked) -> Result:
    weights = question.weights(asked)
    rows = _rows(question, asked, weights)
    found = _grouped(rows, weights, asked)
    result = {
        "groups": [
            {
                "group": place + 1,
                "n": found.sizes[place],
                "within": found.within[place],
                "silhouette": width,
                **named(asked.items, found.centres[place]),
            }
            for place, width in enumerate(_widths(rows, found))
        ],
        **_quality(rows, found),
        "profiles": [
            {**without(one, "label"), "group": one.label + 1}
            for one in profiles(question.matrix(asked.items), found.labels, asked.items, weights=weights)
        ],
    }
    return {**result, "each_row": question.spread(_numbered(found))} if asked.each_row else result


def cluster_count(question: Question, asked: Asked) -> Result:
    weights = question.weights(asked)
    rows = _rows(question, asked, weights)
    tried = []
    for k in range(2, asked.most + 1):
        asked.k = k
        found = _grouped(rows, weights, asked)
        tried.append({"k": k, "sizes": found.sizes, **_quality(rows, found)})
    gap = gap_statistic(rows, asked.most, references=asked.references, seed=asked.seed, power=asked.power)
    return {"tried": tried, "gap": gap}


def same_groups(question: Question, asked: Asked) -> Result:
    (_, first), (_, second) = question.groups(asked.first), question.groups(asked.second)
    both = (first >= 0) & (second >= 0)
    return {"adjusted_rand": adjusted_rand(first[both], second[both]), "n": int(both.sum())}


def _rows(question: Question, asked: Asked, weights: Vector | None) -> Matrix:
    rows = question.matrix(asked.items)
    return standardised(rows, weights) if asked.standardise else rows


def _grouped(rows: Matrix, weights: Vector | None, asked: Asked) -> Clustering:
    if asked.method == "ward":
        return ward(rows, asked.k, seed=asked.seed)
    centres = getattr(asked, "centres", None)
    if centres is None:
        return k_means(rows, asked.k, weights=weights, seed=asked.seed, starts=asked.starts)
    if {len(centre) for centre in centres} != {rows.shape[1]} or len(centres) != asked.k:
        raise Invalid(
            N_("Every group needs a centre, and every centre a number for each item."),
            field="centres",
            hint=N_("Give k rows of as many numbers as there are items."),
        )
    return lloyd(rows, centres, weights=weights)


def _quality(rows: Matrix, found: Clustering) -> dict[str, Any]:
    several = len(found.sizes) > 1
    return {
        "silhouette": silhouette(rows, found.labels).average if several else np.nan,
        "calinski_harabasz": calinski_harabasz(rows, found.labels) if several else np.nan,
        "total": found.total,
        "total_within": found.total_within,
        "between": found.between,
    }


def _widths(rows: Matrix, found: Clustering) -> Vector:
    return silhouette(rows, found.labels).clusters if len(found.sizes) > 1 else np.full(1, np.nan)


def _numbered(found: Clustering) -> Vector:
    return np.where(found.labels < 0, np.nan, found.labels + 1.0)


_METHOD = Option(
    "method", choice("k-means", "ward"), N_("How groups are found; Ward’s tree takes no weights."), "k-means"
)
_STANDARDISE = Option("standardise", Flag(), N_("Bring every item to mean 0 and deviation 1 first."), True)
_STARTS = Option("starts", whole(1, 10_000), N_("How many times k-means starts anew."), 100)

ANALYSES = (
    Analysis(
        "clusters",
        N_(
            "Groups of people who answer alike (k-means or Ward), how well they are told apart, and what sets each apart."
        ),
        (
            ITEMS,
            Option("k", whole(1, 100), N_("How many groups.")),
            _METHOD,
            _STANDARDISE,
            Option(
                "centres",
                ListOf(ListOf(ANY_NUMBER)),
                N_("Where plain k-means starts, instead of many tries."),
                None,
            ),
            _STARTS,
            SEED,
            EACH_ROW,
            WEIGHTED,
        ),
        clusters,
    ),
    Analysis(
        "cluster-count",
        N_("How many groups: silhouette and Calinski–Harabasz for each number, and the gap statistic."),
        (
            ITEMS,
            Option("most", whole(2, 50), N_("The largest number of groups that is tried."), 6),
            _METHOD,
            _STANDARDISE,
            _STARTS,
            Option("references", whole(1, 1000), N_("The gap’s sets of answers without groups."), 50),
            Option("power", whole(1, 2), N_("The gap’s distances: 1 plain, 2 squared."), 1),
            SEED,
            WEIGHTED,
        ),
        cluster_count,
    ),
    Analysis(
        "same-groups",
        N_("How far two groupings of the same people agree (adjusted Rand index)."),
        (
            Option("first", Column(numbers=False), N_("The column of one grouping.")),
            Option("second", Column(numbers=False), N_("The column of the other.")),
        ),
        same_groups,
    ),
)
