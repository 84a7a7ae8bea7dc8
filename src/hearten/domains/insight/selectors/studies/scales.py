"""Do questions that belong together measure one thing, and which questions go together: reliability and factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hearten.domains.insight.selectors.studies.drivers import possible_drivers
from hearten.domains.insight.selectors.studies.needs import dimensions_of
from hearten.domains.insight.selectors.studies.questions import label_for
from hearten.domains.insight.study_types import DIMENSION_WORDS, StudyFrame
from hearten.domains.surveys.questionnaire import ItemKind, Words
from hearten.engines.psychometrics.confirmatory import Confirmation, confirm
from hearten.engines.psychometrics.correlation import pearson
from hearten.engines.psychometrics.factors.adequacy import Adequacy, Sphericity, sampling_adequacy, sphericity
from hearten.engines.psychometrics.factors.exploratory import FactorAnalysis, explore
from hearten.engines.psychometrics.factors.parallel import ParallelAnalysis, parallel_analysis
from hearten.engines.psychometrics.moments import Moments, gather
from hearten.engines.psychometrics.reliability import Reliability, reliability
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_LEAST_ROWS = 50
_LEAST_ITEMS = 3
_SEED = 20_260_101


@dataclass(frozen=True)
class Scale:
    """One set of questions and how consistent the answers to them are."""

    code: str
    label: Words
    keys: tuple[str, ...]
    result: Reliability


@dataclass(frozen=True)
class FactorsFound:
    """Which questions go together. `suggested` is the number of factors that chance would not make (parallel analysis)."""

    keys: tuple[str, ...]
    labels: dict[str, Words]
    n: int
    adequacy: Adequacy
    sphericity: Sphericity
    parallel: ParallelAnalysis
    suggested: int
    result: FactorAnalysis


def scales(frame: StudyFrame) -> tuple[Scale, ...]:
    """Every matrix, and every SERVQUAL dimension by its perceptions, with its alpha. Sets too thin for it are left out."""
    found = []
    for code, label, keys in _sets(frame):
        if len(keys) < _LEAST_ITEMS - 1:
            continue
        try:
            moments = _moments(frame, keys)
            found.append(Scale(code, label, keys, reliability(moments)))
        except Invalid:
            continue
    return tuple(found)


def factors_found(
    frame: StudyFrame, *, keys: Sequence[str] | None = None, factors: int | None = None
) -> FactorsFound:
    """Exploratory factors of ratings (minres, oblimin), as many as parallel analysis suggests unless told.

    Raises Invalid where too few answered all of them, or an item never varies.
    """
    chosen = tuple(keys or possible_drivers(frame))
    unknown = next((key for key in chosen if key not in frame.columns.values), None)
    if unknown is not None:
        raise Invalid(N_("This survey has no such question."), field=unknown[:40])
    if len(chosen) < _LEAST_ITEMS:
        raise Invalid(
            N_("Factors need at least three ratings."),
            field="keys",
            hint=N_("Add a matrix of statements to the survey."),
        )
    moments = _moments(frame, chosen)
    correlations = pearson(moments)
    parallel = parallel_analysis(correlations, np.random.default_rng(_SEED))
    suggested = max(1, min(parallel.factors, len(chosen) // 2))
    return FactorsFound(
        keys=chosen,
        labels={key: label_for(frame, key) for key in chosen},
        n=int(moments.observations),
        adequacy=sampling_adequacy(correlations),
        sphericity=sphericity(correlations),
        parallel=parallel,
        suggested=suggested,
        result=explore(correlations, factors or suggested),
    )


def servqual_confirmed(frame: StudyFrame) -> Confirmation:
    """Whether the perceptions bear out their five dimensions (confirmatory factor analysis). Raises Invalid."""
    model = {dimension: keys for dimension, keys in dimensions_of(frame).items() if len(keys) > 1}
    if len(model) <= 1:
        raise Invalid(
            N_("This survey has no pairs of expected and perceived service."),
            field="servqual",
            hint=N_("Start from the template “Service quality (SERVQUAL)”."),
        )
    return confirm(_moments(frame, tuple(key for keys in model.values() for key in keys)), model)


def _sets(frame: StudyFrame) -> list[tuple[str, Words, tuple[str, ...]]]:
    matrices = [item for item in frame.items if item.kind is ItemKind.MATRIX]
    found = [(item.code, item.text, tuple(field.key for field in item.fields())) for item in matrices]
    return found + [(code, DIMENSION_WORDS[code], keys) for code, keys in dimensions_of(frame).items()]


def _moments(frame: StudyFrame, keys: Sequence[str]) -> Moments:
    """From those who answered all of `keys`, weighted."""
    rows = frame.columns.matrix(keys)
    complete = int((~np.isnan(rows).any(axis=1)).sum())
    if complete < max(_LEAST_ROWS, 2 * len(keys)):
        raise Invalid(
            N_("Too few people answered all of these questions."),
            field="keys",
            hint=N_("Choose fewer questions, or wait for more answers."),
        )
    return gather([(rows, frame.weights)], keys, missing="listwise")
