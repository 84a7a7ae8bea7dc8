"""Several questions at once: correlations, factors, and how well a scale holds together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hearten.doors.api.analyse.analysis import CONFIDENCE, EACH_ROW, ITEMS, MISSING, SEED, WEIGHTED, Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.correlating import (
    CORRELATION,
    OBSERVATIONS,
    correlations_of,
    moments_of,
    tables_of,
)
from hearten.doors.api.analyse.kinds import SHARE, Columns, MapOf, choice, whole
from hearten.doors.api.analyse.options import Asked, Option
from hearten.doors.api.analyse.plain import named, table, without
from hearten.engines.psychometrics.confirmatory import confirm
from hearten.engines.psychometrics.factors.adequacy import sampling_adequacy, sphericity
from hearten.engines.psychometrics.factors.exploratory import explore, factor_scores
from hearten.engines.psychometrics.factors.parallel import parallel_analysis
from hearten.engines.psychometrics.moments import Moments, gather
from hearten.engines.psychometrics.omega import hierarchical_omega, one_factor_omega
from hearten.engines.psychometrics.polychoric import thresholds
from hearten.engines.psychometrics.reliability import read_keys, reliability
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def correlation(question: Question, asked: Asked) -> Result:
    found = correlations_of(question, asked, asked.items)
    result = {"items": found.names, "values": found.values, "n": found.n}
    if asked.correlation == "pearson":
        low, high = found.interval(asked.confidence)
        return {**result, "low": low, "high": high}
    if asked.correlation == "polychoric":
        return {**result, "thresholds": thresholds(tables_of(question, asked, asked.items))}
    return result


def adequacy(question: Question, asked: Asked) -> Result:
    found = correlations_of(question, asked, asked.items)
    fit = sampling_adequacy(found)
    return {
        "kmo": fit.overall,
        "items": table(item=found.names, kmo=fit.items),
        "bartlett": sphericity(found, asked.observations),
    }


def factor_count(question: Question, asked: Asked) -> Result:
    return without(
        parallel_analysis(
            correlations_of(question, asked, asked.items),
            np.random.default_rng(asked.seed),
            observations=asked.observations,
            draws=asked.draws,
            quantile=asked.quantile,
        )
    )


def factors(question: Question, asked: Asked) -> Result:
    found = explore(
        correlations_of(question, asked, asked.items),
        asked.factors,
        method=asked.method,
        rotation=asked.rotation,
        observations=asked.observations,
    )
    titles = [f"F{place + 1}" for place in range(asked.factors)]
    items = [
        {
            "item": name,
            **named(titles, found.loadings[place]),
            "communality": found.communalities[place],
            "uniqueness": found.uniquenesses[place],
            "complexity": found.complexity[place],
        }
        for place, name in enumerate(found.names)
    ]
    result = {
        "items": items,
        "factors": table(factor=titles, ss=found.ss, share=found.share, score_r2=found.score_r2),
        **without(found, "ss", "share", "score_r2", "communalities", "uniquenesses", "complexity"),
    }
    if not asked.each_row:
        return result
    moments = gather(question.matrix(asked.items), asked.items)
    scores = factor_scores(found, moments, question.matrix(asked.items))
    return {**result, "each_row": table(**named(titles, question.spread(scores).T))}


def cfa(question: Question, asked: Asked) -> Result:
    items = list(dict.fromkeys(item for members in asked.model.values() for item in members))
    found = confirm(moments_of(question, asked, items), asked.model, observations=asked.observations)
    return {
        "paths": [
            {
                "item": item,
                "factor": factor,
                "loading": found.loadings[row, column],
                "error": found.loading_errors[row, column],
                "standardised": found.standardised[row, column],
            }
            for column, factor in enumerate(found.factors)
            for row, item in enumerate(found.items)
            if item in asked.model[factor]
        ],
        "unique_variances": table(item=found.items, value=found.unique, error=found.unique_errors),
        **without(
            found, "items", "loadings", "loading_errors", "standardised", "unique", "unique_errors", "omega"
        ),
        "omega": named(found.factors, found.omega),
    }


def alpha(question: Question, asked: Asked) -> Result:
    names = list(read_keys(asked.items)[0])
    found = reliability(
        _scale_moments(question, asked, names),
        asked.items,
        observations=asked.observations,
        confidence=asked.confidence,
    )
    items = [
        {
            **without(item, "dropped"),
            "alpha_dropped": None if item.dropped is None else item.dropped.raw,
            "dropped": item.dropped,
        }
        for item in found.items
    ]
    return {**without(found, "items"), "items": items}


def _scale_moments(question: Question, asked: Asked, names: list[str]) -> Moments:
    if asked.missing != "median":
        return moments_of(question, asked, names)
    moments = gather([(question.matrix(names), question.weights(asked))], names)
    return moments.filled(np.nanmedian(question.matrix(names), axis=0))


def omega(question: Question, asked: Asked) -> Result:
    names, keys = read_keys(asked.items)
    found = correlations_of(question, asked, list(names)).keyed(keys)
    if asked.factors == 1:
        one = one_factor_omega(found, method=asked.method)
        return {**without(one, "loadings"), "loadings": table(item=names, loading=one.loadings)}
    several = hierarchical_omega(found, asked.factors, method=asked.method)
    return {
        "items": [
            {
                "item": name,
                "general": several.general[place],
                **named([f"F{group + 1}" for group in range(several.groups.shape[1])], several.groups[place]),
                "communality": several.communalities[place],
                "key": several.keys[place] * keys[place],
            }
            for place, name in enumerate(names)
        ],
        **without(several, "names", "general", "groups", "communalities", "keys"),
    }


_METHOD = Option(
    "method", choice("minres", "ml", "principal_axis"), N_("How factors are extracted."), "minres"
)
_SIGNED = Option(
    "items", Columns(least=2, signed=True), N_("The items; one written “-name” counts the other way round.")
)

ANALYSES = (
    Analysis(
        "correlation",
        N_("How questions go together, each with each."),
        (ITEMS, *CORRELATION, WEIGHTED, CONFIDENCE),
        correlation,
    ),
    Analysis(
        "adequacy",
        N_("Are these items worth factoring: Kaiser–Meyer–Olkin and Bartlett’s sphericity?"),
        (ITEMS, *CORRELATION, OBSERVATIONS, WEIGHTED),
        adequacy,
    ),
    Analysis(
        "factor-count",
        N_("How many factors stand above chance: Horn’s parallel analysis?"),
        (
            ITEMS,
            *CORRELATION,
            OBSERVATIONS,
            Option("draws", whole(1, 10_000), N_("How many sets of unrelated answers are drawn."), 50),
            Option("quantile", SHARE, N_("The share of chance that a factor must stand above."), 0.95),
            SEED,
            WEIGHTED,
        ),
        factor_count,
    ),
    Analysis(
        "factors",
        N_("Exploratory factor analysis: loadings, factors and their correlations, fit."),
        (
            ITEMS,
            Option("factors", whole(1), N_("How many factors.")),
            _METHOD,
            Option(
                "rotation",
                choice("none", "varimax", "oblimin", "promax"),
                N_("How the factors are turned."),
                "oblimin",
            ),
            *CORRELATION,
            OBSERVATIONS,
            EACH_ROW,
            WEIGHTED,
        ),
        factors,
    ),
    Analysis(
        "cfa",
        N_("Confirmatory factor analysis: do the answers have the structure that is claimed?"),
        (
            Option("model", MapOf(Columns()), N_("Factor → its items.")),
            Option("missing", MISSING.kind, MISSING.says, "listwise"),
            OBSERVATIONS,
            WEIGHTED,
        ),
        cfa,
    ),
    Analysis(
        "alpha",
        N_(
            "Cronbach’s alpha with Feldt’s interval, Guttman’s λ6, and each item in its scale (alpha if dropped)."
        ),
        (
            _SIGNED,
            Option(
                "missing",
                choice("pairwise", "listwise", "median"),
                N_("As for correlations; median: a missing answer counts as the item’s median."),
                "pairwise",
            ),
            OBSERVATIONS,
            WEIGHTED,
            CONFIDENCE,
        ),
        alpha,
    ),
    Analysis(
        "omega",
        N_("McDonald’s omega: of one factor, or hierarchical above several."),
        (
            _SIGNED,
            Option(
                "factors",
                whole(1),
                N_("1: omega of a single factor; more: a general factor above so many."),
                3,
            ),
            _METHOD,
            *CORRELATION,
            WEIGHTED,
        ),
        omega,
    ),
)
