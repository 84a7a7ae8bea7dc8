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
    ("leading", "Our porters go the extra mile. How was the wait?", "Our porters start at seven. When did you come?"),
    ("leading", "Clearly, this plan pays more. Would you keep it?", "How clearly did the porter speak?"),
    ("leading", "您是否赞成把会费白白花在礼品上？", "您赞成还是反对把会费花在礼品上？"),
    ("leading", "药师的悉心讲解对您帮助大吗？", "药师的讲解对您帮助大吗？"),
    ("assumptive", "您从讲座中受益了吗", "您指定受益人了吗"),
    # an offer to write more, a scale of likelihood: no fancy
    ("hypothetical", "If parking cost more, would you come?", "If you would like to say more, please do so here."),
    ("hypothetical", "如果停车涨价，您还会来吗？", "如果还有想补充的，请写在下面。"),
    # absolute and vague where they judge, not where they sum up or name a habit
    ("absolute", "Is everything on the card correct?", "Considering everything, how was your stay?"),
    ("absolute", "Does nobody ever answer the bell?", "Nobody rang me after I went home."),
    ("vague", "Do you regularly see a dentist?", "Which tests do you have regularly?"),
    # the name after its explanation
    ("jargon", "您知道犹豫期吗？", "签收后有几天可以全额退保（也叫犹豫期），您知道吗？"),
    ("jargon", "Is the deductible fair?", "Is the part you pay first (also called the deductible) fair?"),
    ("jargon", "您的共付额高吗？", "共付额是指每次由您固定付的钱。您的共付额高吗？"),
    ("jargon", "Is your waiting period too long?", "How do you find your waiting period (days before cover starts)?"),
    ("vague", "您最近去过诊所吗？", "最近的诊所远吗？"),
    ("absolute", "Was everybody at the desk polite?", "Is everybody in your family insured?"),
    # two deeds of one doer; two names of one drawer
    ("double_barrelled", "The porter greeted me, then showed me the lift.", "After the porter greeted me, I found the lift."),
    ("double_barrelled", "您会用血压计，也知道多久量一次吗？", "即使没有不舒服，也知道多久量一次吗？"),
    ("double_barrelled", "Do you like the way we sort letters and parcels?", "Do you like the way we sort ideas and suggestions?"),
    # denied twice across an idiom
    ("double_negative", "没有陪护，是不是就不能下床？", "没有陪护，您会按铃吗？"),
    ("double_negative", "Without a card, are you unable to enter?", "Not counting today and not counting Monday, how many days were you ill?"),
    ("double_negative", "您是否反对取消晚餐？", "您支持还是反对取消晚餐？"),
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


def test_answers_that_are_missing_at_the_ends_of_a_ladder():
    schooling = "What is your highest level of education?"
    assert "missing_options" in options_of("Primary school", "Secondary school", "College", text=schooling)
    whole = ("Primary school or less", "Secondary school", "College", "Postgraduate")
    assert "missing_options" not in options_of(*whole, text=schooling)
    since = "您上次洗牙是多久以前？"
    assert "missing_options" in options_of("不到半年", "半年到不到1年", "1年到不到3年", text=since)
    assert "missing_options" not in options_of("不到半年", "半年到不到1年", "1年或更久", text=since)


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
    assert "unbalanced_scale" in options_of("Immaculate", "Very tidy", "Tidy", "Acceptable")
    assert "unbalanced_scale" in options_of("Shocking", "Too warm", "A bit warm", "Fair")
    assert "unbalanced_scale" not in options_of("同意", "既不同意也不反对", "不同意", text="灯光够亮")
    assert "unbalanced_scale" not in options_of("不该公布", "应该公布", "说不清", text="该公布吗？")
    assert "unbalanced_scale" not in kinds(
        "疼痛减轻了吗？", kind="scale", low_label="没有减轻", high_label="减轻很多"
    )


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
