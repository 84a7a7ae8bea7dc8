"""X1: kinds of sentence that give a fault away whatever its words are, each beside a near miss that must be left alone."""

from __future__ import annotations

import pytest

from hearten.engines.wording.check import check_question, check_survey
from hearten.engines.wording.ranges import read_range
from hearten.engines.wording.types import Kind, Question

FAULTY_AND_FAIR = [
    # two things, joined by a comma, a clause, a stroke
    ("double_barrelled", "Was the leaflet short, easy to follow?", "Was the leaflet easy to follow, or not?"),
    ("double_barrelled", "Are you told what is covered and that you may appeal?", "Are you told that you may appeal?"),
    ("double_barrelled", "How do you rate the clinic/pharmacy?", "How do you rate his/her manner?"),
    ("double_barrelled", "Is the ward quiet, the bed comfortable?", "Is the bed comfortable, overall?"),
    ("double_barrelled", "药品是否齐全，价格也合理？", "去年买过药的话，价格合理吗？"),
    ("double_barrelled", "病房的卫生，床位的间距，您满意吗？", "住院的时候，床位的间距您满意吗？"),
    ("double_barrelled", "您会续保或者把我们介绍给同事吗？", "您因为保单、账单或其他事情来过柜台吗？"),
    # a push without the usual words
    ("leading", "With fees going up everywhere, do you need more cover?", "Fees went up in May. Did anybody tell you?"),
    ("leading", "Couldn't this step be left out?", "Could this step be left out, or not?"),
    ("leading", "面对日益上涨的药价，您是否需要更多保障？", "药价上涨之后，您换过药店吗？"),
    ("leading", "您是否体会到了新流程的方便？", "新流程是更方便了还是更麻烦了？"),
    # denied twice across an idiom
    ("double_negative", "Are you against our no longer sending cards?", "Do we no longer send you cards?"),
    ("double_negative", "您是否否认没有签字？", "等候时间不长不短，对吗"),
]  # fmt: skip


def kinds(text: str, **more) -> set[str]:
    language = "en" if text.isascii() or "’" in text else "zh"
    return {str(found.kind) for found in check_question(Question(text, language, **more))}


@pytest.mark.parametrize(("kind", "faulty", "fair"), FAULTY_AND_FAIR)
def test_structure_and_near_miss(kind, faulty, fair):
    assert kind in kinds(faulty)
    assert kind not in kinds(fair)


@pytest.mark.parametrize(
    ("words", "low", "high", "whole"),
    [
        ("20 days to under 30 days", 20, 30, False),
        ("满3年不满6年", 3, 6, False),
        ("more than 4 and up to 8", 4, 8, True),
        ("Once or twice", 1, 2, True),
        ("两三次", 2, 3, True),
        ("一次也没有", 0, 0, True),
    ],
)
def test_ranges_in_words(words, low, high, whole):
    found = read_range(words)
    assert (found.low, found.high, found.closed_high) == (low, high, whole)


def options_of(*options: str, text: str = "How long did it take?", kind: str = "single") -> set[str]:
    return kinds(text, kind=kind, options=options, option_codes=tuple(map(str, range(len(options)))))


def test_answers_that_cover_each_other():
    assert "overlapping_options" in options_of("Under an hour", "45 minutes to 3 hours", "Over 3 hours")
    assert "overlapping_options" not in options_of(
        "Under an hour", "1 hour to under 2 hours", "2 hours or longer"
    )
    where = "Where did you get it?"
    assert "overlapping_options" in options_of(
        "Online", "On your website", "At a branch", "Elsewhere", text=where
    )
    assert "overlapping_options" not in options_of(
        "Online", "By post", "At a branch", "Elsewhere", text=where
    )


def test_answers_that_are_missing_at_the_lower_end():
    assert "missing_options" in options_of("$20 to $39", "$40 to $59", "$60 or more")
    assert "missing_options" not in options_of("Under $20", "$20 to $39", "$40 or more")
    living = "Including yourself, how many people live with you?"
    assert "missing_options" not in options_of("1", "2", "3 or more", text=living)


def test_scales_by_their_sides():
    strong = ("Extremely clear", "Very clear", "Clear", "Somewhat clear", "Not clear")
    even = ("Extremely clear", "Very clear", "Moderately clear", "Slightly clear", "Not at all clear")
    assert "unbalanced_scale" in options_of(*strong)
    assert "unbalanced_scale" not in options_of(*even)
    assert "unbalanced_scale" in options_of("Far too long", "Too long", "A little too long", "About right")
    assert "unbalanced_scale" not in options_of("Good", "Neither good nor bad", "Bad", "I had no meals")


def rated(code: str, zh: str, en: str) -> dict:
    return {"code": code, "kind": "csat", "text": {"zh": zh, "en": en}}


def test_a_side_before_the_whole_but_not_a_contact_before_recommending():
    side = rated("speed", "您对接通的速度满意吗？", "How satisfied are you with the speed of the answer?")
    contact = rated("contact", "您对这次通话满意吗？", "How satisfied are you with this call?")
    overall = rated(
        "all", "总的说来，您对热线满意吗？", "On the whole, how satisfied are you with the hotline?"
    )
    late = {Kind.SPECIFIC_BEFORE_GENERAL}
    assert late & {found.kind for found in check_survey({"items": [side, overall]})}
    for fair in ([overall, side], [contact, side, overall]):
        assert not late & {found.kind for found in check_survey({"items": fair})}
