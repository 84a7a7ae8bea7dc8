"""X1: what only shows in the survey as a whole: order, consent, translations, length, privacy notice."""

from __future__ import annotations

import copy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.wording import CASES
from hearten.engines.wording.burden import burden_of
from hearten.engines.wording.check import check_question, check_survey
from hearten.engines.wording.document import questions_of
from hearten.engines.wording.sentences import SENTENCES
from hearten.engines.wording.types import Kind, Question, Severity, Term

ORDER = ("specific_before_general", "open_not_last", "demographic_first")
NOTICE = {
    "zh": "您的回答只用于改进服务，由客户体验部保存一年，不影响保障与保费，您可以随时撤回。",
    "en": "Your answers are used only to improve our service. We keep them for a year; they never change your cover. "
    "You can withdraw them at any time.",
}


def words(zh, en):
    return {"zh": zh, "en": en}


def item(
    code="q", kind="csat", zh="您对这次服务满意吗？", en="How satisfied are you with this contact?", **more
):
    if kind in {"csat", "scale", "matrix", "effort"}:
        more = {
            "low_label": words("很不满意", "Very dissatisfied"),
            "high_label": words("很满意", "Very satisfied"),
        } | more
    return {"code": code, "kind": kind, "text": words(zh, en), **more}


def survey(*items, **more):
    return {"code": "s", "version": 1, "privacy_notice": NOTICE, "minutes": 3, "items": list(items)} | more


def kinds(document, *terms):
    return {str(finding.kind) for finding in check_survey(document, terms)}


def order_cases():
    cases = yaml.safe_load((CASES / "held_out.yaml").read_text(encoding="utf-8"))["surveys"]
    return [(kind, rows) for kind, surveys in cases.items() for rows in surveys]


@pytest.mark.parametrize(("kind", "rows"), order_cases())
def test_order_of_questions(kind, rows):
    document = survey(*(item(f"q{n}", *row) for n, row in enumerate(rows)))
    assert kinds(document) & set(ORDER) == (set() if kind == "good" else {kind})


def test_a_good_survey_has_no_findings():
    assert (
        check_survey(survey(item(), item("more", "text", "还有什么想说的？", "Anything else to tell us?")))
        == ()
    )


def test_sensitive_item_wants_consent_before_it():
    number = item(
        "card",
        "text",
        "请填写您的身份证号码。",
        "Please enter your national ID number.",
        sensitive="id_number",
    )
    consent = item(
        "agree",
        "consent",
        "您同意我们用身份证号核对保单吗？",
        "May we use your ID number to find your policy?",
    )
    assert "sensitive" in kinds(survey(item(), number))
    assert "sensitive" in kinds(survey(number, consent))
    assert not kinds(survey(consent, number)) & {"sensitive", "sensitive_required"}
    assert "sensitive_required" in kinds(survey(consent, number | {"required": True}))
    unmarked = {key: value for key, value in number.items() if key != "sensitive"}
    assert {str(f.why) for f in check_survey(survey(consent, unmarked)) if f.kind is Kind.SENSITIVE} == {
        SENTENCES[Kind.SENSITIVE, "unmarked"][1]
    }


def test_a_follow_up_may_be_open_and_may_presuppose():
    reason = item(
        "why",
        "text",
        "您为什么不满意？",
        "Why do you dislike it?",
        show_if={"field": "q", "op": "<=", "value": 2},
    )
    document = survey(
        item(), reason, item("time", "csat", "您对等待时间满意吗？", "How satisfied are you with the wait?")
    )
    assert not kinds(document) & {"open_not_last", "assumptive"}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"privacy_notice": words("", "")}, "privacy_notice"),
        ({"privacy_notice": words("保密。", "Private.")}, "privacy_notice"),
        ({"items": [item(zh="")]}, "translation_missing"),
        ({"items": [item(en="您对这次服务满意吗？")]}, "translation_missing"),
        ({"items": [item(high_label=words("很满意", "Very dissatisfied"), low_label=words("很不满意", "Very satisfied"))]}, "scales_differ"),
        ({"items": [item("n", "nps", "您满意吗？", "Are you satisfied?")]}, "nps_not_standard"),
        ({"items": [item("s", "scale", "您有多大可能推荐我们？", "How likely are you to recommend us?", lowest=1, points=5)]}, "nps_not_standard"),
        ({"items": [item("o", "single", options=[{"code": "a", "text": words("满意", "Satisfied")}])]}, "one_option"),
        ({"items": [item("m", "matrix", rows=[{"code": f"r{n}", "text": words(f"项目{n}", f"Part {n}")} for n in range(11)])]}, "matrix_too_long"),
        ({"items": [item(f"t{n}", "text") for n in range(24)]}, "too_many"),
        ({"items": [item(f"t{n}", "text") for n in range(12)], "minutes": 1}, "minutes_differ"),
    ],
)  # fmt: skip
def test_faults_of_the_document(change, kind):
    assert kind not in kinds(survey(item()))
    assert kind in kinds(survey() | change)


