"""What leads to what: regression and key drivers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hearten.doors.api.analyse.analysis import CONFIDENCE, SEED, WEIGHTED, Analysis
from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.kinds import (
    ANY_NUMBER,
    Column,
    Columns,
    Flag,
    choice,
    whole,
)
from hearten.doors.api.analyse.options import Asked, Option
from hearten.doors.api.analyse.plain import table, without
from hearten.doors.api.analyse.predicting import predictors
from hearten.engines.psychometrics.choices import logistic, ordinal
from hearten.engines.psychometrics.drivers import Drivers, key_drivers
from hearten.engines.psychometrics.priorities import priority_map
from hearten.engines.psychometrics.regression import Coefficients, linear
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Result = Mapping[str, Any]


def regression(question: Question, asked: Asked) -> Result:
    names, x = predictors(question, asked.predictors)
    options = {"names": names, "weights": question.weights(asked), "confidence": asked.confidence}
    y = question.column(asked.outcome)
    if asked.kind == "linear":
        found = linear(y, x, errors=asked.errors, intercept=asked.intercept, **options)
        return {"coefficients": coefficient_rows(found.coefficients), **without(found, "coefficients")}
    if asked.errors not in {None, "model", "survey"}:
        raise Invalid(
            N_("%(errors)s are errors of a straight line."),
            field="errors",
            hint=N_("Use model or survey, or leave errors out."),
            errors=asked.errors,
        )
    fit = (logistic if asked.kind == "logistic" else ordinal)(y, x, errors=asked.errors, **options)
    ratios = dict(zip(fit.coefficients.names, fit.odds_ratios, strict=True))
    return {
        "coefficients": [
            {**row, "odds_ratio": ratios[row["name"]]} for row in coefficient_rows(fit.coefficients)
        ],
        "thresholds": None if fit.thresholds is None else coefficient_rows(fit.thresholds),
        **without(fit, "coefficients", "thresholds"),
    }


def drivers(question: Question, asked: Asked) -> Result:
    names, x = predictors(question, asked.drivers)
    weights, y = question.weights(asked), question.column(asked.outcome)
    found = key_drivers(
        y,
        x,
        names=names,
        weights=weights,
        resamples=asked.resamples,
        seed=asked.seed,
        confidence=asked.confidence,
    )
    usable = ~np.isnan(np.column_stack([y, x])).any(axis=1)
    means = np.average(x[usable], axis=0, weights=None if weights is None else weights[usable])
    return {
        "drivers": _driver_rows(found),
        "order": found.order,
        **{name: getattr(found, name) for name in ("r_squared", "intercept", "n", "left_out")},
        "map": priority_map(
            found.lmg_share.value,
            means,
            found.names,
            importance_cut=asked.importance_cut,
            performance_cut=asked.performance_cut,
        ),
    }


_MEASURES = ("standardised", "vif", "lmg", "lmg_error", "first", "last", "betasq", "pratt", "johnson", "car")


def _driver_rows(found: Drivers) -> list[dict[str, Any]]:
    share = found.lmg_share
    return table(
        name=found.names,
        coefficient=found.coefficients,
        **{name: getattr(found, name) for name in _MEASURES},
        lmg_share=share.value,
        lmg_share_low=share.low,
        lmg_share_high=share.high,
    )


def coefficient_rows(found: Coefficients) -> list[dict[str, Any]]:
    return table(**without(found, "names", "covariance") | {"name": found.names})


_OUTCOME = Option("outcome", Column(), N_("What is to be explained."))
ANALYSES = (
    Analysis(
        "regression",
        N_("A straight line, the log odds of 0 and 1, or of a scale of steps (proportional odds)."),
        (
            _OUTCOME,
            Option(
                "predictors",
                Columns(numbers=False),
                N_("What explains it; words become one mark for each answer but the first."),
            ),
            Option(
                "kind",
                choice("linear", "logistic", "ordinal"),
                N_("Straight line, yes or no, or steps."),
                "linear",
            ),
            Option(
                "errors",
                choice("model", "HC0", "HC1", "HC2", "HC3", "survey"),
                N_(
                    "How errors are found: the textbook formula, robust ones, or with weights as of a survey; fitting unless given."
                ),
                None,
            ),
            Option("intercept", Flag(), N_("Straight line: with a constant."), True),
            WEIGHTED,
            CONFIDENCE,
        ),
        regression,
    ),
    Analysis(
        "drivers",
        N_(
            "Key drivers of an outcome: LMG (Shapley), first, last, Pratt, Johnson (Genizi), CAR, and the importance–performance map."
        ),
        (
            _OUTCOME,
            Option("drivers", Columns(least=1), N_("What may drive it.")),
            Option(
                "resamples",
                whole(0, 10_000),
                N_("Bootstrap samples for intervals of the shares; 0 for none."),
                0,
            ),
            Option(
                "importance_cut",
                ANY_NUMBER,
                N_("Where the map is cut by importance; the mean unless given."),
                None,
            ),
            Option(
                "performance_cut",
                ANY_NUMBER,
                N_("Where the map is cut by performance; the mean unless given."),
                None,
            ),
            SEED,
            WEIGHTED,
            CONFIDENCE,
        ),
        drivers,
    ),
)
