from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.underwriting import (
    Decision,
    Question,
    asked,
    compile_condition,
    compile_rule_book,
    evaluate,
    read_answers,
    with_derived_facts,
)
from hearten.engines.underwriting.declaration import QuestionKind
from hearten.kernel.errors import Invalid
from tests.engines.underwriting.examples import rule

HARDNESS = list(Decision)
rules = st.lists(
    st.one_of(
        st.just(("accept",)),
        st.tuples(st.just("load"), st.integers(1, 6000)),
        st.tuples(st.just("exclude"), st.sampled_from(["thyroid", "breast"])),
        st.just(("refer",)),
    ),
    max_size=6,
)


def decide(given, limit=10_000):
    book = compile_rule_book(
        {
            "rules": [rule(f"r{i}", *map(str, words)) for i, words in enumerate(given)],
            "loading_limit_bp": limit,
        }
    )
    return evaluate(book, {})


@given(given=rules, data=st.data())
def test_order_of_rules_has_no_effect(given, data):
    made = [rule(f"r{i}", *map(str, words)) for i, words in enumerate(given)]
    shuffled = data.draw(st.permutations(made))
    one, other = (
        evaluate(compile_rule_book({"rules": r, "loading_limit_bp": 5000}), {}) for r in (made, shuffled)
    )
    assert one == other


@given(given=rules, more=rules)
def test_one_more_rule_is_never_milder(given, more):
    before, after = decide(given), decide(given + more)
    assert HARDNESS.index(before.decision) <= HARDNESS.index(after.decision)
    assert before.loading_bp <= after.loading_bp
    assert {e.clause for e in before.exclusions} <= {e.clause for e in after.exclusions}


@given(given=rules)
def test_no_decision_without_a_reason(given):
    """S1: decision with reasons; a refusal is not something a rule can say."""
    found = decide(given)
    assert found.decision in set(Decision)
    assert "refuse" not in {decision.value for decision in Decision}
    assert found.reasons or found.decision is Decision.ACCEPT
    assert not found.reasons or found.reasons[0].decision is found.decision


@pytest.mark.parametrize(
    ("condition", "facts", "holds"),
    [
        ({"fact": "age", "at_least": 60}, {"age": 60}, True),
        ({"fact": "age", "above": 60}, {"age": 60}, False),
        ({"fact": "age", "at_most": 60}, {"age": 60}, True),
        ({"fact": "age", "below": 60}, {"age": 60}, False),
        ({"fact": "age", "below": 60}, {}, False),
        ({"not": {"fact": "age", "below": 60}}, {}, True),
        ({"fact": "smokes", "is": True}, {"smokes": True}, True),
        ({"fact": "smokes", "is": 1}, {"smokes": True}, False),
        ({"fact": "smokes", "at_least": 1}, {"smokes": True}, False),
        ({"fact": "ill", "any_of": ["a", "b"]}, {"ill": ("b", "c")}, True),
        ({"fact": "ill", "any_of": ["a"]}, {"ill": ("b", "c")}, False),
        ({"fact": "job", "any_of": ["none"]}, {"job": "none"}, True),
        ({"all": [{"fact": "a", "is": 1}, {"fact": "b", "is": 2}]}, {"a": 1, "b": 2}, True),
        ({"all": [{"fact": "a", "is": 1}, {"fact": "b", "is": 2}]}, {"a": 1, "b": 3}, False),
        ({"any": [{"fact": "a", "is": 1}, {"fact": "b", "is": 2}]}, {"a": 0, "b": 2}, True),
    ],
)
def test_conditions(condition, facts, holds):
    assert compile_condition(condition)(facts) is holds


@pytest.mark.parametrize(
    ("condition", "where"),
    [
        ({}, "when"),
        ("age > 3", "when"),
        ({"fact": "age"}, "when"),
        ({"fact": "age", "over": 3}, "when"),
        ({"fact": "age", "above": 3, "below": 9}, "when"),
        ({"all": []}, "when"),
        ({"all": [{"fact": "a", "is": 1}, {"fact": "b"}]}, "when.all[1]"),
        ({"not": {"none": 3}}, "when.not"),
    ],
)
def test_a_condition_that_cannot_be_read_says_where(condition, where):
    with pytest.raises(Invalid) as refusal:
        compile_condition(condition)
    assert refusal.value.field == where


def test_body_mass_index_is_exact_on_the_border():
    assert with_derived_facts({"height_cm": 200, "weight_kg": 112})["bmi"] == 28
    assert with_derived_facts({"height_cm": 170, "weight_kg": 70})["bmi"] == Fraction(7000, 289)
    assert "bmi" not in with_derived_facts({"height_cm": 170})


def test_benefit_is_compared_with_income():
    facts = {"monthly_income_yuan": 10_000, "choice.monthly_benefit": 800_000}
    assert with_derived_facts(facts)["income_share"] == 80


QUESTIONS = [
    Question("smokes", QuestionKind.YES_NO),
    Question("how_many", QuestionKind.NUMBER, least=1, greatest=100, after="smokes", equals=True),
    Question("ill", QuestionKind.CHOICES, options=("none", "heart", "lung")),
    Question("job", QuestionKind.CHOICE, options=("office", "road")),
]


def test_answers_are_read_in_their_kinds():
    read = read_answers(
        QUESTIONS, {"smokes": "yes", "how_many": "20", "ill": ["lung", "heart"], "job": "road"}
    )
    assert read == {"smokes": True, "how_many": 20, "ill": ("heart", "lung"), "job": "road"}
    assert read_answers(QUESTIONS, read) == read


def test_an_answer_that_was_not_asked_for_is_dropped():
    given = {"smokes": "no", "how_many": "20", "ill": ["none"], "job": "road", "gene_test": "yes"}
    assert read_answers(QUESTIONS, given) == {"smokes": False, "ill": ("none",), "job": "road"}
    assert [question.code for question in asked(QUESTIONS, {"smokes": False})] == ["smokes", "ill", "job"]
    assert [question.code for question in asked(QUESTIONS, {"smokes": True})] == [
        "smokes",
        "how_many",
        "ill",
        "job",
    ]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"smokes": "perhaps"}, "smokes"),
        ({"smokes": None}, "smokes"),
        ({"how_many": "0"}, "how_many"),
        ({"how_many": "101"}, "how_many"),
        ({"how_many": "²"}, "how_many"),
        ({"how_many": "1e3"}, "how_many"),
        ({"how_many": "9" * 400}, "how_many"),
        ({"how_many": True}, "how_many"),
        ({"ill": []}, "ill"),
        ({"ill": "heart"}, "ill"),
        ({"ill": ["gout"]}, "ill"),
        ({"job": "<script>"}, "job"),
        ({"job": ["road"]}, "job"),
    ],
)
def test_an_answer_that_cannot_be_read_names_the_question(change, where):
    given = {"smokes": "yes", "how_many": "20", "ill": ["heart"], "job": "road"} | change
    with pytest.raises(Invalid) as refusal:
        read_answers(QUESTIONS, given)
    assert refusal.value.field == where
