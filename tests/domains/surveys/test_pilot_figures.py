"""X1: what a pilot shows: time, leaving, skipping, “can't say”, and answers that tell nobody apart."""

from __future__ import annotations

import pytest

from hearten.domains.surveys.building import blank_document, new_item
from hearten.domains.surveys.pilot_figures import Attempt, figures_of
from hearten.domains.surveys.questionnaire import ItemKind
from hearten.domains.surveys.reading import compile_survey
from hearten.engines.questionnaire.showing import settle


@pytest.fixture
def survey():
    """csat (page main); why, only for the unhappy, and matrix with “can't say” (page more); words (page last)."""
    document = blank_document("piloted", {"zh": "试", "en": "Try"})
    why = new_item(ItemKind.TEXT, "why") | {"show_if": {"field": "csat", "op": "<=", "value": 2}}
    matrix = new_item(ItemKind.MATRIX, "matrix") | {"dont_know": True}
    document["pages"].append({"code": "more", "items": [why, matrix]})
    document["pages"].append({"code": "last", "items": [new_item(ItemKind.TEXT, "words")]})
    return compile_survey(document)


def attempt(survey, values, seconds=None, *, finished=True):
    settled = settle(survey.pages, values, {})
    return Attempt(values=values, seconds=seconds or {}, shown=settled.items, finished=finished)


def test_figures_of_twice_four_people(survey):
    people = [
        attempt(
            survey, {"csat": 5, "matrix.r1": 4, "matrix.r2": 4, "words": "好"}, {"csat": 4, "matrix": 20}
        ),
        attempt(survey, {"csat": 5, "matrix.r1": "dk", "matrix.r2": 4}, {"csat": 6, "matrix": 30}),
        attempt(survey, {"csat": 1, "why": "慢", "matrix.r1": 4, "matrix.r2": 2}, {"csat": 8, "matrix": 10}),
        attempt(survey, {"csat": 2, "why": "贵"}, {"csat": 60}, finished=False),
    ]
    figures = figures_of(survey, people * 2)
    by_code = {question.code: question for question in figures.questions}
    assert (figures.begun, figures.finished, figures.broken_off) == (8, 6, 0.25)
    assert figures.minutes == pytest.approx(24 / 60)  # 24, 36 and 18 seconds
    csat, why, matrix, words = (by_code[code] for code in ("csat", "why", "matrix", "words"))
    assert (csat.shown, csat.answered, csat.skipped) == (8, 8, 0)
    assert (csat.lower_s, csat.median_s, csat.upper_s) == (5.5, 7, 21)
    assert (csat.mean, csat.alike) == (3.25, 0.5)
    assert (why.shown, why.answered, why.left_here) == (4, 4, 2)
    assert (matrix.cannot_say, matrix.alike) == (pytest.approx(1 / 3), 0.8)  # 4 4 4 4 2
    assert matrix.mean == pytest.approx(3.6)
    assert words.skipped == pytest.approx(2 / 3)
    pages = {page.code: (page.reached, page.left) for page in figures.pages}
    assert pages == {"main": (8, 0), "more": (8, 2), "last": (6, 0)}
    few = {question.code: question for question in figures_of(survey, people).questions}
    assert (few["csat"].answered, few["csat"].mean, few["csat"].alike) == (4, None, None), (
        "four are too few to tell of"
    )


def test_nobody_yet(survey):
    figures = figures_of(survey, [])
    assert (figures.begun, figures.broken_off, figures.minutes) == (0, None, None)
    assert all(question.median_s is None and question.skipped is None for question in figures.questions)
