"""Drawing a sample from the rows of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from hearten.doors.api.analyse.analysis import Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import Column, Flag, MapOf, Text, choice, whole
from hearten.doors.api.analyse.options import Asked, Option
from hearten.doors.api.analyse.plain import table
from hearten.engines.sampling import drawing
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def draw(question: Question, asked: Asked) -> Result:
    frame = np.flatnonzero(question.chosen)
    ids = question.column(asked.ids) if asked.ids else frame + 1
    ids = ids.astype(np.int64) if ids.dtype.kind == "f" else ids
    found = _DRAWS[asked.method](question, asked, ids)
    rows = frame[found.rows]
    result = {
        "drawn": table(
            row=rows + 1,
            **({"id": ids[found.rows]} if asked.ids else {}),
            probability=found.probability,
            weight=found.weights,
        )
    }
    if isinstance(found, drawing.DrawnInStages):
        result["clusters"] = table(cluster=found.clusters, probability=found.cluster_probability)
    return result


def _simple(question: Question, asked: Asked, ids: Any) -> drawing.Drawn:
    return drawing.simple(ids, _count(asked), seed=asked.seed)


def _systematic(question: Question, asked: Asked, ids: Any) -> drawing.Drawn:
    return drawing.systematic(len(ids), _count(asked), seed=asked.seed)


def _by_size(question: Question, asked: Asked, ids: Any) -> drawing.Drawn:
    return drawing.by_size(ids, question.column(_option(asked, "sizes")), _count(asked), seed=asked.seed)


def _stratified(question: Question, asked: Asked, ids: Any) -> drawing.Drawn:
    labels, codes = question.groups(_option(asked, "strata"))
    if (codes < 0).any():
        raise Invalid(N_("Some rows have no stratum."), field="strata", hint=N_("Leave them out by where."))
    counts = {str(label): count for label, count in _option(asked, "counts").items()}
    unknown = [label for label in map(str, labels) if label not in counts]
    if unknown:
        raise Invalid(
            N_("The stratum “%(stratum)s” has no count."),
            field="counts",
            hint=N_("Give a count for every stratum; 0 draws nobody."),
            stratum=unknown[0],
        )
    return drawing.stratified(ids, codes, [counts[str(label)] for label in labels], seed=asked.seed)


def _in_stages(question: Question, asked: Asked, ids: Any) -> drawing.DrawnInStages:
    return drawing.in_two_stages(
        ids,
        question.column(_option(asked, "clusters")),
        n_clusters=_count(asked),
        per_cluster=_option(asked, "per_cluster"),
        seed=asked.seed,
        larger_oftener=asked.larger_oftener,
    )


_DRAWS: dict[str, Callable[[Question, Asked, Any], Any]] = {
    "simple": _simple,
    "stratified": _stratified,
    "systematic": _systematic,
    "by-size": _by_size,
    "two-stages": _in_stages,
}


def _count(asked: Asked) -> int:
    count: int = _option(asked, "n")
    return count


def _option(asked: Asked, name: str) -> Any:
    value = getattr(asked, name)
    if value is None:
        raise Invalid(
            N_("This way to draw needs the option “%(name)s”."), field=name, hint=N_("Add it."), name=name
        )
    return value


ANALYSES = (
    Analysis(
        "draw",
        N_(
            "A sample of the rows of the file, with the chance of each: simple, stratified, systematic, by size, in two stages."
        ),
        (
            Option("method", choice(*_DRAWS), N_("How to draw."), "simple"),
            Option("n", whole(0), N_("How many rows; in two stages how many clusters."), None),
            Option("seed", Text(), N_("Any words; the same words draw the same rows.")),
            Option(
                "ids",
                Column(numbers=False),
                N_("The column that names each row; its number in the file unless given."),
                None,
            ),
            Option("strata", Column(numbers=False), N_("Stratified: the column of strata."), None),
            Option("counts", MapOf(whole(0)), N_("Stratified: stratum → how many."), None),
            Option("sizes", Column(), N_("By size: the column of sizes."), None),
            Option("clusters", Column(numbers=False), N_("Two stages: the column of clusters."), None),
            Option("per_cluster", whole(1), N_("Two stages: how many in each cluster."), None),
            Option("larger_oftener", Flag(), N_("Two stages: clusters by their size, or all alike."), True),
        ),
        draw,
    ),
)
