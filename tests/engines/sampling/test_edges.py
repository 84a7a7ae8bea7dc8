"""Where a sample says nothing: a sentence or NaN, never a number made of noise, never a bare error."""

from __future__ import annotations

import numpy as np
import pytest

from hearten.engines.sampling import allocation, drawing, outcomes, representativeness, sizes, weighting
from hearten.engines.sampling.design import design
from hearten.engines.sampling.estimates import (
    Interval,
    by_group,
    mean,
    proportion,
    ratio,
    shares,
    total,
)
from hearten.engines.sampling.independence import chi_square
from hearten.engines.sampling.quantiles import quantiles
from hearten.engines.sampling.regression import difference, linear, logistic
from hearten.kernel.errors import Invalid

pytestmark = pytest.mark.filterwarnings("error")

NAN = float("nan")
Y = np.random.default_rng(4).normal(size=10)
TEN = design(n=10)
HALF = design(weights=[0] * 5 + [1] * 5)
AB = np.array(list("aaaaabbbbb"))
WORDS = ["a"] * 10


@pytest.mark.parametrize(
    ("call", "field"),
    [
        # words where numbers are meant
        (lambda: design(weights=["a"]), "weights"),
        (lambda: design(probabilities=["a"]), "probabilities"),
        (lambda: design(populations=[["a"]]), "populations"),
        (lambda: mean(TEN, WORDS), "values"),
        (lambda: total(TEN, WORDS), "values"),
        (lambda: proportion(TEN, WORDS), "values"),
        (lambda: ratio(TEN, WORDS, Y), "values"),
        (lambda: quantiles(TEN, WORDS), "values"),
        (lambda: quantiles(TEN, Y, ["half"]), "at"),
        (lambda: linear(TEN, WORDS, Y), "outcome"),
        (lambda: difference(TEN, Y, WORDS), "second"),
        (lambda: weighting.rake(WORDS, [(AB, {"a": 5, "b": 5})]), "weights"),
        (lambda: weighting.post_stratify(np.ones(10), AB, {"a": "x", "b": 5}), "cells"),
        (lambda: allocation.proportional(["a"], 2), "population"),
        (lambda: drawing.stratified([1, 2], ["a", "b"], [1, 1], seed=1), "strata"),
        (lambda: outcomes.rates(outcomes.Dispositions(complete="a")), "complete"),
        (lambda: shares(TEN, np.array(["a", 1] * 5, dtype=object)), "values"),
        # marks are true or false: "no" is a word, and a word is not false
        (lambda: mean(TEN, Y, domain=["no"] * 10), "domain"),
        (lambda: mean(TEN, Y, domain=np.full(10, NAN)), "domain"),
        (lambda: by_group(TEN, Y, AB, domain=[True]), "domain"),
        (lambda: representativeness.r_indicator({"sex": [0, 1]}, [0, 5]), "answered"),
        (lambda: representativeness.r_indicator({"sex": [0, NAN]}, [0, 1]), "sex"),
        # lengths and shapes
        (lambda: ratio(TEN, Y, [1, 2]), "denominator"),
        (lambda: proportion(TEN, [0, 1]), "values"),
        (lambda: quantiles(TEN, [1, 2]), "values"),
        (
            lambda: outcomes.rates(outcomes.Dispositions(complete=1), eligible_share=[0.5, 0.5]),
            "eligible_share",
        ),
        (lambda: weighting.post_stratify([], [], {}), "cells"),
        (lambda: weighting.rake([], [([], {})]), "margins[0]"),
        (lambda: allocation.whole([], [], 0), "total"),
        (lambda: allocation.whole([1, 2], [5, 5], 2.5), "total"),
        (lambda: design(n=-1), "design"),
        # numbers that can't be
        (lambda: design(populations=[[20, 30, 40]]), "populations"),
        (lambda: quantiles(TEN, np.full(10, np.inf)), "values"),
        (lambda: linear(TEN, Y, np.full(10, np.inf)), "predictors"),
        (lambda: allocation.proportional([1, 2], NAN), "total"),
        (lambda: allocation.proportional([1, 2], np.inf), "total"),
        (lambda: drawing.inclusion([1, 2], 5), "counts"),
        (lambda: sizes.margin_of_share(answers=10, design_effect=-1), "design_effect"),
        (lambda: sizes.margin_of_share(answers=10, population=0), "population"),
        # an outcome that a predictor decides, or that is always the same
        (lambda: logistic(TEN, Y > 0, Y), "predictors"),
        (lambda: logistic(TEN, np.ones(10), Y), "predictors"),
    ],
)
def test_what_can_not_be_used_is_refused_by_name(call, field):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.field == field


