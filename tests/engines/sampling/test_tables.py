"""The worked tables of docs/algorithms/{sampling,survey_weights,response_rates}.md."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hearten.engines.sampling import allocation, outcomes
from hearten.engines.sampling.design import design
from hearten.engines.sampling.estimates import mean, total
from hearten.engines.sampling.representativeness import compare
from hearten.engines.sampling.sizes import for_share
from hearten.engines.sampling.weighting import describe, post_stratify, rake, rake_and_trim
from tests.tables import table_rows


def numbers(cell):
    return [float(part) for part in cell.split()]


def agree(cell, found):
    """As many figures, each to the digits that are printed."""
    parts = cell.split()
    assert len(parts) == len(np.atleast_1d(found)), cell
    for part, number in zip(parts, np.atleast_1d(found), strict=True):
        if part == "none":
            assert math.isnan(number)
            continue
        digits = len(part.partition(".")[2])
        assert abs(float(part) - number) <= 0.51 * 10**-digits, (cell, found)


@pytest.mark.parametrize("row", table_rows("algorithms/sampling.md", "margin"), ids=str)
def test_sizes(row):
    size = for_share(
        margin=float(row["margin"]),
        share=float(row["share"]),
        population=None if row["population"] == "none" else int(row["population"]),
        design_effect=float(row["design effect"]),
        response_rate=float(row["response rate"]),
    )
    agree(row["n0"], size.simple)
    assert [size.answers, size.invitations] == [int(row["answers"]), int(row["invitations"])]


def test_allocations():
    for row in table_rows("algorithms/sampling.md", "people"):
        people, spread, n = numbers(row["people"]), numbers(row["spread"]), float(row["total"])
        agree(row["proportional"], allocation.proportional(people, n))
        agree(row["neyman"], allocation.neyman(people, spread, n))
        agree(row["power"], allocation.power(people, n))


@pytest.mark.parametrize("row", table_rows("algorithms/sampling.md", "wanted"), ids=str)
def test_whole_people(row):
    found = allocation.whole(
        numbers(row["wanted"]), numbers(row["of people"]), int(row["sum"]), least=int(row["least"])
    )
    agree(row["whole"], found)


def test_estimates():
    drawn = design(strata=[1, 1, 2, 2, 2], weights=[2] * 5, populations=[[4, 4, 6, 6, 6]])
    for row, figure in zip(table_rows("algorithms/sampling.md", "figure"), (total, mean), strict=True):
        found = figure(drawn, [1, 3, 2, 4, 9])
        agree(f"{row['value']} {row['se']}", [found.value[0], found.se[0]])


def test_weights():
    base, sex, age = [10] * 6, list("mmmmff"), list("yyooyo")
    margins = [(sex, {"m": 30, "f": 30}), (age, {"y": 24, "o": 36})]
    found = [post_stratify(base, *margins[0]), rake(base, margins), rake_and_trim(base, margins, highest=1.7)]
    for row, weighted in zip(table_rows("algorithms/survey_weights.md", "method"), found, strict=True):
        agree(row["weights"], weighted.weights)
        agree(row["deff"], describe(weighted.weights).deff)


@pytest.mark.parametrize("row", table_rows("algorithms/survey_weights.md", "frame"), ids=str)
def test_bias(row):
    side = compare(numbers(row["frame"]), numbers(row["sample"]), numbers(row["answers"])).answers
    agree(row["difference"], side.difference)
    agree(f"{row['chi2']} {row['p']}", [side.chi_square, side.p])


@pytest.mark.parametrize("row", table_rows("algorithms/response_rates.md", "complete (I)"), ids=str)
def test_response_rates(row):
    kinds = {"complete (I)": "complete", "P": "partial", "R": "refused", "NC": "not_contacted", "O": "other"}
    kinds |= {"UH": "unknown_household", "UO": "unknown_other", "out": "not_eligible"}
    found = outcomes.rates(outcomes.Dispositions(**{name: int(row[k]) for k, name in kinds.items()}))
    for name in ("e", "rr1", "rr2", "rr3", "rr4", "rr5", "rr6", "coop1", "coop3", "ref2", "con1"):
        agree(row[name], getattr(found, name))