def test_numbers_of_options_must_agree_between_languages():
    def options(english):
        return [
            {"code": "a", "text": words("1—3天", english)},
            {"code": "b", "text": words("4天及以上", "4 days or more")},
        ]

    good = survey(
        item("d", "single", "您等了几天？", "How many days did you wait?", options=options("1 to 3 days"))
    )
    bad = survey(
        item("d", "single", "您等了几天？", "How many days did you wait?", options=options("1 to 5 days"))
    )
    assert "scales_differ" not in kinds(good)
    assert "scales_differ" in kinds(bad)


def test_terms_of_the_caller():
    document = survey(item(zh="您对归因服务满意吗？", en="How satisfied are you with this contact?"))
    assert "jargon" not in kinds(document)
    assert "jargon" in kinds(document, Term("归因", "zh"))
    assert "jargon" not in kinds(document, Term("归因", "en"))
    assert "jargon" not in kinds(survey(item(zh="您对这次理赔满意吗？")), Term("理赔", "zh"))


def test_a_finding_tells_where_why_and_how():
    (found,) = check_question(
        Question("How satisfied are you with the speed and accuracy of the app?", "en", code="q1")
    )
    assert (found.kind, found.item, found.severity) == (Kind.DOUBLE_BARRELLED, "q1", Severity.WARNING)
    assert "speed and accuracy" in found.facts["words"]
    assert found.suggestion == (
        "How satisfied are you with the speed of the app? / How satisfied are you with the accuracy of the app?"
    )
    assert found.why % found.facts
    assert found.mend % found.facts


def test_a_hostile_length_is_only_too_long():
    """100,000 characters are looked at as far as a question can reach; the check stays a check."""
    document = survey(item(zh="如果您和我们" * 20_000, en="if you and our " * 8_000))
    found = check_survey(document)
    assert "too_long" in {str(one.kind) for one in found}
    assert max(one.span[1] for one in found) <= 1000


def test_minutes_grow_with_every_question():
    short, long = (questions_of(survey(*(item(f"q{n}") for n in range(size))), "zh") for size in (3, 30))
    assert 0 < burden_of(short).minutes < burden_of(long).minutes


drafts = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["zh", "en", "text", "code", "kind", "options", "rows"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(
    text=st.text("您对和与不没吗？是否满意。and not the we you, ? “”()", max_size=80),
    kind=st.sampled_from(["csat", "single", "text", "matrix"]),
)
@settings(max_examples=60, deadline=None)
def test_any_words_can_be_checked(text, kind):
    """Every finding names a place within its text and sentences that can be filled in; nothing is changed."""
    document = survey(item("x", kind, text, text))
    before = copy.deepcopy(document)
    for found in check_survey(document):
        assert found.why % found.facts
        assert found.mend % found.facts
        if found.part == "text" and found.item:
            assert 0 <= found.span[0] <= found.span[1] <= len(text)
    assert document == before


@given(
    parts=st.dictionaries(
        st.sampled_from(["text", "options", "rows", "help", "low_label", "lowest", "show_if"]), drafts
    )
)
@settings(max_examples=60, deadline=None)
def test_half_done_drafts_are_no_error(parts):
    check_survey(survey({"code": "x", "kind": "single", **parts}))
