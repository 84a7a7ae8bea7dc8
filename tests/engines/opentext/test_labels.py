"""X9: topics and feeling of open answers in both languages, held against sentences that the rules were not made from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.domains.research.examples import labelled_examples, read_labelled
from hearten.engines.opentext.cleaning import clean
from hearten.engines.opentext.labelling import label_text, read
from hearten.engines.opentext.learning import Example, learn
from hearten.engines.opentext.measuring import accuracy, topic_agreement
from hearten.engines.opentext.model import HAND_WRITTEN, Weights
from hearten.engines.opentext.sentiment import Sentiment, feeling_of
from hearten.engines.opentext.urgent import Urgent

PAGE = Path(__file__).parents[3] / "docs/algorithms/open_text.md"
HELD_OUT = Path(__file__).parent / "labelled_held.tsv"


@pytest.fixture(scope="module")
def weights():
    return learn(labelled_examples())


def test_on_sentences_kept_apart_topics_and_feeling_are_mostly_right(weights):
    held = read_labelled(HELD_OUT.read_text())
    known = {example.text for example in labelled_examples()}
    assert len(held) >= 100
    assert not known & {example.text for example in held}
    labels = [label_text(example.text, weights) for example in held]
    said = [{topic.code for topic in label.topics} for label in labels]
    total = topic_agreement(said, [set(example.topics) for example in held])[-1]
    assert total.precision > 0.80
    assert total.recall > 0.70
    assert accuracy([label.sentiment for label in labels], [example.sentiment for example in held]) > 0.75


@pytest.mark.parametrize(
    ("text", "sentiment", "topics"),
    [
        ("理赔很快，但是客服态度恶劣", "negative", {"claim_speed": "positive", "staff": "negative"}),
        ("Fast payout but the app keeps crashing", None, {"claim_speed": "positive", "app": "negative"}),
        ("没有不满意的地方", "positive", {}),
        ("不太方便", "negative", {}),
        ("Not good at all", "negative", {}),
        ("特别细心", "positive", {}),
        ("", "neutral", {}),
        ("请问发票可以用电子的吗", "neutral", {"claim_papers": None}),
    ],
)
def test_negation_contrast_and_several_topics(weights, text, sentiment, topics):
    label = label_text(text, weights)
    if sentiment:
        assert label.sentiment == sentiment
    found = {topic.code: topic.sentiment for topic in label.topics}
    for code, feeling in topics.items():
        assert code in found
        assert feeling is None or found[code] == feeling


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("治不起病，真的不想活了", (Urgent.SELF_HARM,)),
        ("Sometimes I think about killing myself over these bills", (Urgent.SELF_HARM,)),
        ("再不解决我就打12378投诉，还要起诉你们", (Urgent.LEGAL, Urgent.REGULATOR)),
        ("I will see you in court and go to the press", (Urgent.LEGAL, Urgent.MEDIA)),
        ("慢死了，累死了", ()),
        ("This queue is killing me", ()),
        ("好在不用找律师", ()),
    ],
)
def test_what_must_be_read_today(text, marks):
    assert label_text(text).urgent == marks


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_label(text):
    label = label_text(text)
    assert 0 < label.confidence <= 1
    assert all(0.5 < topic.probability <= 1 for topic in label.topics)


def test_corrections_teach_and_teach_the_same_each_time():
    texts = [f"柜台排了{n}号窗口，白等一场" for n in ("一", "二", "三")]
    wrong = label_text("柜台窗口白等一场", HAND_WRITTEN)
    assert "policy_service" not in {topic.code for topic in wrong.topics}
    given_by_people = [
        Example(text, Sentiment.NEGATIVE, frozenset({"policy_service"}), times=5) for text in texts
    ]
    examples = [*labelled_examples(), *given_by_people]
    first, again = learn(examples), learn(examples)
    assert first == again == Weights.from_plain(first.to_plain())
    taught = label_text("柜台窗口白等一场", first)
    assert "policy_service" in {topic.code for topic in taught.topics}
    assert taught.sentiment is Sentiment.NEGATIVE


def test_the_worked_table_of_the_page():
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text().splitlines()
        if line.startswith("|") and line.count("|") == 7 and "most likely" not in line and "---" not in line
    ]
    assert len(rows) == 3
    for text, _counts, score, edge, sentiment, chance in rows:
        reading = read(clean(text))
        feeling = feeling_of(reading.felt, reading.edge)
        assert (feeling.score, reading.edge) == pytest.approx(
            (float(score.replace("−", "-")), float(edge.replace("−", "-")))
        )
        assert feeling.sentiment == sentiment
        assert feeling.confidence == pytest.approx(float(chance), abs=0.005)


def test_no_examples_teach_nothing():
    assert learn([]).sentiment == {}


def test_the_score_beside_a_text_tips_what_words_leave_open():
    low, high = (label_text("就这样", hint=hint).sentiment for hint in (-1.0, 1.0))
    assert (low, high) == (Sentiment.NEGATIVE, Sentiment.POSITIVE)
