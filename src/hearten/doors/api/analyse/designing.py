"""The `design` of a spec: how the sample was drawn, and to which known totals its weights are brought."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hearten.doors.api.analyse.kinds import AMOUNT, POSITIVE, Column, Columns, Flag, ListOf, MapOf, choice
from hearten.doors.api.analyse.options import Asked, Option, Record, read_options
from hearten.doors.api.analyse.places import Place
from hearten.doors.api.analyse.preparing import Answers
from hearten.engines.sampling.design import Design, Lonely, design
from hearten.engines.sampling.weighting import Report, post_stratify, rake, rake_and_trim, trim
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

MARGIN = Record(
    "totals",
    (
        Option("column", Column(numbers=False), N_("The column that holds each person's group.")),
        Option("totals", MapOf(AMOUNT), N_("Group → how many people belong to it.")),
    ),
)
BOUNDS = Record(
    "trim",
    (
        Option("highest", POSITIVE, N_("No weight above this many times the mean weight."), 5.0),
        Option("lowest", AMOUNT, N_("No weight below this many times the mean weight."), 0.0),
    ),
)
DESIGN = (
    Option("weights", Column(), N_("The column of weights."), None),
    Option(
        "probabilities",
        Column(),
        N_("Instead of weights: the column of each person's chance to be drawn."),
        None,
    ),
    Option("strata", Column(numbers=False), N_("The column of strata."), None),
    Option("clusters", Columns(numbers=False), N_("A column of clusters for each stage of the draw."), []),
    Option(
        "populations",
        Columns(),
        N_(
            "A column for each stage: how many units the stratum has (fpc), or which share of them was drawn."
        ),
        [],
    ),
    Option("nested", Flag(), N_("Cluster names begin anew in each stratum."), False),
    Option(
        "lonely", choice(*Lonely), N_("What a stratum with a single cluster adds to the variance."), "fail"
    ),
    Option("post_stratify", MARGIN, N_("Weights that reach the total of each group."), None),
    Option("rake", ListOf(MARGIN), N_("Weights that reach the totals of several columns in turn."), None),
    Option(
        "trim",
        BOUNDS,
        N_("Hold the weights between multiples of their mean; with rake, what is cut is raked back."),
        None,
    ),
)


def read_design(given: Any, place: Place) -> Asked | None:
    before = len(place.mistakes)
    asked = read_options(DESIGN, given, place, of="design")
    return asked if len(place.mistakes) == before else None


@dataclass(frozen=True)
class Drawn:
    """The design with its final weights, and what each step to them did."""

    design: Design
    steps: tuple[tuple[str, Report], ...] = ()

    def then(self, step: str, design: Design, report: Report) -> Drawn:
        return Drawn(design, (*self.steps, (step, report)))


def design_of(answers: Answers, asked: Asked | None) -> Drawn:
    """The design as the spec has it; without one everybody was drawn alike."""
    if asked is None:
        return Drawn(design(n=answers.rows))
    drawn = Drawn(
        design(
            n=answers.rows,
            weights=_column(answers, asked.weights),
            probabilities=_column(answers, asked.probabilities),
            strata=_column(answers, asked.strata),
            clusters=[answers.columns[name] for name in asked.clusters],
            populations=[answers.columns[name] for name in asked.populations],
            nested=asked.nested,
            lonely=asked.lonely,
        )
    )
    if asked.post_stratify is not None:
        old, margin = drawn.design, margin_of(answers, asked.post_stratify)
        report = post_stratify(old.weights, *margin).report
        drawn = drawn.then("post_stratify", old.post_stratified(*margin), report)
    margins = [margin_of(answers, margin) for margin in asked.rake or ()]
    if margins:
        old = drawn.design
        drawn = drawn.then("rake", old.raked(margins), rake(old.weights, margins).report)
    return drawn if asked.trim is None else _trimmed(drawn, asked.trim, margins)


def _trimmed(drawn: Drawn, bounds: Asked, margins: list[Any]) -> Drawn:
    """Weights within their bounds, raked back where they were raked. The variance keeps the margins that were reached."""
    weights, limits = drawn.design.weights, {"highest": bounds.highest, "lowest": bounds.lowest}
    held = rake_and_trim(weights, margins, **limits) if margins else trim(weights, **limits)
    return drawn.then("trim", replace(drawn.design, weights=held.weights), held.report)


def margin_of(answers: Answers, margin: Asked) -> tuple[np.ndarray[Any, Any], dict[Any, float]]:
    """The groups of a column with their totals, both said the same way."""
    cells = answers.columns[margin.column]
    if cells.dtype.kind != "f":
        return cells, {str(label): people for label, people in margin.totals.items()}
    try:
        return cells, {float(label): people for label, people in margin.totals.items()}
    except ValueError as error:
        raise Invalid(
            N_("“%(column)s” holds numbers, but a total is given for a word."),
            field="totals",
            hint=N_("Name the groups as they stand in the data."),
            column=margin.column,
        ) from error


def _column(answers: Answers, name: str | None) -> np.ndarray[Any, Any] | None:
    return None if name is None else answers.columns[name]
