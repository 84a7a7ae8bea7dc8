import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.domains.products.selectors import glossary, mark_terms


def marked(text, language, codes=None):
    return [(mark.text, mark.term.code) for mark in mark_terms(text, language, codes) if mark.term]


def test_terms_are_marked_once_and_the_longest_wins():
    """P7: a term has its tip where it first stands."""
    text = "等待期内不赔；住院前后门急诊和门急诊都有免赔额，免赔额以保单年度计。"
    assert marked(text, "zh-hans") == [
        ("等待期", "waiting_period"),
        ("住院前后门急诊", "pre_post_inpatient"),
        ("门急诊", "outpatient"),
        ("免赔额", "deductible"),
        ("保单年度", "policy_year"),
    ]


def test_english_terms_are_whole_words_in_any_case():
    assert marked("Deductible and the deductibles of a Policy Year", "en") == [
        ("Deductible", "deductible"),
        ("Policy Year", "policy_year"),
    ]


def test_only_the_terms_asked_for():
    assert marked("等待期和免赔额", "zh", {"deductible"}) == [("免赔额", "deductible")]
    assert marked("等待期和免赔额", "zh", set()) == []


@given(text=st.text(max_size=200), language=st.sampled_from(["zh-hans", "en"]))
def test_the_text_stays_whole(text, language):
    assert "".join(mark.text for mark in mark_terms(text, language)) == text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_term_finds_itself(language):
    for term in glossary(language).values():
        assert marked(term.name, language)[0][0] == term.name
