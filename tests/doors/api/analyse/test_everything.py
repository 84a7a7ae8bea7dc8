"""Every analysis answers, with the figures of its engine; what the page of questions names can be asked for."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import numpy as np
import pytest

from hearten.doors.api.analyse.registry import REGISTRY
from hearten.engines.psychometrics import agreement, hierarchy, maxdiff, peers, servqual, trends
from hearten.engines.psychometrics.choices import ordinal
from hearten.engines.psychometrics.descriptives import mean
from hearten.engines.psychometrics.drivers import key_drivers
from hearten.engines.sampling import drawing, outcomes, representativeness
from hearten.engines.sampling.design import design
from hearten.engines.sampling.estimates import mean as survey_mean
from hearten.engines.sampling.weighting import rake, rake_and_trim
from tests.engines.test_analysis_page import NAMES

from . import answers
from .asking import column, command, report_of, same

DOOR = Path(__file__).resolve().parents[4] / "src/hearten/doors/api/analyse"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("all")
    answers.write(folder / "survey.csv")
    asked = [{"id": name, "analysis": name, **options} for name, options in answers.EXAMPLES.items()]
    return report_of(folder, {"data": {"file": "survey.csv"}, "design": answers.DESIGN, "analyses": asked})


@pytest.fixture(scope="module")
def people():
    return answers.columns()


def test_there_is_an_example_of_each():
    assert set(answers.EXAMPLES) == set(REGISTRY)


def test_every_analysis_answers(found):
    for name, result in found.items():
        figures = re.findall(r"-?\d+\.\d+", json.dumps(result))
        assert figures, f"{name} has no figures"


def test_weights_are_used_unless_refused(tmp_path, people):
    answers.write(tmp_path / "survey.csv")
    asked = [
        {"id": f"{weighted}", "analysis": "describe", "columns": ["s1"], "weighted": weighted}
        for weighted in (True, False)
    ]
    found = report_of(tmp_path, {"data": {"file": "survey.csv"}, "design": answers.DESIGN, "analyses": asked})
    for weighted, weights in (("True", people["w"]), ("False", None)):
        one, ours = found[weighted]["columns"][0]["mean"], mean(people["s1"], weights)
        same([one["value"], one["low"], one["high"]], [ours.value, ours.low, ours.high])
    assert found["True"] != found["False"]


def test_raked_weights_stay_within_their_bounds(tmp_path, people):
    answers.write(tmp_path / "survey.csv")
    cities, kinds = {"北京": 300, "上海": 1000, "Guangzhou": 300}, {"happy": 1100, "sad": 500}
    spec = {
        "data": {"file": "survey.csv"},
        "design": {
            "weights": "w",
            "rake": [{"column": "city", "totals": cities}, {"column": "guess", "totals": kinds}],
            "trim": {"highest": 1.5, "lowest": 0.4},
        },
        "analyses": [{"id": "weights", "analysis": "survey-weights", "each_row": True, "groups": "city"}],
    }
    found = report_of(tmp_path, spec)["weights"]
    raked, held = found["steps"]
    assert (raked["step"], held["step"]) == ("rake", "trim")
    assert raked["highest"] > 1.5 * 1600 / answers.PEOPLE >= held["highest"] * (1 - 1e-9)
    assert held["trimmed"] > 0
    assert sum(found["each_row"]) == pytest.approx(found["total"])
    wanted = rake_and_trim(
        rake(people["w"], [(people["city"], cities), (people["guess"], kinds)]).weights,
        [(people["city"], cities), (people["guess"], kinds)],
        highest=1.5,
        lowest=0.4,
    )
    same(found["each_row"], wanted.weights)


def test_figures_are_those_of_the_engines(found, people):
    drawn = design(weights=people["w"], strata=people["stratum"], clusters=[people["ward"]])
    ours = survey_mean(drawn, np.column_stack([people["s1"], people["s2"]]))
    same(column(found["survey-mean"]["figures"], "se"), ours.se)
    same(found["survey-mean"]["covariance"], ours.covariance)
    change = trends.before_after(people["s2"], people["after"], paired=True)
    same([found["before-after"][k] for k in ("value", "low", "p")], [change.value, change.low, change.p])
    trend = trends.mann_kendall(people["nps"], people["day"])
    same([found["trend"]["mann_kendall"][k] for k in ("s", "tau", "p")], [trend.s, trend.tau, trend.p])
    cut = trends.interrupted(people["s2"], 60).coefficients
    same(column(found["interrupted"]["coefficients"], "value"), cut.value)
    driving = key_drivers(
        people["nps"],
        np.column_stack([people[k] for k in ("s2", "s3", "s5")]),
        weights=people["w"],
        resamples=20,
        seed=1,
    )
    same(column(found["drivers"]["drivers"], "lmg_share_low"), driving.lmg_share.low)
    city = people["city"]
    marks = np.column_stack([city == name for name in sorted(set(city))[1:]]).astype(float)
    fit = ordinal(people["s2"], np.column_stack([people["s3"], marks]), weights=people["w"])
    same(column(found["regression"]["coefficients"], "value"), fit.coefficients.value)
    assert column(found["regression"]["coefficients"], "name") == [
        "s3",
        *(f"city={name}" for name in sorted(set(city))[1:]),
    ]


def test_needs_and_experts_are_those_of_the_engines(found, people):
    gap = servqual.gaps(
        np.column_stack([people["s2"], people["s5"]]),
        np.column_stack([people["s3"], people["s6"]]),
        ["speed", "care"],
        points=np.column_stack([people["points_a"], people["points_b"]]),
        weights=people["w"],
    )
    same(
        [found["servqual"][k]["value"] for k in ("overall", "weighted")],
        [gap.overall.value, gap.weighted.value],
    )
    place = {name: float(n) for n, name in enumerate(["speed", "price", "care", "app"])}
    numbers = {
        name: np.array([place[cell] for cell in people[name]])
        for name in ("shown1", "shown2", "shown3", "best", "worst")
    }
    shown = np.column_stack([numbers[f"shown{n}"] for n in (1, 2, 3)])
    liked = maxdiff.preferences(shown, numbers["best"], numbers["worst"], 4, weights=people["w"])
    same(column(found["maxdiff"]["utilities"], "value"), [one.value for one in liked.utilities])
    judged = np.column_stack([people[k] for k in ("s2", "s3", "s5")])
    same(found["agreement"]["kendalls_w"]["w"], agreement.kendalls_w(judged).w)
    tables = [hierarchy.from_upper(one, 3) for one in ([3, 5, 2], [2, 4, 2])]
    same(list(found["ahp"]["weights"].values()), hierarchy.weigh(hierarchy.together(tables)).weights)
    same(found["peers"]["z"], peers.standing(7, [5, 6, 8]).z)


def test_planning_is_that_of_the_engines(found, people):
    drawn = drawing.simple(np.arange(1, answers.PEOPLE + 1), 10, seed="spring")
    assert column(found["draw"]["drawn"], "row") == list(drawn.rows + 1)
    rate = outcomes.rates(outcomes.Dispositions(complete=50, refused=20, unknown_other=30))
    same([found["response-rates"]["groups"][0][k] for k in ("rr1", "rr3")], [rate.rr1[0], rate.rr3[0]])
    codes = {name: np.unique(people[name], return_inverse=True)[1] for name in ("city", "stratum")}
    same(found["r-indicator"]["value"], representativeness.r_indicator(codes, people["renewed"]).value)


# Reached through a larger function that is called, or the same for answers too many for one file.
_WITHIN = {
    "psychometrics.descriptives.median": "describe",
    "psychometrics.descriptives.standard_deviation": "describe",
    "psychometrics.descriptives.distribution": "describe",
    "psychometrics.moments.gather_scales": "gather, a scale at a time",
    "psychometrics.drivers.drivers_of": "key_drivers",
    "psychometrics.reliability.feldt_interval": "reliability",
}


def _called(path: Path) -> set[str]:
    """Engine functions that a module names, by their place below the engines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alias = {
        (name.asname or name.name): f"{node.module}.{name.name}".removeprefix("hearten.engines.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hearten.engines")
        for name in node.names
    }
    through = {
        f"{alias[node.value.id]}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in alias
    }
    methods = {
        f"sampling.design.Design.{node.attr}" for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
    return through | set(alias.values()) | methods


def test_all_that_the_page_of_questions_names_can_be_asked_for():
    """X5: each function of docs/analysis.md is called from here, or within one that is."""
    called = set().union(*(_called(path) for path in DOOR.rglob("*.py")))
    assert sorted(set(NAMES) - called - set(_WITHIN)) == []
    assert sorted(set(_WITHIN) & called) == []


def test_list_and_explain_tell_everything():
    shown = command("--list")
    for name, analysis in REGISTRY.items():
        assert f"  {name} " in shown
        told = command("--explain", name)
        for option in analysis.options:
            assert f"  {option.name}  (" in told
            assert option.says in told
    assert "post_stratify" in command("--explain", "design")