def test_an_outcome_told_apart_is_said_to_be():
    with pytest.raises(Invalid, match="told apart completely"):
        logistic(TEN, Y > 0, Y)


@pytest.mark.parametrize(
    ("found", "known"),
    [
        (lambda: mean(TEN, Y, domain=np.arange(10) == 3), False),  # one answer
        (lambda: mean(design(clusters=[[1] * 10], lonely="remove"), Y), False),  # one cluster
        (lambda: mean(design(clusters=[[1] * 10], lonely="adjust"), Y), False),
        (lambda: mean(design(strata=np.arange(10), lonely="remove"), Y), False),  # each stratum its own
        (lambda: mean(design(strata=np.arange(10), lonely="average"), Y), False),
        (lambda: mean(design(strata=np.arange(10), lonely="certainty"), Y), True),  # sure to be drawn
        (lambda: mean(design(strata=np.arange(10), populations=[np.ones(10)]), Y), True),  # everybody
    ],
)
def test_no_error_is_not_an_error_of_zero(found, known):
    """What can't be learnt is NaN; zero is for those who leave nothing to chance."""
    ours = found()
    assert (ours.se[0] == 0) if known else np.isnan(ours.se[0])
    assert np.isnan(ours.low[0])
    assert np.isfinite(ours.value[0])


def test_a_domain_that_weighs_nothing_says_nothing():
    empty = mean(HALF, Y, domain=np.arange(10) < 5)
    assert (empty.n[0], np.isnan(empty.value[0])) == (0, True)
    groups = by_group(HALF, Y, AB).estimates
    assert groups.n.tolist() == [0, 5]
    assert np.isnan(groups.value[0])
    assert len(shares(TEN, np.full(10, NAN)).labels) == 0


@pytest.mark.parametrize("interval", list(Interval))
@pytest.mark.parametrize("answer", [0.0, 1.0])
def test_shares_at_the_ends(interval, answer):
    """Nobody or everybody: the interval ends there, and has a width unless it is Wald's."""
    ours = proportion(TEN, np.full(10, answer), interval=interval)
    assert answer in {ours.low[0], ours.high[0]}
    assert (ours.high[0] - ours.low[0] > 0.2) == (interval is not Interval.WALD)


def test_clusters_of_one_are_no_clusters():
    alone = mean(design(clusters=[np.arange(10)]), Y)
    assert (alone.se[0], alone.degrees[0]) == (pytest.approx(mean(TEN, Y).se[0]), 9)


@pytest.mark.parametrize("figure", [mean, total])
def test_a_design_effect_against_draws_that_could_repeat(figure):
    """As R survey's `deff = "replace"`: smaller by the share of people who were not drawn."""
    drawn = design(weights=np.linspace(1, 5, 10))
    plain, replaced = figure(drawn, Y), figure(drawn, Y, replaced=True)
    assert replaced.deff[0] == pytest.approx(plain.deff[0] * (1 - 10 / 30))
    assert np.isnan(figure(TEN, Y).deff[0])  # everybody was drawn: a simple draw leaves no error
    assert figure(TEN, Y, replaced=True).deff[0] == pytest.approx(1)


def test_answers_that_carry_no_weight_are_no_row_of_a_table():
    """Only people without weight said "c": the table has two rows, and the test is that of the others."""
    rows, columns = np.array(list("cccccaabbb")), np.array(list("xyxyxxyyxy"))
    ours = chi_square(HALF, rows, columns)
    assert ours.shares.shape == (2, 2)
    assert ours.pearson == pytest.approx(chi_square(design(n=5), rows[5:], columns[5:]).pearson)


@pytest.mark.parametrize(
    "found",
    [
        lambda: chi_square(TEN, AB, AB).f,  # one answer follows from the other
        lambda: chi_square(design(clusters=[[1] * 10], lonely="remove"), AB, list("xyxyxxyyxy")).p,
        lambda: linear(TEN, 2 * Y, Y).p,  # a perfect fit
        lambda: difference(TEN, AB == "a", AB == "b").t,
        lambda: linear(design(n=2), [1, 2], [3, 4]).se,  # as many coefficients as answers
    ],
)
def test_noise_is_not_tested(found):
    assert np.isnan(found()).all()
